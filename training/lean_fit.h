/* A linear model of sentences: how much each piece of evidence in one speaks for each label. */
#ifndef HO_LEAN_FIT_H
#define HO_LEAN_FIT_H

#include "model.h"
#include "split.h"

/* Sentences as rows: pieces of evidence (ho_lean_count of the model) and how strong each is. */
typedef struct ho_lean_rows {
  ho_buf nodes;  /* the rows' evidence one after the other, each row ending in one of number -1 */
  ho_buf starts; /* size_t: where in the nodes a row begins */
  ho_buf labels; /* size_t */
  ho_buf groups; /* size_t */
  size_t evidence_count;
} ho_lean_rows;

void ho_lean_rows_free(ho_lean_rows *rows);

/* Appends the sentences of a document as the model's reader finds them. */
handout_status ho_lean_rows_add(ho_lean_rows *rows, handout_scorer *scorer, const ho_document *document,
                                size_t group);

/* Fits one label against the others, by logistic regression, labels evened out, and sets the model's weights
 * of sentences. Rows whose group modulo `parts` is `part` are left out: none where `part` is `parts`. */
handout_status ho_lean_fit(const ho_lean_rows *rows, size_t part, size_t parts, handout_model *model);

#endif
