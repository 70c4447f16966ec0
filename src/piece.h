/* The articles in a text: where each starts, its headline, what in it is not its text. */
#ifndef HO_PIECE_H
#define HO_PIECE_H

#include "boundary.h"
#include "handout.h"

enum {
  HO_MAX_LEFT_OUT = 512,        /* parts left out of one article; what comes after them stays text */
  HO_MAX_LEFT_OUT_ALL = 131072, /* and of all articles of a text together */
  HO_LONGEST_HEADLINE = 300     /* bytes */
};

/* The articles found last. Memory is kept between calls, and grows with what was found,
 * never with the length of the text. Start with HO_PIECES_INIT; one a thread. */
typedef struct ho_pieces {
  handout_article *articles;
  size_t count, capacity;
  handout_left_out *left_out; /* of all articles, in order */
  size_t left_out_count, left_out_capacity;
} ho_pieces;

#define HO_PIECES_INIT                                                                                       \
  { NULL, 0, 0, NULL, 0, 0 }

/* Finds the articles in text[0, length): at least one, which may be empty. Time is linear
 * in the length. After a failure `pieces` is usable and empty. */
handout_status ho_find_pieces(ho_pieces *pieces, const char *text, size_t length);

void ho_pieces_free(ho_pieces *pieces); /* frees and zeroes; a zeroed one is fine */

/* The headline of the article text[start, end): its first line, kickers, dates and page
 * furniture apart, if that is short, no sentence, and more text follows; else an empty
 * span at `start`. */
handout_span ho_find_headline(const char *text, size_t start, size_t end);

#endif
