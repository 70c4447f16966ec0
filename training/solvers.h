/* libsvm and liblinear, which are loaded when something is to be learned first. */
#ifndef HO_SOLVERS_H
#define HO_SOLVERS_H

#include "handout.h"

#include <libsvm/svm.h>
#include <linear.h>

/* Their functions, as their own headers have them. */
typedef struct ho_solvers {
  __typeof__(svm_train) *svm_train;
  __typeof__(svm_free_and_destroy_model) *svm_free;
  __typeof__(train) *linear_train;
  __typeof__(free_and_destroy_model) *linear_free;
} ho_solvers;

/* Loads and silences them, by whichever thread comes first. NULL where they can't be loaded, and `error` says
 * why. */
const ho_solvers *ho_solvers_load(handout_error *error);

#endif
