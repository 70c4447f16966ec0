/* Compressed bytes expanded piece by piece: gzip, zstd and xz. */
#ifndef HO_EXPAND_H
#define HO_EXPAND_H

#include "buf.h"
#include "status.h"

typedef enum ho_compression { HO_UNCOMPRESSED = 0, HO_GZIP, HO_ZSTD, HO_XZ } ho_compression;

/* Memory that a decoder may take: xz files that ask for more, and zstd ones with a window over its default
 * limit of 128 MiB, are errors. */
#define HO_EXPAND_MEMORY (256u << 20)

typedef struct ho_expander ho_expander;

/* What the first bytes of a file say. With fewer than six, *more is set where further ones could still make
 * it compressed. */
ho_compression ho_find_compression(const char *bytes, size_t length, bool *more);

/* NULL when memory runs out. The caller frees it with ho_expander_free. */
ho_expander *ho_expander_new(ho_compression compression);
void ho_expander_free(ho_expander *expander); /* NULL is fine */

/* Expands into at most `room` bytes, moving *in and *in_length on. *out_length is the number written; 0 means
 * that it needs further input. HANDOUT_BAD_TEXT with a message for damaged input. */
handout_status ho_expand(ho_expander *expander, const char **in, size_t *in_length, char *out, size_t room,
                         size_t *out_length, handout_error *error);

/* Whether the input may end here: false in the middle of a compressed stream. */
bool ho_expander_may_end(ho_expander *expander);

/* Says that compressed input ended too early. */
handout_status ho_expand_cut(handout_error *error);

#endif
