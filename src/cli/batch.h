/* A batch of inputs: what one worker takes at a time. */
#ifndef HO_BATCH_H
#define HO_BATCH_H

#include "buf.h"
#include "handout.h"

typedef struct ho_counts {
  size_t inputs, failed, articles, unsure;
  size_t labels[HANDOUT_MAX_LABELS]; /* answers that are not unsure */
} ho_counts;

typedef enum ho_batch_kind {
  HO_BATCH_FILES = 0, /* `in` has paths, each with its NUL */
  HO_BATCH_LINES,     /* `in` has whole lines of JSON */
  HO_BATCH_LONG_LINE  /* a line over the limit, which is not kept */
} ho_batch_kind;

typedef struct ho_batch {
  ho_batch_kind kind;
  ho_buf in;
  const char *path;    /* of lines: the file they stand in */
  size_t first_line;   /* of lines: the first one's number, blank ones before counted */
  size_t blank_before; /* of lines: blank ones before */
  ho_buf out, messages;
  ho_counts counts;
  int code;    /* the worst exit code of its inputs */
  bool folder; /* its only path is a folder, of which nothing was said */
  bool done;
} ho_batch;

void ho_batch_free(ho_batch *batch);

/* Empties a finished batch; large buffers are given back. */
void ho_batch_reset(ho_batch *batch);

#endif
