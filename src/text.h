/* From bytes to UTF-8: encodings found, damage counted, binary files refused. */
#ifndef HO_TEXT_H
#define HO_TEXT_H

#include "buf.h"
#include "status.h"

#include <stdint.h>

/* Bytes of UTF-8 that bytes in another encoding, or damaged ones, may become: 512 MiB. */
#define HO_MAX_DECODED (512u << 20)

/* Text read from bytes. `text` points into the bytes where they were clean UTF-8 already, else into the
 * buffer given to ho_text_decode. It is well-formed UTF-8 without control characters other than \n \t \r
 * \f (each became a space, or spaces of its length) and without byte order marks. */
typedef struct ho_text {
  const char *text;
  size_t length;
  const char *encoding; /* a fixed string such as "UTF-8" or "windows-1252" */
  size_t replaced;      /* sequences that could not be read, U+FFFD in their place */
} ho_text;

/* Reads `length` bytes in the encoding that their byte order mark names; or as UTF-8 where they are that
 * without a fault; or as UTF-16 without a mark where every other byte is 0; or in the `declared` charset,
 * any common name in any case, NULL if none; or as UTF-8 or windows-1252, whichever has fewer faults.
 * `out` is emptied, and filled where the bytes are not clean UTF-8 already. HANDOUT_BAD_TEXT for a PDF,
 * another binary file or mostly control bytes, with a message such as "is a PDF; run pdftotext first";
 * HANDOUT_TOO_LARGE with a message; HANDOUT_NO_MEMORY. */
handout_status ho_text_decode(const char *bytes, size_t length, const char *declared, ho_buf *out,
                              ho_text *text, handout_error *error);

/* The same for bytes that may be changed: a few control characters become spaces in place, without a copy. */
handout_status ho_text_decode_own(char *bytes, size_t length, const char *declared, ho_buf *out,
                                  ho_text *text, handout_error *error);

/* The same for bytes known to be UTF-8: no marks, no detection, nothing refused but for its length. */
handout_status ho_text_decode_utf8(const char *bytes, size_t length, ho_buf *out, ho_text *text);

/* Whether a charset's name is one that ho_text_decode knows. */
bool ho_text_charset_known(const char *name);

/* Reads one UTF-8 sequence, `left` >= 1 bytes long at most: its length and whether it is well-formed; a
 * malformed one's length is that of its longest well-formed beginning, at least 1. */
size_t ho_text_sequence(const char *bytes, size_t left, bool *valid);

/* Writes a code point as UTF-8, at most 4 bytes; returns how many. */
size_t ho_text_put(char *to, uint32_t point);

/* The length of the character at `bytes`, of which `left` >= 1 are there, 0 if ho_text_decode_utf8 changes
 * it. */
size_t ho_text_clean_character(const char *bytes, size_t left);

/* The number of leading bytes that ho_text_decode_utf8 leaves as they are. The second is the first's portable
 * twin. */
size_t ho_text_clean_run(const char *bytes, size_t length);
size_t ho_text_clean_run_portable(const char *bytes, size_t length);

#endif
