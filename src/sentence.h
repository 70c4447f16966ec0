/* From tokens to sentences: where one ends, and what in it stands in quotation marks. */
#ifndef HO_SENTENCE_H
#define HO_SENTENCE_H

#include "vocabulary.h"

enum {
  HO_SENTENCE_MAX = 256, /* tokens; a longer one is cut */
  HO_SENTENCE_AHEAD = 8  /* tokens behind a sentence that decide whether it ends */
};

/* A word of a sentence, or a quotation mark between words (word 0, gram HO_CLASS_QUOTE). */
typedef struct ho_unit {
  uint32_t word, gram;
  uint16_t token; /* index into the sentence's tokens */
  uint8_t shape;  /* that token's */
  bool quoted;    /* so is that */
} ho_unit;

typedef struct ho_sentence {
  const ho_token *tokens;
  size_t count;
  ho_unit units[HO_SENTENCE_MAX];
  size_t unit_count;
  size_t words, quoted_words;
  bool starts_line, ends_line; /* first and last of its paragraph, a line */
  bool opens_quoted;           /* its first word stands in quotation marks */
  char stop;                   /* the mark that ends it, 0 for none */
} ho_sentence;

/* What is open from one sentence to the next. */
typedef struct ho_splitter {
  bool quoted, single; /* inside “…” or "…", inside ‘…’ */
  bool in_line;        /* a sentence of this line came before */
} ho_splitter;

/* Takes the next sentence off `tokens` and returns how many tokens it took. `last` says that no more tokens
 * follow; without it at least HO_SENTENCE_MAX + HO_SENTENCE_AHEAD must be given. A line break is a sentence
 * without words. Marks tokens as quoted. */
size_t ho_next_sentence(ho_splitter *splitter, const ho_vocabulary *vocabulary, ho_token *tokens,
                        size_t count, ho_sentence *sentence);

#endif
