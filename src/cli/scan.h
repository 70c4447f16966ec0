/* The whole way from the list of inputs to output, in order, with any number of threads. */
#ifndef HO_SCAN_H
#define HO_SCAN_H

#include "batch.h"
#include "intake.h"
#include "output.h"
#include "piece.h"

/* One a thread. */
typedef struct ho_worker {
  const struct ho_job *job;
  handout_scorer *scorer;
  ho_intake intake;
  ho_pieces pieces;          /* finds articles where no model is needed */
  ho_buf articles, left_out; /* copies of what was found, for the describer's use */
} ho_worker;

/* Appends what a command says of an item, and counts it. Fails with a message. */
typedef handout_status ho_describe(ho_worker *worker, const ho_item *item, ho_buf *out, ho_counts *counts,
                                   handout_error *error);

typedef struct ho_job {
  const ho_options *options;
  const handout_model *model; /* NULL: no scorer is needed */
  ho_describe *describe;
  bool error_records; /* bad lines of JSON are answered with a record, not a message */
  bool skips_share;   /* nobody is told the release share */
  void *context;      /* the describer's own; all threads share it */
} ho_job;

/* Reads all inputs; returns an exit code. Messages go to stderr; `counts` is the sum. */
int ho_scan_inputs(const ho_job *job, ho_output *output, ho_counts *counts);

/* The articles of an item, in the worker's memory until the next item: found, or with --whole and of a page
 * one. */
handout_status ho_find_item_articles(ho_worker *worker, const ho_item *item, const handout_article **articles,
                                     size_t *count);

#endif
