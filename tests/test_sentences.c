/* Tests of the area under the curve of sentences' leanings. */
#include "random.h"
#include "sentences.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void is_near(double value, double wanted) {
  if (!(fabs(value - wanted) < 1e-9))
    fail_msg("%.12f is not %.12f", value, wanted);
}

static void measures_what_was_worked_out(void **state) {
  (void)state;
  ho_ranked best[] = {{3, true}, {1, false}, {2, true}, {0, false}};
  ho_ranked worst[] = {{0, true}, {1, false}};
  ho_ranked equal[] = {{1, true}, {1, false}, {1, false}};
  ho_ranked mixed[] = {{4, true}, {3, false}, {2, true}, {1, false}};
  ho_ranked alone[] = {{4, true}, {3, true}};
  is_near(ho_area_under_curve(best, 4), 1);
  is_near(ho_area_under_curve(worst, 2), 0);
  is_near(ho_area_under_curve(equal, 3), 0.5);
  is_near(ho_area_under_curve(mixed, 4), 0.75);
  assert_true(isnan(ho_area_under_curve(alone, 2)));
  assert_true(isnan(ho_area_under_curve(alone, 0)));
}

static void agrees_with_counting_pairs(void **state) {
  (void)state;
  enum { COUNT = 200 };
  random_source source = {3};
  ho_ranked ranked[COUNT];
  double won = 0, pairs = 0;
  for (size_t i = 0; i < COUNT; i++)
    ranked[i] = (ho_ranked){(double)random_below(&source, 30), random_below(&source, 3) == 0};
  for (size_t i = 0; i < COUNT; i++)
    for (size_t j = 0; j < COUNT; j++)
      if (ranked[i].first && !ranked[j].first) {
        won += ranked[i].score > ranked[j].score ? 1 : ranked[i].score < ranked[j].score ? 0 : 0.5;
        pairs++;
      }
  is_near(ho_area_under_curve(ranked, COUNT), won / pairs);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(measures_what_was_worked_out),
      cmocka_unit_test(agrees_with_counting_pairs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
