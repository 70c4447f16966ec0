/* All tokens of a text at once, and its sentences, for tests. */
#ifndef TOKENS_H
#define TOKENS_H

#include "match.h"
#include "ngram.h"

typedef struct token_list {
  ho_token *tokens;
  size_t count, commas;
} token_list;

/* Reads text[start, end) with a scan function, `room` tokens a step. The caller frees it with tokens_free. */
token_list tokens_of(const char *text, size_t start, size_t end, ho_scan_way *scan, size_t room);
void tokens_free(token_list *list);

/* What the vocabulary has of a token, looked up the obvious way; it need not be settled. */
typedef struct looked_up {
  uint32_t word;  /* 0: unknown, as all numbers are, or a mark */
  uint32_t gram;  /* what n-grams take it for, HO_CLASS_QUOTE a mark */
  uint32_t exact; /* the word that stands for this one in its shape only; 0: none */
} looked_up;

looked_up look_up(const ho_vocabulary *vocabulary, const ho_token *token);

/* The hits of a sentence when phrases are looked for in its passage up to it; `crowded` tells whether there
 * was room for all. */
size_t match_sentence(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                      ho_phrase_hit *hits, bool *crowded);

/* As ho_find_known does it with all of a passage's sentences at once, for one of them. */
size_t find_known(const ho_grams *grams, const ho_sentence *sentence, ho_known *known);

typedef void sentence_function(const ho_sentence *sentence, void *context);

/* Calls `see` with each sentence of a text, or with each that has words, its tokens put into passages `step`
 * at a time. The vocabulary has to be settled. */
void each_sentence_by_steps(const char *text, size_t length, const ho_vocabulary *vocabulary, size_t step,
                            sentence_function *see, void *context);
void each_sentence(const char *text, size_t length, const ho_vocabulary *vocabulary, sentence_function *see,
                   void *context);

#endif
