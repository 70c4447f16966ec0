/* Tests of src/lexicon.c: what is read from a lexicon, and every fault by its line. */
#include "lexicon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "handout-lexicon 1\n"
#define FAMILY HEAD "[family] It is one.\n"

static ho_lexicon *read_good(const char *text) {
  ho_lexicon *lexicon;
  handout_error error = {0};
  if (ho_lexicon_read(text, strlen(text), 0, &lexicon, &error) != HANDOUT_OK)
    fail_msg("line %zu: %s in: %s", error.line, error.message, text);
  return lexicon;
}

static void families_and_phrases(void **state) {
  (void)state;
  ho_lexicon *lexicon =
      read_good(HEAD "# note\n\n[one] First family.\nred fleet\nblue|green fleet of|with boats\n"
                     "[two speaker]   Second.\nhe said\r\n");
  assert_int_equal(lexicon->family_count, 2);
  assert_string_equal(ho_family_name(lexicon, 0), "one");
  assert_string_equal(ho_family_explanation(lexicon, 0), "First family.");
  assert_false(lexicon->families[0].speaker);
  assert_string_equal(ho_family_name(lexicon, 1), "two");
  assert_string_equal(ho_family_explanation(lexicon, 1), "Second.");
  assert_true(lexicon->families[1].speaker);
  assert_int_equal(lexicon->phrase_count, 1 + 4 + 1);
  assert_int_equal(lexicon->phrases[5].family, 1);
  assert_int_equal(lexicon->phrases[1].count, 4);
  ho_lexicon_free(lexicon);
  ho_lexicon_free(NULL);
}

static const uint32_t *words_of(const ho_lexicon *lexicon, size_t phrase) {
  return (const uint32_t *)(const void *)lexicon->phrase_words.data + lexicon->phrases[phrase].start;
}

static void items_of_phrases(void **state) {
  (void)state;
  ho_lexicon *lexicon = read_good(FAMILY "^ long-standing * ties ** of <name>\nthe =US army's 1984 12\n");
  const uint32_t *words = words_of(lexicon, 0);
  assert_int_equal(lexicon->phrases[0].count, 8);
  assert_int_equal(words[0], HO_CLASS_START);
  assert_string_equal(ho_vocabulary_name(&lexicon->vocabulary, words[1]), "long");
  assert_string_equal(ho_vocabulary_name(&lexicon->vocabulary, words[2]), "standing");
  assert_int_equal(words[3], HO_ANY_WORD);
  assert_int_equal(words[5], HO_ANY_WORDS);
  assert_int_equal(words[7], HO_CLASS_NAME);
  words = words_of(lexicon, 1);
  uint32_t us = ho_vocabulary_find(&lexicon->vocabulary, ho_hash("us", 2));
  assert_int_equal(lexicon->phrases[1].count, 6);
  assert_int_equal(words[1], lexicon->vocabulary.spellings[us].exact[HO_CAPS]);
  assert_string_equal(ho_vocabulary_name(&lexicon->vocabulary, words[3]), "'s");
  assert_int_equal(words[4], HO_CLASS_YEAR);
  assert_int_equal(words[5], HO_CLASS_NUMBER);
  ho_lexicon_free(lexicon);
}

static const ho_word *find(const ho_lexicon *lexicon, const char *word) {
  return &lexicon->vocabulary.words[ho_vocabulary_find(&lexicon->vocabulary, ho_hash(word, strlen(word)))];
}

static void lists(void **state) {
  (void)state;
  ho_lexicon *lexicon = read_good(FAMILY "word\n[@abbreviation]\ngen dr\n[@mask]\nvenn\n[@weekday]\nmonday\n"
                                         "[@month]\njanuary =May\n");
  assert_true(find(lexicon, "dr")->flags & HO_ABBREVIATION);
  assert_true(find(lexicon, "venn")->flags & HO_MASKED);
  assert_int_equal(find(lexicon, "monday")->class_of, HO_CLASS_WEEKDAY);
  assert_int_equal(find(lexicon, "january")->class_of, HO_CLASS_MONTH);
  assert_true(find(lexicon, "january")->class_shapes >> HO_LOWER & 1);
  assert_int_equal(find(lexicon, "may")->class_of, HO_CLASS_MONTH);
  assert_false(find(lexicon, "may")->class_shapes >> HO_LOWER & 1);
  assert_true(find(lexicon, "may")->class_shapes >> HO_CAPITAL & 1);
  ho_lexicon_free(lexicon);
}

