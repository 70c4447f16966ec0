/* What train, eval and experiment share: reading labelled documents and a lexicon, progress, failures. */
#ifndef HO_LEARN_H
#define HO_LEARN_H

#include "command.h"
#include "train.h"

enum { HO_MAX_FOLDERS = 32, HO_MAX_TRAIN_THREADS = 64 };

typedef struct ho_learning {
  const char *command;
  const char *data[HO_MAX_FOLDERS], *also[HO_MAX_FOLDERS];
  size_t data_count, also_count;
  const char *lexicon_path; /* NULL: the built-in model's */
  size_t threads;           /* 0: as many as there are processors */
  ho_dataset documents;
  ho_buf lexicon;
  double done_before, share; /* what part of the whole the steps are that are told of */
  bool shown;
} ho_learning;

/* Notes a folder of --data or --also; false, with a message, where there are too many. */
bool ho_learning_add(ho_learning *learning, const char *folder, bool training_only);

/* Reads the documents and, where wanted, the lexicon; says on stderr what is amiss. Returns an exit code. */
int ho_learning_read(ho_learning *learning, bool with_lexicon);
void ho_learning_free(ho_learning *learning);

/* Options for training on them, with progress on stderr where that is a terminal. */
ho_train_options ho_learning_options(ho_learning *learning);

/* Wipes the progress. */
void ho_learning_quiet(ho_learning *learning);

/* Says what failed; returns the exit code. */
int ho_learning_failed(ho_learning *learning, handout_status status, const handout_error *error);

/* Documents that may be trained on and are not in `held`; NULL when memory runs out. */
size_t *ho_learning_subset(const ho_learning *learning, const bool *held, size_t *count);

/* Reads a cost: a number over 0; false, with a message, for anything else. */
bool ho_learning_cost(const char *command, const char *value, double *cost);

/* Writes a file as a whole; returns an exit code. */
int ho_learning_write(const char *path, const ho_buf *bytes);

#endif
