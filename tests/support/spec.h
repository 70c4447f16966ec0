/* Specification files: cases as lines of text, told apart by empty lines; a line that begins with # is a
 * comment. What the lines of a case mean is said at the top of each file. */
#ifndef SPEC_H
#define SPEC_H

#include "buf.h"

enum { SPEC_LINES = 64 };

typedef struct spec_case {
  const char *file;
  size_t line; /* where it begins, from 1 */
  char *lines[SPEC_LINES];
  size_t count;
} spec_case;

typedef void spec_run(const spec_case *which, void *context);

/* Runs every case of tests/spec/NAME; returns how many there were. */
size_t spec_read(const char *name, spec_run *run, void *context);

/* Replaces \n, \t, \xHH (a byte), \uHHHH (a character) and \\ in a text by what they stand for. */
void spec_unescape(const char *text, ho_buf *out);

/* Fails, with the case's place, where `got` is not the text wanted. */
void spec_expect(const spec_case *which, const ho_buf *got, const char *wanted);

#endif
