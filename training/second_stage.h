/* Second stage: from standardised inputs to the labels' scores. */
#ifndef HO_SECOND_STAGE_H
#define HO_SECOND_STAGE_H

#include "select.h"
#include "svm_fit.h"

typedef struct ho_second_stage {
  size_t label_count;
  size_t column_count;
  ho_column *columns;
  double *pair_weights; /* as in model.h */
  double rho[HO_MAX_PAIRS];
  double raw_rho[HO_MAX_PAIRS]; /* for rows as the machine was given them, measured from zero inputs */
} ho_second_stage;

typedef struct ho_second_options {
  double c;             /* what a row costs where every document of the largest publisher stands once */
  size_t budget;        /* rows a label, at most about; 0: no limit */
  double clip;          /* in standard deviations */
  const bool *left_out; /* inputs not to use, or NULL */
} ho_second_options;

/* Learns from the rows with used[row] (NULL: all). `rows`, where not NULL, gets the machine's rows: free it
 * with ho_svm_rows_free. The caller frees `stage` with ho_second_stage_free. */
handout_status ho_second_stage_fit(const ho_inputs *inputs, const ho_sample *sample, const bool *used,
                                   const ho_second_options *options, ho_second_stage *stage,
                                   ho_svm_rows *rows);
void ho_second_stage_free(ho_second_stage *stage);
void ho_svm_rows_free(ho_svm_rows *rows);

/* A label's score: the sum of its signed pairwise values. */
void ho_second_stage_score(const ho_second_stage *stage, const ho_inputs *inputs, size_t row, double *scores);

#endif
