/* From tokens to sentences: where one ends, and what in it stands in quotation marks. */
#ifndef HO_SENTENCE_H
#define HO_SENTENCE_H

#include "vocabulary.h"

enum {
  HO_SENTENCE_MAX = 256, /* tokens; a longer one is cut */
  HO_UNITS_BEHIND = 2,   /* empty ones behind a sentence's */
  HO_SENTENCE_AHEAD = 8  /* tokens behind a sentence that decide whether it ends */
};

/* A word of a sentence, or a quotation mark between words (way 0, gram HO_CLASS_QUOTE). */
typedef struct ho_unit {
  uint32_t gram; /* what n-grams take it for */
  uint32_t way;  /* what phrases take it for: its word, or the class of one that they don't know */
  uint32_t root; /* what the matcher knows of that as the first of a phrase */
  uint8_t token; /* index into the sentence's tokens */
  uint8_t shape; /* that token's */
  bool quoted;   /* so is that */
  uint8_t flags;
} ho_unit;

enum {
  HO_UNIT_MANY = 1,    /* phrases take it for something else, too: its class, or the word in its shape only */
  HO_UNIT_CAPITAL = 2, /* a word that n-grams know, capitalised */
  HO_UNIT_SUFFIX = 16  /* times its ho_suffix */
};

_Static_assert(HO_SENTENCE_MAX <= UINT8_MAX + 1, "a token's index has its bits");

typedef struct ho_sentence {
  const ho_token *tokens;
  size_t count;
  ho_unit units[HO_SENTENCE_MAX + HO_UNITS_BEHIND];
  size_t unit_count;
  uint16_t marks[HO_SENTENCE_MAX]; /* the tokens that are no words */
  size_t mark_count;
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

/* Makes it one without words, at the end of a line. */
void ho_empty_sentence(ho_sentence *sentence);

/* Takes the next sentence off `tokens` and returns how many tokens it took. `last` says that no more tokens
 * follow; without it at least HO_SENTENCE_MAX + HO_SENTENCE_AHEAD must be given. A line break is a sentence
 * without words. The words have to have been looked up. Tells marks
 * that are quoted. */
size_t ho_next_sentence(ho_splitter *splitter, const ho_vocabulary *vocabulary, ho_token *tokens,
                        size_t count, ho_sentence *sentence);

#endif
