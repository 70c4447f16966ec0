/* Tests of src/match.c: golden cases, and the automaton against a slow, obvious twin. */
#include "match.h"
#include "random.h"
#include "spec.h"
#include "tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct searched {
  const ho_lexicon *lexicon;
  const ho_matcher *matcher;
  const char *text;
  ho_buf got;
  size_t found, cut, crowded;
} searched;

/* ---- Golden cases ---- */

static void list_hits(const ho_sentence *sentence, void *context) {
  searched *s = context;
  ho_phrase_hit hits[HO_MAX_SENTENCE_HITS + 1];
  bool crowded;
  size_t count = match_sentence(s->matcher, &s->lexicon->vocabulary, sentence, hits, &crowded);
  for (size_t i = 0; i < count; i++) {
    const ho_token *first = ho_unit_token(sentence, hits[i].first);
    const ho_token *last = ho_unit_token(sentence, hits[i].end - 1u);
    size_t length = last->start + last->length - first->start;
    assert_true(ho_buf_append_format(&s->got, "%s: %.*s\n", ho_family_name(s->lexicon, hits[i].family),
                                     (int)length, s->text + first->start));
  }
}

static size_t check_text(const spec_case *which, size_t at, searched *s) {
  ho_buf text = HO_BUF_INIT, wanted = HO_BUF_INIT, line = HO_BUF_INIT;
  spec_unescape(which->lines[at] + 2, &text);
  for (at++; at < which->count && which->lines[at][0] != '>'; at++) {
    spec_unescape(which->lines[at], &line);
    assert_true(ho_buf_append_format(&wanted, "%s\n", line.data));
  }
  assert_true(ho_buf_terminate(&wanted));
  s->text = text.data;
  ho_buf_clear(&s->got);
  each_sentence(text.data, text.length, &s->lexicon->vocabulary, list_hits, s);
  spec_expect(which, &s->got, wanted.data);
  ho_buf_free(&text);
  ho_buf_free(&wanted);
  ho_buf_free(&line);
  return at;
}

static void check(const spec_case *which, void *context) {
  (void)context;
  ho_buf source = HO_BUF_INIT;
  ho_lexicon *lexicon;
  handout_error error;
  size_t at = 0;
  assert_true(ho_buf_append_text(&source, "handout-lexicon 1\n"));
  for (; at < which->count && which->lines[at][0] != '>'; at++)
    assert_true(ho_buf_append_format(&source, "%s\n", which->lines[at]));
  if (ho_lexicon_read(source.data, source.length, which->line - 2, &lexicon, &error) != HANDOUT_OK)
    fail_msg("%s:%zu: %s", which->file, error.line, error.message);
  ho_matcher *matcher = ho_matcher_new(lexicon);
  assert_true(matcher && ho_vocabulary_settle(&lexicon->vocabulary));
  searched s = {.lexicon = lexicon, .matcher = matcher};
  while (at < which->count)
    at = check_text(which, at, &s);
  ho_buf_free(&s.got);
  ho_buf_free(&source);
  ho_matcher_free(matcher);
  ho_lexicon_free(lexicon);
}

static void phrases_are_as_specified(void **state) {
  (void)state;
  assert_true(spec_read("phrases.txt", check, NULL) >= 9);
}

/* ---- The twin ---- */

static bool is_word(const ho_sentence *s, size_t unit) {
  return unit < s->unit_count && ho_unit_token(s, unit)->kind == HO_WORD;
}

/* Whether one word of a phrase stands for a unit. */
static bool stands_for(const ho_lexicon *lexicon, uint32_t word, const ho_sentence *s, size_t unit) {
  if (!is_word(s, unit))
    return false;
  const looked_up found = look_up(&lexicon->vocabulary, ho_unit_token(s, unit));
  if (word == HO_ANY_WORD)
    return true;
  if (word && (word == found.word || word == found.exact))
    return true;
  return found.gram < HO_CLASS_COUNT && word == found.gram;
}

