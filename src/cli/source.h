/* A file, a pipe or a compressed file, read as a stream. */
#ifndef HO_SOURCE_H
#define HO_SOURCE_H

#include "expand.h"

typedef struct ho_source {
  int fd;
  ho_expander *expander; /* NULL while it is not compressed */
  ho_buf raw;            /* read but not yet expanded or handed out: */
  size_t at;
  bool begun, ended; /* the first bytes were looked at; the file is at its end */
} ho_source;

/* Opens a file, or stdin if `path` is "-"; HANDOUT_BAD_TEXT with a message where it can't be. */
handout_status ho_source_open(ho_source *source, const char *path, handout_error *error);
void ho_source_close(ho_source *source);

/* Reads at most `room` bytes; *got is 0 only at the end. HANDOUT_BAD_TEXT with a message where it can't be
 * read, is damaged or cut short. */
handout_status ho_source_read(ho_source *source, char *to, size_t room, size_t *got, handout_error *error);

/* Whether the next read would have to wait for the writer. */
bool ho_source_waits(const ho_source *source);

#endif
