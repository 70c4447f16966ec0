/* Tests of src/text.c: encodings, damage, binary files, and the fast path against its twins. */
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) (literal), sizeof(literal) - 1

static void compare(const ho_text *text, const char *wanted, const char *encoding, size_t replaced) {
  assert_int_equal(text->length, strlen(wanted));
  assert_memory_equal(text->text, wanted, text->length);
  assert_string_equal(text->encoding, encoding);
  assert_int_equal(text->replaced, replaced);
}

/* Reads bytes both ways and compares all that comes out. */
static void expect(const char *bytes, size_t length, const char *declared, const char *wanted,
                   const char *encoding, size_t replaced) {
  ho_buf out = HO_BUF_INIT, own = HO_BUF_INIT;
  ho_text text;
  assert_int_equal(ho_text_decode(bytes, length, declared, &out, &text, NULL), HANDOUT_OK);
  compare(&text, wanted, encoding, replaced);
  assert_true(ho_buf_append(&own, bytes, length));
  assert_int_equal(ho_text_decode_own(own.data, length, declared, &out, &text, NULL), HANDOUT_OK);
  compare(&text, wanted, encoding, replaced);
  ho_buf_free(&out);
  ho_buf_free(&own);
}

static void clean_utf8_is_not_copied(void **state) {
  (void)state;
  const char *bytes = "Caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D \xF0\x9F\x98\x80\r\n\tnext\f";
  ho_buf out = HO_BUF_INIT;
  ho_text text;
  assert_int_equal(ho_text_decode(bytes, strlen(bytes), NULL, &out, &text, NULL), HANDOUT_OK);
  assert_ptr_equal(text.text, bytes);
  assert_int_equal(text.length, strlen(bytes));
  assert_null(out.data);
}

static void marks_name_the_encoding(void **state) {
  (void)state;
  expect(BYTES("\xEF\xBB\xBFmark"), NULL, "mark", "UTF-8", 0);
  expect(BYTES("\xFF\xFEm\0\xE9\0\x3D\xD8\0\xDE"), NULL, "m\xC3\xA9\xF0\x9F\x98\x80", "UTF-16LE", 0);
  expect(BYTES("\xFE\xFF\0m\0\xE9\xD8\x3D\xDE\0"), NULL, "m\xC3\xA9\xF0\x9F\x98\x80", "UTF-16BE", 0);
  expect(BYTES("\xFF\xFE\0\0m\0\0\0\0\xF6\1\0"), NULL, "m\xF0\x9F\x98\x80", "UTF-32LE", 0);
  expect(BYTES("\0\0\xFE\xFF\0\0\0m"), NULL, "m", "UTF-32BE", 0);
}

static void damaged_wide_text_is_counted(void **state) {
  (void)state;
  expect(BYTES("\xFF\xFE\x3D\xD8m\0"), NULL, "\xEF\xBF\xBDm", "UTF-16LE", 1);
  expect(BYTES("\xFF\xFE\0\xDEm\0"), NULL, "\xEF\xBF\xBDm", "UTF-16LE", 1);
  expect(BYTES("\xFF\xFEm\0x"), NULL, "m\xEF\xBF\xBD", "UTF-16LE", 1);
  expect(BYTES("\xFF\xFEm\0\x3D\xD8"), NULL, "m\xEF\xBF\xBD", "UTF-16LE", 1);
  expect(BYTES("\0\0\xFE\xFF\1\0\0\0"), NULL, "\xEF\xBF\xBD", "UTF-32BE", 1);
  expect(BYTES("\xFF\xFE"), NULL, "", "UTF-16LE", 0);
}

static void wide_text_without_a_mark_is_seen(void **state) {
  (void)state;
  expect(BYTES("m\0i\0n\0e\0"), NULL, "mine", "UTF-16LE", 0);
  expect(BYTES("\0m\0i\0n\0e"), NULL, "mine", "UTF-16BE", 0);
}

static void one_byte_encodings(void **state) {
  (void)state;
  expect(BYTES("caf\xE9 \x93so\x94 \x80 12"), NULL, "caf\xC3\xA9 \xE2\x80\x9Cso\xE2\x80\x9D \xE2\x82\xAC 12",
         "windows-1252", 0);
  expect(BYTES("caf\xE9"), "ISO-8859-1", "caf\xC3\xA9", "windows-1252", 0);
  expect(BYTES("\xCC\xE8\xF0 \xEC"), "Windows-1251", "\xD0\x9C\xD0\xB8\xD1\x80 \xD0\xBC", "windows-1251", 0);
  expect(BYTES("caf\xE9 \x81"), "no-such-charset", "caf\xC3\xA9 \xEF\xBF\xBD", "windows-1252", 1);
  expect(BYTES("caf\xC3\xA9"), "ISO-8859-1", "caf\xC3\xA9", "UTF-8", 0);
}

