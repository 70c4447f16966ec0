/* All tokens of a text at once, and its sentences. */
#include "tokens.h"

#include "buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

token_list tokens_of(const char *text, size_t start, size_t end, ho_scan_way *scan, size_t room) {
  token_list list = {0};
  ho_buf all = HO_BUF_INIT;
  ho_token *step = calloc(room, sizeof *step); /* so that a checker sees a token too many */
  ho_scanner scanner;
  assert_non_null(step);
  ho_scanner_start(&scanner, text, start, end);
  for (size_t found; (found = scan(&scanner, step, room)) > 0 || scanner.at < end;) {
    assert_true(found <= room);
    assert_true(ho_buf_append(&all, step, found * sizeof *step));
  }
  free(step);
  list.tokens = (ho_token *)(void *)all.data;
  list.count = all.length / sizeof *list.tokens;
  list.commas = scanner.commas;
  return list;
}

void tokens_free(token_list *list) {
  free(list->tokens);
  *list = (token_list){0};
}

looked_up look_up(const ho_vocabulary *vocabulary, const ho_token *token) {
  static const uint32_t classes[HO_SHAPES] = {
      [HO_LOWER] = HO_CLASS_WORD, [HO_CAPITAL] = HO_CLASS_NAME,  [HO_CAPS] = HO_CLASS_CAPS,
      [HO_MIXED] = HO_CLASS_NAME, [HO_DIGITS] = HO_CLASS_NUMBER, [HO_YEAR] = HO_CLASS_YEAR};
  looked_up found = {0, classes[token->shape], 0};
  if (token->kind != HO_WORD)
    return (looked_up){0, HO_CLASS_QUOTE, 0};
  if (token->shape >= HO_DIGITS || (found.word = ho_vocabulary_find(vocabulary, token->hash)) == 0)
    return found;
  const ho_word *word = &vocabulary->words[found.word];
  if (word->class_of && word->class_shapes >> token->shape & 1)
    found.gram = word->class_of;
  else if (word->flags & HO_IN_GRAMS)
    found.gram = found.word;
  if (token->shape <= HO_CAPS)
    found.exact = vocabulary->spellings[found.word].exact[token->shape];
  return found;
}

size_t match_sentence(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                      ho_phrase_hit *hits, bool *crowded) {
  const size_t first = sentence->first_unit;
  ho_findings *findings = calloc(1, sizeof *findings);
  assert_non_null(findings);
  ho_find_phrases(matcher, vocabulary, sentence->units - first, first + sentence->unit_count, sentence, 1,
                  findings);
  while (findings->next < findings->count && findings->list[findings->next].first < first)
    findings->next++;
  size_t count;
  assert_int_equal(ho_match(matcher, vocabulary, sentence, 1, findings, hits, &count), 1);
  *crowded = findings->crowded;
  free(findings);
  return count;
}

size_t find_known(const ho_grams *grams, const ho_sentence *sentence, ho_known *known) {
  ho_sentence alone = *sentence;
  alone.first_unit = 0;
  ho_find_known(grams, sentence->units, sentence->unit_count, &alone, 1, known);
  assert_int_equal(known->before[0], 0);
  return known->before[sentence->unit_count];
}

static void see_passage(ho_passage *passage, bool all, ho_sentence *sentences, sentence_function *see,
                        void *context) {
  const size_t count = ho_take_sentences(passage, all, sentences);
  for (size_t i = 0; i < count; i++)
    see(&sentences[i], context);
}

void each_sentence_by_steps(const char *text, size_t length, const ho_vocabulary *vocabulary, size_t step,
                            sentence_function *see, void *context) {
  token_list list = tokens_of(text, 0, length, ho_scan, 256);
  ho_passage *passage = calloc(1, sizeof *passage);
  ho_sentence *sentences = calloc(HO_PASSAGE_TOKENS + 1, sizeof *sentences);
  assert_true(passage && sentences);
  ho_passage_start(passage);
  for (size_t at = 0; at < list.count;) {
    const size_t room = ho_passage_room(passage), most = step < room ? step : room;
    const size_t count = list.count - at < most ? list.count - at : most;
    assert_true(count > 0);
    memcpy(passage->tokens + passage->token_count, list.tokens + at, count * sizeof *list.tokens);
    ho_passage_add(passage, vocabulary, count);
    at += count;
    see_passage(passage, at == list.count, sentences, see, context);
  }
  assert_int_equal(passage->token, passage->token_count);
  assert_int_equal(passage->unit, passage->unit_count);
  assert_int_equal(passage->mark, passage->mark_count);
  free(sentences);
  free(passage);
  tokens_free(&list);
}

typedef struct with_words {
  sentence_function *see;
  void *context;
} with_words;

static void see_with_words(const ho_sentence *sentence, void *context) {
  const with_words *w = context;
  if (sentence->words)
    w->see(sentence, w->context);
}

void each_sentence(const char *text, size_t length, const ho_vocabulary *vocabulary, sentence_function *see,
                   void *context) {
  each_sentence_by_steps(text, length, vocabulary, HO_PASSAGE_TOKENS, see_with_words,
                         &(with_words){see, context});
}
