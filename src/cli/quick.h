/* The fast way to read a record: a strict reader of JSON objects that knows what it doesn't know. */
#ifndef HO_QUICK_H
#define HO_QUICK_H

#include "buf.h"

/* A value as it stands in the line: a string without its quotation marks, or a number or a word. */
typedef enum ho_quick_kind {
  HO_QUICK_NONE = 0,
  HO_QUICK_NULL,
  HO_QUICK_STRING,
  HO_QUICK_INTEGER,
  HO_QUICK_OTHER
} ho_quick_kind;

typedef struct ho_quick_value {
  ho_quick_kind kind;
  const char *start;
  size_t length;
  bool escaped; /* a string with backslashes in it */
  bool clean;   /* a string that ho_text_decode_utf8 would leave as it is, its escapes resolved */
} ho_quick_value;

/* A field that is looked for, and what it holds. */
typedef struct ho_quick_field {
  const char *name;
  ho_quick_value value;
} ho_quick_field;

/* Finds the fields of a JSON object, checking all of it. True only for lines that are valid beyond doubt,
 * with no key twice in an object; false for all others, of which some are valid too: jansson is to judge
 * them. */
bool ho_quick_read(const char *line, size_t length, ho_quick_field *fields, size_t count);

/* Appends a string's bytes with its escapes resolved; false when memory runs out. */
bool ho_quick_unescape(const ho_quick_value *value, ho_buf *out);

#endif
