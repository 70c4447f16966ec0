/* Tests of src/model.c and src/model_write.c: a model as a file, damaged files, hostile ones. */
#include "model.h"
#include "model_edit.h"
#include "small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Loads a copy of just these bytes, so that a checker sees reading behind the end. */
static handout_status load(const char *data, size_t length, handout_model **model, handout_error *error) {
  char *copy = malloc(length + !length);
  assert_non_null(copy);
  memcpy(copy, data, length);
  handout_status status = handout_model_load(copy, length, model, error);
  free(copy);
  return status;
}

static void a_model_written_and_read_is_the_same(void **state) {
  (void)state;
  ho_buf first = small_model_file(), second = HO_BUF_INIT;
  handout_model *model;
  handout_error error = {0};
  if (load(first.data, first.length, &model, &error) != HANDOUT_OK)
    fail_msg("line %zu: %s", error.line, error.message);
  assert_int_equal(ho_model_write(model, &second), HANDOUT_OK);
  assert_int_equal(first.length, second.length);
  assert_memory_equal(first.data, second.data, first.length);
  ho_buf_free(&first);
  ho_buf_free(&second);
  handout_model_free(model);
}

static void a_model_read_scores_the_same(void **state) {
  (void)state;
  ho_buf file = small_model_file();
  handout_model *models[2] = {small_model(), NULL};
  assert_int_equal(load(file.data, file.length, &models[1], NULL), HANDOUT_OK);
  for (size_t t = 0; t < SMALL_TEXTS; t++) {
    handout_verdict verdicts[2];
    for (int i = 0; i < 2; i++) {
      handout_scorer *scorer;
      assert_int_equal(handout_scorer_new(models[i], &scorer), HANDOUT_OK);
      assert_int_equal(handout_score(scorer, small_texts[t], strlen(small_texts[t]), NULL, &verdicts[i]),
                       HANDOUT_OK);
      handout_scorer_free(scorer);
    }
    assert_memory_equal(verdicts[0].scores, verdicts[1].scores, sizeof verdicts[0].scores);
    assert_memory_equal(verdicts[0].probabilities, verdicts[1].probabilities,
                        sizeof verdicts[0].probabilities);
  }
  handout_model_free(models[0]);
  handout_model_free(models[1]);
  ho_buf_free(&file);
}

static void what_a_model_says_of_itself(void **state) {
  (void)state;
  handout_model *model = small_model();
  char name[64], cut[8];
  assert_int_equal(handout_model_label_count(model), 3);
  assert_string_equal(handout_model_label(model, 0), "opinion");
  assert_string_equal(handout_model_label(model, 2), "wire");
  assert_null(handout_model_label(model, 3));
  assert_true(handout_model_threshold(model) == 0.4);
  size_t dense = ho_model_dense_count(model), count = handout_model_feature_count(model);
  assert_int_equal(count, dense + model->grams->id_count);
  assert_int_equal(handout_model_feature_name(model, 0, name, sizeof name), strlen("headline missing"));
  assert_string_equal(name, "headline missing");
  assert_int_equal(handout_model_feature_name(model, 0, cut, sizeof cut), strlen("headline missing"));
  assert_string_equal(cut, "headlin");
  assert_int_equal(handout_model_feature_name(model, 0, NULL, 0), strlen("headline missing"));
  assert_true(handout_model_feature_name(model, dense, name, sizeof name) > 0);
  assert_string_equal(name, "the");
  for (size_t i = 0; i < count; i++) {
    size_t length = handout_model_feature_name(model, i, name, sizeof name);
    assert_int_equal(length, strlen(name));
  }
  assert_int_equal(handout_model_feature_name(model, count, name, sizeof name), 0);
  assert_string_equal(name, "");
  handout_model_free(model);
}

