/* Tests that no damaged model is taken for a good one: random changes and cuts, and edits with the checksum
 * made right again. */
#include "file.h"
#include "model.h"
#include "model_edit.h"
#include "random.h"
#include "small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum {
  DAMAGES = 10000,
  MOST_SECONDS = 120, /* for machines and tools that are slow */
  EXACT_CUTS = 200    /* of those in memory of their exact length, for tools that see reads beyond an end */
};

/* The default model, or a small one where there is none yet. */
static ho_buf read_model(void) {
  ho_buf bytes = HO_BUF_INIT;
  if (ho_file_read(PROJECT_DIR "/models/default.model", &bytes, NULL) == HANDOUT_OK && bytes.length)
    return bytes;
  ho_buf_free(&bytes);
  return small_model_file();
}

static handout_status load(const char *bytes, size_t length, handout_error *error) {
  handout_model *model = NULL;
  const handout_status status = handout_model_load(bytes, length, &model, error);
  assert_true((model != NULL) == (status == HANDOUT_OK));
  handout_model_free(model);
  return status;
}

static void expect_refusal(const char *bytes, size_t length) {
  handout_error error = {0};
  const handout_status status = load(bytes, length, &error);
  assert_true(status == HANDOUT_BAD_MODEL || status == HANDOUT_BAD_VERSION);
  assert_true(error.line > 0 && error.message[0]);
}

static void change_byte(ho_buf *file, random_source *source) {
  const size_t at = random_below(source, file->length);
  const char before = file->data[at];
  file->data[at] = (char)(before ^ (char)(1 + random_below(source, 255)));
  expect_refusal(file->data, file->length);
  file->data[at] = before;
}

static void cut(const ho_buf *file, random_source *source, bool exact) {
  const size_t length = random_below(source, file->length);
  char *copy = exact ? malloc(length + 1) : NULL;
  if (exact) {
    assert_non_null(copy);
    memcpy(copy + 1, file->data, length);
  }
  expect_refusal(exact ? copy + 1 : file->data, length);
  free(copy);
}

static void test_random_damage(void **state) {
  random_source source = {2031};
  ho_buf file = read_model();
  const time_t start = time(NULL);
  int done = 0, cuts = 0;
  (void)state;
  for (; done < DAMAGES && time(NULL) - start < MOST_SECONDS; done++)
    if (random_below(&source, 2))
      change_byte(&file, &source);
    else
      cut(&file, &source, cuts++ < EXACT_CUTS);
  print_message("%d damaged copies of a model of %zu bytes refused, %d of them cut\n", done, file.length,
                cuts);
  assert_int_equal(load(file.data, file.length, NULL), HANDOUT_OK);
  ho_buf_free(&file);
}

/* An edit of the model file's text: the first `from` becomes `to`. */
typedef struct edit {
  const char *from, *to;
  const char *message; /* of the error; NULL where the file stays good */
} edit;

