/* How unlike the training documents a text is. */
#ifndef HO_NOVELTY_H
#define HO_NOVELTY_H

#include "reader.h"

enum {
  HO_NOVELTY_UNKNOWN_WORDS, /* share of words in lower case that aren't known */
  HO_NOVELTY_UNKNOWN_GRAMS, /* share of n-grams that aren't known */
  HO_NOVELTY_FEW_NAMES,     /* how far names, titles and dates fall short of a usual text */
  HO_NOVELTY_MARKS,         /* marks that prose has few of, per word, logarithm */
  HO_NOVELTY_NUMBERS,       /* numbers per word, logarithm */
  HO_NOVELTY_LINES,         /* how short lines are */
  HO_NOVELTY_SENTENCES,     /* how long or short sentences are, from their usual length */
  HO_NOVELTY_COUNT
};

/* Mean and spread of the measures over the training documents; a text whose distance is over the limit is
 * unlike them. */
typedef struct ho_novelty {
  double mean[HO_NOVELTY_COUNT], scale[HO_NOVELTY_COUNT];
  double limit;
} ho_novelty;

/* The raw measures of the article read last. */
void ho_novelty_measure(const ho_reader *reader, double *measures);

/* Root of the sum of squares of what each measure is above its mean, in its scale. */
double ho_novelty_distance(const ho_novelty *novelty, const double *measures);

#endif
