/* Who is trained on and who is held out: publishers even out, and stay on one side of every split. */
#ifndef HO_SPLIT_H
#define HO_SPLIT_H

#include "dataset.h"

#include <stdint.h>

/* Documents as training sees them, without their text. */
typedef struct ho_sample {
  size_t count;
  size_t label_count;
  size_t *label; /* of each document */
  size_t *group; /* of each: documents of one group are never split. 0..group_count-1, not all need occur */
  size_t group_count;
  size_t groups_in_use; /* groups with a document */
  size_t fewest_groups; /* of the label that has the fewest */
  double *weight; /* even over labels; within one, a publisher counts as the root of its documents. Sum 1 */
  size_t single;  /* labels with one publisher or none named, whose documents are a group each */
} ho_sample;

/* Takes the documents of `subset`. The caller frees it with ho_sample_free. */
handout_status ho_sample_new(const ho_dataset *data, const size_t *subset, size_t count, ho_sample *sample);

/* Takes the documents `rows` of another sample. */
handout_status ho_sample_take(const ho_sample *from, const size_t *rows, size_t count, ho_sample *sample);
void ho_sample_free(ho_sample *sample);

/* Puts each document in a fold 0..folds-1, groups whole, labels balanced. The same sample gives the same
 * folds. */
handout_status ho_split_folds(const ho_sample *sample, size_t folds, size_t *fold);

/* How often each document stands in a problem of at most about `budget` rows a label (0: no limit): a
 * publisher's rows go with the root of its documents, and those of the largest stand once where the budget
 * allows. */
handout_status ho_split_copies(const ho_sample *sample, size_t budget, unsigned *copies);

/* Reads "publisher<TAB>fold" lines below a header, for the dataset's groups; folds are numbered from 0 in the
 * order of their numbers. A publisher without a fold is an error, except where it is only trained on: fold
 * SIZE_MAX. */
handout_status ho_split_read(const char *path, const ho_dataset *data, size_t *fold_of_group, size_t *folds,
                             handout_error *error);

#endif
