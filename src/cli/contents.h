/* The whole of a file, a pipe or a compressed file, in memory. */
#ifndef HO_CONTENTS_H
#define HO_CONTENTS_H

#include "buf.h"
#include "status.h"

/* What has to be held in memory: a compressed file's expansion, and what comes through a pipe. Uncompressed
 * files of any length are mapped, privately: what is changed there is changed in memory only. */
#define HO_MAX_HELD (512u << 20)

/* Start with a zeroed one; one after the other can be read into it. */
typedef struct ho_contents {
  char *bytes;
  bool read_only; /* they can't be changed; else the caller may */
  size_t length;
  bool folder;  /* what should be read is a folder; false for stdin */
  char none[1]; /* where `bytes` points if there are none */
  void *map;    /* NULL unless mapped */
  size_t map_length;
  ho_buf held, expanded;
} ho_contents;

/* Reads a file, or stdin if `path` is "-", replacing what was read before. HANDOUT_BAD_TEXT with a message
 * where it can't be opened, read or expanded, HANDOUT_TOO_LARGE, HANDOUT_NO_MEMORY. */
handout_status ho_contents_read(ho_contents *contents, const char *path, handout_error *error);

void ho_contents_free(ho_contents *contents);

/* Opens for reading; -1 with a message where that fails, for a folder too. "-" is stdin. */
int ho_open_input(const char *path, handout_error *error);

/* Closes what ho_open_input opened. */
void ho_close_input(int fd);

/* As read(2), but not interrupted. */
handout_status ho_read_input(int fd, char *to, size_t room, size_t *got, handout_error *error);

#endif