static void damaged_utf8_is_replaced(void **state) {
  (void)state;
  expect(BYTES("\xC3\xA9t\xC3\xA9 \xFF x"), NULL, "\xC3\xA9t\xC3\xA9 \xEF\xBF\xBD x", "UTF-8", 1);
  expect(BYTES("cut \xE2\x80"), NULL, "cut \xEF\xBF\xBD", "UTF-8", 1);
  /* A surrogate, an overlong form and a code point over the last are one fault a byte. */
  expect(BYTES("\xEF\xBB\xBF\xED\xA0\x80"), NULL, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "UTF-8", 3);
  expect(BYTES("\xEF\xBB\xBF\xC0\xAF"), NULL, "\xEF\xBF\xBD\xEF\xBF\xBD", "UTF-8", 2);
  expect(BYTES("\xEF\xBB\xBF\xF4\x90"), NULL, "\xEF\xBF\xBD\xEF\xBF\xBD", "UTF-8", 2);
  expect(BYTES("\xEF\xBB\xBF\xF0\x9F\x98 x"), NULL, "\xEF\xBF\xBD x", "UTF-8", 1);
}

static void control_characters_become_spaces(void **state) {
  (void)state;
  expect(BYTES("a\0b\x01\x7F"
               "c\vd"),
         NULL, "a b  c d", "UTF-8", 0);
  expect(BYTES("a\xC2\x85z"), NULL, "a  z", "UTF-8", 0);
  expect(BYTES("in\xEF\xBB\xBFthe middle"), NULL, "in   the middle", "UTF-8", 0);
  expect(BYTES("caf\xE9\0"), NULL, "caf\xC3\xA9 ", "windows-1252", 0);
}

static void controls_of_own_bytes_become_spaces_in_place(void **state) {
  (void)state;
  char bytes[] = "\xEF\xBB\xBF"
                 "a\x01\xC2\x85\xEF\xBB\xBFz",
       bad[] = "a\x01\xC2\x85 caf\xE9 \xE9 \xE9";
  ho_buf out = HO_BUF_INIT;
  ho_text text;
  assert_int_equal(ho_text_decode_own(bytes, strlen(bytes), NULL, &out, &text, NULL), HANDOUT_OK);
  assert_ptr_equal(text.text, bytes + 3);
  compare(&text, "a      z", "UTF-8", 0);
  assert_int_equal(ho_text_decode_own(bad, strlen(bad), NULL, &out, &text, NULL), HANDOUT_OK);
  compare(&text, "a \xC3\x82\xE2\x80\xA6 caf\xC3\xA9 \xC3\xA9 \xC3\xA9", "windows-1252", 0);
  assert_memory_equal(bad, "a\x01\xC2\x85 caf", 8);
  ho_buf_free(&out);
}

/* So many that they are not blanked in place but in a copy. */
static void many_controls_of_own_bytes(void **state) {
  (void)state;
  enum { COUNT = 20000, EACH = 40 };
  char *bytes = malloc(COUNT * EACH);
  ho_buf out = HO_BUF_INIT;
  ho_text text;
  assert_non_null(bytes);
  memset(bytes, 'x', COUNT * EACH);
  for (size_t i = 0; i < COUNT; i++)
    bytes[i * EACH] = '\0';
  assert_int_equal(ho_text_decode_own(bytes, COUNT * EACH, NULL, &out, &text, NULL), HANDOUT_OK);
  assert_int_equal(text.length, COUNT * EACH);
  for (size_t i = 0; i < COUNT * EACH; i++)
    assert_int_equal(text.text[i], i % EACH ? 'x' : ' ');
  ho_buf_free(&out);
  free(bytes);
}

static void refused(const char *bytes, size_t length, const char *message) {
  ho_buf out = HO_BUF_INIT;
  ho_text text;
  handout_error error = {0};
  assert_int_equal(ho_text_decode(bytes, length, NULL, &out, &text, &error), HANDOUT_BAD_TEXT);
  assert_string_equal(error.message, message);
  ho_buf_free(&out);
}

static void binary_files_are_refused(void **state) {
  (void)state;
  char noise[256];
  for (size_t i = 0; i < sizeof noise; i++)
    noise[i] = (char)(i % 40);
  refused(BYTES("%PDF-1.7\n%rest"), "is a PDF; run pdftotext first");
  refused(BYTES("PK\3\4rest"), "is a ZIP or office file; unpack it or save it as plain text first");
  refused(BYTES("\x7F"
                "ELF"),
          "is a program, not text");
  refused(noise, sizeof noise, "is a binary file, not text");
}

static void nothing_is_nothing(void **state) {
  (void)state;
  expect("", 0, NULL, "", "UTF-8", 0);
  expect(BYTES("\xEF\xBB\xBF"), NULL, "", "UTF-8", 0);
}

/* The obvious twin: one character at a time, none of which changes. */
static size_t clean_run(const char *bytes, size_t length) {
  ho_buf out = HO_BUF_INIT;
  ho_text text;
  size_t at = 0, size = 0;
  bool same = true, valid = false;
  for (; same && at < length; at += same ? size : 0) {
    size = ho_text_sequence(bytes + at, length - at, &valid);
    assert_int_equal(ho_text_decode_utf8(bytes + at, size, &out, &text), HANDOUT_OK);
    same = text.replaced == 0 && text.length == size && memcmp(text.text, bytes + at, size) == 0;
    const unsigned char c = (unsigned char)bytes[at];
    assert_true(c >= 0x80 || same == ((c >= ' ' && c < 0x7F) || (c && strchr("\n\t\r\f", c))));
  }
  ho_buf_free(&out);
  return at;
}

