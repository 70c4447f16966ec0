/* Reads the article out of a news page: headline, paragraphs, and what the page says about itself.
 * Nothing here touches the network, prints, or keeps state between pages but libxml2, which is loaded for the
 * first one. */
#ifndef HO_PAGE_H
#define HO_PAGE_H

#include "buf.h"
#include "detect.h"
#include "handout.h"
#include "limit.h"

/* What was read from a page, all UTF-8 and none with a NUL at its end. A buffer is empty where the page
 * does not say. */
typedef struct ho_page {
  ho_buf text;            /* the headline's line if there is one, then a paragraph a line */
  size_t headline_length; /* bytes of `text` that are the headline and its line end; 0 if none */
  ho_buf title;           /* the headline as the page's metadata has it, else as the page shows it */
  ho_buf publisher;
  ho_buf date; /* when it was published, as written there, mostly ISO 8601 */
} ho_page;

/* Loads libxml2. ho_page_read does, too, but can't say why it failed: HANDOUT_BAD_ARGUMENT and `error` where
 * that isn't here. */
handout_status ho_page_prepare(handout_error *error);

/* Reads a page, which should be UTF-8 whatever it declares; bytes that are not become U+FFFD. A page without
 * an article gives an empty text. `page` is filled in any case; the caller frees it with ho_page_free. */
handout_status ho_page_read(const char *html, size_t length, ho_page *page);

/* NULL is fine, and a page freed before. */
void ho_page_free(ho_page *page);

#endif
