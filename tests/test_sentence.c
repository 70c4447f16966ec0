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
  const ho_token *first = sentence->tokens + sentence->first, *last = sentence->tokens + sentence->end - 1;
  assert_true(ho_buf_append_format(&d->lines, "%d ", sentence->quoted_words));
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
  const size_t count = (size_t)sentence->end - sentence->first;
  t->longest = count > t->longest ? count : t->longest;
  assert_true(sentence->unit_count >= sentence->words && sentence->unit_count <= count);
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

static void list_bounds(const ho_sentence *s, void *context) {
  assert_true(ho_buf_append_format(context, "%zu-%zu %d words %d quoted %d%d\n", s->tokens[s->first].start,
                                   s->tokens[s->end - 1].start, s->words, s->quoted_words, s->starts_line,
                                   s->ends_line));
}

static void list_sentence(const ho_sentence *s, void *context) {
  list_bounds(s, context);
  assert_true(ho_buf_append_format(context, "%d units %d marks\n", s->unit_count, s->mark_count));
  for (size_t i = 0; i < s->unit_count; i++)
    assert_true(ho_buf_append_format(context, "%d,%d ", (int)s->units[i].gram, s->units[i].flags));
}

/* However many tokens come at a time. */
static void steps_give_the_same(void **state) {
  (void)state;
  handout_model *model = small_model();
  random_source source = {11};
  for (int round = 0; round < 50; round++) {
    ho_buf text = HO_BUF_INIT, whole = HO_BUF_INIT;
    append_random_text(&source, 1500, &text);
    each_sentence_by_steps(text.data, text.length, &model->lexicon->vocabulary, HO_PASSAGE_TOKENS,
                           list_sentence, &whole);
    for (size_t step = 1; step < 1000; step = step * 3 + random_below(&source, 3)) {
      ho_buf parts = HO_BUF_INIT;
      each_sentence_by_steps(text.data, text.length, &model->lexicon->vocabulary, step, list_sentence,
                             &parts);
      assert_int_equal(parts.length, whole.length);
      assert_memory_equal(parts.data, whole.data, whole.length);
      ho_buf_free(&parts);
    }
    ho_buf_free(&text);
    ho_buf_free(&whole);
  }
  handout_model_free(model);
}

/* ---- The obvious way: token by token, with all of them in view ---- */

typedef struct splitter {
  const ho_vocabulary *vocabulary;
  const ho_token *tokens;
  size_t count;
} splitter;

static bool glued(const splitter *s, size_t at) {
  return s->tokens[at - 1].start + s->tokens[at - 1].length == s->tokens[at].start;
}

static bool closes(const ho_token *token) {
  return token->kind == HO_STOP || token->kind == HO_QUOTE || token->kind == HO_QUOTE_CLOSE ||
         token->kind == HO_SINGLE_CLOSE || token->mark == ')';
}

static bool is_any_quote(const ho_token *token) {
  return token->kind >= HO_QUOTE && token->kind <= HO_SINGLE_CLOSE;
}

static bool abbreviates(const splitter *s, const ho_token *word) {
  if (word->kind != HO_WORD)
    return false;
  const uint32_t known = look_up(s->vocabulary, word).word;
  return (word->length == 1 && word->shape == HO_CAPITAL) ||
         (known && s->vocabulary->words[known].flags & HO_ABBREVIATION);
}

/* Whether the stop at `at` ends the sentence that begins at `first`; its closers end before `*end`. */
static bool stop_ends(const splitter *s, size_t first, size_t at, size_t *end) {
  *end = at + 1;
  while (*end < s->count && closes(&s->tokens[*end]) && glued(s, *end))
    ++*end;
  if (*end == s->count)
    return true;
  const ho_token *next = &s->tokens[*end];
  if (next->kind == HO_BREAK || is_any_quote(next))
    return true;
  if (glued(s, *end) || next->mark == ')' || next->kind == HO_STOP || next->shape == HO_LOWER)
    return false;
  return !(*end == at + 1 && s->tokens[at].mark == '.' && next->kind == HO_WORD && at > first &&
           abbreviates(s, &s->tokens[at - 1]));
}

