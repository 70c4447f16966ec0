/* Reading a whole file, and writing one so that it is never seen half-written. */
#ifndef HO_FILE_H
#define HO_FILE_H

#include "buf.h"
#include "handout.h"

/* Appends a regular file's bytes. HANDOUT_BAD_ARGUMENT with its path where it can't be read. */
handout_status ho_file_read(const char *path, ho_buf *bytes, handout_error *error);

/* Writes a temporary file in the same folder, flushes it to the disk and renames it; on failure the old file
 * stays as it was: HANDOUT_NO_MEMORY, or HANDOUT_BAD_ARGUMENT, `error` saying why. A pipe or a device is
 * written to as it is. */
handout_status ho_file_replace(const char *path, const void *bytes, size_t length, handout_error *error);

#endif
