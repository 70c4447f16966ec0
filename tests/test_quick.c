/* Tests of src/cli/quick.c: whatever the fast reader accepts, jansson accepts too and reads the same. */
#include "../src/cli/quick.c" /* the command's parts are in no library */

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const LINES[] = {
    "{\"text\": \"plain\", \"id\": 7}",
    " { \"id\" : \"a\\\"b\" ,\t\"text\" : \"quote \\\" slash \\\\ \\/ \\b\\f\\n\\r\\t\" } ",
    "{\"text\": \"\\u00e9\\u201c\\ud83d\\ude00\", \"html\": null}",
    ("{\"text\": \"caf\xC3\xA9 \xF0\x9F\x98\x80\", \"x\": [1, -2.5, {\"y\": [], \"z\": {}}, true, false, "
     "null]}"),
    "{\"id\": 123456789012345678, \"n\": 0.125, \"html\": \"<p>a</p>\"}",
    "{}",
    "{\"a\": {\"text\": \"not this\"}, \"text\": \"this\"}",
    "{\"text\": \"\x7F\"}",
    "{\"text\": \"\\u001f \\u0085 \\ufeff\", \"html\": \"\\ufeff\", \"id\": \"\\u0085\"}",
    "{\"text\": \"\xEF\xBB\xBF\", \"html\": \"\xC2\x85\", \"id\": \"a \xC2\xA0\xE2\x80\x9C \\b\"}",
    ("{\"text\": \"sixteen and more bytes before an escape\\n\\n, and sixteen and more after it; then "
     "\\\"some\\\" "
     "\xE2\x80\x9Cmore\xE2\x80\x9D\"}"),
};

static const char *const BAD[] = {
    "",
    "[]",
    "{\"text\": \"a\",}",
    "{\"text\": \"a\" \"id\": 1}",
    "{\"text\": \"a\", \"text\": \"b\"}",
    "{\"text\": \"a\", \"x\": {\"k\": 1, \"k\": 2}}",
    "{\"text\": \"\\ud800\"}",
    "{\"text\": \"\\udc00\"}",
    "{\"text\": \"\\ud800\\u0041\"}",
    "{\"text\": \"\\u0000\"}",
    "{\"text\": \"a\tb\"}",
    "{\"text\": \"\xFF\"}",
    "{\"text\": \"\xC3\"}",
    "{\"text\": \"\xED\xA0\x80\"}",
    "{\"text\": \"\\x41\"}",
    "{\"text\": NaN}",
    "{\"text\": 01}",
    "{\"text\": 1.}",
    "{\"text\": -}",
    "{\"text\": +1}",
    "{\"text\": .5}",
    "{\"text\": truey}",
    "{\"text\": \"a\"} x",
    "{\"text\": \"a\"",
    "{\"text\": [1,]}",
    "{\"text\": [1 2]}",
    "{text: 1}",
    "{\"x\": 123456789012345678901234567890}",
};

enum { NAMES = 3 };

/* A value as jansson has it, against ours. */
static void same_value(const json_t *wanted, const ho_quick_value *got) {
  ho_buf bytes = HO_BUF_INIT;
  if (!wanted)
    assert_int_equal(got->kind, HO_QUICK_NONE);
  else if (json_is_null(wanted))
    assert_int_equal(got->kind, HO_QUICK_NULL);
  else if (json_is_integer(wanted)) {
    char digits[32];
    assert_int_equal(got->kind, HO_QUICK_INTEGER);
    const int length = snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(wanted));
    if (*got->start != '-')
      assert_true((size_t)length == got->length && memcmp(digits, got->start, got->length) == 0);
  } else if (json_is_string(wanted)) {
    assert_int_equal(got->kind, HO_QUICK_STRING);
    assert_true(ho_quick_unescape(got, &bytes));
    assert_int_equal(bytes.length, json_string_length(wanted));
    assert_memory_equal(bytes.length ? bytes.data : "", json_string_value(wanted), bytes.length);
    assert_true(got->escaped || got->length == bytes.length);
    assert_int_equal(got->clean, ho_text_clean_run_portable(bytes.data, bytes.length) == bytes.length);
  } else
    assert_int_equal(got->kind, HO_QUICK_OTHER);
  ho_buf_free(&bytes);
}

/* Reads a line both ways; whether the fast one accepted it. */
static bool agree(const char *line, size_t length) {
  static const char *const names[NAMES] = {"text", "html", "id"};
  ho_quick_field fields[NAMES];
  for (int i = 0; i < NAMES; i++)
    fields[i].name = names[i];
  if (!ho_quick_read(line, length, fields, NAMES))
    return false;
  json_error_t wrong;
  json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &wrong);
  if (!object)
    fail_msg("accepted, but %s: %.*s", wrong.text, (int)length, line);
  for (int i = 0; i < NAMES; i++)
    same_value(json_object_get(object, names[i]), &fields[i].value);
  json_decref(object);
  return true;
}

static void good_lines_are_read(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
    if (!agree(LINES[i], strlen(LINES[i])))
      fail_msg("not accepted: %s", LINES[i]);
}

static void bad_lines_are_not(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
    if (agree(BAD[i], strlen(BAD[i])))
      fail_msg("accepted: %s", BAD[i]);
}

static void every_beginning_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
    for (size_t length = 0; length < strlen(LINES[i]) - 1; length++)
      if (agree(LINES[i], length))
        fail_msg("accepted: %.*s", (int)length, LINES[i]);
}

static void deep_values_are_left_to_jansson(void **state) {
  (void)state;
  char line[200] = "{\"x\":";
  for (int depth = 0; depth < 40; depth++)
    strncat(line, "[", sizeof line - strlen(line) - 1);
  for (int depth = 0; depth < 40; depth++)
    strncat(line, "]", sizeof line - strlen(line) - 1);
  strncat(line, "}", sizeof line - strlen(line) - 1);
  assert_false(agree(line, strlen(line)));
}

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

/* Good lines with a few bytes changed, dropped or doubled. */
static void mutations_agree(void **state) {
  (void)state;
  static const char odd[] = "\"\\{}[]:,0123.-eutf \t\n\x80\xC3\xED\xFF\x01nl";
  uint32_t seed = 5;
  size_t accepted = 0;
  for (int round = 0; round < 400000; round++) {
    char line[250];
    const char *from = LINES[next_random(&seed) % (sizeof LINES / sizeof *LINES)];
    size_t length = strlen(from);
    memcpy(line, from, length);
    for (uint32_t changes = next_random(&seed) % 3 + 1; changes; changes--) {
      const size_t at = next_random(&seed) % length;
      if (next_random(&seed) % 3)
        line[at] = odd[next_random(&seed) % (sizeof odd - 1)];
      else if (length > 2)
        memmove(line + at, line + at + 1, --length - at);
    }
    accepted += agree(line, length);
  }
  assert_true(accepted > 10000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(good_lines_are_read),
      cmocka_unit_test(bad_lines_are_not),
      cmocka_unit_test(every_beginning_is_refused),
      cmocka_unit_test(deep_values_are_left_to_jansson),
      cmocka_unit_test(mutations_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
