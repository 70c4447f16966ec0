/* First stage: for each zone a linear model of its n-grams, one label against the others. */
#ifndef HO_NGRAM_FIT_H
#define HO_NGRAM_FIT_H

#include "extract.h"

/* The n-grams of one zone of a matrix in the solver's form, shared by any number of fits. */
typedef struct ho_ngram_rows ho_ngram_rows;

/* NULL when memory runs out. Keeps the matrix. The caller frees it with ho_ngram_rows_free. */
ho_ngram_rows *ho_ngram_rows_new(const ho_matrix *matrix, ho_zone zone);
void ho_ngram_rows_free(ho_ngram_rows *rows);

/* Learns from row r as often as copies[r] says, but not from rows with nothing in the zone: having no
 * headline must not mean a label. Fills in the zone's part of `weights` (gram * label_count + label) and of
 * `bias` (zone * label_count + label): zero for a label that no row has. */
handout_status ho_ngram_fit(const ho_ngram_rows *rows, const size_t *label, const unsigned *copies,
                            size_t label_count, double c, float *weights, double *bias);

/* The values of one row: zone * label_count + label. */
void ho_ngram_values(const ho_matrix *matrix, size_t row, const float *weights, const double *bias,
                     size_t label_count, double *values);

#endif
