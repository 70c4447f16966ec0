/* Locale-free numbers: the one way to read and to write them. */
#ifndef HO_NUMBER_H
#define HO_NUMBER_H

#include "buf.h"

#include <stdint.h>

/* Reads all of `text`, `length` bytes, as a finite decimal number with an optional
 * exponent ("-12.5e-3"); false for anything else, infinities and NaN included. */
bool ho_parse_double(const char *text, size_t length, double *value);

/* Reads all of `text` as decimal digits without sign; false for anything else or overflow. */
bool ho_parse_size(const char *text, size_t length, size_t *value);

/* Appends the shortest form that reads back as the same double; "0" for both zeros. */
bool ho_append_double(ho_buf *buf, double value);

/* Appends with a fixed number of decimals (0..9), rounded to nearest. */
bool ho_append_fixed(ho_buf *buf, double value, int decimals);

/* Appends with 17 significant digits. */
bool ho_append_exact(ho_buf *buf, double value);

#endif
