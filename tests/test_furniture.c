/* Tests of src/furniture.c: what a line is by itself. */
#include "furniture.h"

#include "line_words.h"
#include "random.h"
#include "spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Spec cases: see tests/spec/furniture.txt -------------------------------- */

static void measure(const char *text, ho_line *line) {
  *line = (ho_line){0};
  ho_measure_line(text, 0, strlen(text), line);
}

static void run_case(const spec_case *which, void *context) {
  unsigned *failures = context;
  for (size_t i = 1; i < which->count; i++) {
    ho_line line;
    measure(which->lines[i], &line);
    ho_kind kind = ho_furniture_kind(which->lines[i], &line);
    const char *name = ho_is_furniture(kind) ? ho_kind_name(kind) : "text";
    if (strcmp(name, which->lines[0]) != 0) {
      print_error("%s:%zu: %s, not %s: %s\n", which->file, which->line, name, which->lines[0],
                  which->lines[i]);
      ++*failures;
    }
  }
}

static void spec_cases(void **state) {
  (void)state;
  unsigned failures = 0;
  assert_true(spec_read("furniture.txt", run_case, &failures) >= 12);
  assert_int_equal(failures, 0);
}

/* ---- The table of words ------------------------------------------------------ */

typedef struct entry {
  char words[24];
  ho_kind kind;
  int points;
} entry;

#include "furniture_words.h"

static void words_are_sorted(void **state) {
  (void)state;
  size_t count = sizeof frame_words / sizeof frame_words[0];
  for (size_t i = 1; i < count; i++)
    assert_true(strcmp(frame_words[i - 1].words, frame_words[i].words) < 0);
  for (size_t i = 0; i < count; i++) /* furniture.c reads eight bytes at a time */
    assert_true(strlen(frame_words[i].words) + 1 < sizeof frame_words[i].words);
}

/* The slot of an entry's first word in a table that has some; a free one if it has none. */
static size_t find_slot(const unsigned short *slots, const entry *which) {
  const size_t length = strcspn(which->words, " ");
  size_t slot = frame_slot(which->words, length);
  while (slots[slot] && (strncmp(frame_words[slots[slot] - 1].words, which->words, length) != 0 ||
                         strcspn(frame_words[slots[slot] - 1].words, " ") != length))
    slot = (slot + 1) % FRAME_SLOTS;
  return slot;
}

static void words_are_found_by_their_hash(void **state) {
  (void)state;
  unsigned short slots[FRAME_SLOTS] = {0};
  for (size_t i = 0; i < sizeof frame_words / sizeof frame_words[0]; i++) {
    size_t slot = find_slot(slots, &frame_words[i]);
    slots[slot] = slots[slot] ? slots[slot] : (unsigned short)(i + 1);
  }
  if (memcmp(slots, frame_slots, sizeof slots) == 0)
    return;
  print_error("frame_slots in furniture_words.h must be:\n");
  for (size_t i = 0; i < FRAME_SLOTS; i++)
    print_error("%u,%s", slots[i], i % 16 == 15 ? "\n" : " ");
  fail();
}

static bool says_nothing(const char *word, size_t length) {
  for (size_t i = 0; i < sizeof frame_words / sizeof frame_words[0]; i++)
    if (strlen(frame_words[i].words) == length && memcmp(frame_words[i].words, word, length) == 0)
      return frame_words[i].points == 0;
  return false;
}

/* One that line.c reads even in lower case. */
static bool has_telling_word(const char *words) {
  size_t first = strcspn(words, " "), rest = strlen(words) - first;
  return (first >= 4 && !says_nothing(words, first)) ||
         (rest > 4 && !says_nothing(words + first + 1, rest - 1));
}

/* Words that count must be known to the glance in line.c, or lines full of them are never
 * looked at. */
