/* First stage by folds: every document's n-gram values by a model that has not seen its publisher. */
#ifndef HO_FIRST_STAGE_H
#define HO_FIRST_STAGE_H

#include "extract.h"
#include "split.h"

/* Models of the documents outside one fold, outside each two folds, and of all documents. */
typedef struct ho_first_stage {
  size_t label_count, gram_count, folds;
  float *weights; /* model (j, k) is (k, j); (k, k) leaves out fold k only; (folds, folds) none */
  double *bias;
  const size_t *fold;
  const ho_matrix *matrix;
} ho_first_stage;

/* Fits them all; keeps `fold` and `matrix`. The caller frees it with ho_first_stage_free. */
handout_status ho_first_stage_fit(const ho_matrix *matrix, const ho_sample *sample, const size_t *fold,
                                  size_t folds, double c, size_t threads, ho_first_stage *stage);
void ho_first_stage_free(ho_first_stage *stage);

/* Values for all documents as a model has them that has not seen fold `held`; folds: nothing is held out.
 * Each document outside it gets the value of a model that has not seen the document's fold either, each
 * inside it the value of model (held, held). `values` is rows * HO_ZONES * label_count. */
handout_status ho_first_stage_values(const ho_first_stage *stage, size_t held, double *values);

/* Model (held, held), rounded as it is written; the bias has HO_ZONES * label_count numbers. */
void ho_first_stage_model(const ho_first_stage *stage, size_t held, float *weights, double *bias,
                          double *unit);

#endif