/* The furthest end of the phrase's rest `words` when it begins at `unit`; 0 where it doesn't. */
static size_t longest(const ho_lexicon *lexicon, const uint32_t *words, size_t count, const ho_sentence *s,
                      size_t unit) {
  if (count == 0)
    return unit;
  if (*words == HO_CLASS_START)
    return unit == 0 ? longest(lexicon, words + 1, count - 1, s, unit) : 0;
  if (*words != HO_ANY_WORDS)
    return stands_for(lexicon, *words, s, unit) ? longest(lexicon, words + 1, count - 1, s, unit + 1) : 0;
  size_t best = 0;
  for (size_t skipped = 0; skipped <= HO_GAP_WORDS; skipped++) {
    size_t end = longest(lexicon, words + 1, count - 1, s, unit + skipped);
    best = end > best ? end : best;
    if (!is_word(s, unit + skipped))
      break;
  }
  return best;
}

static size_t family_end(const ho_lexicon *lexicon, size_t family, const ho_sentence *s, size_t unit) {
  size_t best = 0;
  for (size_t p = 0; p < lexicon->phrase_count; p++) {
    const ho_phrase *phrase = &lexicon->phrases[p];
    const uint32_t *words = (const uint32_t *)(const void *)lexicon->phrase_words.data + phrase->start;
    size_t end = phrase->family == family ? longest(lexicon, words, phrase->count, s, unit) : 0;
    best = end > best ? end : best;
  }
  return best;
}

static int by_place_then_family(const void *a, const void *b) {
  const ho_phrase_hit *x = a, *y = b;
  return x->first != y->first ? x->first - y->first : x->family - y->family;
}

enum { MOST_FAMILIES = 24, MOST_HITS = HO_SENTENCE_MAX * MOST_FAMILIES };

static size_t match_slowly(const ho_lexicon *lexicon, const ho_sentence *s, ho_phrase_hit *hits) {
  size_t done[HO_MAX_FAMILIES] = {0}, count = 0;
  for (size_t unit = 0; unit < s->unit_count; unit++)
    for (size_t family = 0; is_word(s, unit) && family < lexicon->family_count; family++) {
      size_t end = family_end(lexicon, family, s, unit);
      if (end == 0 || unit < done[family])
        continue;
      done[family] = end;
      hits[count++] = (ho_phrase_hit){.family = (uint16_t)family,
                                      .first = (uint16_t)unit,
                                      .end = (uint16_t)end,
                                      .quoted = s->units[unit].flags & HO_UNIT_QUOTED};
    }
  return count;
}

/* Where there are too many, which of those that begin at the last unit are left out is not told. */
static void compare(const ho_sentence *sentence, void *context) {
  searched *s = context;
  ho_phrase_hit fast[HO_MAX_SENTENCE_HITS + 1], slow[MOST_HITS];
  bool crowded = false;
  size_t fast_count = match_sentence(s->matcher, &s->lexicon->vocabulary, sentence, fast, &crowded);
  size_t slow_count = match_slowly(s->lexicon, sentence, slow);
  const bool cut = slow_count > HO_MAX_SENTENCE_HITS;
  assert_int_equal(fast_count, cut ? HO_MAX_SENTENCE_HITS : slow_count);
  s->cut += cut;
  s->crowded += crowded;
  for (size_t i = 1; i < fast_count; i++)
    assert_true(fast[i - 1].first <= fast[i].first);
  qsort(fast, fast_count, sizeof *fast, by_place_then_family);
  for (size_t i = 0; i < fast_count && !(cut && fast[i].first == fast[fast_count - 1].first); i++) {
    assert_int_equal(fast[i].family, slow[i].family);
    assert_int_equal(fast[i].first, slow[i].first);
    assert_int_equal(fast[i].end, slow[i].end);
    assert_int_equal(fast[i].quoted, slow[i].quoted);
  }
  s->found += fast_count;
}

/* Few words, so that they meet often. */
static const char *const WORDS[] = {"a",  "b",   "c",   "d",   "e's", "<name>",  "<num>",     "<word>", "=A",
                                    "=B", "=Cc", "=us", "may", "f",   "<month>", "<weekday>", "<caps>"};

static void append_phrase(random_source *source, size_t most_words, ho_buf *lexicon) {
  const size_t count = 1 + random_below(source, most_words);
  const bool starts = random_below(source, 8) == 0;
  if (starts)
    assert_true(ho_buf_append_text(lexicon, "^ "));
  for (size_t i = 0, wild = 0; i < count; i++) {
    bool inside = (i > 0 || starts) && i + 1 < count && wild < 2;
    if (inside && random_below(source, 3) == 0) {
      wild++;
      assert_true(ho_buf_append_text(lexicon, random_below(source, 2) ? "* " : "** "));
      continue;
    }
    assert_true(
        ho_buf_append_format(lexicon, "%s ", WORDS[random_below(source, sizeof WORDS / sizeof *WORDS)]));
  }
  assert_true(ho_buf_append_char(lexicon, '\n'));
}

