/* Tests of src/sentence.c: where sentences end and what in them is quoted. */
#include "buf.h"
#include "lexicon.h"
#include "random.h"
#include "small_model.h"
#include "spec.h"
#include "tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static ho_lexicon *abbreviations(void) {
  static const char text[] = "handout-lexicon 1\n[any] Any.\nword\n[@abbreviation]\ngen dr mr inc\n";
  ho_lexicon *lexicon;
  assert_int_equal(ho_lexicon_read(text, strlen(text), 0, &lexicon, NULL), HANDOUT_OK);
  return lexicon;
}

typedef struct described {
  const char *text;
  ho_buf lines;
} described;

static void describe(const ho_sentence *sentence, void *context) {
  described *d = context;
  const ho_token *first = sentence->tokens, *last = first + sentence->count - 1;
  assert_true(ho_buf_append_format(&d->lines, "%zu ", sentence->quoted_words));
  assert_true(ho_buf_append(&d->lines, d->text + first->start, last->start + last->length - first->start));
  assert_true(ho_buf_append_char(&d->lines, '\n'));
}

static void check(const spec_case *which, void *context) {
  ho_lexicon *lexicon = context;
  ho_buf text = HO_BUF_INIT, wanted = HO_BUF_INIT, line = HO_BUF_INIT;
  spec_unescape(which->lines[0], &text);
  described got = {text.data, HO_BUF_INIT};
  each_sentence(text.data, text.length, &lexicon->vocabulary, describe, &got);
  for (size_t i = 1; i < which->count; i++) {
    spec_unescape(which->lines[i], &line);
    assert_true(ho_buf_append_format(&wanted, "%s\n", line.data));
  }
  assert_true(ho_buf_terminate(&wanted));
  spec_expect(which, &got.lines, wanted.data);
  ho_buf_free(&text);
  ho_buf_free(&wanted);
  ho_buf_free(&line);
  ho_buf_free(&got.lines);
}

static void sentences_are_as_specified(void **state) {
  (void)state;
  ho_lexicon *lexicon = abbreviations();
  assert_true(spec_read("sentences.txt", check, lexicon) >= 13);
  ho_lexicon_free(lexicon);
}

typedef struct totals {
  size_t sentences, words, quoted, longest;
} totals;

static void add_up(const ho_sentence *sentence, void *context) {
  totals *t = context;
  t->sentences++;
  t->words += sentence->words;
  t->quoted += sentence->quoted_words;
  t->longest = sentence->count > t->longest ? sentence->count : t->longest;
  assert_true(sentence->unit_count >= sentence->words && sentence->unit_count <= sentence->count);
  assert_true(sentence->quoted_words <= sentence->words);
}

/* Every word belongs to one sentence, and none is longer than the limit. */
static void no_word_is_lost(void **state) {
  (void)state;
  ho_lexicon *lexicon = abbreviations();
  random_source source = {5};
  for (int round = 0; round < 300; round++) {
    ho_buf text = HO_BUF_INIT;
    totals t = {0};
    append_random_text(&source, 1 + random_below(&source, 400), &text);
    token_list list = tokens_of(text.data, 0, text.length, ho_scan, 100);
    size_t words = 0;
    for (size_t i = 0; i < list.count; i++)
      words += list.tokens[i].kind == HO_WORD;
    each_sentence(text.data, text.length, &lexicon->vocabulary, add_up, &t);
    assert_int_equal(t.words, words);
    assert_true(t.longest <= HO_SENTENCE_MAX);
    tokens_free(&list);
    ho_buf_free(&text);
  }
  ho_lexicon_free(lexicon);
}

static void a_long_sentence_is_cut(void **state) {
  (void)state;
  ho_lexicon *lexicon = abbreviations();
  ho_buf text = HO_BUF_INIT;
  totals t = {0};
  for (int i = 0; i < 600; i++)
    assert_true(ho_buf_append_text(&text, "word "));
  each_sentence(text.data, text.length, &lexicon->vocabulary, add_up, &t);
  assert_int_equal(t.words, 600);
  assert_int_equal(t.sentences, 3);
  ho_buf_free(&text);
  ho_lexicon_free(lexicon);
}

/* As the reader does it: the tokens come in parts, and only so many need to be seen. */
static void parts_give_the_same(void **state) {
  (void)state;
  ho_lexicon *lexicon = abbreviations();
  random_source source = {11};
  ho_sentence *whole = calloc(2, sizeof *whole), *part = whole + 1;
  for (int round = 0; round < 50; round++) {
    ho_buf text = HO_BUF_INIT;
    append_random_text(&source, 1500, &text);
    token_list list = tokens_of(text.data, 0, text.length, ho_scan, 100);
    ho_splitter a = {0}, b = {0};
    ho_vocabulary_look_up(&lexicon->vocabulary, list.tokens, list.count);
    for (size_t at = 0; at < list.count;) {
      size_t left = list.count - at, seen = HO_SENTENCE_MAX + HO_SENTENCE_AHEAD;
      size_t taken = ho_next_sentence(&a, &lexicon->vocabulary, list.tokens + at, left, whole);
      assert_int_equal(
          ho_next_sentence(&b, &lexicon->vocabulary, list.tokens + at, left < seen ? left : seen, part),
          taken);
      assert_int_equal(whole->words, part->words);
      assert_int_equal(whole->quoted_words, part->quoted_words);
      if (whole->words)
        assert_int_equal(whole->ends_line, part->ends_line);
      at += taken;
    }
    tokens_free(&list);
    ho_buf_free(&text);
  }
  free(whole);
  ho_lexicon_free(lexicon);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sentences_are_as_specified),
      cmocka_unit_test(no_word_is_lost),
      cmocka_unit_test(a_long_sentence_is_cut),
      cmocka_unit_test(parts_give_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
