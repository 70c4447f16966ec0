/* Tests of src/line.c: lines and their measures, against a slow twin. */
#include "line.h"

#include "random.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static ho_line measured(const char *text) {
  ho_line line = {0};
  ho_measure_line(text, 0, strlen(text), &line);
  return line;
}

/* ---- The slow twin: ASCII only, byte by byte ---------------------------------- */

static void count_slowly(const char *text, ho_line *line) {
  size_t length = strlen(text) < HO_LINE_SCANNED ? strlen(text) : HO_LINE_SCANNED;
  *line = (ho_line){0};
  for (size_t i = 0; i < length; i++) {
    bool letter = isalpha((unsigned char)text[i]);
    if (letter && (i == 0 || !isalpha((unsigned char)text[i - 1]))) {
      line->words++;
      line->capitals = (uint16_t)(line->capitals + (isupper((unsigned char)text[i]) != 0));
    }
    line->digits = (uint16_t)(line->digits + (isdigit((unsigned char)text[i]) != 0));
    line->code = (uint16_t)(line->code + (strchr("{}=<>_|\\", text[i]) != NULL));
    line->stops = (uint16_t)(line->stops + (strchr(".!?", text[i]) && text[i + 1] == ' '));
  }
}

static void counts_agree_with_the_slow_twin(void **state) {
  (void)state;
  static const char bytes[] = "abcdefgXYZ  ..!?09{}=<>_|\\,;:'\"-";
  random_source random = {5};
  char text[600];
  for (int round = 0; round < 20000; round++) {
    size_t length = 1 + random_below(&random, sizeof text - 2);
    for (size_t i = 0; i < length; i++)
      text[i] = bytes[random_below(&random, sizeof bytes - 1)];
    text[0] = text[length - 1] = 'x'; /* no blanks at the ends */
    text[length] = '\0';
    ho_line slow, line = measured(text);
    count_slowly(text, &slow);
    assert_int_equal(line.words, slow.words);
    assert_int_equal(line.capitals, slow.capitals);
    assert_int_equal(line.digits, slow.digits);
    assert_int_equal(line.code, slow.code);
    assert_int_equal(line.stops, slow.stops);
  }
}

/* ---- The portable twin: any bytes -------------------------------------------- */

static const char *const PIECES[] = {"a",
                                     "Z",
                                     "word",
                                     "Harbour",
                                     "\xC3\xA9",
                                     "\xC3\x89",
                                     "\xC3",
                                     "\xE2",
                                     "\xE2\x80",
                                     "\xE2\x80\x99",
                                     "\xC2\xA3",
                                     "\x80",
                                     "\x7F",
                                     "\xFF",
                                     " ",
                                     ". ",
                                     "?",
                                     "9",
                                     "<",
                                     "|",
                                     "-",
                                     "ABCDEFGH",
                                     "aaaaaaaaaaaaaaaaaaaaaaaaaaa"};

static void the_portable_way_measures_the_same(void **state) {
  (void)state;
  random_source random = {11};
  for (int round = 0; round < 20000; round++) {
    char text[640] = "";
    size_t length = 0, wanted = random_below(&random, 600), start = random_below(&random, 9);
    while (length < wanted) {
      const char *piece = PIECES[random_below(&random, sizeof PIECES / sizeof *PIECES)];
      memcpy(text + length, piece, strlen(piece));
      length += strlen(piece);
    }
    char *copy = malloc(length + 1); /* so that a checker sees reading behind the end */
    assert_non_null(copy);
    memcpy(copy, text, length);
    ho_line fast = {0}, portable = {0};
    start = start < length ? start : length;
    ho_measure_line(copy, start, length, &fast);
    ho_measure_line_portable(copy, start, length, &portable);
    assert_memory_equal(&fast, &portable, sizeof fast);
    free(copy);
  }
}

/* ---- Measures ----------------------------------------------------------------- */

