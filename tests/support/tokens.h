/* All tokens of a text at once, and its sentences, for tests. */
#ifndef TOKENS_H
#define TOKENS_H

#include "sentence.h"

typedef size_t scan_function(ho_scanner *scanner, ho_token *tokens, size_t room);

typedef struct token_list {
  ho_token *tokens;
  size_t count, commas;
} token_list;

/* Reads text[start, end) with a scan function, `room` tokens a step. The caller frees it with tokens_free. */
token_list tokens_of(const char *text, size_t start, size_t end, scan_function *scan, size_t room);
void tokens_free(token_list *list);

typedef void sentence_function(const ho_sentence *sentence, void *context);

/* Calls `see` with each sentence of a text that has words. */
void each_sentence(const char *text, size_t length, const ho_vocabulary *vocabulary, sentence_function *see,
                   void *context);

#endif