static void expect_fault(const char *text, size_t length, size_t line, const char *about) {
  ho_lexicon *lexicon = (ho_lexicon *)(void *)&line;
  handout_error error = {0};
  handout_status status = ho_lexicon_read(text, length, 0, &lexicon, &error);
  if (status != HANDOUT_BAD_LEXICON || lexicon)
    fail_msg("status %d for: %s", (int)status, text);
  if (error.line != line || !strstr(error.message, about))
    fail_msg("wanted line %zu and '%s', got line %zu and '%s' for: %s", line, about, error.line,
             error.message, text);
  assert_int_equal(ho_lexicon_read(text, length, 100, &lexicon, &error), HANDOUT_BAD_LEXICON);
  assert_int_equal(error.line, 100 + line);
  assert_int_equal(ho_lexicon_read(text, length, 0, &lexicon, NULL), HANDOUT_BAD_LEXICON);
}

static void faults_have_lines(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t line;
    const char *about;
  } faults[] = {
      {"", 0, "empty"},
      {"handout-lexicon 2\n[a] x\nb\n", 1, "first line"},
      {"\n" FAMILY, 1, "first line"},
      {HEAD, 1, "no family"},
      {HEAD "phrase\n", 2, "before the first family"},
      {HEAD "[one x\n", 2, "needs a ]"},
      {HEAD "[One] Capital.\n", 2, "lower-case"},
      {HEAD "[] None.\n", 2, "lower-case"},
      {HEAD "[one loud] Flag.\n", 2, "flag"},
      {HEAD "[@lists]\n", 2, "unknown list"},
      {HEAD "[one] A.\nb\n[one] A.\n", 4, "already"},
      {FAMILY "a\tb\n", 3, "control character"},
      {FAMILY "* fleet\n", 3, "wildcard"},
      {FAMILY "fleet **\n", 3, "wildcard"},
      {FAMILY "a * b * c * d\n", 3, "more than two"},
      {FAMILY "a ^ b\n", 3, "^ can only begin"},
      {FAMILY "^\n", 3, "^ alone"},
      {FAMILY "a <nobody> b\n", 3, "class"},
      {FAMILY "a \" b\n", 3, "quotation mark"},
      {FAMILY "a b c d e f g h i j k l m\n", 3, "12 words"},
      {FAMILY "a b c d e f g h i j k-l-m\n", 3, "12 words"},
      {FAMILY "a|b c|d e|f g|h i|j k|l m|n\n", 3, "64 phrases"},
      {FAMILY "a ... b\n", 3, "no word"},
      {FAMILY "a||b c\n", 3, "no word"},
      {FAMILY "the =iPhone\n", 3, "after ="},
      {FAMILY "good\n\n# comment\n[@mask]\ntwo-words\n", 7, "single words"},
      {FAMILY "good\n[@month]\n1984\n", 5, "single words"},
      {FAMILY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 3, "too long"},
  };
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    expect_fault(faults[i].text, strlen(faults[i].text), faults[i].line, faults[i].about);
  expect_fault(FAMILY "a\0b\n", sizeof(FAMILY "a\0b\n") - 1, 3, "control character");
}

static void twelve_words_and_64_ways_are_fine(void **state) {
  (void)state;
  ho_lexicon *lexicon =
      read_good(FAMILY "a b c d e f g h i j k l\na|b c|d e|f g|h i|j k|l\nlast line without end");
  assert_int_equal(lexicon->phrase_count, 1 + 64 + 1);
  ho_lexicon_free(lexicon);
}