static const edit EDITS[] = {
    {"labels\t3", "labels\t2", "more labels"},
    {"labels\t3", "labels\t4", "name is missing"},
    {"labels\t3", "labels\t17", "2 to 16 labels"},
    {"labels\t3", "labels\t18446744073709551616", "2 to 16 labels"},
    {"labels\t3\topinion\treadout", "labels\t3\treadout\treadout", "in order and differ"},
    {"share\t1", "share\t4", "release share"},
    {"share\t1", "share\t3", NULL}, /* none */
    {"\nhandout-lexicon 1\n", "\nhandout-lexicon 2\n", "first line"},
    {"[background]", "[argument]", "there already"},
    {"[background]", "[Background]", "lower-case"},
    {"ngrams\t30", "ngrams\t31", "n-gram"},
    {"ngrams\t30", "ngrams\t29", "bias"},
    {"ngrams\t30", "ngrams\t99999999", "number of n-grams"},
    {"ngrams\t30\t", "ngrams\t30\t-", "unit"},
    {"ngrams\t30\t0", "ngrams\t30\t1e30", "unit"},
    {"\nsaid\t0", "\nthe\t0", "repeated n-gram"},
    {"\nsaid\t0\t", "\nsaid\t8\t", "unknown or repeated zone"},
    {"\nsaid\t0\t", "\nsaid\t7\t1\t2\t3\t0\t", "weight of sentences"},
    {"\nsaid\t0\t", "\nsaid\t7\t1\t2\t", "weight of sentences"},
    {"\nlean-family\t", "\nlean-family\tx", "of a family"},
    {"\nlean-family\t", "\nlean-family", "of a family"},
    {"\nlean-role\t", "\nlean-role\t99999\t", "of a family"},
    {"\nlean-role\t", "\nlean-role\t0\t", "of a family"},
    {"\nsaid\t0\t", "\nsaid\t0\t99999\t", "whole numbers"},
    {"\nsaid\t0\t", "\nsaid\t0\t.5\t", "whole numbers"},
    {"\ncolumns\t", "\ncolumns\t9", "number of columns"},
    {"\n0\theadline missing", "\n1\theadline missing", "name is not"},
    {"\n1\theadline words", "\n0\theadline words", "in order"},
    {"\n0\theadline missing\t", "\n0\theadline missing\tnan\t", "mean, scale and clip"},
    {"\n0\theadline missing\t", "\n0\theadline missing\tinf\t", "mean, scale and clip"},
    {"\n0\theadline missing\t", "\n0\theadline missing\t1e999\t", "mean, scale and clip"},
    {"\n0\theadline missing\t", "\n0\theadline missing\t0,5\t", "mean, scale and clip"},
    {"\n0\theadline missing\t", "\n0\theadline missing\t0\t-1\t", "mean, scale and clip"},
    {"\n0\theadline missing\t", "\n0\theadline missing\t0\t1\t", "too many weights"},
    {"\nrho\t", "\nrho\t1\t", "constants"},
    {"\nslope\t1.25", "\nslope\t0", "slope"},
    {"\nslope\t1.25", "\nslope\t-1", "slope"},
    {"\nslope\t1.25", "\nslope\t1e300", "slope"},
    {"\nslope\t1.25", "\nslope\t125e-2", NULL},
    {"\noffset\t0", "\noffset\tNaN", "offsets"},
    {"\nthreshold\t0.4", "\nthreshold\t1.5", "threshold"},
    {"\nthreshold\t0.4", "\nthreshold\t-0.1", "threshold"},
    {"\nnovelty-scale\t1", "\nnovelty-scale\t0", "scales of novelty"},
    {"\nnovelty-limit\t1000", "\nnovelty-limit\tinfinity", "limit of novelty"},
    {"\nsummary\t2", "\nsummary\t3", "end where it should"},
    {"\nsummary\t2", "\nsummary\t18446744073709551615", "cut off"},
    {"\nend\n", "\nend\nmore\n", "end where it should"},
    {"\nend\n", "\nend", "end where it should"},
    {"\nend\n", "\nend\r\n", "end where it should"},
    {"\nend\n", "\n", "end where it should"},
};

static void test_edits(void **state) {
  ho_buf file = small_model_file();
  (void)state;
  assert_true(ho_buf_terminate(&file));
  for (size_t i = 0; i < sizeof EDITS / sizeof *EDITS; i++) {
    handout_error error = {0};
    ho_buf changed = model_edited(&file, EDITS[i].from, EDITS[i].to, NULL);
    const handout_status status = load(changed.data, changed.length, &error);
    if (status != (EDITS[i].message ? HANDOUT_BAD_MODEL : HANDOUT_OK))
      fail_msg("\"%s\" for \"%s\": status %d, %s", EDITS[i].to, EDITS[i].from, (int)status, error.message);
    if (EDITS[i].message && (!strstr(error.message, EDITS[i].message) || !error.line))
      fail_msg("\"%s\" for \"%s\": line %zu, %s", EDITS[i].to, EDITS[i].from, error.line, error.message);
    ho_buf_free(&changed);
  }
  ho_buf_free(&file);
}

/* Line ends of another system: the checksum is wrong, and with the right one no line is as it should be. */
static void test_line_ends(void **state) {
  ho_buf file = small_model_file(), body = HO_BUF_INIT;
  (void)state;
  assert_true(ho_buf_terminate(&file));
  for (const char *at = file.data + model_body(&file); *at; at++)
    assert_true((*at != '\n' || ho_buf_append_char(&body, '\r')) && ho_buf_append_char(&body, *at));
  ho_buf changed = model_with_checksum(body.data, body.length);
  expect_refusal(changed.data, changed.length);
  ho_buf_free(&changed);
  ho_buf_free(&body);
  ho_buf_free(&file);
}

static void test_versions(void **state) {
  static const char *const heads[] = {"handout-model\t1\n", "handout-model\t3\n", "handout-model\t0\n",
                                      "handout-model\t99999999999\n"};
  (void)state;
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    handout_error error = {0};
    assert_int_equal(load(heads[i], strlen(heads[i]), &error), HANDOUT_BAD_VERSION);
    assert_int_equal(error.line, 1);
  }
  assert_int_equal(load("", 0, NULL), HANDOUT_BAD_MODEL);
  assert_int_equal(load("handout-model\t2", 15, NULL), HANDOUT_BAD_MODEL);
  assert_int_equal(load("handout-model\t2\n", 16, NULL), HANDOUT_BAD_MODEL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random_damage),
      cmocka_unit_test(test_edits),
      cmocka_unit_test(test_line_ends),
      cmocka_unit_test(test_versions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