static void no_model_at_all(void **state) {
  (void)state;
  handout_model *model;
  handout_error error = {0};
  char name[8];
  assert_int_equal(handout_model_load("x", 1, NULL, &error), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_model_load(NULL, 1, &model, &error), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_model_load(NULL, 0, &model, &error), HANDOUT_BAD_MODEL);
  assert_null(model);
  assert_int_equal(handout_model_load("", 0, &model, NULL), HANDOUT_BAD_MODEL);
  handout_model_free(NULL);
  assert_int_equal(handout_model_label_count(NULL), 0);
  assert_null(handout_model_label(NULL, 0));
  assert_int_equal(handout_model_feature_count(NULL), 0);
  assert_int_equal(handout_model_feature_name(NULL, 0, name, sizeof name), 0);
  assert_true(handout_model_threshold(NULL) == 0);
}

static void expect_refused(const char *data, size_t length) {
  handout_model *model = (handout_model *)(uintptr_t)1;
  handout_error error = {0};
  handout_status status = load(data, length, &model, &error);
  assert_true(status == HANDOUT_BAD_MODEL || status == HANDOUT_BAD_VERSION);
  assert_null(model);
  assert_true(error.line > 0 && error.message[0]);
}

static void every_cut_is_refused(void **state) {
  (void)state;
  ho_buf file = small_model_file();
  for (size_t length = 0; length < file.length; length++)
    expect_refused(file.data, length);
  ho_buf_free(&file);
}

static void every_changed_byte_is_refused(void **state) {
  (void)state;
  random_source source = {2};
  ho_buf file = small_model_file();
  for (size_t at = 0; at < file.length; at++) {
    char was = file.data[at];
    file.data[at] = (char)(was ^ (char)(1 + random_below(&source, 255)));
    expect_refused(file.data, file.length);
    file.data[at] = was;
  }
  assert_true(ho_buf_append_char(&file, '\n'));
  expect_refused(file.data, file.length);
  ho_buf_free(&file);
}

/* ---- Hostile files, their checksum made right ---- */

typedef struct edit {
  const char *find, *replacement, *about;
  int lines; /* by how many lines the error lies behind the edit */
} edit;

static const edit EDITS[] = {
    {"labels\t3\topinion", "labels\t1\topinion", "2 to 16 labels", 0},
    {"labels\t3", "labels\t17", "2 to 16 labels", 0},
    {"labels\t3", "labels\t99999999999999999999999", "2 to 16 labels", 0},
    {"labels\t3", "labels\t-3", "2 to 16 labels", 0},
    {"labels\t3", "labels\t4", "label's name is missing", 0},
    {"labels\t3", "labels\t2", "more labels than announced", 0},
    {"\topinion\treadout", "\treadout\treadout", "in order and differ", 0},
    {"\topinion\treadout", "\treadout\topinion", "in order and differ", 0},
    {"share\t1", "share\t4", "release share", 0},
    {"share\t1", "share\t1\t1", "release share", 0},
    {"\nlexicon\t", "\nlexicon\t9", "", -1},
    {"\nlexicon\t", "\nlexicon\tx", "lexicon is missing", 0},
    {"[background]", "[protocol]", "already", 0},
    {"handout-lexicon 1", "handout-lexicon 9", "first line", 0},
    {"matters of", "** of", "wildcard", 0},
    {"\nngrams\t", "\nngrams\t9999999999", "number of n-grams", 0},
    {"\nngrams\t", "\nngrams\t1", "", -1},
    {"\nngrams\t30\t", "\nngrams\t30\t-", "number of n-grams", 0},
    {"\nngrams\t30\t", "\nngrams\t30\tnan\t", "number of n-grams", 0},
    {"\nsaid\t0\t", "\nthe\t0\t", "repeated n-gram", 0},
    {"\nsaid\t0\t", "\nsaid so now\t0\t", "malformed", 0},
    {"\nsaid\t0\t", "\nsaid\t8\t", "zone", 0},
    {"\nsaid\t0\t", "\nsaid\t0\tnan\t", "weight", 0},
    {"\nsaid\t0\t", "\nsaid\t0\t1.5\t", "weight", 0},
    {"\nsaid\t0\t", "\nsaid\t0\t99999999\t", "weight", 0},
    {"\nngram-bias\t", "\nngram-bias\tinf\t", "bias", 0},
    {"\ncolumns\t", "\ncolumns\t9999999999", "number of columns", 0},
    {"\ncolumns\t", "\ncolumns\t4", "", -1},
    {"\n1\theadline words", "\n0\theadline missing", "in order", 0},
    {"\n1\theadline words", "\n1\theadline wards", "name", 0},
    {"\n1\theadline words", "\n99999\theadline words", "unknown feature", 0},
    {"\nrho\t", "\nrho\t1\t", "constants", 0},
    {"\nslope\t1.25", "\nslope\t0", "slope", 0},
    {"\nslope\t1.25", "\nslope\t-1", "slope", 0},
    {"\nslope\t1.25", "\nslope\t1,25", "slope", 0},
    {"\nslope\t1.25", "\nslope\tinf", "slope", 0},
    {"\noffset\t", "\noffset\tnan\t", "offsets", 0},
    {"\nthreshold\t0.4", "\nthreshold\t1.4", "threshold", 0},
    {"\nthreshold\t0.4", "\nthreshold\t-0.4", "threshold", 0},
    {"\nnovelty-scale\t1", "\nnovelty-scale\t0", "scales", 0},
    {"\nnovelty-limit\t", "\nnovelty-limit\tnan", "limit", 0},
    {"\nlean-slope\t", "\nlean-slope\t\t", "slope", 0},
    {"\nsummary\t2", "\nsummary\t9", "summary", -1},
    {"\nsummary\t2", "\nsummary\t1", "end", -1},
    {"\nend\n", "\nend", "end", -1},
    {"\nend\n", "\nend\n\n", "end", 0},
    {"\nend\n", "\nend\textra\n", "end", 0},
    {"\nend\n", "\nand\n", "end", 0},
};

