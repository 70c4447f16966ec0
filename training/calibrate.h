/* From scores to probabilities that hold, and to the confidence below which no answer is given. */
#ifndef HO_CALIBRATE_H
#define HO_CALIBRATE_H

#include "handout.h"

typedef struct ho_calibration {
  double slope;
  double offset[HANDOUT_MAX_LABELS];
} ho_calibration;

/* Scores of documents by a model that has not seen them: count x label_count. */
typedef struct ho_scored {
  size_t count, label_count;
  const double *scores;
  const size_t *label;
  const double *weight; /* sum 1 */
} ho_scored;

/* Least log loss of softmax(slope * score[l] + offset[l]). */
void ho_calibrate(const ho_scored *scored, ho_calibration *calibration);

void ho_probabilities(const ho_calibration *calibration, const double *scores, size_t label_count,
                      double *probabilities);

/* The weighted log loss. */
double ho_log_loss(const ho_scored *scored, const ho_calibration *calibration);

typedef struct ho_promise {
  double threshold;    /* least confidence of an answer; 1 where no confidence keeps the promise */
  double right;        /* of the documents answered, by number */
  double right_evened; /* by weight */
  double answered;     /* share of the documents */
} ho_promise;

/* The smallest confidence such that `right` of the answers at or above it are right, both by number and by
 * weight. */
handout_status ho_find_threshold(const ho_scored *scored, const ho_calibration *calibration, double right,
                                 ho_promise *promise);

#endif
