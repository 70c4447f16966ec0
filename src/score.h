/* From an article to a verdict. */
#ifndef HO_SCORE_H
#define HO_SCORE_H

#include "model.h"
#include "piece.h"

/* Follows the sentences of an article: how much each speaks for each label, smoothed over its neighbours. */
typedef struct ho_leaner {
  double raw[3][HANDOUT_MAX_LABELS]; /* of the sentence before, of the current one, of the one behind it */
  size_t words[3];
  bool passed_on[3]; /* the sentence passes on a release */
  size_t count;
  size_t release_words, all_words;
} ho_leaner;

typedef struct ho_explaining ho_explaining;

struct handout_scorer {
  const handout_model *model;
  bool skips_share;
  double *dense; /* the article's dense features, then the first stage's values */
  double norm[HO_ZONES];
  /* of n-grams by their count, up to that of all parts: without a mark and with one */
  double factors[2][(HO_PARTS * UINT8_MAX + 1) * HO_LANES];
  ho_leaner leaner;
  ho_pieces pieces;
  ho_explaining *explaining; /* NULL until something is explained */
  ho_reader reader;
};

/* Checks the arguments that scoring and explaining share, and makes up the article where none is given. */
handout_status ho_take_article(const char *text, size_t length, const handout_article *given,
                               handout_article *article);

/* By what a sentence's n-grams and phrases are scaled. */
double ho_lean_scale(size_t words);

/* The probabilities of a smoothed leaning. */
void ho_lean_probabilities(const handout_model *model, const double *smoothed, double *leaning);

/* Adds a sentence; when that completes the neighbours of the one before, its leaning is filled in, unless
 * NULL was given, and true returned. The last one is completed by ho_lean_end. */
bool ho_lean_next(ho_leaner *leaner, const handout_model *model, const ho_reader *reader, double *leaning);
bool ho_lean_end(ho_leaner *leaner, const handout_model *model, double *leaning);

/* Everything of a verdict once the article has been read. */
void ho_judge(handout_scorer *scorer, handout_verdict *verdict);

void ho_explaining_free(ho_explaining *explaining);

#endif
