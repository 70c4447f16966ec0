/* Labelled documents, read from folders or JSON lines files. */
#ifndef HO_DATASET_H
#define HO_DATASET_H

#include "buf.h"
#include "handout.h"

enum { HO_LONGEST_NAME = 200 }; /* bytes of a label's or publisher's name */

typedef struct ho_document {
  char *path; /* as given on the command line plus the path below it; FILE:LINE in JSON lines */
  char *text; /* UTF-8 */
  size_t length;
  char *label_name;
  char *publisher; /* NULL: none is named */
  bool training_only;
  size_t label; /* index into labels, which are in byte order */
  size_t group; /* index into groups: a publisher, of whatever labels; each document its own where none is
                   named */
} ho_document;

typedef struct ho_dataset {
  ho_document *documents; /* in byte order of (label, publisher, path) */
  size_t count, capacity;
  char *labels[HANDOUT_MAX_LABELS];
  size_t label_count;
  char **groups; /* publishers' names in byte order, then the paths of documents without one */
  size_t group_count;
  size_t publisher_count;
  bool has_publishers;
  size_t ignored; /* other files in the folder, not read */
  size_t empty;   /* files and lines without text, left out */
  char *first_empty;
} ho_dataset;

/* Adds LABEL/PUBLISHER/NAME.txt and LABEL/NAME.txt below a folder, or a JSON lines file with text, label and
 * publisher, to a dataset that starts zeroed. Documents that are `training_only` are trained on and never
 * scored. On failure, HANDOUT_BAD_ARGUMENT says what can't be used; free the dataset then too. */
handout_status ho_dataset_add(ho_dataset *data, const char *path, bool training_only, handout_error *error);

/* Puts the documents in order and numbers their labels and groups: after the last ho_dataset_add. */
handout_status ho_dataset_finish(ho_dataset *data, handout_error *error);

/* Both steps for one folder or file. */
handout_status ho_dataset_read(const char *path, ho_dataset *data, handout_error *error);
void ho_dataset_free(ho_dataset *data);

#endif
