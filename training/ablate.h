/* One held-out set of publishers: training without them, scoring them, and what each family of features adds.
 */
#ifndef HO_ABLATE_H
#define HO_ABLATE_H

#include "fit.h"

enum { HO_MAX_FAMILY_GROUPS = 64, HO_FAMILY_GROUP_NAME = 48 };

/* Families of features that are left out together: those whose names agree up to a hyphen, the style
 * measures, and the n-grams by zone. */
typedef struct ho_family_groups {
  size_t count;
  char name[HO_MAX_FAMILY_GROUPS][HO_FAMILY_GROUP_NAME];
  size_t inputs;  /* of the second stage: dense features, then the first stage's values */
  bool *left_out; /* count * inputs */
} ho_family_groups;

/* The caller frees it with ho_family_groups_free. */
handout_status ho_family_groups_find(const handout_model *skeleton, size_t label_count,
                                     ho_family_groups *groups);
void ho_family_groups_free(ho_family_groups *groups);

typedef struct ho_held_out {
  const ho_matrix *matrix; /* of all documents */
  const ho_sample *sample;
  size_t publishers;   /* that an n-gram has to occur at; 0: as is good */
  const size_t *train; /* rows */
  size_t train_count;
  const size_t *test;
  size_t test_count;
} ho_held_out;

/* Trains on the one and scores the other: test_count * label_count probabilities, and for each group of
 * families (NULL: none) as many without it, by a second stage of fewer rows; `reference` are such
 * probabilities with all families. `threshold`: the confidence below which it would be unsure. */
handout_status ho_score_held_out(const ho_held_out *held, const ho_fit_options *options,
                                 const ho_family_groups *groups, double *probabilities, double *reference,
                                 double *without, double *threshold);

#endif