/* N-grams see some words themselves, among them ones that no phrase has. */
static void let_ngrams_see(random_source *source, ho_vocabulary *v) {
  assert_true(ho_vocabulary_add(v, "x", 1) && ho_vocabulary_add(v, "xy", 2));
  for (size_t word = HO_CLASS_COUNT; word < v->count; word++)
    if (random_below(source, 3) == 0)
      v->words[word].flags |= HO_IN_GRAMS;
}

static ho_lexicon *random_lexicon(random_source *source, size_t families, size_t most_words) {
  ho_buf text = HO_BUF_INIT;
  ho_lexicon *lexicon;
  handout_error error;
  assert_true(ho_buf_append_text(&text, "handout-lexicon 1\n"));
  for (size_t family = 0; family < families; family++) {
    assert_true(ho_buf_append_format(&text, "[family-%zu] x\n", family));
    for (size_t count = 1 + random_below(source, 8); count > 0; count--)
      append_phrase(source, most_words, &text);
  }
  assert_true(ho_buf_append_text(&text, "[@month]\n=may\n[@weekday]\nf\n[@mask]\nd\n"));
  if (ho_lexicon_read(text.data, text.length, 0, &lexicon, &error) != HANDOUT_OK)
    fail_msg("line %zu: %s", error.line, error.message);
  let_ngrams_see(source, &lexicon->vocabulary);
  ho_buf_free(&text);
  return lexicon;
}

static void append_text(random_source *source, ho_buf *text) {
  static const char *const parts[] = {
      "a", "b", "c",  "d", "A",  "B", "Cc", "e's", "us", "US",           "may",          "May", "F",
      "x", "D", "Xy", "7", "\"", ".", ", ", "\n",  "(",  "\xE2\x80\x9C", "\xE2\x80\x9D", "X",   "XY"};
  for (size_t count = random_below(source, 120); count > 0; count--)
    assert_true(ho_buf_append_format(text, "%s ", parts[random_below(source, sizeof parts / sizeof *parts)]));
}

/* Six sentences as long as they may be, of words that phrases have. */
static void append_sentences(random_source *source, ho_buf *text) {
  static const char *const parts[] = {"a", "b", "A", "Cc", "may", "7", "x", "\""};
  for (size_t count = 6 * HO_SENTENCE_MAX; count > 0; count--)
    assert_true(ho_buf_append_format(text, "%s ", parts[random_below(source, sizeof parts / sizeof *parts)]));
}

typedef void append_function(random_source *source, ho_buf *text);

static searched compare_twins(random_source *source, int rounds, size_t most_families, size_t most_words,
                              append_function *append) {
  searched all = {0};
  for (int round = 0; round < rounds; round++) {
    ho_lexicon *lexicon = random_lexicon(source, 1 + random_below(source, most_families), most_words);
    ho_matcher *matcher = ho_matcher_new(lexicon);
    assert_true(matcher && ho_vocabulary_settle(&lexicon->vocabulary));
    searched s = {.lexicon = lexicon, .matcher = matcher};
    for (int texts = 0; texts < 10; texts++) {
      ho_buf text = HO_BUF_INIT;
      append(source, &text);
      each_sentence(text.data, text.length, &lexicon->vocabulary, compare, &s);
      ho_buf_free(&text);
    }
    all.found += s.found;
    all.cut += s.cut;
    all.crowded += s.crowded;
    ho_matcher_free(matcher);
    ho_lexicon_free(lexicon);
  }
  return all;
}

static void the_slow_twin_agrees(void **state) {
  (void)state;
  random_source source = {31337};
  assert_true(compare_twins(&source, 400, 6, 6, append_text).found > 10000);
}

/* More is found than is kept at once. */
static void the_slow_twin_agrees_on_long_sentences(void **state) {
  (void)state;
  random_source source = {271828};
  assert_true(compare_twins(&source, 20, MOST_FAMILIES, 6, append_sentences).found > 20000);
  const searched often = compare_twins(&source, 20, MOST_FAMILIES, 2, append_sentences);
  assert_true(often.cut > 20 && often.crowded > 10);
}

