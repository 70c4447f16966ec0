/* From a matrix of features to everything that is learned, in numbers. */
#ifndef HO_FIT_H
#define HO_FIT_H

#include "calibrate.h"
#include "novelty.h"
#include "second_stage.h"

enum { HO_FOLDS = 5, HO_MAX_COSTS = 12 };

/* Told at every step: what is done, and how much of the whole, 0..1. */
typedef void (*ho_tell)(void *context, const char *step, double done);

typedef struct ho_fit_options {
  size_t threads;
  double gram_cost;     /* the first stage's C; 0: as is good */
  double cost;          /* the second stage's C; 0: chosen by cross-validation */
  size_t budget;        /* rows a label for the second stage; 0: as is good */
  double clip;          /* 0: as is good */
  double promise;       /* share of right answers at the threshold; 0: 0.98 */
  const bool *left_out; /* inputs of the second stage not to use, or NULL */
  bool without_grams;   /* leave the first stage out */
  ho_tell tell;         /* may be NULL */
  void *context;
} ho_fit_options;

typedef struct ho_cost_result {
  double cost;
  double accuracy; /* recall averaged over a label's publishers, then labels */
  double log_loss;
} ho_cost_result;

typedef struct ho_fit {
  size_t label_count;
  bool without_grams;
  float *gram_weights; /* as in model.h; zero without the first stage */
  double gram_unit;
  double gram_bias[HO_ZONES * HANDOUT_MAX_LABELS];
  ho_second_stage second;
  ho_calibration calibration;
  ho_promise promise;
  ho_novelty novelty;
  ho_svm_rows rows;                   /* what the second stage's machine was given */
  ho_cost_result costs[HO_MAX_COSTS]; /* as tried, on fewer rows */
  size_t cost_count, best_cost;
  ho_cost_result chosen; /* on all rows */
  size_t folds;
  double clip;
  double *values;   /* first-stage values of each document by a model that has not seen its publisher */
  double *held_out; /* scores of each document by a model that has not seen its publisher */
} ho_fit;

/* Learns from all rows of the matrix, of which sample row r is matrix row r. The caller frees `fit` with
 * ho_fit_free. */
handout_status ho_fit_train(const ho_matrix *matrix, const ho_sample *sample, const ho_fit_options *options,
                            ho_fit *fit);
void ho_fit_free(ho_fit *fit);

/* Probabilities of rows of a matrix with the same features. */
handout_status ho_fit_predict(const ho_fit *fit, const ho_matrix *matrix, double *probabilities);

/* Recall of the most probable label averaged over a label's publishers, then over labels. */
handout_status ho_publisher_accuracy(const ho_sample *sample, const double *scores, size_t label_count,
                                     double *accuracy);

#endif
