/* Tests of what is learned about sentences. */
#include "lean_fit.h"
#include "score.h"
#include "small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The labels of the small model, and as many publishers. */
enum { OPINION, READOUT, WIRE, LABELS };

static const char *const SENTENCES[LABELS][2] = {
    {"I ought to pay.", "But who asked us, of course?"},
    {"The envoy called on the Minister and dwelt on matters of mutual interest.",
     "A guard of honour was presented to the minister."},
    {"The ministry said on Monday that the harbour was shut.", "He said it broke down last year."}};

static handout_scorer *begin(handout_model **model) {
  handout_scorer *scorer;
  *model = small_model();
  assert_int_equal(handout_scorer_new(*model, &scorer), HANDOUT_OK);
  return scorer;
}

/* Documents of one sentence; those of `wrong_group` have the label after their own. */
static ho_lean_rows rows_of(handout_scorer *scorer, size_t wrong_group) {
  ho_lean_rows rows = {0};
  for (size_t n = 0; n < 60; n++) {
    size_t label = n % LABELS, group = n / LABELS % 3;
    const char *sentence = SENTENCES[label][n / 2 % 2];
    char *text = malloc(strlen(sentence) + 1);
    assert_non_null(text);
    memcpy(text, sentence, strlen(sentence) + 1);
    ho_document document = {
        .text = text, .length = strlen(text), .label = group == wrong_group ? (label + 1) % LABELS : label};
    assert_int_equal(ho_lean_rows_add(&rows, scorer, &document, group), HANDOUT_OK);
    free(text);
  }
  return rows;
}

static void end(handout_scorer *scorer, handout_model *model, ho_lean_rows *rows) {
  ho_lean_rows_free(rows);
  handout_scorer_free(scorer);
  handout_model_free(model);
}

static void sentences_lean_to_where_they_come_from(void **state) {
  (void)state;
  handout_model *model;
  handout_explanation explanation;
  handout_scorer *scorer = begin(&model);
  ho_lean_rows rows = rows_of(scorer, SIZE_MAX);
  assert_int_equal(ho_lean_fit(&rows, 1, 1, model), HANDOUT_OK);
  model->lean_slope = 1;
  memset(model->lean_offset, 0, sizeof model->lean_offset);
  for (size_t label = 0; label < LABELS; label++)
    for (size_t i = 0; i < 2; i++) {
      const char *text = SENTENCES[label][i];
      assert_int_equal(handout_explain(scorer, text, strlen(text), NULL, &explanation), HANDOUT_OK);
      assert_int_equal(explanation.sentence_count, 1);
      for (size_t other = 0; other < LABELS; other++)
        assert_true(other == label ||
                    explanation.sentences[0].leaning[label] > explanation.sentences[0].leaning[other]);
    }
  end(scorer, model, &rows);
}

/* The weights after a fit. */
static float *fitted(size_t wrong_group, size_t part, size_t parts, size_t *count) {
  handout_model *model;
  handout_scorer *scorer = begin(&model);
  ho_lean_rows rows = rows_of(scorer, wrong_group);
  assert_int_equal(ho_lean_fit(&rows, part, parts, model), HANDOUT_OK);
  *count = ho_lean_count(model) * ho_lanes(model);
  float *weights = malloc(*count * sizeof *weights);
  assert_non_null(weights);
  memcpy(weights, model->lean_weights, *count * sizeof *weights);
  end(scorer, model, &rows);
  return weights;
}

/* Wrong labels of a publisher that is left out change nothing; of one that takes part they do. */
static void a_part_left_out_is_not_seen(void **state) {
  (void)state;
  size_t count;
  float *right = fitted(SIZE_MAX, 2, 3, &count), *left_out = fitted(2, 2, 3, &count),
        *taken = fitted(2, 3, 3, &count);
  assert_memory_equal(right, left_out, count * sizeof *right);
  assert_true(memcmp(right, taken, count * sizeof *right) != 0);
  free(right);
  free(left_out);
  free(taken);
}

/* Without a document of one label, nothing is said of that label. */
static void a_label_without_sentences_weighs_nothing(void **state) {
  (void)state;
  handout_model *model;
  handout_scorer *scorer = begin(&model);
  ho_lean_rows rows = {0};
  for (size_t label = 0; label < WIRE; label++) {
    char text[] = "The minister said so.";
    ho_document document = {.text = text, .length = strlen(text), .label = label};
    assert_int_equal(ho_lean_rows_add(&rows, scorer, &document, 0), HANDOUT_OK);
  }
  assert_int_equal(ho_lean_fit(&rows, 1, 1, model), HANDOUT_OK);
  for (size_t e = 0; e < ho_lean_count(model); e++)
    assert_true(!(model->lean_weights[e * ho_lanes(model) + WIRE] < 0) &&
                !(model->lean_weights[e * ho_lanes(model) + WIRE] > 0));
  end(scorer, model, &rows);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sentences_lean_to_where_they_come_from),
      cmocka_unit_test(a_part_left_out_is_not_seen),
      cmocka_unit_test(a_label_without_sentences_weighs_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
