/* Tests of src/novelty.c: how unlike the training documents a text is. */
#include "novelty.h"
#include "reading.h"
#include "small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void measure(reading *r, const char *text, double *measures) {
  reading_read(r, text, strlen(text), false);
  ho_novelty_measure(r->reader, measures);
  for (int i = 0; i < HO_NOVELTY_COUNT; i++)
    assert_true(isfinite(measures[i]));
}

static void measures_rise_with_what_they_measure(void **state) {
  (void)state;
  static const struct {
    int measure;
    const char *less, *more;
  } pairs[] = {
      {HO_NOVELTY_UNKNOWN_WORDS, "The minister said that we.", "Whip two eggs softly with cream."},
      {HO_NOVELTY_UNKNOWN_GRAMS, "The minister said that we ought to.", "Whip eggs softly with cream."},
      {HO_NOVELTY_FEW_NAMES, "Arlo Venn met Minister Ode of Port Amber.", "he met her at the pier at noon."},
      {HO_NOVELTY_MARKS, "The boats came home late.", "x = {a; b} & c = <d> #e @f;"},
      {HO_NOVELTY_NUMBERS, "The boats came home late.", "1 3 5 7 boats 9 12 17."},
      {HO_NOVELTY_LINES, "One long line with many words and no end in sight.", "one\ntwo\nthree\nfour"},
  };
  reading r = reading_start();
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    double less[HO_NOVELTY_COUNT], more[HO_NOVELTY_COUNT];
    measure(&r, pairs[i].less, less);
    measure(&r, pairs[i].more, more);
    if (less[pairs[i].measure] >= more[pairs[i].measure])
      fail_msg("measure %d is %g for '%s' and %g for '%s'", pairs[i].measure, less[pairs[i].measure],
               pairs[i].less, more[pairs[i].measure], pairs[i].more);
  }
  reading_end(&r);
}

static void no_words_are_measured_too(void **state) {
  (void)state;
  double measures[HO_NOVELTY_COUNT];
  reading r = reading_start();
  measure(&r, "", measures);
  measure(&r, "... !!! \n\n", measures);
  reading_end(&r);
}

/* Only what is above the mean counts. */
static void distance_is_one_sided(void **state) {
  (void)state;
  ho_novelty novelty = {.limit = 1};
  double measures[HO_NOVELTY_COUNT];
  for (int i = 0; i < HO_NOVELTY_COUNT; i++) {
    novelty.mean[i] = i;
    novelty.scale[i] = 2;
    measures[i] = i - 5;
  }
  assert_true(ho_novelty_distance(&novelty, measures) == 0);
  measures[1] = 1 + 6;
  measures[2] = 2 + 8;
  assert_true(fabs(ho_novelty_distance(&novelty, measures) - 5) < 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(measures_rise_with_what_they_measure),
      cmocka_unit_test(no_words_are_measured_too),
      cmocka_unit_test(distance_is_one_sided),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
