/* Lines read from a source into batches, in constant memory. */
#ifndef HO_LINES_H
#define HO_LINES_H

#include "pool.h"
#include "source.h"

/* Called where the input pauses and all that was read is put into the pool. */
typedef void ho_pause(void *context);

/* Reads a file of JSON lines into a pool's batches, and waits until all are taken. Lines that are blank
 * count; those at the end are nothing. Fails, with a message, where the file can't be opened or read to its
 * end, or memory runs out. */
handout_status ho_read_lines(const char *path, ho_pool *pool, ho_pause *pause, void *context,
                             handout_error *error);

#endif
