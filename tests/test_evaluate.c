/* Tests of the figures, against ones worked out by hand and by the obvious way. */
#include "evaluate.h"
#include "random.h"
#include "report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 3000, GROUPS = 12 };

static char *GROUP_NAMES[GROUPS] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
static ho_prediction rows[MOST];

static ho_predictions empty_predictions(size_t labels) {
  static const char *const names[] = {"one", "two", "three"};
  ho_predictions made = {.label_count = labels,
                         .probability_count = labels,
                         .group_count = GROUPS,
                         .groups = GROUP_NAMES,
                         .rows = rows};
  for (size_t l = 0; l < labels; l++)
    made.labels[l] = names[l];
  return made;
}

static void add(ho_predictions *to, size_t gold, size_t group, size_t label, double confidence) {
  ho_prediction *row = &to->rows[to->count++];
  *row = (ho_prediction){.gold = gold, .group = group, .label = label};
  for (size_t l = 0; l < to->probability_count; l++)
    row->probability[l] = l == label ? confidence : (1 - confidence) / (double)(to->probability_count - 1);
}

static void is_near(double value, double wanted) {
  if (!(fabs(value - wanted) < 1e-9))
    fail_msg("%.12f is not %.12f", value, wanted);
}

/* 20 documents of a publisher, 15 right; 30 of another, all right; 5 of a third, which is too small. */
static ho_predictions small_case(void) {
  ho_predictions made = empty_predictions(2);
  for (int i = 0; i < 20; i++)
    add(&made, 0, 0, i < 5, 0.8);
  for (int i = 0; i < 30; i++)
    add(&made, 1, 1, 1, 0.9);
  for (int i = 0; i < 5; i++)
    add(&made, 1, 2, 0, 0.6);
  return made;
}

static void computes_what_was_worked_out(void **state) {
  (void)state;
  ho_predictions made = small_case();
  ho_figures figures;
  assert_int_equal(ho_evaluate(&made, 0, &figures), HANDOUT_OK);
  is_near(figures.of[HO_UPA].value, (0.75 + 1) / 2);
  is_near(figures.of[HO_ACCURACY].value, 45.0 / 55);
  is_near(figures.of[HO_MACRO_F1].value, (30.0 / 40 + 60.0 / 70) / 2);
  is_near(figures.of[HO_BRIER].value, (15 * 0.08 + 5 * 1.28 + 30 * 0.02 + 5 * 0.72) / 55);
  is_near(figures.of[HO_COVERAGE_95].value, 47.0 / 55); /* of those at 0.8 the right ones first */
  is_near(figures.of[HO_COVERAGE_98].value, 45.0 / 55);
  is_near(figures.of[HO_COVERAGE_99].value, 45.0 / 55);
  assert_int_equal(figures.confusion[0][1], 5);
  assert_int_equal(figures.cells[0].group, 2); /* the lowest recall first */
  double precision, recall, f1;
  ho_label_figures(&figures, &made, 0, &precision, &recall, &f1);
  is_near(precision, 15.0 / 20);
  is_near(recall, 15.0 / 20);
  ho_figures_free(&figures);
}

static void leaves_undefined_what_has_no_publisher(void **state) {
  (void)state;
  ho_predictions made = empty_predictions(2);
  ho_figures figures;
  for (int i = 0; i < 19; i++)
    add(&made, 0, 0, 0, 0.9);
  assert_int_equal(ho_evaluate(&made, 50, &figures), HANDOUT_OK);
  assert_true(isnan(figures.of[HO_UPA].value));
  is_near(figures.of[HO_MACRO_F1].value, 1);
  ho_figures_free(&figures);
}

static ho_predictions random_case(uint64_t seed, size_t count) {
  random_source source = {seed};
  ho_predictions made = empty_predictions(3);
  for (size_t i = 0; i < count; i++) {
    size_t gold = random_below(&source, 3), group = random_below(&source, GROUPS);
    size_t label = random_below(&source, 10) < 8 ? gold : random_below(&source, 3);
    add(&made, gold, group, label, 0.34 + (double)random_below(&source, 66) / 100);
  }
  return made;
}

