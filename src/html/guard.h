/* Stands between a page and the HTML parser: passes on what the parser reads quickly and nothing else. */
#ifndef HO_GUARD_H
#define HO_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/* Where the guarded page goes. Each function returns false to stop: out of memory, or enough read. */
typedef struct ho_guard_sink {
  void *context;
  bool (*markup)(void *context, const char *bytes, size_t length); /* a piece of the guarded page */
  size_t (*depth)(void *context);                                  /* elements open after the last piece */
  bool (*json)(void *context, const char *bytes, size_t length);   /* a JSON-LD script's content */
} ho_guard_sink;

/* Passes on a page: valid UTF-8 without control characters, comments, scripts and styles; tags with a few
 * attributes of limited length, nested no deeper than HO_PAGE_MAX_DEPTH. Takes time and, but for a small
 * buffer, no memory by the page's length. False when the sink stopped it or memory ran out. */
bool ho_guard_run(const char *html, size_t length, const ho_guard_sink *sink);

#endif
