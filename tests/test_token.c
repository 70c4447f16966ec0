/* Tests of src/token.c: folding, tokens, and the fast scanner against its portable twin. */
#include "buf.h"
#include "random.h"
#include "spec.h"
#include "token.h"
#include "tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Golden files ---- */

static const char *const KINDS[] = {"word",        "stop",        "break",        "quote", "quote-open",
                                    "quote-close", "single-open", "single-close", "mark"};
static const char *const SHAPES[] = {"lower", "Capital", "CAPS", "miXed", "digits", "year"};

static void describe(const char *text, const ho_token *token, ho_buf *out) {
  char folded[HO_FOLDED_MAX];
  assert_true(ho_buf_append_text(out, KINDS[token->kind]));
  if (token->kind == HO_WORD) {
    size_t length = ho_fold_token(text, token, folded);
    assert_true(ho_buf_append_format(out, " %s %.*s", SHAPES[token->shape], (int)length, folded));
  } else if (token->kind == HO_MARK || token->kind == HO_STOP) {
    assert_true(ho_buf_append_format(out, " %c", token->mark));
  }
}

static void check_tokens(const spec_case *which, void *context) {
  (void)context;
  ho_buf text = HO_BUF_INIT, got = HO_BUF_INIT, wanted = HO_BUF_INIT;
  spec_unescape(which->lines[0], &text);
  token_list list = tokens_of(text.data, 0, text.length, ho_scan, HO_SCAN_ROOM);
  for (size_t i = 0; i < list.count; i++) {
    describe(text.data, &list.tokens[i], &got);
    assert_true(ho_buf_append_char(&got, '\n'));
  }
  for (size_t i = 1; i < which->count; i++)
    assert_true(ho_buf_append_format(&wanted, "%s\n", which->lines[i]));
  assert_true(ho_buf_terminate(&wanted));
  spec_expect(which, &got, wanted.data);
  tokens_free(&list);
  ho_buf_free(&text);
  ho_buf_free(&got);
  ho_buf_free(&wanted);
}

static void tokens_are_as_specified(void **state) {
  (void)state;
  assert_true(spec_read("tokens.txt", check_tokens, NULL) >= 15);
}

/* The folded words of a text; each token's hash has to be that of its folded word. */
static void fold_text(const char *escaped, ho_buf *out) {
  ho_buf text = HO_BUF_INIT;
  char folded[HO_FOLDED_MAX];
  spec_unescape(escaped, &text);
  token_list list = tokens_of(text.data, 0, text.length, ho_scan, HO_SCAN_ROOM);
  ho_buf_clear(out);
  for (size_t i = 0; i < list.count; i++) {
    if (list.tokens[i].kind != HO_WORD)
      continue;
    size_t length = ho_fold_token(text.data, &list.tokens[i], folded);
    assert_true(list.tokens[i].hash == ho_hash(folded, length));
    assert_true(ho_buf_append_format(out, "%.*s ", (int)length, folded));
  }
  assert_true(ho_buf_terminate(out));
  tokens_free(&list);
  ho_buf_free(&text);
}

static void check_folding(const spec_case *which, void *context) {
  (void)context;
  ho_buf first = HO_BUF_INIT, other = HO_BUF_INIT;
  fold_text(which->lines[0], &first);
  assert_true(which->count > 1);
  for (size_t i = 1; i < which->count; i++) {
    fold_text(which->lines[i], &other);
    spec_expect(which, &other, first.data);
  }
  ho_buf_free(&first);
  ho_buf_free(&other);
}

static void folding_is_as_specified(void **state) {
  (void)state;
  assert_true(spec_read("fold.txt", check_folding, NULL) >= 8);
}

/* ---- The twins ---- */

static void expect_same(const token_list *a, const token_list *b, size_t shift) {
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->commas, b->commas);
  for (size_t i = 0; i < a->count; i++) {
    const ho_token *x = &a->tokens[i], *y = &b->tokens[i];
    assert_int_equal(x->start + shift, y->start);
    assert_int_equal(x->length, y->length);
    assert_true(x->hash == y->hash);
    assert_int_equal(x->kind, y->kind);
    assert_int_equal(x->shape, y->shape);
    assert_int_equal(x->mark, y->mark);
  }
}

/* Of "'s" and the like only the first letters count. */
static bool is_cut_suffix(const char *text, const ho_token *token) {
  return token->length > 14 && (text[token->start] == '\'' || (unsigned char)text[token->start] == 0xE2);
}

/* Tokens follow each other inside the range, words hash as they fold. */
static void expect_sound(const char *text, size_t start, size_t end, const token_list *list) {
  char folded[HO_FOLDED_MAX];
  size_t at = start;
  for (size_t i = 0; i < list->count; i++) {
    const ho_token *token = &list->tokens[i];
    assert_true(token->start >= at && token->length > 0);
    at = token->start + token->length;
    assert_true(at <= end);
    if (token->kind == HO_WORD && token->shape < HO_DIGITS && !is_cut_suffix(text, token))
      assert_true(token->hash == ho_hash(folded, ho_fold_token(text, token, folded)));
  }
}

/* The same by all scanners, by steps of several sizes, from a copy of the range alone, and wherever in the
 * scanner's blocks the range begins. */
