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

/* What the vocabulary has of a token, looked up the obvious way; it need not be settled. */
typedef struct looked_up {
  uint32_t word;  /* 0: unknown, as all numbers are, or a mark */
  uint32_t gram;  /* what n-grams take it for, HO_CLASS_QUOTE a mark */
  uint32_t exact; /* the word that stands for this one in its shape only; 0: none */
} looked_up;

looked_up look_up(const ho_vocabulary *vocabulary, const ho_token *token);

typedef void sentence_function(const ho_sentence *sentence, void *context);

/* Calls `see` with each sentence of a text that has words. The vocabulary has to be settled. */
void each_sentence(const char *text, size_t length, const ho_vocabulary *vocabulary, sentence_function *see,
                   void *context);

#endif