/* Phrases of "x y" and so many more, each of words that all stand for "C": an automaton finds them together
 * at the first unit. */
static ho_lexicon *lexicon_of_ends(const char *before, size_t count) {
  static const char *const ways[] = {" c", " =C", " <name>"};
  ho_buf text = HO_BUF_INIT;
  ho_lexicon *lexicon;
  assert_true(ho_buf_append_text(&text, "handout-lexicon 1\n[some] Some.\nx\nx y\n[more] More.\nx y\n"));
  for (size_t length = 1, all = 3; count > 0; length++, all *= 3)
    for (size_t i = 0; i < all && count > 0; i++, count--) {
      assert_true(ho_buf_append_format(&text, "%s", before));
      for (size_t at = 0, rest = i; at < length; at++, rest /= 3)
        assert_true(ho_buf_append_text(&text, ways[rest % 3]));
      assert_true(ho_buf_append_char(&text, '\n'));
    }
  assert_int_equal(ho_lexicon_read(text.data, text.length, 0, &lexicon, NULL), HANDOUT_OK);
  ho_buf_free(&text);
  return lexicon;
}

/* About as many as there is room for in a passage are found from one unit, and far more. */
static void many_phrases_begin_together(void **state) {
  (void)state;
  size_t crowded = 0;
  static const char *const before[] = {"^ x y", "x y"}, text[] = "x y C C C C C C C C x y. X y C c C c C.";
  for (size_t b = 0; b < 2; b++)
    for (int more = -40; more <= 8; more++) {
      const size_t count = more < 8 ? (size_t)(HO_FOUND_ROOM + more) : 3 * HO_FOUND_ROOM;
      ho_lexicon *lexicon = lexicon_of_ends(before[b], count);
      ho_matcher *matcher = ho_matcher_new(lexicon);
      searched s = {.lexicon = lexicon, .matcher = matcher};
      assert_true(matcher && ho_vocabulary_settle(&lexicon->vocabulary));
      each_sentence(text, strlen(text), &lexicon->vocabulary, compare, &s);
      assert_int_equal(s.found, 6);
      crowded += s.crowded;
      ho_matcher_free(matcher);
      ho_lexicon_free(lexicon);
    }
  assert_true(crowded > 30 && crowded < 160);
}

enum { SECOND_WORDS = 3 * HO_SECOND_CLASSES };

/* "a w0", "a w2" and so on, and as a text "a w0.", "a w1.", "a w2." and so on. */
static ho_lexicon *lexicon_of_seconds(ho_buf *text) {
  ho_buf lines = HO_BUF_INIT;
  ho_lexicon *lexicon;
  assert_true(ho_buf_append_text(&lines, "handout-lexicon 1\n[some] Some.\n"));
  for (int i = 0; i < SECOND_WORDS; i += 2)
    assert_true(ho_buf_append_format(&lines, "a w%d\n", i));
  for (int i = 0; i < SECOND_WORDS; i++)
    assert_true(ho_buf_append_format(text, "a w%d.\n", i));
  assert_int_equal(ho_lexicon_read(lines.data, lines.length, 0, &lexicon, NULL), HANDOUT_OK);
  ho_buf_free(&lines);
  return lexicon;
}

/* Then some share a class. */
static void many_words_are_second(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_lexicon *lexicon = lexicon_of_seconds(&text);
  ho_matcher *matcher = ho_matcher_new(lexicon);
  searched s = {.lexicon = lexicon, .matcher = matcher};
  assert_true(matcher && ho_vocabulary_settle(&lexicon->vocabulary));
  each_sentence(text.data, text.length, &lexicon->vocabulary, compare, &s);
  assert_int_equal(s.found, SECOND_WORDS / 2);
  ho_matcher_free(matcher);
  ho_lexicon_free(lexicon);
  ho_buf_free(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(phrases_are_as_specified),    cmocka_unit_test(many_words_are_second),
      cmocka_unit_test(the_slow_twin_agrees),        cmocka_unit_test(the_slow_twin_agrees_on_long_sentences),
      cmocka_unit_test(many_phrases_begin_together),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
