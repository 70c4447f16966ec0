/* Tests of calibration and of the threshold. */
#include "calibrate.h"
#include "random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { DOCUMENTS = 30000, LABELS = 3 };

static double scores[DOCUMENTS * LABELS], weight[DOCUMENTS];
static size_t label[DOCUMENTS];

static double share(random_source *source) {
  return (double)(random_number(source) >> 11) / 9007199254740992.0;
}

/* Labels drawn from the probabilities of a known calibration. */
static ho_scored draw(const ho_calibration *truth) {
  random_source source = {42};
  for (size_t d = 0; d < DOCUMENTS; d++) {
    double probabilities[LABELS], at = 0;
    for (size_t l = 0; l < LABELS; l++)
      scores[d * LABELS + l] = 4 * share(&source) - 2;
    ho_probabilities(truth, scores + d * LABELS, LABELS, probabilities);
    double drawn = share(&source);
    label[d] = LABELS - 1;
    for (size_t l = LABELS; l-- > 0;) {
      at += probabilities[l];
      if (drawn < at) {
        label[d] = l;
        break;
      }
    }
    weight[d] = 1.0 / DOCUMENTS;
  }
  return (ho_scored){DOCUMENTS, LABELS, scores, label, weight};
}

static void finds_the_calibration_that_labels_came_from(void **state) {
  (void)state;
  const ho_calibration truth = {1.7, {0.5, -0.8, 0.3}};
  ho_scored scored = draw(&truth);
  ho_calibration found;
  ho_calibrate(&scored, &found);
  assert_true(fabs(found.slope - truth.slope) < 0.05);
  for (size_t l = 0; l < LABELS; l++)
    assert_true(fabs(found.offset[l] - truth.offset[l]) < 0.06);
  assert_true(ho_log_loss(&scored, &found) <= ho_log_loss(&scored, &truth));
}

static void cannot_be_bettered_by_a_small_step(void **state) {
  (void)state;
  const ho_calibration truth = {0.6, {0, 1, -1}};
  ho_scored scored = draw(&truth);
  ho_calibration found;
  ho_calibrate(&scored, &found);
  double least = ho_log_loss(&scored, &found);
  for (int step = -1; step <= 1; step += 2) {
    ho_calibration other = found;
    other.slope += 0.01 * step;
    assert_true(ho_log_loss(&scored, &other) > least);
    other = found;
    other.offset[1] += 0.01 * step;
    assert_true(ho_log_loss(&scored, &other) > least);
  }
}

static void stays_finite_on_separable_scores(void **state) {
  (void)state;
  double apart[] = {1, -1, 2, -2, -1, 1, -3, 3};
  size_t labels[] = {0, 0, 1, 1};
  double weights[] = {0.25, 0.25, 0.25, 0.25}, probabilities[2];
  ho_scored scored = {4, 2, apart, labels, weights};
  ho_calibration found;
  ho_calibrate(&scored, &found);
  assert_true(isfinite(found.slope) && found.slope > 1);
  ho_probabilities(&found, apart, 2, probabilities);
  assert_true(probabilities[0] > 0.9 && probabilities[0] < 1);
}

static void gives_probabilities_for_huge_scores(void **state) {
  (void)state;
  const ho_calibration one = {1, {0}};
  double huge[] = {1e6, -1e6, 0}, probabilities[3];
  ho_probabilities(&one, huge, 3, probabilities);
  assert_true(probabilities[0] == 1 && probabilities[1] == 0);
}

/* Confidences of two labels are those of a slope of 1: 1 / (1 + e^-d). */
static void finds_the_threshold(void **state) {
  (void)state;
  enum { COUNT = 200 };
  static double two[COUNT * 2], even[COUNT];
  static size_t gold[COUNT];
  const ho_calibration one = {1, {0}};
  for (size_t d = 0; d < COUNT; d++) {
    two[2 * d] = (double)(COUNT - d) / 20;
    gold[d] = d == 150 || d == 160 || d == 170 || d > 180; /* wrong, those */
    even[d] = 1.0 / COUNT;
  }
  ho_scored scored = {COUNT, 2, two, gold, even};
  ho_promise promise;
  assert_int_equal(ho_find_threshold(&scored, &one, 0.98, &promise), HANDOUT_OK);
  /* 170 documents hold 2 wrong ones and 171 do 3: 0.9882 and 0.9825; 181 do 3, and 182 do 4: 0.9780. */
  assert_true(fabs(promise.answered - 181.0 / COUNT) < 1e-12);
  assert_true(fabs(promise.right - 178.0 / 181) < 1e-12);
  assert_true(fabs(promise.threshold - 1 / (1 + exp(-(COUNT - 180) / 20.0))) < 1e-9);
}

static void answers_nothing_where_no_promise_can_be_kept(void **state) {
  (void)state;
  double two[] = {3, 0, 2, 0};
  size_t gold[] = {1, 1};
  double even[] = {0.5, 0.5};
  ho_scored scored = {2, 2, two, gold, even};
  const ho_calibration one = {1, {0}};
  ho_promise promise;
  assert_int_equal(ho_find_threshold(&scored, &one, 0.98, &promise), HANDOUT_OK);
  assert_true(promise.threshold == 1 && promise.answered == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_the_calibration_that_labels_came_from),
      cmocka_unit_test(cannot_be_bettered_by_a_small_step),
      cmocka_unit_test(stays_finite_on_separable_scores),
      cmocka_unit_test(gives_probabilities_for_huge_scores),
      cmocka_unit_test(finds_the_threshold),
      cmocka_unit_test(answers_nothing_where_no_promise_can_be_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
