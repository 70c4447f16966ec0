/* Rows of a matrix for one fold, without what only the other rows know. */
#ifndef HO_TAKE_H
#define HO_TAKE_H

#include "extract.h"
#include "split.h"

/* Marks the n-grams that occur at `publishers` groups or more among the rows given; `kept` has gram_count
 * places. */
handout_status ho_mark_grams(const ho_matrix *matrix, const ho_sample *sample, const size_t *rows,
                             size_t count, size_t publishers, bool *kept);

/* Copies rows with the n-grams that are kept, numbered anew and of unit length again in each zone. The caller
 * frees `taken` with ho_matrix_free. */
handout_status ho_matrix_take(const ho_matrix *matrix, const size_t *rows, size_t count, const bool *kept,
                              ho_matrix *taken);

#endif