static void compare_scanners(const char *text, size_t start, size_t end, size_t shift) {
  size_t length = end - start;
  token_list fast = tokens_of(text, start, end, ho_scan, HO_SCAN_ROOM);
  expect_sound(text, start, end, &fast);
  for (unsigned way = 0; ho_scan_by(way); way++) {
    token_list other = tokens_of(text, start, end, ho_scan_by(way), 3 * HO_SCAN_ROOM);
    expect_same(&fast, &other, 0);
    tokens_free(&other);
  }
  char *copy = malloc(length + shift + 1); /* so that a checker sees reading behind the end */
  assert_non_null(copy);
  memset(copy, ' ', shift);
  memcpy(copy + shift, text + start, length);
  token_list shifted = tokens_of(copy, 0, length + shift, ho_scan, 1000);
  for (size_t i = 0; i < fast.count; i++)
    fast.tokens[i].start -= start;
  expect_same(&fast, &shifted, shift);
  free(copy);
  tokens_free(&fast);
  tokens_free(&shifted);
}

/* Pieces that meet in every order: words, marks, letters of two to four bytes, cut sequences. */
static const char *const PIECES[] = {
    "a",
    "Z",
    "word",
    "Guard",
    "1",
    "1,000",
    ".5",
    "'s",
    "\xE2\x80\x99s",
    " ",
    "\n",
    ",",
    ".",
    "-",
    "\"",
    "(",
    "'",
    "\xC3\xA9",
    "\xC3",
    "\xE2\x80\x9C",
    "\xE2",
    "\xF0\x9D\x90\x80",
    "\xCC\x81",
    "\xE2\x80\x8D",
    "\xFF",
    "\x80",
    "\xE2\x80\xA6",
    "\xEF\xAC\x81",
    "2024",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

static void pieces_in_every_order(void **state) {
  (void)state;
  random_source source = {20240229};
  for (int round = 0; round < 6000; round++) {
    ho_buf text = HO_BUF_INIT;
    for (size_t count = random_below(&source, 80); count > 0; count--)
      assert_true(ho_buf_append_text(&text, PIECES[random_below(&source, sizeof PIECES / sizeof *PIECES)]));
    assert_true(ho_buf_terminate(&text));
    size_t start = random_below(&source, text.length / 4 + 1),
           end = text.length - random_below(&source, 4) % (text.length - start + 1);
    compare_scanners(text.data, start, end, random_below(&source, 130));
    ho_buf_free(&text);
  }
}

static void random_bytes_of_every_length(void **state) {
  (void)state;
  random_source source = {7};
  char text[200];
  for (size_t length = 0; length <= 200; length++)
    for (int round = 0; round < 20; round++) {
      for (size_t i = 0; i < length; i++)
        text[i] = (char)(round % 2 ? random_below(&source, 256) : 32 + random_below(&source, 96));
      compare_scanners(text, 0, length, random_below(&source, 70));
    }
}

/* A step never gives more tokens than there is room for: marks up to a block's last byte, where a word begins
 * that has a suffix. */
static void a_full_block_has_room(void **state) {
  (void)state;
  char text[640];
  for (size_t before = 0; before < 64; before++) {
    memset(text, '.', sizeof text);
    for (size_t at = before; at + 3 < sizeof text; at += 64)
      memcpy(text + at, "a's", 3);
    compare_scanners(text, 0, sizeof text, 0);
  }
}

/* More blanks than the scanner takes for one part of the text. */
static void words_far_apart(void **state) {
  (void)state;
  const size_t blanks = 2500000;
  ho_buf text = HO_BUF_INIT;
  assert_true(ho_buf_append_text(&text, "Army's "));
  assert_true(ho_buf_reserve(&text, blanks + 100));
  memset(text.data + text.length, ' ', blanks);
  text.length += blanks;
  assert_true(ho_buf_append_text(&text, "1,000 words\xE2\x80\x99s, far \xE2\x80\x9C"
                                        "apart\xE2\x80\x9D."));
  assert_true(ho_buf_terminate(&text));
  compare_scanners(text.data, 0, text.length, 3);
  ho_buf_free(&text);
}

static void long_runs(void **state) {
  (void)state;
  static const char *const units[] = {
      "a",        "A",        "1",           "\xC3\xA9", "\xCC\x81", "e\xCC\x81\xCC\xA3",
      "\xFF",     "\xE2\x80", "'s",          "1,",       ".",        "\xE2\x80\x8D",
      "\xF0\x9F", "\"",       "\xEF\xB7\xBA"};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    ho_buf text = HO_BUF_INIT;
    while (text.length < 5000)
      assert_true(ho_buf_append_text(&text, units[i]));
    compare_scanners(text.data, 0, text.length, i * 9);
    ho_buf_free(&text);
  }
}

static void too_long_words_fold_to_nothing(void **state) {
  (void)state;
  char word[HO_WORD_MAX + 1], folded[HO_FOLDED_MAX];
  memset(word, 'a', sizeof word);
  assert_int_equal(ho_fold(word, HO_WORD_MAX, folded), HO_WORD_MAX);
  assert_int_equal(ho_fold(word, HO_WORD_MAX + 1, folded), 0);
  assert_int_equal(ho_fold("\xFF", 1, folded), 0);
  assert_int_equal(ho_fold("", 0, folded), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tokens_are_as_specified),
      cmocka_unit_test(folding_is_as_specified),
      cmocka_unit_test(pieces_in_every_order),
      cmocka_unit_test(random_bytes_of_every_length),
      cmocka_unit_test(a_full_block_has_room),
      cmocka_unit_test(words_far_apart),
      cmocka_unit_test(long_runs),
      cmocka_unit_test(too_long_words_fold_to_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
