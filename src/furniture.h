/* What in a page is not the text of its article. */
#ifndef HO_FURNITURE_H
#define HO_FURNITURE_H

#include "line.h"

typedef enum ho_kind {
  HO_TEXT = 0,
  HO_SHARE,
  HO_ADVERTISEMENT,
  HO_NEWSLETTER,
  HO_COOKIE,
  HO_CAPTION,
  HO_DATE,
  HO_BYLINE,
  HO_LINK,
  HO_TAG,
  HO_CODE,
  HO_REPEATED_HEADLINE,
  HO_OTHER,
  HO_PLAIN_DATE, /* a date and no more: furniture only among other furniture */
  HO_END_MARK,   /* "###", "-30-", "ENDS": text, but nothing of the story follows */
  HO_KINDS
} ho_kind;

/* The name of a kind as in handout_left_out; never NULL. */
const char *ho_kind_name(ho_kind kind);

/* What a line is by itself, wherever it stands: by its words, its signs, the forms of
 * dates, bylines, captions and code. HO_TEXT where nothing speaks against it. */
ho_kind ho_furniture_kind(const char *text, const ho_line *line);

/* True for kinds that are not the article's text wherever they stand. */
static inline bool ho_is_furniture(ho_kind kind) {
  return kind > HO_TEXT && kind <= HO_OTHER;
}

/* Whether a word, in any case, is among `count` lower-case ones in the order of their bytes. */
bool ho_is_among(const char *const *list, size_t count, const char *word, size_t length);

/* The shape of a label: a few words, no sentence, not a list's item, not an address. */
bool ho_is_label(const char *text, const ho_line *line);

#endif
