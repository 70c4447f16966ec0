/* Tells HTML from plain text. */
#ifndef HO_DETECT_H
#define HO_DETECT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a text is an HTML page, by its content. Plain text with a stray '<' or a few tags is not. */
bool ho_page_detect(const char *text, size_t length);

#endif