static void same_runs(const char *bytes, size_t length) {
  const size_t wanted = clean_run(bytes, length);
  assert_int_equal(ho_text_clean_run(bytes, length), wanted);
  assert_int_equal(ho_text_clean_run_portable(bytes, length), wanted);
}

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

/* Text with characters of all kinds in it, and mostly one byte that is wrong. */
static void twins_agree(void **state) {
  (void)state;
  static const char *const odd[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xC3\xA9", "\xF0\x9F\x98\x80",
                                    "\n",           "\r\n",         "\t",       "\xC2\xA0",
                                    "\xEF\xBB\xBD", "\xE2\x82\xAC", "\xC2\x9F", "\xEF\xBB\xBF"};
  enum { GOOD = 10, ALL = 12 };
  uint32_t seed = 7;
  char bytes[300];
  for (int round = 0; round < 20000; round++) {
    size_t length = 0;
    const uint32_t rare = next_random(&seed) % 60 + 1, kinds = next_random(&seed) % 8 ? GOOD : ALL;
    while (length < 200 + next_random(&seed) % 90) {
      const char plain[] = {(char)(next_random(&seed) % 95 + ' '), '\0'};
      const char *next = next_random(&seed) % rare ? plain : odd[next_random(&seed) % kinds];
      memcpy(bytes + length, next, strlen(next));
      length += strlen(next);
    }
    if (round % 3)
      bytes[next_random(&seed) % length] = (char)next_random(&seed);
    const size_t start = next_random(&seed) % 130;
    same_runs(bytes + start, length - start);
  }
}

static void every_byte_agrees(void **state) {
  (void)state;
  for (unsigned byte = 0; byte < 256; byte++)
    for (size_t at = 0; at < 80; at++) {
      char bytes[80];
      memset(bytes, 'x', sizeof bytes);
      bytes[at] = (char)byte;
      same_runs(bytes, sizeof bytes);
    }
}

/* Every code point and no other sequence of up to three bytes is well-formed. */
static void sequences_are_those_of_unicode(void **state) {
  (void)state;
  size_t good = 0;
  for (uint32_t all = 0; all < 1u << 24; all++) {
    const char bytes[3] = {(char)(all >> 16), (char)(all >> 8), (char)all};
    bool valid = false;
    const size_t length = ho_text_sequence(bytes, 3, &valid);
    assert_in_range(length, 1, 3);
    good += valid && length == 3;
  }
  assert_int_equal(good, 0x10000 - 0x800 - 0x800);
}

/* Random bytes in, well-formed text without control characters out, whatever they were. */
static void random_bytes_come_out_clean(void **state) {
  (void)state;
  uint32_t seed = 99;
  ho_buf out = HO_BUF_INIT, again = HO_BUF_INIT;
  for (int round = 0; round < 20000; round++) {
    char bytes[64];
    const size_t length = next_random(&seed) % sizeof bytes;
    for (size_t i = 0; i < length; i++)
      bytes[i] = (char)(next_random(&seed) % 3 ? next_random(&seed) % 256 : 'e');
    ho_text text, second;
    if (ho_text_decode(bytes, length, NULL, &out, &text, NULL) != HANDOUT_OK)
      continue;
    char own[64];
    memcpy(own, bytes, length);
    assert_int_equal(ho_text_decode_own(own, length, NULL, &again, &second, NULL), HANDOUT_OK);
    assert_int_equal(second.length, text.length);
    assert_memory_equal(second.text, text.text, text.length);
    assert_int_equal(second.replaced, text.replaced);
    assert_ptr_equal(second.encoding, text.encoding);
    assert_int_equal(ho_text_decode_utf8(text.text, text.length, &again, &second), HANDOUT_OK);
    assert_ptr_equal(second.text, text.text);
    assert_int_equal(second.replaced, 0);
  }
  ho_buf_free(&out);
  ho_buf_free(&again);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clean_utf8_is_not_copied),
      cmocka_unit_test(marks_name_the_encoding),
      cmocka_unit_test(damaged_wide_text_is_counted),
      cmocka_unit_test(wide_text_without_a_mark_is_seen),
      cmocka_unit_test(one_byte_encodings),
      cmocka_unit_test(damaged_utf8_is_replaced),
      cmocka_unit_test(control_characters_become_spaces),
      cmocka_unit_test(controls_of_own_bytes_become_spaces_in_place),
      cmocka_unit_test(many_controls_of_own_bytes),
      cmocka_unit_test(binary_files_are_refused),
      cmocka_unit_test(nothing_is_nothing),
      cmocka_unit_test(twins_agree),
      cmocka_unit_test(every_byte_agrees),
      cmocka_unit_test(sequences_are_those_of_unicode),
      cmocka_unit_test(random_bytes_come_out_clean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