static void words_are_known_at_a_glance(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof frame_words / sizeof frame_words[0]; i++) {
    ho_line line;
    if (frame_words[i].points < 5 || !has_telling_word(frame_words[i].words))
      continue;
    measure(frame_words[i].words, &line);
    if (line.frame_words == 0)
      fail_msg("%s", frame_words[i].words);
  }
}

/* ---- A line's words ----------------------------------------------------------- */

static bool is_word_byte(unsigned char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
         (byte >= 0xC3 && byte != 0xE2) || (byte >= 0x80 && byte < 0xC0);
}

static void read_slowly(const char *text, size_t length, line_words *words) {
  const size_t end = length < READ ? length : READ;
  size_t used = 0;
  words->count = 0;
  for (size_t at = 0; at < end && words->count < MAX_WORDS;) {
    unsigned char byte = (unsigned char)text[at];
    if (!is_word_byte(byte)) {
      at += byte == 0xE2 ? 3 : 1;
      continue;
    }
    words->start[words->count++] = (uint8_t)used;
    for (; at < end && is_word_byte((unsigned char)text[at]); at++)
      words->text[used++] = text[at] >= 'A' && text[at] <= 'Z' ? (char)(text[at] | 0x20) : text[at];
    words->text[used++] = ' ';
  }
  words->start[words->count] = (uint8_t)used;
}

static void words_are_read_as_by_the_slow_twin(void **state) {
  (void)state;
  static const char bytes[] = "aZ09 .-'\xE2\x80\x99\xC3\x89\xC2\xA0\xFF\x7F";
  random_source random = {21};
  for (int round = 0; round < 20000; round++) {
    const size_t length = random_below(&random, 200), letters = random_below(&random, 8);
    char *text = malloc(length + 1); /* so that a checker sees reading behind the end */
    assert_non_null(text);
    for (size_t i = 0; i < length; i++)
      text[i] = random_below(&random, 8) < letters ? 'x' : bytes[random_below(&random, sizeof bytes - 1)];
    line_words slow, quick;
    const ho_line line = {.end = length};
    read_slowly(text, length, &slow);
    read_words(text, &line, &quick);
    assert_int_equal(quick.count, slow.count);
    assert_memory_equal(quick.start, slow.start, slow.count + 1);
    assert_memory_equal(quick.text, slow.text, slow.start[slow.count]);
    free(text);
  }
}

/* Each must be found by the glance at a line's end. */
static void credits_are_seen(void **state) {
  (void)state;
  static const char *const credits[] = {"Getty Images",
                                        "AP Photo",
                                        "/AFP",
                                        "/Reuters",
                                        "(Ostland Press/AP)",
                                        "via AP",
                                        "via Reuters",
                                        "Photo/Lee",
                                        "Photo: Lee",
                                        "Shutterstock",
                                        "Wikimedia",
                                        "/Getty",
                                        "file photo",
                                        "Photo credit Lee",
                                        "Photographer: Lee",
                                        "Image source Lee",
                                        "photo by Lee",
                                        "image credit Lee",
                                        "picture credit Lee",
                                        "credit: Lee",
                                        "photo courtesy Lee",
                                        "handout photo",
                                        "Image: Lee",
                                        "Pool/Lee",
                                        "/EPA",
                                        "picture: Lee",
                                        "Lee/Pool/EPA"};
  for (size_t i = 0; i < sizeof credits / sizeof *credits; i++) {
    char text[120];
    ho_line line;
    (void)snprintf(text, sizeof text, "Boats that lie in the harbour of Lindholm since 2031 %s", credits[i]);
    measure(text, &line);
    assert_string_equal(ho_kind_name(ho_furniture_kind(text, &line)), "caption");
  }
}

/* ---- Lists of words ----------------------------------------------------------- */