static size_t end_of_sentence(const splitter *s, size_t first) {
  const size_t most = s->count - first < HO_SENTENCE_MAX ? s->count : first + HO_SENTENCE_MAX;
  size_t end;
  for (size_t at = first; at < most; at++)
    if (s->tokens[at].kind == HO_BREAK)
      return at;
    else if (s->tokens[at].kind == HO_STOP && stop_ends(s, first, at, &end))
      return end < most ? end : most;
  return most;
}

/* Which quotation marks are open behind a token. */
typedef struct quoting {
  bool twofold, single;
} quoting;

static void follow_quotes(quoting *q, const ho_token *token) {
  if (token->kind == HO_BREAK)
    *q = (quoting){false, false};
  q->twofold = token->kind == HO_QUOTE        ? !q->twofold
               : token->kind == HO_QUOTE_OPEN ? true
                                              : q->twofold && token->kind != HO_QUOTE_CLOSE;
  q->single = token->kind == HO_SINGLE_OPEN || (q->single && token->kind != HO_SINGLE_CLOSE);
}

/* The same lines as list_bounds. */
static void split(const splitter *s, ho_buf *lines) {
  quoting q = {false, false};
  bool in_line = false;
  for (size_t first = 0, end; first < s->count; first = end) {
    end = end_of_sentence(s, first);
    if (end == first) {
      follow_quotes(&q, &s->tokens[end++]);
      in_line = false;
      continue;
    }
    int words = 0, quoted = 0;
    for (size_t at = first; at < end; at++) {
      words += s->tokens[at].kind == HO_WORD;
      quoted += s->tokens[at].kind == HO_WORD && (q.twofold || q.single);
      follow_quotes(&q, &s->tokens[at]);
    }
    assert_true(ho_buf_append_format(lines, "%zu-%zu %d words %d quoted %d%d\n", s->tokens[first].start,
                                     s->tokens[end - 1].start, words, quoted, !in_line,
                                     end == s->count || s->tokens[end].kind == HO_BREAK));
    in_line = true;
  }
}

/* With few line breaks, too, so that sentences are cut, and quotations are long. */
static void the_obvious_way_agrees(void **state) {
  (void)state;
  ho_lexicon *lexicon = abbreviations();
  random_source source = {77};
  for (int round = 0; round < 300; round++) {
    ho_buf text = HO_BUF_INIT, fast = HO_BUF_INIT, obvious = HO_BUF_INIT;
    append_random_text(&source, 1 + random_below(&source, round % 10 ? 400 : 6000), &text);
    for (size_t i = 0; i < text.length; i++)
      if (round % 3 == 0 && (text.data[i] == '\n' || text.data[i] == '.'))
        text.data[i] = random_below(&source, 20) ? ' ' : text.data[i];
    token_list list = tokens_of(text.data, 0, text.length, ho_scan, 256);
    split(&(splitter){&lexicon->vocabulary, list.tokens, list.count}, &obvious);
    each_sentence_by_steps(text.data, text.length, &lexicon->vocabulary,
                           round % 2 ? HO_PASSAGE_TOKENS : 1 + random_below(&source, 500), list_bounds,
                           &fast);
    assert_int_equal(fast.length, obvious.length);
    assert_memory_equal(fast.data, obvious.data, fast.length);
    tokens_free(&list);
    ho_buf_free(&text);
    ho_buf_free(&fast);
    ho_buf_free(&obvious);
  }
  ho_lexicon_free(lexicon);
}

/* ---- Units ---- */

/* What phrases take a unit for; the first one of a sentence is nothing behind another one. */
static uint32_t way_of(const ho_unit *unit) {
  const bool first = unit->flags & HO_UNIT_FIRST;
  assert_int_equal(unit->way == HO_NO_WAY, first);
  return first ? unit->capital : unit->way;
}