static void endings(void **state) {
  (void)state;
  assert_int_equal(measured("He said so.").ending, HO_ENDS_SENTENCE);
  assert_int_equal(measured("\xE2\x80\x9CHe said so.\xE2\x80\x9D").ending, HO_ENDS_SENTENCE);
  assert_int_equal(measured("(He said so!)").ending, HO_ENDS_SENTENCE);
  assert_int_equal(measured("And then\xE2\x80\xA6").ending, HO_ENDS_SENTENCE);
  assert_int_equal(measured("Did he?").ending, HO_ENDS_QUESTION);
  assert_int_equal(measured("He said:").ending, HO_ENDS_COLON);
  assert_int_equal(measured("Dear all,").ending, HO_ENDS_COMMA);
  assert_int_equal(measured("New harbour").ending, HO_ENDS_PLAIN);
  assert_int_equal(measured("\"'\"").ending, HO_ENDS_PLAIN);
}

static void blanks_are_no_part_of_a_line(void **state) {
  (void)state;
  const char *text = "\xEF\xBB\xBF \xC2\xA0 New harbour\t\xC2\xA0\xE2\x80\x8B \r";
  ho_line line = measured(text);
  assert_int_equal(line.end - line.start, 11);
  assert_memory_equal(text + line.start, "New harbour", 11);
  assert_true(measured(" \xC2\xA0 ").start == measured(" \xC2\xA0 ").end);
}

static void equal_words_have_equal_hashes(void **state) {
  (void)state;
  assert_int_equal(measured("New Harbour, 2031").hash, measured("NEW HARBOUR 2031").hash);
  assert_true(measured("New Harbour, 2031").hash != measured("New Harbour, 2032").hash);
  assert_true(measured("New harbour").hash != 0);
  ho_line one = measured("fishermen of Lindholm"), other = measured("The Fisherman, LINDHOLM");
  assert_int_equal(one.term_count, 2);
  assert_int_equal(other.term_count, 2);
  assert_int_equal(one.terms[0] >> 2, other.terms[0] >> 2);
  assert_int_equal(one.terms[1] >> 2, other.terms[1] >> 2);
  assert_true(one.terms[1] & HO_TERM_NAME);
}

/* ---- Lines of a text ---------------------------------------------------------- */

static void check_next(ho_line_reader *reader, unsigned gap, const char *wanted) {
  ho_line line;
  assert_true(ho_read_line(reader, &line));
  assert_int_equal(line.gap, gap);
  assert_int_equal(line.end - line.start, strlen(wanted));
  assert_memory_equal(reader->text + line.start, wanted, strlen(wanted));
}

static void reading(void **state) {
  (void)state;
  const char *text = "\n\none\r\ntwo \n \n\nthree\n\f\nfour";
  ho_line_reader reader = {text, strlen(text), 0, false};
  ho_line line;
  check_next(&reader, 2, "one");
  check_next(&reader, 1, "two");
  check_next(&reader, 3, "three");
  check_next(&reader, 3, "four");
  assert_false(ho_read_line(&reader, &line));
  assert_false(ho_read_line(&reader, &line));
}

static void wrapped_lines_are_joined(void **state) {
  (void)state;
  const char *text = "The interior ministry of Ostland will lend forty sledges to the rescue\n"
                     "services of neighbouring Vesterby, where heavy snow has closed most of\n"
                     "the roads.\n"
                     "\n"
                     "New harbour\n";
  ho_line_reader reader = {text, strlen(text), 0, false};
  ho_line line;
  assert_true(ho_read_line(&reader, &line));
  assert_true(line.wrapped);
  assert_int_equal(line.ending, HO_ENDS_SENTENCE);
  check_next(&reader, 2, "New harbour");
}

static void other_lines_are_not(void **state) {
  (void)state;
  const char *text =
      "White harbour of Lindholm opens again after storm\n"
      "icon-facebook icon-twitter icon-whatsapp\n"
      "The harbour of Lindholm opened again on Saturday, two weeks after a storm had filled its entry with "
      "sand and with the wrecks of three boats.\n";
  ho_line_reader reader = {text, strlen(text), 0, false};
  check_next(&reader, 0, "White harbour of Lindholm opens again after storm");
  check_next(&reader, 1, "icon-facebook icon-twitter icon-whatsapp");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_agree_with_the_slow_twin),
      cmocka_unit_test(the_portable_way_measures_the_same),
      cmocka_unit_test(endings),
      cmocka_unit_test(blanks_are_no_part_of_a_line),
      cmocka_unit_test(equal_words_have_equal_hashes),
      cmocka_unit_test(reading),
      cmocka_unit_test(wrapped_lines_are_joined),
      cmocka_unit_test(other_lines_are_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
