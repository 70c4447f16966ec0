/* All tokens of a text at once, and its sentences. */
#include "tokens.h"

#include "buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

token_list tokens_of(const char *text, size_t start, size_t end, scan_function *scan, size_t room) {
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

void each_sentence(const char *text, size_t length, const ho_vocabulary *vocabulary, sentence_function *see,
                   void *context) {
  token_list list = tokens_of(text, 0, length, ho_scan, 256);
  ho_sentence *sentence = calloc(1, sizeof *sentence);
  ho_splitter splitter = {0};
  assert_non_null(sentence);
  ho_vocabulary_look_up(vocabulary, list.tokens, list.count);
  for (size_t at = 0; at < list.count;) {
    size_t taken = ho_next_sentence(&splitter, vocabulary, list.tokens + at, list.count - at, sentence);
    assert_true(taken > 0);
    at += taken;
    if (sentence->words)
      see(sentence, context);
  }
  free(sentence);
  tokens_free(&list);
}
