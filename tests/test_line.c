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

/* ---- The slow twin: byte by byte ---------------------------------------------- */

enum { COMMON, FRAME, OPENING, CLOSING, MIDDLING };

#include "stem_roles.h"

/* A line's bytes; only those in front count. */
typedef struct slow_line {
  const unsigned char *bytes;
  size_t length, scanned;
} slow_line;

static bool is_sign(const slow_line *line, size_t at) {
  const unsigned char *byte = line->bytes + at;
  return byte[0] == 0xE2 || byte[0] == 0xC2 || (at >= 1 && (byte[-1] == 0xE2 || byte[-1] == 0xC2)) ||
         (at >= 2 && byte[-2] == 0xE2);
}

static bool is_upper(const slow_line *line, size_t at) {
  const unsigned char *byte = line->bytes + at;
  return (byte[0] >= 'A' && byte[0] <= 'Z') ||
         (byte[0] == 0xC3 && at % 8 != 7 && at + 1 < line->scanned && byte[1] < 0x9F);
}

static bool is_letter(const slow_line *line, size_t at) {
  unsigned char byte = line->bytes[at];
  return is_upper(line, at) || (byte >= 'a' && byte <= 'z') || (byte >= 0x80 && !is_sign(line, at));
}

static bool is_stop(const slow_line *line, size_t at) {
  unsigned char byte = line->bytes[at];
  return (byte == '.' || byte == '!' || byte == '?') && at + 1 < line->length && line->bytes[at + 1] == ' ';
}

/* One behind the last letter of the word at `at`, which ends with its block of 64 bytes at the latest. */
static size_t word_end(const slow_line *line, size_t at) {
  size_t stop = at / 64 * 64 + 64;
  while (at < stop && at < line->scanned && is_letter(line, at))
    at++;
  return at;
}

/* Whether a word at `at` stands in a sentence, not at its start: no stop before the end of its block is near.
 */
static bool is_inside(const slow_line *line, size_t at) {
  size_t from = 3;
  for (size_t i = 0; i < line->scanned && i < at / 64 * 64 + 64; i++)
    from = is_stop(line, i) ? i + 3 : from;
  return at >= from;
}

static void add_term_slowly(const slow_line *line, size_t at, size_t end, ho_line *measured) {
  uint64_t value = 0x2020202020202020u;
  for (size_t i = 0; i < 6 && at + i < end; i++)
    value |= (uint64_t)line->bytes[at + i] << 8 * i;
  uint32_t stem = (uint32_t)(value * 0x9E3779B97F4A7C15u >> 32);
  uint8_t role = stem_roles[(stem >> 2) % sizeof stem_roles];
  uint32_t term = stem & ~(HO_TERM_NAME | HO_TERM_RARE);
  term |= is_upper(line, at) && is_inside(line, at) ? HO_TERM_NAME : 0;
  term |= role >> MIDDLING & 1 ? 0 : HO_TERM_RARE;
  measured->frame_words = (uint16_t)(measured->frame_words + (role >> FRAME & 1));
  measured->opening_words = (uint16_t)(measured->opening_words + (role >> OPENING & 1));
  measured->closing_words = (uint16_t)(measured->closing_words + (role >> CLOSING & 1));
  if (!(role >> COMMON & 1) && measured->term_count < HO_LINE_TERMS)
    measured->terms[measured->term_count++] = term;
}

static void add_word_slowly(const slow_line *line, size_t at, ho_line *measured) {
  size_t end = word_end(line, at);
  bool capital = is_upper(line, at);
  measured->words++;
  measured->capitals = (uint16_t)(measured->capitals + capital);
  measured->shouted = (uint16_t)(measured->shouted + (capital && end > at + 1 && is_upper(line, at + 1)));
  if (end - at >= 4 || (end - at == 3 && capital))
    add_term_slowly(line, at, end, measured);
}

/* Whether a colon, a hyphen or a byte outside ASCII stands from the fourth byte on before the second word in
 * lower case; true where that word isn't among the first 64 bytes. */
static bool is_dashed(const slow_line *line) {
  bool dashed = false;
  unsigned lower = 0;
  for (size_t i = 1; i < 64 && i < line->scanned; i++) {
    lower += line->bytes[i - 1] == ' ' && line->bytes[i] >= 'a' && line->bytes[i] <= 'z';
    if (lower > 1)
      return dashed;
    dashed |= i > 2 && (line->bytes[i] == ':' || line->bytes[i] == '-' || line->bytes[i] >= 0x80);
  }
  return true;
}

