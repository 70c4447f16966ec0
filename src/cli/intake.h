/* One input read: a file's text or page, or a line of JSON. */
#ifndef HO_INTAKE_H
#define HO_INTAKE_H

#include "contents.h"
#include "html/page.h"
#include "options.h"

#include <jansson.h>

/* Of a line of JSON. A value takes up to some 250 bytes of memory. */
enum { HO_MAX_LINE = 64 << 20, HO_MAX_LINE_VALUES = 1000000 };

/* What is to be judged, UTF-8, valid until the intake's next call. */
typedef struct ho_item {
  const char *path;
  size_t line;    /* in a file of JSON lines, else 0 */
  const char *id; /* a record's id as JSON, NULL where it has none */
  size_t id_length;
  const char *kept; /* a record's other fields as JSON, each followed by a comma */
  size_t kept_length;
  const char *text;
  size_t length;
  const char *encoding; /* of the bytes read */
  size_t replaced;      /* sequences of bytes that could not be read */
  const ho_page *page;  /* NULL for plain text */
} ho_item;

/* Scratch memory, one a thread. Start with `options` set and all else zero. */
typedef struct ho_intake {
  const ho_options *options;
  ho_contents contents;
  ho_buf decoded;
  ho_page page;
  json_t *record;
  ho_buf id, kept, unescaped;
} ho_intake;

void ho_intake_free(ho_intake *intake);

/* Each fills in `item`, as far as it got where it fails, with a message. */
handout_status ho_intake_file(ho_intake *intake, const char *path, ho_item *item, handout_error *error);
handout_status ho_intake_line(ho_intake *intake, const char *path, size_t line, const char *bytes,
                              size_t length, ho_item *item, handout_error *error);

#endif