/* What phrases and n-grams see of a word, from its token and the vocabulary's lists. */
static void expect_word(const ho_vocabulary *v, const ho_token *token, const ho_unit *unit) {
  const uint32_t way = way_of(unit);
  const looked_up found = look_up(v, token);
  const bool in_phrases = found.word && v->words[found.word].flags & HO_IN_PHRASES;
  const bool is_class = found.gram < HO_CLASS_COUNT, first = unit->flags & HO_UNIT_FIRST;
  const bool both = in_phrases && is_class && v->words[found.gram].flags & HO_IN_PHRASES;
  const bool many = found.exact || both, capital = !is_class && token->shape == HO_CAPITAL && !first;
  const bool open = v->words[way].root & HO_ROOT_OPEN;
  const ho_style style = ho_style_of(unit->style);
  assert_int_equal(unit->gram, found.gram);
  assert_int_equal(way, is_class && !in_phrases ? found.gram : found.word);
  assert_true(unit->seconds == (open ? UINT64_MAX : v->spellings[way].seconds));
  assert_int_equal(unit->second, first ? HO_NEVER_SECOND : v->spellings[way].second);
  assert_int_equal(style.shape, token->shape);
  assert_int_equal(ho_shape_of(unit), token->shape);
  assert_int_equal(style.class_of, is_class ? found.gram : HO_CLASS_NONE);
  assert_int_equal(style.suffix, found.word ? v->words[found.word].suffix : HO_SUFFIX_NONE);
  assert_int_equal(unit->flags & HO_UNIT_MANY, many ? HO_UNIT_MANY : 0);
  assert_int_equal(unit->flags & HO_UNIT_CAPITAL, capital ? HO_UNIT_CAPITAL : 0);
}

typedef struct units {
  const ho_vocabulary *vocabulary;
  size_t many, quotes, quoted;
} units;

/* Every word is a unit, and every mark listed; only quotation marks are both. */
static void expect_units(const ho_sentence *s, void *context) {
  units *u = context;
  size_t unit = 0, mark = 0, words = 0, quoted = 0;
  for (size_t i = s->first; i < s->end; i++) {
    const bool word = s->tokens[i].kind == HO_WORD,
               listed = mark < s->mark_count && s->marks[mark].token == i;
    const bool own = unit < s->unit_count && ho_unit_token(s, unit) == &s->tokens[i];
    const ho_unit *at = &s->units[unit];
    assert_true(word ? own && !listed : listed);
    if (own)
      assert_int_equal(at->flags & HO_UNIT_FIRST, unit == 0 ? HO_UNIT_FIRST : 0);
    if (word) {
      expect_word(u->vocabulary, &s->tokens[i], at);
      words++;
      u->many += at->flags & HO_UNIT_MANY;
      quoted += (at->flags & HO_UNIT_QUOTED) != 0;
    } else if (own) {
      assert_true(at->gram == HO_CLASS_QUOTE && way_of(at) == 0 && at->seconds == 0);
      assert_int_equal(at->second, HO_NEVER_SECOND);
      assert_int_equal(at->style, HO_STYLES - 1);
      assert_true((at->flags & HO_UNIT_QUOTED) == (ho_is_quoted(&s->marks[mark]) ? HO_UNIT_QUOTED : 0));
      u->quotes++;
    }
    unit += own;
    mark += listed;
  }
  assert_true(unit == s->unit_count && mark == s->mark_count && words == s->words);
  assert_int_equal(quoted, s->quoted_words);
  u->quoted += quoted;
  assert_int_equal(s->units[unit].way, HO_NO_WAY);
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
      cmocka_unit_test(sentences_are_as_specified), cmocka_unit_test(no_word_is_lost),
      cmocka_unit_test(a_long_sentence_is_cut),     cmocka_unit_test(steps_give_the_same),
      cmocka_unit_test(the_obvious_way_agrees),     cmocka_unit_test(units_are_what_was_looked_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
