/* The dense features of a document: style and position measures, and phrase families by who speaks and where.
 */
#ifndef HO_FEATURE_H
#define HO_FEATURE_H

#include "match.h"

/* In what surroundings a family is counted. */
typedef enum ho_context {
  HO_IN_OWN,        /* sentences in the writer's own voice */
  HO_IN_ATTRIBUTED, /* sentences that somebody is said to have said, outside quotation marks */
  HO_IN_QUOTED,     /* inside quotation marks */
  HO_IN_ANY,        /* present in the body at all */
  HO_IN_HEADLINE,
  HO_IN_LEAD, /* the first HO_LEAD_WORDS words of the body */
  HO_IN_TAIL, /* its last HO_TAIL_WORDS words */
  HO_CONTEXTS
} ho_context;

enum { HO_LEAD_WORDS = 60, HO_TAIL_WORDS = 60, HO_TAIL_RING = 256 };

/* A phrase found in a document. */
typedef struct ho_family_hit {
  uint16_t family;
  uint8_t role; /* handout_role */
  bool headline;
  size_t word; /* words of the body before it */
} ho_family_hit;

enum { HO_VARIETY_WORDS = 300, HO_VARIETY_BITS = 8192, HO_FEW_COUNTS = 16 };

/* Everything counted in one pass over a document. */
typedef struct ho_tally {
  /* words */
  size_t words, letters, long_words;
  size_t counts[HO_COUNTED];
  size_t first_capitals, first_titles;   /* sentences that begin with a capital, with an ordinary word so */
  size_t inner_capitals, title_capitals; /* words with a capital elsewhere; filled in at the end */
  size_t seen, distinct;
  uint64_t seen_bits[HO_VARIETY_BITS / 64];
  /* marks */
  size_t marks[128], quoted_questions, commas;
  /* sentences */
  size_t sentences, roles[3], sentence_squares, short_sentences, long_sentences;
  size_t ending_attributed, quoted_and_attributed, attributed_words;
  size_t first_sentence_words, last_sentence_words;
  bool first_attributed;
  /* lines, that is paragraphs */
  size_t lines, line_words, line_sentences, line_squares, short_lines, one_sentence_lines, quoted_lines,
      starred_lines;
  size_t attributed_lines, first_line_words, last_line_words;
  bool line_attributed, first_line_attributed, last_line_attributed;
  /* quotations */
  size_t quotations, short_quotations, quoted_words, quotation_words;
  bool in_quotation;
  /* the lead */
  size_t lead[HO_CLASS_COUNT]; /* as classes */
  bool dateline, dateline_bracket;
  /* the headline */
  size_t head_words, head_capitals, head_caps, head_numbers, head_marks, head_names, head_letters;
  bool head_question, head_colon, head_quote;
  double densities[HO_FEW_COUNTS]; /* of small counts, at the end; -1: not asked for yet */
  /* families: [family * HO_CONTEXTS + context] */
  size_t *hits;
  size_t ring_count, found_count;
  /* What is behind these counts means nothing. */
  ho_family_hit ring[HO_TAIL_RING];    /* the last hits of the body */
  uint16_t found[HO_MAX_FAMILIES + 4]; /* at the end: the families found; of others no feature is something */
} ho_tally;

/* `hits` has room for families x HO_CONTEXTS. */
void ho_tally_start(ho_tally *tally, size_t *hits, size_t family_count);

/* What is known of a sentence when its phrases have been found, those outside quotation marks above all. */
typedef struct ho_said {
  size_t words; /* of the body before the sentence */
  uint16_t end; /* of its last attribution, in units; 0: nobody is said to have said something */
  bool release; /* it passes on a release */
  uint8_t role; /* handout_role */
} ho_said;

/* Fills in `said` for `count` sentences with their hits; `words` are in the body before them. */
void ho_what_is_said(const ho_lexicon *lexicon, const ho_sentence *sentences, size_t count,
                     const ho_phrase_hit *hits, size_t hit_count, size_t words, ho_said *said);

/* Counts marks and different words of whole sentences of the body. */
void ho_tally_passage(ho_tally *tally, const ho_passage *passage);

/* Counts what has been counted in a part of the body while it was read. */
void ho_tally_text(ho_tally *tally, const ho_passage *passage, const ho_scanner *scanner);

/* Ends the line that the last sentence stood in, if it hasn't ended. */
void ho_tally_end_line(ho_tally *tally);

/* Adds sentences of the body or the headline (one without words ends a line), and their hits. */
void ho_tally_sentences(ho_tally *tally, const ho_sentence *sentences, size_t count, const ho_said *said,
                        bool headline);

/* Who speaks in a hit, given what is said in the sentences. */
static inline handout_role ho_hit_role_in(const ho_phrase_hit *hit, const ho_said *said) {
  static const handout_role roles[2][2] = {{HANDOUT_UNATTRIBUTED, HANDOUT_ATTRIBUTED},
                                           {HANDOUT_QUOTED, HANDOUT_QUOTED}};
  return roles[hit->quoted][said[hit->sentence].end > 0];
}

void ho_tally_hits(ho_tally *tally, const ho_phrase_hit *hits, size_t count, const ho_said *said,
                   bool headline);

/* Number of dense features of a model with this many families. */
size_t ho_dense_count(size_t family_count);

/* Fills in the dense features. */
void ho_tally_finish(ho_tally *tally, size_t family_count, double *dense);

/* A dense feature's name ("protocol-laud in quotation marks", "words"), appended; and its explanation. */
bool ho_dense_name(const ho_lexicon *lexicon, size_t feature, ho_buf *name);
bool ho_dense_explanation(const ho_lexicon *lexicon, size_t feature, ho_buf *text);

/* The family and context of a dense feature; false for a style measure. */
bool ho_dense_family(size_t feature, size_t *family, ho_context *context);

/* Whether a hit of a document of `words` words counts in a context. */
bool ho_hit_counts(const ho_family_hit *hit, ho_context context, size_t words);

#endif
