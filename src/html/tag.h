/* What is known of HTML's elements, and of the words that page authors name them with. */
#ifndef HO_TAG_H
#define HO_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  HO_TAG_INLINE = 1 << 0,    /* does not end a paragraph */
  HO_TAG_VOID = 1 << 1,      /* has no content */
  HO_TAG_RAW = 1 << 2,       /* its content is not markup */
  HO_TAG_SKIP = 1 << 3,      /* what it holds is never text of the page */
  HO_TAG_PARAGRAPH = 1 << 4, /* meant for running text */
  HO_TAG_HEADING = 1 << 5,
  HO_TAG_ITEM = 1 << 6, /* an entry of a list */
  HO_TAG_CELL = 1 << 7,
  HO_TAG_CHROME = 1 << 8,  /* by its meaning not the article: navigation, asides */
  HO_TAG_ARTICLE = 1 << 9, /* by its meaning an article or the page's main part */
  HO_TAG_CAPTION = 1 << 10,
  HO_TAG_QUOTE = 1 << 11,
  HO_TAG_LINK = 1 << 12,
  HO_TAG_FORM = 1 << 13,
  HO_TAG_BREAK = 1 << 14,
  HO_TAG_LIST = 1 << 15 /* holds items, or rows of cells */
};

typedef struct ho_tag {
  const char *name;
  uint16_t flags;
} ho_tag;

/* Whether `length` bytes are a name, letters of either case being the same. `name` is lower case. */
bool ho_name_is(const char *bytes, size_t length, const char *name);

/* The entry for a name of any case; one without flags for a name that is not known. Never NULL. */
const ho_tag *ho_tag_find(const char *name, size_t length);

enum {
  HO_HINT_BODY = 1 << 0,    /* says it is the article's body */
  HO_HINT_CONTENT = 1 << 1, /* says it is content of some kind */
  HO_HINT_BAD = 1 << 2,     /* says it is something beside the article */
  HO_HINT_NEVER = 1 << 3,   /* says it is what never is the article: comments, a cookie notice */
  HO_HINT_CAPTION = 1 << 4,
  HO_HINT_HIDDEN = 1 << 5, /* is not shown */
  HO_HINT_QUOTE = 1 << 6,  /* says it is an embedded post of a network */
  HO_HINT_POPUP = 1 << 7   /* shown only on pointing at it */
};

/* The hints in the words of a class or id. */
unsigned ho_hint_find(const char *names, size_t length);

#endif
