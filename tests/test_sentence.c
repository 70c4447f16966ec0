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
  assert_true(ho_vocabulary_settle(&lexicon->vocabulary));
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
    ho_vocabulary_look_up(&lexicon->vocabulary, list.tokens, list.count);
    ho_splitter a = {0}, b = {0};
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

/* What phrases and n-grams see of a word, from its token and the vocabulary's lists. */
static void expect_word(const ho_vocabulary *v, const ho_token *token, const ho_unit *unit) {
  const looked_up found = look_up(v, token);
  const bool in_phrases = found.word && v->words[found.word].flags & HO_IN_PHRASES;
  const bool is_class = found.gram < HO_CLASS_COUNT;
  const bool both = in_phrases && is_class && v->words[found.gram].flags & HO_IN_PHRASES;
  assert_int_equal(unit->gram, found.gram);
  assert_int_equal(unit->way, is_class && !in_phrases ? found.gram : found.word);
  assert_int_equal(unit->root, v->words[unit->way].root);
  assert_int_equal(unit->shape, token->shape);
  assert_int_equal(unit->flags & HO_UNIT_MANY, found.exact || both ? HO_UNIT_MANY : 0);
  assert_int_equal(unit->flags & HO_UNIT_CAPITAL,
                   !is_class && token->shape == HO_CAPITAL ? HO_UNIT_CAPITAL : 0);
  assert_int_equal(unit->flags / HO_UNIT_SUFFIX, found.word ? v->words[found.word].suffix : HO_SUFFIX_NONE);
}

typedef struct units {
  const ho_vocabulary *vocabulary;
  size_t many, quotes, quoted;
} units;

/* Every word is a unit, and every mark listed; only quotation marks are both. */
static void expect_units(const ho_sentence *s, void *context) {
  units *u = context;
  static const ho_unit none[HO_UNITS_BEHIND] = {{0}};
  size_t unit = 0, mark = 0, words = 0, quoted = 0;
  for (size_t i = 0; i < s->count; i++) {
    const bool word = s->tokens[i].kind == HO_WORD, own = unit < s->unit_count && s->units[unit].token == i;
    assert_true(word ? own : mark < s->mark_count && s->marks[mark] == i);
    mark += !word;
    if (word) {
      expect_word(u->vocabulary, &s->tokens[i], &s->units[unit]);
      assert_true(words++ > 0 || s->opens_quoted == s->units[unit].quoted);
      u->many += s->units[unit].flags & HO_UNIT_MANY;
      quoted += s->units[unit].quoted;
    } else if (own) {
      assert_true(s->units[unit].gram == HO_CLASS_QUOTE && s->units[unit].way == 0);
      assert_true(s->units[unit].root == 0 && s->units[unit].flags == 0);
      assert_true(s->units[unit].quoted == s->tokens[i].quoted);
      u->quotes++;
    }
    unit += own;
  }
  assert_true(unit == s->unit_count && mark == s->mark_count && words == s->words);
  assert_int_equal(quoted, s->quoted_words);
  u->quoted += quoted;
  assert_memory_equal(s->units + s->unit_count, none, sizeof none);
}

static void units_are_what_was_looked_up(void **state) {
  (void)state;
  handout_model *model = small_model();
  random_source source = {21};
  units u = {.vocabulary = &model->lexicon->vocabulary};
  for (int round = 0; round < 300; round++) {
    ho_buf text = HO_BUF_INIT;
    append_random_text(&source, 1 + random_below(&source, 400), &text);
    each_sentence(text.data, text.length, u.vocabulary, expect_units, &u);
    ho_buf_free(&text);
  }
  assert_true(u.many > 1000 && u.quotes > 1000 && u.quoted > 1000);
  handout_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sentences_are_as_specified),   cmocka_unit_test(no_word_is_lost),
      cmocka_unit_test(a_long_sentence_is_cut),       cmocka_unit_test(parts_give_the_same),
      cmocka_unit_test(units_are_what_was_looked_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
