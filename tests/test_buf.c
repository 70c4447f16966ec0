/* Tests of src/buf.c: the growable buffer. */
#include "buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void appending_grows(void **state) {
  (void)state;
  ho_buf buf = HO_BUF_INIT;
  for (int i = 0; i < 10000; i++)
    assert_true(ho_buf_append_char(&buf, (char)('a' + i % 26)));
  assert_int_equal(buf.length, 10000);
  assert_true(buf.capacity >= buf.length);
  for (int i = 0; i < 10000; i++)
    assert_int_equal(buf.data[i], 'a' + i % 26);
  ho_buf_free(&buf);
  assert_null(buf.data);
  assert_int_equal(buf.length + buf.capacity, 0);
  ho_buf_free(&buf);
}

static void all_ways_of_appending(void **state) {
  (void)state;
  ho_buf buf = HO_BUF_INIT;
  assert_true(ho_buf_append(&buf, "a\0b", 3));
  assert_true(ho_buf_append(&buf, NULL, 0));
  assert_true(ho_buf_append_text(&buf, "text"));
  assert_true(ho_buf_append_text(&buf, ""));
  assert_true(ho_buf_append_format(&buf, "%d %s", -7, "x"));
  assert_true(ho_buf_terminate(&buf));
  assert_int_equal(buf.length, 11);
  assert_memory_equal(buf.data, "a\0btext-7 x", 12);
  ho_buf_free(&buf);
}

static void long_formats_are_whole(void **state) {
  (void)state;
  char words[5001];
  memset(words, 'w', 5000);
  words[5000] = '\0';
  ho_buf buf = HO_BUF_INIT;
  assert_true(ho_buf_append_format(&buf, "<%s>", words));
  assert_int_equal(buf.length, 5002);
  assert_int_equal(buf.data[0], '<');
  assert_int_equal(buf.data[5001], '>');
  ho_buf_free(&buf);
}

static void clearing_keeps_the_memory(void **state) {
  (void)state;
  ho_buf buf = HO_BUF_INIT;
  assert_true(ho_buf_append_text(&buf, "something"));
  const char *data = buf.data;
  ho_buf_clear(&buf);
  assert_int_equal(buf.length, 0);
  assert_ptr_equal(buf.data, data);
  ho_buf_free(&buf);
}

static void sizes_that_overflow_fail(void **state) {
  (void)state;
  ho_buf buf = HO_BUF_INIT;
  assert_true(ho_buf_append_text(&buf, "kept"));
  assert_false(ho_buf_reserve(&buf, SIZE_MAX));
  assert_false(ho_buf_reserve(&buf, SIZE_MAX - 3));
  assert_int_equal(buf.length, 4);
  assert_memory_equal(buf.data, "kept", 4);
  ho_buf_free(&buf);
  volatile size_t half = SIZE_MAX / 2;
  assert_null(ho_alloc_array(half, 3));
}

static void arrays_are_zeroed(void **state) {
  (void)state;
  unsigned char *bytes = ho_alloc_array(100, 7);
  assert_non_null(bytes);
  for (int i = 0; i < 700; i++)
    assert_int_equal(bytes[i], 0);
  ho_buf owner = {(char *)bytes, 0, 700};
  ho_buf_free(&owner);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(appending_grows),          cmocka_unit_test(all_ways_of_appending),
      cmocka_unit_test(long_formats_are_whole),   cmocka_unit_test(clearing_keeps_the_memory),
      cmocka_unit_test(sizes_that_overflow_fail), cmocka_unit_test(arrays_are_zeroed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