static void words_are_found_in_any_case(void **state) {
  (void)state;
  static const char *const list[] = {"a", "ago", "at", "may", "wednesday"};
  enum { COUNT = sizeof list / sizeof *list };
  for (size_t i = 0; i < COUNT; i++)
    assert_true(ho_is_among(list, COUNT, list[i], strlen(list[i])));
  assert_true(ho_is_among(list, COUNT, "AGO!", 3));
  static const char *const others[] = {"", "ag", "agony", "b", "May5", "wednesdays", "zone", "\xC3\xA4"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_false(ho_is_among(list, COUNT, others[i], strlen(others[i])));
  assert_false(ho_is_among(list, 0, "a", 1));
}

/* Each of some words makes a line of a kind, by the form in which it stands. */
static void expect_kind(const char *words, const char *form, ho_kind kind) {
  char word[24], text[120];
  for (int length; sscanf(words, "%23s%n", word, &length) == 1; words += length) {
    ho_line line;
    (void)snprintf(text, sizeof text, form, word);
    measure(text, &line);
    if (ho_furniture_kind(text, &line) != kind)
      fail_msg("%s is %s", text, ho_kind_name(ho_furniture_kind(text, &line)));
  }
}

static void words_of_dates(void **state) {
  (void)state;
  expect_kind(
      "january february march april may june july august september october november december jan feb mar "
      "apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon "
      "tue tues wed thu thur thurs fri sat sun yesterday today",
      "%s 12", HO_PLAIN_DATE);
  expect_kind("ago updated update published posted modified last first created uploaded edited revised",
              "%s 12 May 2031", HO_DATE);
  expect_kind(
      "am pm a p m gmt utc est edt et pst pdt pt ist pkt bst cet cest local time at on of the th st nd rd "
      "hours hour hrs minutes minute mins min days day weeks week h date and to is",
      "12 May 2031 %s", HO_PLAIN_DATE);
  expect_kind("boats zebra", "12 May 2031 %s", HO_TEXT);
}

static void words_of_captions(void **state) {
  (void)state;
  expect_kind("photo photograph picture image frame grab handout photos still",
              "In this blurred %s the boats of Lindholm are towed", HO_CAPTION);
  expect_kind("boat zebra", "In this blurred %s the boats of Lindholm are towed", HO_TEXT);
  expect_kind("left right l r photo picture pictured seen center centre",
              "Rikard Moen, %s, and his crew on the ferry to Lindholm on May 4, 2031. (Coast Guard)",
              HO_CAPTION);
  expect_kind("boat zebra",
              "Rikard Moen, %s, and his crew on the ferry to Lindholm on May 4, 2031. (Coast Guard)",
              HO_TEXT);
}

/* ---- Labels ------------------------------------------------------------------ */

static bool is_label(const char *text) {
  ho_line line;
  measure(text, &line);
  return ho_is_label(text, &line);
}

static void labels(void **state) {
  (void)state;
  assert_true(is_label("Background"));
  assert_true(is_label("Puzzle corner"));
  assert_false(is_label(""));
  assert_false(is_label("He said so."));
  assert_false(is_label("Dear pupils,"));
  assert_false(is_label("- new moorings"));
  assert_false(is_label("2. New moorings"));
  assert_false(is_label("press@fisheries.example"));
  assert_false(is_label("and the rest of it"));
}

static void kinds_have_names(void **state) {
  (void)state;
  for (int kind = 0; kind < HO_KINDS; kind++)
    assert_non_null(ho_kind_name((ho_kind)kind));
  assert_string_equal(ho_kind_name(HO_REPEATED_HEADLINE), "repeated headline");
  assert_string_equal(ho_kind_name(HO_OTHER), "other");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spec_cases),
      cmocka_unit_test(words_are_sorted),
      cmocka_unit_test(words_are_found_by_their_hash),
      cmocka_unit_test(words_are_known_at_a_glance),
      cmocka_unit_test(words_are_read_as_by_the_slow_twin),
      cmocka_unit_test(credits_are_seen),
      cmocka_unit_test(words_are_found_in_any_case),
      cmocka_unit_test(words_of_dates),
      cmocka_unit_test(words_of_captions),
      cmocka_unit_test(labels),
      cmocka_unit_test(kinds_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