static void hostile_edits_are_refused_by_line(void **state) {
  (void)state;
  ho_buf file = small_model_file();
  for (size_t i = 0; i < sizeof EDITS / sizeof *EDITS; i++) {
    const edit *e = &EDITS[i];
    size_t line;
    ho_buf changed = model_edited(&file, e->find, e->replacement, &line);
    handout_model *model;
    handout_error error = {0};
    handout_status status = load(changed.data, changed.length, &model, &error);
    if (status != HANDOUT_BAD_MODEL || !strstr(error.message, e->about))
      fail_msg("%s -> %s: status %d, line %zu: %s", e->find, e->replacement, (int)status, error.line,
               error.message);
    if (e->lines == 0 && error.line != line)
      fail_msg("%s -> %s: line %zu in place of %zu", e->find, e->replacement, error.line, line);
    ho_buf_free(&changed);
  }
  ho_buf_free(&file);
}

static void the_header_is_strict(void **state) {
  (void)state;
  ho_buf file = small_model_file();
  size_t start = model_body(&file);
  static const struct {
    const char *line;
    handout_status status;
  } headers[] = {{"handout-model\t1", HANDOUT_BAD_VERSION},
                 {"handout-model\t3", HANDOUT_BAD_VERSION},
                 {"handout-model\t999999", HANDOUT_BAD_VERSION},
                 {"handout-model\t0", HANDOUT_BAD_VERSION},
                 {"handout-model\t2\r", HANDOUT_BAD_MODEL},
                 {"handout-model", HANDOUT_BAD_MODEL},
                 {"handout-model\t2\t", HANDOUT_OK},
                 {"svm_type c_svc", HANDOUT_BAD_MODEL},
                 {"handout-model\t-1", HANDOUT_BAD_MODEL},
                 {"\xEF\xBB\xBFhandout-model\t2", HANDOUT_BAD_MODEL}};
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    ho_buf changed = HO_BUF_INIT;
    handout_model *model;
    handout_error error = {0};
    assert_true(ho_buf_append_format(&changed, "%s\nchecksum\t%016llx\n", headers[i].line,
                                     (unsigned long long)ho_hash(file.data + start, file.length - start)));
    assert_true(ho_buf_append(&changed, file.data + start, file.length - start));
    assert_int_equal(load(changed.data, changed.length, &model, &error), headers[i].status);
    if (headers[i].status != HANDOUT_OK)
      assert_int_equal(error.line, 1);
    handout_model_free(model);
    ho_buf_free(&changed);
  }
  ho_buf_free(&file);
}

