/* Tests of src/cli/json.c: what is written is what JSON, CSV and tables have. */
#include "../src/cli/json.c" /* the command's parts are in no library */

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void wrote(ho_buf *out, const char *wanted) {
  assert_int_equal(out->length, strlen(wanted));
  assert_memory_equal(out->data, wanted, out->length);
  ho_buf_clear(out);
}

static void strings_are_escaped(void **state) {
  ho_buf out = HO_BUF_INIT;
  (void)state;
  assert_true(ho_json_string(&out, "a\"\\\n\r\t\b\f\x01\x7F\0z", 12));
  wrote(&out, "\"a\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007f\\u0000z\"");
  assert_true(ho_json_text(&out, "caf\xC3\xA9 \xE2\x80\x9C"));
  wrote(&out, "\"caf\xC3\xA9 \xE2\x80\x9C\"");
  assert_true(ho_json_text(&out, "cut \xE2\x80 and \xFF"));
  wrote(&out, "\"cut \xEF\xBF\xBD and \xEF\xBF\xBD\"");
  assert_true(ho_json_string(&out, NULL, 0));
  wrote(&out, "\"\"");
  ho_buf_free(&out);
}

/* jansson reads every string back, whatever bytes it was made of. */
static void every_string_is_json(void **state) {
  ho_buf out = HO_BUF_INIT;
  (void)state;
  for (int first = 0; first < 256; first++)
    for (int second = 0; second < 256; second++) {
      const char bytes[] = {(char)first, (char)second, 'x'};
      ho_buf_clear(&out);
      assert_true(ho_json_string(&out, bytes, sizeof bytes));
      json_t *read = json_loadb(out.data, out.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
      assert_non_null(read);
      json_decref(read);
    }
  ho_buf_free(&out);
}

static void numbers_are_rounded(void **state) {
  static const struct {
    double value;
    int decimals;
    const char *wanted;
  } cases[] = {{0, 4, "0.0000"},         {1, 4, "1.0000"},           {0.12345, 4, "0.1235"},
               {0.99999, 4, "1.0000"},   {-0.5, 1, "-0.5"},          {-0.00001, 4, "0.0000"},
               {12.5, 0, "13"},          {1e300 * 1e300, 3, "null"}, {1234567.5, 1, "1234567.5"},
               {0.000001, 6, "0.000001"}};
  ho_buf out = HO_BUF_INIT;
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(ho_json_fixed(&out, cases[i].value, cases[i].decimals));
    wrote(&out, cases[i].wanted);
  }
  assert_true(ho_json_size(&out, 0));
  wrote(&out, "0");
  assert_true(ho_json_size(&out, SIZE_MAX));
  wrote(&out, "18446744073709551615");
  ho_buf_free(&out);
}

/* The fast way of writing a fixed number is printf's, but where a tie is rounded. */
static void fixed_numbers_are_printf_s(void **state) {
  ho_buf out = HO_BUF_INIT;
  (void)state;
  for (int i = -2000; i <= 2000; i++) {
    const double value = i / 1999.0;
    char wanted[40];
    (void)snprintf(wanted, sizeof wanted, "%.6f", value);
    assert_true(ho_json_fixed(&out, value, 6));
    wrote(&out, i == 0 ? "0.000000" : wanted);
  }
  ho_buf_free(&out);
}

static void fields_stay_fields(void **state) {
  ho_buf out = HO_BUF_INIT;
  (void)state;
  assert_true(ho_plain_field(&out, " \ta\tb\nc\xFF ", 9));
  wrote(&out, "a b c\xEF\xBF\xBD");
  assert_true(ho_plain_field(&out, " \n ", 3));
  wrote(&out, "");
  assert_true(ho_csv_field(&out, "plain words", 11));
  wrote(&out, "plain words");
  assert_true(ho_csv_field(&out, "a, \"b\"\nc", 8));
  wrote(&out, "\"a, \"\"b\"\"\nc\"");
  ho_buf_free(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strings_are_escaped), cmocka_unit_test(every_string_is_json),
      cmocka_unit_test(numbers_are_rounded), cmocka_unit_test(fixed_numbers_are_printf_s),
      cmocka_unit_test(fields_stay_fields),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