static int compare_numbers(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

/* The error over 15 bins as it is defined: sorted by confidence, then by being right. */
static double obvious_ece(const ho_predictions *made) {
  static double keys[MOST];
  double error = 0;
  for (size_t i = 0; i < made->count; i++) {
    const ho_prediction *row = &made->rows[i];
    keys[i] = round(row->probability[row->label] * 1e6) * 2 + (row->label == row->gold);
  }
  qsort(keys, made->count, sizeof *keys, compare_numbers);
  for (size_t b = 0; b < 15; b++) {
    double confidence = 0, right = 0;
    for (size_t i = b * made->count / 15; i < (b + 1) * made->count / 15; i++) {
      right += fmod(keys[i], 2);
      confidence += floor(keys[i] / 2) / 1e6;
    }
    error += fabs(confidence - right) / (double)made->count;
  }
  return error;
}

static void agrees_with_the_obvious_way(void **state) {
  (void)state;
  const size_t counts[] = {1, 7, 14, 15, 16, 100, 2999};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    ho_predictions made = random_case(i + 1, counts[i]);
    ho_figures figures;
    assert_int_equal(ho_evaluate(&made, 0, &figures), HANDOUT_OK);
    is_near(figures.of[HO_ECE].value, obvious_ece(&made));
    ho_figures_free(&figures);
  }
}

static void draws_the_same_intervals_around_the_value(void **state) {
  (void)state;
  ho_predictions made = random_case(5, 2000);
  ho_figures first, second;
  assert_int_equal(ho_evaluate(&made, 200, &first), HANDOUT_OK);
  assert_int_equal(ho_evaluate(&made, 200, &second), HANDOUT_OK);
  for (size_t f = 0; f < HO_FIGURES; f++)
    assert_memory_equal(&first.of[f], &second.of[f], sizeof first.of[f]);
  assert_true(first.of[HO_UPA].low < first.of[HO_UPA].value);
  assert_true(first.of[HO_UPA].high > first.of[HO_UPA].value);
  assert_true(first.of[HO_UPA].high - first.of[HO_UPA].low < 0.2);
  ho_figures_free(&first);
  ho_figures_free(&second);
}

static void counts_a_label_that_the_model_does_not_have_as_wrong(void **state) {
  (void)state;
  ho_predictions made = empty_predictions(2);
  made.labels[made.label_count++] = "unknown";
  ho_figures figures;
  add(&made, 2, 0, 1, 0.75);
  add(&made, 0, 0, 0, 0.75);
  assert_int_equal(ho_evaluate(&made, 0, &figures), HANDOUT_OK);
  is_near(figures.of[HO_ACCURACY].value, 0.5);
  is_near(figures.of[HO_MACRO_F1].value, 0.5);
  is_near(figures.of[HO_BRIER].value, (0.75 * 0.75 + 0.25 * 0.25 + 2 * 0.25 * 0.25) / 2);
  ho_figures_free(&figures);
}

static void writes_predictions_and_reports(void **state) {
  (void)state;
  ho_predictions made = small_case();
  ho_figures figures;
  ho_buf table = HO_BUF_INIT, text = HO_BUF_INIT, json = HO_BUF_INIT;
  ho_mistake mistake = {0, "one/a/0.txt", "words +0.10"};
  assert_int_equal(ho_evaluate(&made, 20, &figures), HANDOUT_OK);
  assert_true(ho_write_predictions(&made, &table) && ho_buf_terminate(&table));
  assert_int_equal(
      strncmp(table.data, "gold\tpublisher\tpred\tone\ttwo\none\ta\ttwo\t0.200000\t0.800000\n", 53), 0);
  assert_true(ho_report_text(&figures, &made, &mistake, 1, &text) && ho_buf_terminate(&text));
  assert_non_null(strstr(text.data, "0.8750"));
  assert_non_null(strstr(text.data, "one taken for two  one/a/0.txt"));
  assert_true(ho_report_json(&figures, &made, &mistake, 1, &json) && ho_buf_terminate(&json));
  assert_non_null(strstr(json.data, "\"upa\": {"));
  assert_non_null(strstr(json.data, "0.875"));
  ho_buf_free(&table);
  ho_buf_free(&text);
  ho_buf_free(&json);
  ho_figures_free(&figures);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(computes_what_was_worked_out),
      cmocka_unit_test(leaves_undefined_what_has_no_publisher),
      cmocka_unit_test(agrees_with_the_obvious_way),
      cmocka_unit_test(draws_the_same_intervals_around_the_value),
      cmocka_unit_test(counts_a_label_that_the_model_does_not_have_as_wrong),
      cmocka_unit_test(writes_predictions_and_reports),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
