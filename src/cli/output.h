/* Standard output, written in large pieces, each write checked. */
#ifndef HO_OUTPUT_H
#define HO_OUTPUT_H

#include "buf.h"

typedef struct ho_output {
  ho_buf pending;
  int failure; /* errno of the first write that failed, 0 so far */
  bool eager;  /* a person is looking: nothing is kept back */
} ho_output;

void ho_output_start(ho_output *output);

/* Each is false once output can't be written any more. */
bool ho_output_add(ho_output *output, const char *bytes, size_t length);
bool ho_output_flush(ho_output *output);

/* Flushes and closes stdout, frees the buffer, and says what went wrong if something did. Returns the exit
 * code: `code`, HO_EXIT_OUTPUT, or HO_EXIT_DONE where the reader went away. */
int ho_output_finish(ho_output *output, int code);

#endif
