/* Finds a lexicon's phrases in a sentence, all families in one pass. */
#ifndef HO_MATCH_H
#define HO_MATCH_H

#include "automaton.h"
#include "sentence.h"

enum { HO_MAX_SENTENCE_HITS = 1024 }; /* phrases counted in one sentence of at most HO_SENTENCE_MAX tokens */

/* A phrase found: the sentence's units from `first` up to and not including `end`. Of one family's phrases
 * that overlap, the first stands, and of those that begin together the longest. */
typedef struct ho_phrase_hit {
  uint16_t family;
  uint16_t sentence; /* its number */
  uint16_t first, end;
  bool quoted; /* its first word stands in quotation marks */
} ho_phrase_hit;

/* Phrases found in a passage from unit `first` up to `end`. */
typedef struct ho_found {
  uint32_t ends; /* the matcher's number for them */
  uint16_t first, end;
} ho_found;

/* A family's last hit: where in its passage it ends, and its number among the hits of its sentence. */
typedef struct ho_last_hit {
  uint16_t end, hit;
} ho_last_hit;

/* What is found in a passage, in order of the first units, behind that what begins with the start of a
 * sentence, and behind that one that begins nowhere; the same may come twice. */
enum { HO_FOUND_ROOM = 2 * HO_PASSAGE_TOKENS };
typedef struct ho_findings {
  ho_found list[HO_FOUND_ROOM + 4];
  size_t next, count; /* of the first part */
  size_t next_line;   /* of the second, which begins where the first ends */
  bool crowded;       /* there was no room: nothing is listed, and each sentence is searched by itself */
  ho_last_hit last[HO_MAX_FAMILIES];
} ho_findings;

/* Finds the phrases among the `count` units of a passage's sentences. */
void ho_find_phrases(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_unit *units,
                     size_t count, const ho_sentence *sentences, size_t sentence_count,
                     ho_findings *findings);

/* Takes the parts of sentences in what was found, of all or, where it is too much, of the first one only.
 * Fills in the hits in the order of the sentences and of the hits' first units, up to HO_MAX_SENTENCE_HITS;
 * returns how many sentences were taken. All have to be taken in order. */
size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentences,
                size_t sentence_count, ho_findings *findings, ho_phrase_hit *hits, size_t *hit_count);

#endif
