/* How much of a page is read. */
#ifndef HO_PAGE_LIMIT_H
#define HO_PAGE_LIMIT_H

#define HO_PAGE_MAX_LENGTH 4294967295u /* bytes of one page; a longer one is HANDOUT_TOO_LARGE */
#define HO_PAGE_MAX_TEXT 67108864u     /* bytes of visible text looked at; the rest of the page is not read */
#define HO_PAGE_MAX_BLOCKS 1000000u    /* likewise, for blocks of text and for elements that hold them */
#define HO_PAGE_MAX_DEPTH 256          /* elements nested deeper are read as if they were not nested */

#endif
