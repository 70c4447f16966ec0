/* Finds a page's headline. */
#ifndef HO_TITLE_H
#define HO_TITLE_H

#include "outline.h"

enum { HO_NO_BLOCK = -1 };

/* The block that shows the headline, HO_NO_BLOCK if none does; `title` is what the page's metadata have,
 * perhaps nothing. */
int64_t ho_headline_find(const ho_outline *outline, const ho_buf *title);

#endif