static void too_many_families(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_lexicon *lexicon;
  handout_error error;
  assert_true(ho_buf_append_text(&text, HEAD));
  for (int i = 0; i < HO_MAX_FAMILIES; i++)
    assert_true(ho_buf_append_format(&text, "[family-%d] x\nword\n", i));
  assert_int_equal(ho_lexicon_read(text.data, text.length, 0, &lexicon, &error), HANDOUT_OK);
  ho_lexicon_free(lexicon);
  assert_true(ho_buf_append_text(&text, "[one-more] x\nword\n"));
  assert_int_equal(ho_lexicon_read(text.data, text.length, 0, &lexicon, &error), HANDOUT_BAD_LEXICON);
  assert_int_equal(error.line, 2 + 2 * HO_MAX_FAMILIES);
  ho_buf_free(&text);
}

static void too_many_phrases(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_lexicon *lexicon;
  handout_error error;
  assert_true(ho_buf_append_text(&text, FAMILY));
  for (int i = 0; i < HO_MAX_PHRASES / 64; i++)
    assert_true(ho_buf_append_text(&text, "a|b c|d e|f g|h i|j k|l\n"));
  assert_int_equal(ho_lexicon_read(text.data, text.length, 0, &lexicon, &error), HANDOUT_OK);
  assert_int_equal(lexicon->phrase_count, HO_MAX_PHRASES);
  ho_lexicon_free(lexicon);
  assert_true(ho_buf_append_text(&text, "a\n"));
  assert_int_equal(ho_lexicon_read(text.data, text.length, 0, &lexicon, &error), HANDOUT_BAD_LEXICON);
  ho_buf_free(&text);
}

static ho_buf read_file(const char *path) {
  ho_buf text = HO_BUF_INIT;
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  for (int c; (c = getc(file)) != EOF;)
    assert_true(ho_buf_append_char(&text, (char)c));
  (void)fclose(file);
  return text;
}

/* What handout promises of its own lexicon: families and phrases enough, each family explained. */
static void the_default_lexicon_is_good(void **state) {
  (void)state;
  ho_buf text = read_file(PROJECT_DIR "/models/default.lexicon");
  ho_lexicon *lexicon;
  handout_error error = {0};
  if (ho_lexicon_read(text.data, text.length, 0, &lexicon, &error) != HANDOUT_OK)
    fail_msg("line %zu: %s", error.line, error.message);
  assert_true(lexicon->family_count >= 20);
  assert_true(lexicon->phrase_count >= 400);
  for (size_t i = 0; i < lexicon->family_count; i++)
    assert_true(strlen(ho_family_explanation(lexicon, i)) > 10);
  ho_lexicon_free(lexicon);
  ho_buf_free(&text);
}

/* Cut anywhere, it is read or refused, and never more is read than there is. */
static void cuts_are_read_or_refused(void **state) {
  (void)state;
  static const char text[] = FAMILY "^ the =US ** of|with <name>\nword's * end\n[@month]\n=May june\n";
  for (size_t length = 0; length < sizeof text; length++) {
    ho_lexicon *lexicon;
    char *copy = malloc(length + !length);
    assert_non_null(copy);
    memcpy(copy, text, length);
    handout_status status = ho_lexicon_read(copy, length, 0, &lexicon, NULL);
    assert_true(status == HANDOUT_OK || status == HANDOUT_BAD_LEXICON);
    ho_lexicon_free(lexicon);
    free(copy);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(families_and_phrases),
      cmocka_unit_test(items_of_phrases),
      cmocka_unit_test(lists),
      cmocka_unit_test(faults_have_lines),
      cmocka_unit_test(twelve_words_and_64_ways_are_fine),
      cmocka_unit_test(too_many_families),
      cmocka_unit_test(too_many_phrases),
      cmocka_unit_test(the_default_lexicon_is_good),
      cmocka_unit_test(cuts_are_read_or_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