/* With lines that end in CR LF throughout, and a checksum to match. */
static void other_line_ends_are_refused(void **state) {
  (void)state;
  ho_buf file = small_model_file(), body = HO_BUF_INIT;
  for (size_t i = model_body(&file); i < file.length; i++)
    assert_true(ho_buf_append_text(&body, file.data[i] == '\n' ? "\r" : "") &&
                ho_buf_append_char(&body, file.data[i]));
  ho_buf changed = model_with_checksum(body.data, body.length);
  expect_refused(changed.data, changed.length);
  ho_buf_free(&changed);
  ho_buf_free(&body);
  ho_buf_free(&file);
}

/* A model that is taken gives finite answers. */
static void expect_sound_or_refused(const ho_buf *file) {
  handout_model *model;
  handout_scorer *scorer;
  handout_error error = {0};
  handout_status status = load(file->data, file->length, &model, &error);
  if (status != HANDOUT_OK) {
    assert_int_equal(status, HANDOUT_BAD_MODEL);
    assert_true(error.line > 0);
    return;
  }
  assert_int_equal(handout_scorer_new(model, &scorer), HANDOUT_OK);
  for (size_t t = 0; t < SMALL_TEXTS; t++) {
    handout_explanation explanation;
    double sum = 0;
    assert_int_equal(handout_explain(scorer, small_texts[t], strlen(small_texts[t]), NULL, &explanation),
                     HANDOUT_OK);
    for (size_t l = 0; l < handout_model_label_count(model); l++) {
      assert_true(isfinite(explanation.verdict.scores[l]) && isfinite(explanation.base[l]));
      sum += explanation.verdict.probabilities[l];
    }
    assert_true(fabs(sum - 1) < 1e-9);
    for (size_t s = 0; s < explanation.sentence_count; s++)
      assert_true(isfinite(explanation.sentences[s].leaning[0]));
    for (size_t c = 0; c < explanation.contribution_count; c++)
      assert_true(isfinite(explanation.contributions[c].by_label[0]));
  }
  handout_scorer_free(scorer);
  handout_model_free(model);
}

static void cut_lines_are_refused(void **state) {
  (void)state;
  ho_buf file = small_model_file();
  size_t start = model_body(&file);
  for (size_t at = start; at + 1 < file.length; at++)
    if (at == start || file.data[at - 1] == '\n') {
      ho_buf changed = model_with_checksum(file.data + start, at - start);
      expect_refused(changed.data, changed.length);
      ho_buf_free(&changed);
    }
  ho_buf_free(&file);
}

/* Numbers that are allowed one by one but must not add up to nothing that is a number. */
static void extreme_numbers(void **state) {
  (void)state;
  static const char *const numbers[] = {
      "1e308",  "-1e308", "1.7976931348623157e308", "1e-320", "5e-324", "1e160", "-1e39", "0", "-0", "1e15",
      "-1e300", "1e-12"};
  ho_buf file = small_model_file();
  random_source source = {17};
  size_t start = model_body(&file),
         columns = (size_t)((char *)memmem(file.data, file.length, "\nngrams", 7) - file.data);
  for (int round = 0; round < 3000; round++) {
    ho_buf body = HO_BUF_INIT;
    int edits = 1 + round % 3;
    assert_true(ho_buf_append(&body, file.data + start, file.length - start));
    for (int e = 0; e < edits; e++) { /* a field that begins with a digit or a minus sign becomes a number */
      size_t at = columns - start + random_below(&source, body.length - (columns - start) - 8);
      while (at < body.length && body.data[at] != '\t')
        at++;
      size_t end = at + 1;
      while (end < body.length && body.data[end] != '\t' && body.data[end] != '\n')
        end++;
      if (end >= body.length)
        continue;
      ho_buf next = HO_BUF_INIT;
      assert_true(
          ho_buf_append(&next, body.data, at + 1) &&
          ho_buf_append_text(&next, numbers[random_below(&source, sizeof numbers / sizeof *numbers)]) &&
          ho_buf_append(&next, body.data + end, body.length - end));
      ho_buf_free(&body);
      body = next;
    }
    ho_buf changed = model_with_checksum(body.data, body.length);
    expect_sound_or_refused(&changed);
    ho_buf_free(&changed);
    ho_buf_free(&body);
  }
  ho_buf_free(&file);
}

