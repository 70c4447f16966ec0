/* The lines around the one in question, and what the article so far is about. */
#ifndef HO_TOPIC_H
#define HO_TOPIC_H

#include "furniture.h"

enum {
  HO_WINDOW = 32,        /* lines kept; a power of two */
  HO_TERM_PLACES = 8192, /* places of a set of terms; a power of two */
  HO_SEEN = 4,           /* at a term's place: it stood in the article, */
  HO_REPEATS = 16        /* short lines remembered */
};

/* Lines, read as they are asked for. */
typedef struct ho_window {
  ho_line_reader reader;
  size_t count; /* lines read; the last HO_WINDOW of them are kept */
  ho_line lines[HO_WINDOW];
} ho_window;

void ho_window_open(ho_window *window, const char *text, size_t length);

/* Reads up to line `index`; NULL behind the last one. */
const ho_line *ho_window_read(ho_window *window, size_t index);

/* Line `index` of the text, counting those that are not blank; NULL behind the last one
 * and for one that is no longer kept. At most HO_WINDOW / 2 lines can be asked for beyond
 * one that will be asked for again. */
static inline const ho_line *ho_window_line(ho_window *window, size_t index) {
  if (index >= window->count)
    return ho_window_read(window, index);
  return window->count - index <= HO_WINDOW ? &window->lines[index % HO_WINDOW] : NULL;
}

/* Whether a line follows line `index`, which was read. */
static inline bool ho_window_goes_on(const ho_window *window, size_t index) {
  return index + 1 < window->count || ho_has_line(&window->reader);
}

/* Counts of terms in one number, HO_COUNT_BITS each: all of them, names and rare ones, then those of each
 * that stood in the article. */
typedef uint64_t ho_term_counts;

enum {
  HO_COUNT_BITS = 10,
  HO_ALL = 0,
  HO_NAMES = HO_COUNT_BITS,
  HO_RARE = 2 * HO_COUNT_BITS,
  HO_SEEN_COUNTS = 3 * HO_COUNT_BITS
};

/* What the article so far is about: the terms of its opening and of its latest lines,
 * the gaps between its lines, its short lines. Its size is fixed. */
typedef struct ho_topic {
  uint8_t seen[HO_TERM_PLACES]; /* HO_SEEN and what topic.c keeps */
  unsigned lines;               /* that are text */
  unsigned paragraphs;          /* of them those that are sentences */
  unsigned gaps[4];             /* lines after 1, 2, 3, more line breaks */
  unsigned largest_gap;
  unsigned labels; /* short lines that are no sentences */
  unsigned heads;  /* those before a long line: subheads */
  bool after_label;
  uint32_t repeats[HO_REPEATS];
  unsigned repeat_count;
  float seen_share; /* of a line's terms those that stood in the article before, running mean */
  uint32_t counted; /* a bit for each of the window's lines of which, since the last was added, */
  ho_term_counts counts[HO_WINDOW]; /* this is known */
} ho_topic;

_Static_assert(HO_WINDOW == 32, "ho_topic.counted has a bit a line");

void ho_topic_start(ho_topic *topic);
void ho_topic_add(ho_topic *topic, const ho_line *line);

/* True if a short line like this one was added lately. */
bool ho_topic_repeats(const ho_topic *topic, const ho_line *line);

/* HO_SEEN if the term stood in the article, else 0. */
static inline unsigned ho_seen(const ho_topic *topic, uint32_t term) {
  return topic->seen[(term >> 2) % HO_TERM_PLACES] & HO_SEEN;
}

static inline bool ho_was_seen(const ho_topic *topic, uint32_t term) {
  return ho_seen(topic, term) != 0;
}

/* Counts a line's terms; the line is the window's. */
ho_term_counts ho_count_terms(const ho_window *window, ho_topic *topic, const ho_line *line);

#endif
