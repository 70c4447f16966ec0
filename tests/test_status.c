/* Tests of src/status.c: texts of statuses and reasons, and the caller's error struct. */
#include "status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_status_has_its_own_text(void **state) {
  (void)state;
  for (int a = HANDOUT_OK; a <= HANDOUT_BAD_TEXT; a++) {
    assert_true(strlen(handout_strerror((handout_status)a)) > 0);
    for (int b = a + 1; b <= HANDOUT_BAD_TEXT + 1; b++)
      assert_string_not_equal(handout_strerror((handout_status)a), handout_strerror((handout_status)b));
  }
}

static void every_reason_has_its_own_text(void **state) {
  (void)state;
  assert_string_equal(handout_reason_text(HANDOUT_SURE), "");
  assert_string_equal(handout_reason_text(HANDOUT_NO_TEXT), "no text");
  assert_string_equal(handout_reason_text(HANDOUT_LOW_CONFIDENCE), "low confidence");
  assert_string_equal(handout_reason_text(HANDOUT_UNLIKE), "unlike anything trained on");
  assert_non_null(handout_reason_text((handout_reason)99));
}

static void the_version_is_the_headers(void **state) {
  (void)state;
  assert_string_equal(handout_version(), HANDOUT_VERSION);
}

static void failing_fills_the_error(void **state) {
  (void)state;
  handout_error error = {0};
  assert_int_equal(ho_fail(&error, HANDOUT_BAD_MODEL, 7, "%s %d", "line", 7), HANDOUT_BAD_MODEL);
  assert_int_equal(error.line, 7);
  assert_string_equal(error.message, "line 7");
  assert_int_equal(ho_fail(NULL, HANDOUT_TOO_LARGE, 7, "%s", "nobody listens"), HANDOUT_TOO_LARGE);
}

static void long_messages_are_cut(void **state) {
  (void)state;
  struct {
    handout_error error;
    char guard;
  } guarded = {{0}, 'g'};
  (void)ho_fail(&guarded.error, HANDOUT_BAD_MODEL, 1, "%0300d", 7);
  assert_int_equal(strlen(guarded.error.message), sizeof guarded.error.message - 1);
  assert_int_equal(guarded.guard, 'g');
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_status_has_its_own_text), cmocka_unit_test(every_reason_has_its_own_text),
      cmocka_unit_test(the_version_is_the_headers),    cmocka_unit_test(failing_fills_the_error),
      cmocka_unit_test(long_messages_are_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
