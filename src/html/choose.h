/* Finds the blocks of a page that are its article. */
#ifndef HO_CHOOSE_H
#define HO_CHOOSE_H

#include "title.h"

typedef struct ho_choice {
  ho_buf kept;      /* a byte a block: whether it is a paragraph of the article */
  int64_t headline; /* the block with the headline, or HO_NO_BLOCK */
} ho_choice;

/* Fills a zeroed choice; `title` is what the page's metadata have, perhaps nothing.
 * The caller frees `kept` with ho_buf_free. False when memory runs out. */
bool ho_choose(const ho_outline *outline, const ho_buf *title, ho_choice *choice);

#endif