static void random_damage(void **state) {
  (void)state;
  ho_buf file = small_model_file();
  random_source source = {23};
  size_t start = model_body(&file);
  static const char bytes[] = "\t\n0123456789.-e ^\"=<>[]@*|#axZ\r\xFF";
  for (int round = 0; round < 4000; round++) {
    ho_buf body = HO_BUF_INIT;
    size_t at = start + random_below(&source, file.length - start), gone = random_below(&source, 12);
    gone = gone > file.length - at ? file.length - at : gone;
    assert_true(ho_buf_append(&body, file.data + start, at - start));
    for (size_t more = random_below(&source, 4); more > 0; more--)
      assert_true(ho_buf_append_char(&body, bytes[random_below(&source, sizeof bytes - 1)]));
    assert_true(ho_buf_append(&body, file.data + at + gone, file.length - at - gone));
    ho_buf changed = model_with_checksum(body.data, body.length);
    expect_sound_or_refused(&changed);
    ho_buf_free(&changed);
    ho_buf_free(&body);
  }
  ho_buf_free(&file);
}

static void weights_are_rounded_to_a_unit(void **state) {
  (void)state;
  float weights[] = {0.1f, -0.7f, 0.33333f, 0, 1e-9f}, zeros[] = {0, 0};
  float again[5];
  double unit = ho_round_weights(weights, 5);
  memcpy(again, weights, sizeof again);
  for (int i = 0; i < 5; i++) {
    assert_true(fabs((double)weights[i] / unit - round((double)weights[i] / unit)) == 0);
    assert_true(fabs((double)weights[i] / unit) <= 1 << 15);
  }
  assert_true(fabs((double)weights[1] + 0.7) <= unit / 2);
  assert_true(ho_round_weights(again, 5) == unit);
  assert_memory_equal(again, weights, sizeof again);
  assert_true(ho_round_weights(zeros, 2) == 1);
}

/* ---- The model that is compiled in ---- */

static void the_default_model(void **state) {
  (void)state;
  handout_model *model;
  handout_error error = {0};
  handout_status status = handout_model_default(&model, &error);
  if (status != HANDOUT_OK && access(PROJECT_DIR "/models/default.model", R_OK) != 0)
    skip();
  if (status != HANDOUT_OK)
    fail_msg("line %zu: %s", error.line, error.message);
  assert_int_equal(handout_model_label_count(model), 3);
  assert_string_equal(handout_model_label(model, 0), "opinion");
  assert_string_equal(handout_model_label(model, 1), "readout");
  assert_string_equal(handout_model_label(model, 2), "wire");
  assert_true(handout_model_threshold(model) > 1.0 / 3 && handout_model_threshold(model) < 1);
  ho_buf file = HO_BUF_INIT;
  assert_int_equal(ho_model_write(model, &file), HANDOUT_OK);
  assert_true(file.length <= 2 << 20);
  handout_model *again;
  assert_int_equal(load(file.data, file.length, &again, NULL), HANDOUT_OK);
  ho_buf_free(&file);
  handout_model_free(again);
  handout_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_model_written_and_read_is_the_same),
      cmocka_unit_test(a_model_read_scores_the_same),
      cmocka_unit_test(what_a_model_says_of_itself),
      cmocka_unit_test(no_model_at_all),
      cmocka_unit_test(every_cut_is_refused),
      cmocka_unit_test(every_changed_byte_is_refused),
      cmocka_unit_test(hostile_edits_are_refused_by_line),
      cmocka_unit_test(the_header_is_strict),
      cmocka_unit_test(other_line_ends_are_refused),
      cmocka_unit_test(cut_lines_are_refused),
      cmocka_unit_test(extreme_numbers),
      cmocka_unit_test(random_damage),
      cmocka_unit_test(weights_are_rounded_to_a_unit),
      cmocka_unit_test(the_default_model),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
