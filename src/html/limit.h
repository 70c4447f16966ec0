/* How much of a page is read. */
#ifndef HO_PAGE_LIMIT_H
#define HO_PAGE_LIMIT_H

#define HO_PAGE_MAX_LENGTH 4294967295u /* bytes of one page; a longer one is HANDOUT_TOO_LARGE */
#define HO_PAGE_MAX_TEXT 67108864u     /* bytes of visible text looked at; the rest of the page is not read */
#define HO_PAGE_MAX_BLOCKS 1000000u    /* likewise, for blocks of text and for elements that hold them */
#define HO_PAGE_MAX_DEPTH 256          /* elements nested deeper are read as if they were not nested */
#define HO_PAGE_MAX_VALUE 256          /* bytes kept of an attribute's value */
#define HO_PAGE_MAX_CONTENT 4096       /* the same where the value is text: a <meta>'s content */
#define HO_PAGE_MAX_JSON 2097152u      /* bytes of JSON-LD kept; more is not an article's description */
#define HO_PAGE_MAX_OBJECTS 2000u      /* objects of JSON-LD looked at */
#define HO_PAGE_MAX_JSON_DEPTH 12      /* arrays and objects that one looked at may stand in */

#endif
