/* Tests of src/number.c: numbers read and written, whatever the locale. */
#include "number.h"
#include "random.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void good_numbers(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double value;
  } good[] = {{"0", 0},
              {"1", 1},
              {"-1", -1},
              {"0.5", 0.5},
              {"-12.5e-3", -0.0125},
              {"1e22", 1e22},
              {"1e23", 1e23},
              {"1E5", 1e5},
              {"1e+5", 1e5},
              {"00012", 12},
              {"0.1", 0.1},
              {"-0", 0},
              {"4.9e-324", 4.9e-324},
              {"123456789012345678901234567890", 1.2345678901234568e29},
              {"1.7976931348623157e308", 1.7976931348623157e308},
              {"0.30000000000000004", 0.1 + 0.2}};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    double value = -77;
    assert_true(ho_parse_double(good[i].text, strlen(good[i].text), &value));
    assert_true(value == good[i].value);
  }
}

static void bad_numbers(void **state) {
  (void)state;
  static const char *const bad[] = {
      "",    "-",    ".",     "1.",    ".5",       "+1",      " 1",
      "1 ",  "1,5",  "nan",   "NaN",   "inf",      "-inf",    "1e",
      "1e+", "e5",   "0x10",  "1e999", "1e400",    "1.8e308", "--1",
      "1-",  "1e5.", "1.2.3", "1_0",   "infinity", "1e-5x",   "12345678901234567890123456789012345678901"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    double value;
    if (ho_parse_double(bad[i], strlen(bad[i]), &value))
      fail_msg("'%s' was read as %g", bad[i], value);
  }
}

/* Only `length` bytes are looked at. */
static void numbers_end_where_said(void **state) {
  (void)state;
  double value;
  size_t size;
  assert_true(ho_parse_double("12.5", 2, &value) && value == 12);
  assert_true(ho_parse_size("125", 2, &size) && size == 12);
  assert_false(ho_parse_double("1\0", 2, &value));
}

static void sizes(void **state) {
  (void)state;
  size_t value;
  char largest[32], larger[32];
  (void)snprintf(largest, sizeof largest, "%zu", SIZE_MAX);
  (void)snprintf(larger, sizeof larger, "%zu0", SIZE_MAX);
  assert_true(ho_parse_size("0", 1, &value) && value == 0);
  assert_true(ho_parse_size("0042", 4, &value) && value == 42);
  assert_true(ho_parse_size(largest, strlen(largest), &value) && value == SIZE_MAX);
  assert_false(ho_parse_size(larger, strlen(larger), &value));
  largest[strlen(largest) - 1]++;
  assert_false(ho_parse_size(largest, strlen(largest), &value));
  assert_false(ho_parse_size("", 0, &value));
  assert_false(ho_parse_size("-1", 2, &value));
  assert_false(ho_parse_size("1.0", 3, &value));
}

static double random_double(random_source *source) {
  double value;
  do {
    uint64_t bits = random_number(source);
    memcpy(&value, &bits, sizeof value);
  } while (!isfinite(value));
  return value;
}

static void written(bool (*append)(ho_buf *, double), double value, ho_buf *buf) {
  ho_buf_clear(buf);
  assert_true(append(buf, value));
}

static void written_numbers_read_back(void **state) {
  (void)state;
  random_source source = {99};
  ho_buf buf = HO_BUF_INIT;
  for (int i = 0; i < 20000; i++) {
    double value = i % 2 ? random_double(&source) : (double)((int64_t)random_number(&source) >> 40) / 1024,
           back;
    written(ho_append_double, value, &buf);
    assert_true(ho_parse_double(buf.data, buf.length, &back) && back == value);
    written(ho_append_exact, value, &buf);
    assert_true(ho_parse_double(buf.data, buf.length, &back) && back == value);
  }
  ho_buf_free(&buf);
}

/* The shortest form has no more digits than printf needs. */
static void shortest(void **state) {
  (void)state;
  static const struct {
    double value;
    const char *text;
  } cases[] = {{0, "0"},
               {-0.0, "0"},
               {1, "1"},
               {0.1, "0.1"},
               {-2.5, "-2.5"},
               {100, "100"},
               {1e16, "10000000000000000"},
               {1e17, "1e17"},
               {1.5e-5, "0.000015"},
               {1.5e-6, "1.5e-6"},
               {1e-300, "1e-300"},
               {123456.789, "123456.789"}};
  ho_buf buf = HO_BUF_INIT;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    written(ho_append_double, cases[i].value, &buf);
    assert_true(ho_buf_terminate(&buf));
    assert_string_equal(buf.data, cases[i].text);
  }
  ho_buf_free(&buf);
}

static void fixed(void **state) {
  (void)state;
  static const struct {
    double value;
    int decimals;
    const char *text;
  } cases[] = {
      {0.125, 2, "0.12"}, {0.375, 2, "0.38"}, {1, 0, "1"}, {-3.14159, 4, "-3.1416"}, {99.999, 2, "100.00"}};
  ho_buf buf = HO_BUF_INIT;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ho_buf_clear(&buf);
    assert_true(ho_append_fixed(&buf, cases[i].value, cases[i].decimals) && ho_buf_terminate(&buf));
    assert_string_equal(buf.data, cases[i].text);
  }
  ho_buf_free(&buf);
}

/* The host program may have any locale; where one with a decimal comma is installed, nothing changes. */
static void a_decimal_comma_changes_nothing(void **state) {
  static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
                                      "de_DE",       "ps_AF",      "ar_EG.UTF-8"};
  const char *chosen = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !chosen; i++)
    chosen = setlocale(LC_ALL, names[i]);
  if (!chosen)
    skip();
  good_numbers(state);
  bad_numbers(state);
  written_numbers_read_back(state);
  shortest(state);
  fixed(state);
  assert_non_null(setlocale(LC_ALL, "C"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(good_numbers),
      cmocka_unit_test(bad_numbers),
      cmocka_unit_test(numbers_end_where_said),
      cmocka_unit_test(sizes),
      cmocka_unit_test(written_numbers_read_back),
      cmocka_unit_test(shortest),
      cmocka_unit_test(fixed),
      cmocka_unit_test(a_decimal_comma_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
