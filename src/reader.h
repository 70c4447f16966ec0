/* One pass over an article: tokens, sentences, phrases, n-grams and measures. Training and scoring read
 * through the same pass. */
#ifndef HO_READER_H
#define HO_READER_H

#include "feature.h"
#include "ngram.h"

enum {
  HO_LINE_GRAMS = 4096,
  HO_LIST_AHEAD = 32 /* n-grams behind one in question that may be looked at */
};

/* The n-grams seen in one zone, in order of appearance, and how often. Most counts are small: they are kept
 * in bytes, all of which a processor has at hand. */
typedef struct ho_zone_list {
  uint32_t *grams; /* room for HO_LIST_AHEAD more than there are; behind the count stand any n-grams */
  size_t count;
  uint8_t *few;   /* by n-gram: its count, or a part of a larger one, never 0 */
  uint32_t *more; /* and the rest of it */
  bool has_more;  /* some count has a rest */
} ho_zone_list;

static inline uint32_t ho_times(const ho_zone_list *seen, uint32_t gram) {
  return seen->few[gram] + seen->more[gram];
}

typedef struct ho_reader ho_reader;

/* Called for each sentence with words, whose n-grams may not have been counted yet. */
typedef void ho_visit(void *context, const ho_reader *reader);

struct ho_reader {
  const ho_lexicon *lexicon;
  const ho_matcher *matcher;
  const ho_grams *grams;
  ho_visit *visit; /* may be NULL */
  void *context;

  /* what is read at once */
  ho_passage passage;
  ho_sentence sentences[HO_PASSAGE_TOKENS + 1];
  ho_known found;
  const uint32_t *run; /* n-grams of one voice, to be counted at once */
  size_t run_count;
  ho_zone run_zone;
  size_t line_found; /* n-grams before the current paragraph, or those that `line` has */
  ho_findings findings;
  ho_phrase_hit hits[HO_MAX_SENTENCE_HITS + 1]; /* of the sentences read at once */
  ho_said all_said[HO_PASSAGE_TOKENS];          /* in them */

  /* the current sentence */
  ho_sentence sentence;
  size_t hit_count;
  const uint32_t *known; /* its known n-grams */
  size_t known_count;
  ho_said said;
  bool headline;

  /* the article so far */
  ho_tally tally;
  ho_zone_list seen[HO_ZONES];
  uint32_t *lists; /* what holds all of these, */
  uint8_t *few;    /* and their bytes */
  /* The known n-grams of the current paragraph, which may be the last, in the passages before; the first
   * HO_LINE_GRAMS count. */
  uint32_t line[HO_LINE_GRAMS];
  size_t line_count;
  size_t all_count, all_known; /* n-grams of the body, and those known */

  size_t *family_counts;
};

/* Of a zeroed reader, most of which is used by long texts only. The caller frees its tables with
 * ho_reader_free. */
handout_status ho_reader_init(ho_reader *reader, const ho_lexicon *lexicon, const ho_matcher *matcher,
                              const ho_grams *grams);
void ho_reader_free(ho_reader *reader);

/* Reads one article of `text`. `dense` has room for ho_dense_count of the lexicon's families. The zone of all
 * is left empty. */
void ho_read(ho_reader *reader, const char *text, const handout_article *article, double *dense);

/* Each n-gram of an article stands in its headline or in one voice. */
enum { HO_PARTS = 4 };
extern const ho_zone ho_parts[HO_PARTS];

/* Fills in the zone of all, which is their sum, for the article read last, if it isn't filled in yet. */
void ho_count_all(ho_reader *reader);

/* How many known n-grams of the current sentence end before one of its units, or, asked for the unit behind
 * its last, in all. */
static inline size_t ho_grams_before(const ho_reader *reader, size_t unit) {
  const uint16_t *before = reader->found.before + reader->sentence.first_unit;
  return (size_t)before[unit] - before[0];
}

/* For a visitor. Bit per ho_zone: where an n-gram that ends at a unit of the current sentence counts, but for
 * the last paragraph, which none knows before the end. */
unsigned ho_reader_zones(const ho_reader *reader, size_t unit);

/* Who speaks in the n-th hit of the current sentence. */
static inline handout_role ho_hit_role(const ho_reader *reader, size_t n) {
  return ho_hit_role_in(&reader->hits[n], reader->all_said);
}

/* The Euclidean lengths of the (1 + log count) of each zone's weighed n-grams, 1 where there are none. */
void ho_gram_norms(const ho_reader *reader, double *norms);

/* 1 + log(count); 0 for none. */
double ho_gram_weight(uint32_t count);

#endif
