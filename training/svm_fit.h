/* Second stage: pairs of labels told apart by a linear support vector machine, collapsed into weights. */
#ifndef HO_SVM_FIT_H
#define HO_SVM_FIT_H

#include "handout.h"

/* Rows as the machine is given them. */
typedef struct ho_svm_rows {
  size_t count, columns, label_count;
  double *value; /* count x columns; zeros are not given */
  size_t *label;
  double c;
  double class_weight[HANDOUT_MAX_LABELS];
} ho_svm_rows;

/* For the pair (a, b), a < b, numbered (0,1) (0,2) … (1,2) …: weights[pair * columns + column] and rho[pair],
 * so that weights · row - rho is positive for a. All zero for a pair of which a label has no rows. */
handout_status ho_svm_fit(const ho_svm_rows *rows, double *weights, double *rho);

/* The value of a pair for one row. */
double ho_svm_value(const double *weights, double rho, const double *row, size_t columns);

/* The label that most pairs speak for, the first of equals: what svm-predict prints. */
size_t ho_svm_vote(const ho_svm_rows *rows, const double *weights, const double *rho, const double *row);

#endif