static void measure_slowly(const char *text, size_t length, ho_line *measured) {
  slow_line line = {(const unsigned char *)text, length, length < HO_LINE_SCANNED ? length : HO_LINE_SCANNED};
  *measured = (ho_line){0};
  measured->dashed = is_dashed(&line);
  for (size_t i = 0; i < line.scanned; i++) {
    if (is_letter(&line, i) && (i == 0 || !is_letter(&line, i - 1)))
      add_word_slowly(&line, i, measured);
    measured->digits = (uint16_t)(measured->digits + (isdigit(line.bytes[i]) != 0));
    measured->code = (uint16_t)(measured->code + (text[i] && strchr("{}=<>_|\\", text[i]) != NULL));
    measured->stops = (uint16_t)(measured->stops + is_stop(&line, i));
  }
}

static void check_same(const ho_line *line, const ho_line *other) {
  assert_int_equal(line->words, other->words);
  assert_int_equal(line->capitals, other->capitals);
  assert_int_equal(line->shouted, other->shouted);
  assert_int_equal(line->digits, other->digits);
  assert_int_equal(line->code, other->code);
  assert_int_equal(line->stops, other->stops);
  assert_int_equal(line->frame_words, other->frame_words);
  assert_int_equal(line->opening_words, other->opening_words);
  assert_int_equal(line->closing_words, other->closing_words);
  assert_int_equal(line->dashed, other->dashed);
  assert_int_equal(line->term_count, other->term_count);
  if (line->term_count)
    assert_memory_equal(line->terms, other->terms, line->term_count * sizeof *line->terms);
}

/* All ways, on a copy that ends with the line, so that a checker sees reading behind it. */
static void check_against_the_slow_twin(const char *text, size_t length) {
  ho_line slow, line = {0};
  char *copy = malloc(length + 1);
  assert_non_null(copy);
  memcpy(copy, text, length);
  measure_slowly(copy, length, &slow);
  for (unsigned way = 0; ho_measure_line_by(way, copy, 0, length, &line); way++)
    check_same(&line, &slow);
  free(copy);
}

/* Most of a line ends before the text does: what stands behind it must not count. */
static void check_in_a_text(const char *text, size_t length) {
  static const char behind[] = " and. {Much} More 2031 of it! \xE2\x80\x9C\xC3\x89t\xC3\xA9\xE2\x80\x9D "
                               "stands behind the line, in the same block or the next one\n";
  char *copy = malloc(length + sizeof behind);
  assert_non_null(copy);
  memcpy(copy, text, length);
  copy[length] = '\n';
  memcpy(copy + length + 1, behind, sizeof behind - 1);
  ho_line_reader reader = {copy, length + sizeof behind, 0, true};
  ho_line slow, line;
  measure_slowly(copy, length, &slow);
  assert_true(ho_read_line(&reader, &line));
  if (!line.wrapped)
    check_same(&line, &slow);
  free(copy);
}

static const char *const PIECES[] = {"a",         "Z",
                                     "word",      "Harbour",
                                     "\xC3\xA9",  "\xC3\x89",
                                     "\xC3",      "\xE2",
                                     "\xE2\x80",  "\xE2\x80\x99",
                                     "\xC2\xA3",  "\x80",
                                     "\x7F",      "\xFF",
                                     " ",         ". ",
                                     "?",         "9",
                                     "<",         "|",
                                     "-",         "ABCDEFGH",
                                     " Monday ",  " columnist ",
                                     " cookies ", "aaaaaaaaaaaaaaaaaaaaaaaaaaa"};

static void any_bytes_are_measured_as_by_the_slow_twin(void **state) {
  (void)state;
  random_source random = {11};
  for (int round = 0; round < 20000; round++) {
    char text[640] = "x"; /* no blanks at the ends */
    size_t length = 1, wanted = random_below(&random, 600);
    while (length < wanted) {
      const char *piece = PIECES[random_below(&random, sizeof PIECES / sizeof *PIECES)];
      memcpy(text + length, piece, strlen(piece));
      length += strlen(piece);
    }
    text[length++] = 'x';
    check_against_the_slow_twin(text, length);
    check_in_a_text(text, length);
  }
}

static void any_ascii_is_measured_as_by_the_slow_twin(void **state) {
  (void)state;
  static const char bytes[] = "abcdefgXYZ  ..!?09{}=<>_|\\[]^~@`/:,;'\"-";
  random_source random = {5};
  for (int round = 0; round < 20000; round++) {
    char text[600] = "x";
    size_t length = 2 + random_below(&random, sizeof text - 2);
    for (size_t i = 1; i < length; i++)
      text[i] = bytes[random_below(&random, sizeof bytes - 1)];
    text[length - 1] = 'x';
    check_against_the_slow_twin(text, length);
    check_in_a_text(text, length);
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
      cmocka_unit_test(any_bytes_are_measured_as_by_the_slow_twin),
      cmocka_unit_test(any_ascii_is_measured_as_by_the_slow_twin),
      cmocka_unit_test(endings),
      cmocka_unit_test(blanks_are_no_part_of_a_line),
      cmocka_unit_test(equal_words_have_equal_hashes),
      cmocka_unit_test(reading),
      cmocka_unit_test(wrapped_lines_are_joined),
      cmocka_unit_test(other_lines_are_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
