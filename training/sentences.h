/* How well the leanings of sentences tell labels apart, in articles of one label and in spliced ones. */
#ifndef HO_SENTENCES_H
#define HO_SENTENCES_H

#include "dataset.h"

/* Leanings of sentences of known labels. Starts zeroed but for label_count. */
typedef struct ho_leanings {
  size_t label_count;
  ho_buf sentences;                                      /* of whole articles: label, then leanings */
  double within[HANDOUT_MAX_LABELS][HANDOUT_MAX_LABELS]; /* sums over spliced articles, a < b */
  size_t spliced[HANDOUT_MAX_LABELS][HANDOUT_MAX_LABELS];
} ho_leanings;

/* Adds the sentences of the documents of `rows`, which the scorer's model has not seen, and of articles
 * spliced from one of each of two labels. Labels are the dataset's, and the model's. */
handout_status ho_leanings_add(ho_leanings *leanings, handout_scorer *scorer, const ho_dataset *data,
                               const size_t *rows, size_t count);
void ho_leanings_free(ho_leanings *leanings);

/* For each two labels the area under the curve between their sentences, 0.5 by chance and 1 at best, and its
 * mean within spliced articles. Appends lines. */
bool ho_leanings_report(const ho_leanings *leanings, char *const *labels, ho_buf *out);

/* The share of pairs, one of each kind, in which the first has the higher score; equal ones count half. NaN
 * where there is none. Orders the scores. */
typedef struct ho_ranked {
  double score;
  bool first;
} ho_ranked;
double ho_area_under_curve(ho_ranked *ranked, size_t count);

#endif
