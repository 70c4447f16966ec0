/* A page as its blocks of text and the elements that hold them. */
#ifndef HO_OUTLINE_H
#define HO_OUTLINE_H

#include "buf.h"
#include "handout.h"
#include "tag.h"

#include <stdint.h>

/* An element that can hold blocks. Elements and blocks stand in the page's order, so that what an element
 * holds, at any depth, is a range of blocks. */
typedef struct ho_node {
  const ho_tag *tag;
  uint32_t parent; /* its own number for the first */
  uint32_t first_block, end_block;
  unsigned hints;
  bool open; /* while it is read */
} ho_node;

/* A run of text that a reader sees as a paragraph, a headline or a line. */
typedef struct ho_block {
  size_t start;       /* in the outline's text */
  size_t length;      /* bytes; never 0 */
  size_t link_length; /* bytes in links */
  uint32_t node;      /* the innermost element */
  uint32_t chars;     /* characters; one that writes a word counts as three */
  uint32_t words;
  uint32_t stops; /* sentences' ends */
  uint8_t level;  /* of a heading, 0 for another block */
  bool ends_sentence;
} ho_block;

typedef struct ho_outline {
  ho_buf text;
  ho_buf blocks; /* of ho_block */
  ho_buf nodes;  /* of ho_node */
  ho_buf json;   /* the page's JSON-LD scripts, each followed by a NUL */
  ho_buf title, og_title, site_name, date;
} ho_outline;

static inline ho_block *ho_outline_blocks(const ho_outline *outline) {
  return (ho_block *)(void *)outline->blocks.data;
}

static inline size_t ho_outline_block_count(const ho_outline *outline) {
  return outline->blocks.length / sizeof(ho_block);
}

static inline ho_node *ho_outline_nodes(const ho_outline *outline) {
  return (ho_node *)(void *)outline->nodes.data;
}

static inline size_t ho_outline_node_count(const ho_outline *outline) {
  return outline->nodes.length / sizeof(ho_node);
}

/* Reads a page into a zeroed outline; the caller frees it with ho_outline_free, also after an error. */
handout_status ho_outline_read(const char *html, size_t length, ho_outline *outline);

void ho_outline_free(ho_outline *outline);

#endif
