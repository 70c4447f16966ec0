/* Which inputs the second stage gets, and on what scale. */
#ifndef HO_SELECT_H
#define HO_SELECT_H

#include "extract.h"
#include "split.h"

/* The second stage's inputs of a set of documents: dense features, then the first stage's values. */
typedef struct ho_inputs {
  const ho_matrix *matrix;
  const double *values; /* rows x value_count */
  size_t value_count;   /* 0: there is no first stage */
} ho_inputs;

size_t ho_input_count(const ho_inputs *inputs);
double ho_input(const ho_inputs *inputs, size_t row, size_t feature);

/* Takes the inputs that vary, and are other than zero at enough publishers (five, or fewer where there are
 * few publishers), among the rows with used[row]; NULL: all. `left_out`, one an input, may be NULL.
 * Means and scales are weighted by the documents' weights. `columns` has room for ho_input_count. */
handout_status ho_select_columns(const ho_inputs *inputs, const ho_sample *sample, const bool *used,
                                 const bool *left_out, double clip, ho_column *columns, size_t *count);

/* (value - mean) / scale, clipped. */
double ho_standardise(const ho_column *column, double value);

#endif
