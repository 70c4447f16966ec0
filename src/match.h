/* Finds a lexicon's phrases in a sentence, all families in one pass. */
#ifndef HO_MATCH_H
#define HO_MATCH_H

#include "lexicon.h"
#include "sentence.h"

enum { HO_MAX_SENTENCE_HITS = 1024 }; /* phrases counted in one sentence of at most HO_SENTENCE_MAX tokens */

/* A phrase found: the sentence's units from `first` up to and not including `end`. Of one family's phrases
 * that overlap, the first stands, and of those that begin together the longest. */
typedef struct ho_phrase_hit {
  uint16_t family;
  uint16_t first, end;
  bool quoted; /* its first word stands in quotation marks */
} ho_phrase_hit;

typedef struct ho_matcher ho_matcher;

/* Compiles the lexicon's phrases; marks in its vocabulary which words begin one. The caller frees it with
 * ho_matcher_free. NULL when memory runs out. */
ho_matcher *ho_matcher_new(ho_lexicon *lexicon);
void ho_matcher_free(ho_matcher *matcher);

/* Stores a matcher, or, given NULL, makes the stored one. */
ho_matcher *ho_matcher_image(const ho_matcher *matcher, ho_image *image);

/* A unit where a phrase begins, or may begin. */
typedef struct ho_start {
  uint32_t unit;    /* in its passage */
  uint32_t ends[2]; /* phrases that it is, and that it is with the unit after it; 0: none */
  uint32_t on;      /* the state behind these and a third; 0: there is none */
} ho_start;

/* A family's last hit: where in its passage it ends, and its number among the hits of its sentence. */
typedef struct ho_last_hit {
  uint16_t end, hit;
} ho_last_hit;

/* Those of a passage, in order; the same one may come again. */
enum { HO_STARTS = 2 * HO_PASSAGE_TOKENS + 16 };
typedef struct ho_starts {
  ho_start list[HO_STARTS];
  size_t count, next;
  ho_last_hit last[HO_MAX_FAMILIES];
} ho_starts;

/* Finds the starts among `count` units of whole sentences. */
void ho_find_starts(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_unit *units,
                    size_t count, ho_starts *starts);

/* Takes a sentence's starts, and fills in up to HO_MAX_SENTENCE_HITS hits in order of their first unit;
 * returns how many. */
size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                ho_starts *starts, ho_phrase_hit *hits);

#endif
