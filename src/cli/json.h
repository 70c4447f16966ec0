/* Writing JSON, CSV and tab-separated fields. */
#ifndef HO_JSON_H
#define HO_JSON_H

#include "buf.h"

/* Each returns false when memory runs out. Bytes that are not UTF-8 are written as U+FFFD. */

/* A string with its quotation marks. */
bool ho_json_string(ho_buf *out, const char *bytes, size_t length);
bool ho_json_text(ho_buf *out, const char *text); /* up to its NUL */

bool ho_json_size(ho_buf *out, size_t value);

/* A number with that many decimals, 0 to 9, rounded to nearest. */
bool ho_json_fixed(ho_buf *out, double value, int decimals);

/* A number that reads back as the same double; null for infinities and NaN, which JSON has not. */
bool ho_json_exact(ho_buf *out, double value);

/* A field of tab-separated values: control characters and line breaks are spaces, blanks around it dropped.
 */
bool ho_plain_field(ho_buf *out, const char *bytes, size_t length);

/* A field of comma-separated values (RFC 4180), in quotation marks where it needs them. */
bool ho_csv_field(ho_buf *out, const char *bytes, size_t length);

#endif
