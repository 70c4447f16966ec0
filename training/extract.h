/* From labelled documents to rows of numbers, by the same code that scores. */
#ifndef HO_EXTRACT_H
#define HO_EXTRACT_H

#include "dataset.h"
#include "model.h"

#include <stdint.h>

/* Features of a set of documents. Row r is document subset[r]. */
typedef struct ho_matrix {
  size_t rows;
  size_t dense_count;
  double *dense;                   /* rows x dense_count, before standardising */
  size_t gram_count;               /* ids of n-grams, all zones */
  size_t zone_start[HO_ZONES + 1]; /* a zone's ids follow each other */
  size_t *start;                   /* rows + 1 offsets into gram and value */
  uint32_t *gram;                  /* ids, ascending within a row */
  float *value;                    /* (1 + log count) / Euclidean norm of the row's zone */
  double *novelty;                 /* rows x HO_NOVELTY_COUNT raw measures, see novelty.h */
} ho_matrix;

void ho_matrix_free(ho_matrix *matrix);

/* A model without weights: the lexicon, and the n-grams found in the documents of `subset` at no fewer
 * than `publishers` groups each. `lexicon_text` is the lexicon file's text. */
handout_status ho_skeleton_build(const char *lexicon_text, size_t lexicon_length, const ho_dataset *data,
                                 const size_t *subset, size_t count, size_t publishers,
                                 handout_model **skeleton, handout_error *error);

/* Reads the documents of `subset` with `threads` threads; the rows do not depend on their number. */
handout_status ho_extract(const handout_model *skeleton, const ho_dataset *data, const size_t *subset,
                          size_t count, size_t threads, ho_matrix *matrix);

#endif
