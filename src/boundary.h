/* How much a line looks like the first of another article. */
#ifndef HO_BOUNDARY_H
#define HO_BOUNDARY_H

#include "furniture.h"

enum {
  HO_WINDOW = 32,     /* lines kept; a power of two */
  HO_LOOK_AHEAD = 16, /* lines that can be asked for beyond the one in question */
  HO_SEEN_WORDS = 64, /* 64-bit words of a set of terms */
  HO_REPEATS = 16     /* short lines remembered */
};

/* The lines around the one in question, read as they are asked for. */
typedef struct ho_window {
  ho_line_reader reader;
  size_t count; /* lines read; the last HO_WINDOW of them are kept */
  ho_line lines[HO_WINDOW];
} ho_window;

void ho_window_open(ho_window *window, const char *text, size_t length);

/* Line `index` of the text, counting those that are not blank; NULL behind the last one
 * and for one that is no longer kept. */
const ho_line *ho_window_line(ho_window *window, size_t index);

/* What the article so far is about: the terms of its opening and of its latest lines,
 * its usual gap between lines, its short lines. Its size is fixed. */
typedef struct ho_topic {
  uint64_t opening[HO_SEEN_WORDS];
  uint64_t recent[HO_SEEN_WORDS];
  uint64_t seen_terms[HO_SEEN_WORDS]; /* these and those before them */
  unsigned lines;                     /* that are text */
  unsigned gaps[4];                   /* lines after 1, 2, 3, more line breaks */
  unsigned largest_gap;
  uint32_t repeats[HO_REPEATS];
  unsigned repeat_count;
  unsigned labels; /* short lines that are not sentences */
  unsigned heads;  /* those before a long line: subheads */
  bool after_label;
  float seen; /* share of a line's terms that stood in the article before, running mean */
} ho_topic;

void ho_topic_start(ho_topic *topic);
void ho_topic_add(ho_topic *topic, const ho_line *line);
bool ho_was_seen(const ho_topic *topic, uint32_t term);

enum { HO_BOUNDARY_CUES = 88 };

/* False for lines that are ruled out at a glance: most paragraphs after a paragraph. */
bool ho_may_start(ho_window *window, size_t index);

/* The cues for an article starting at line `index`, `topic` being the one before it. */
void ho_measure_boundary(ho_window *window, const ho_topic *topic, size_t index,
                         float cues[HO_BOUNDARY_CUES]);

/* The log odds that an article starts there. */
float ho_boundary_score(const float cues[HO_BOUNDARY_CUES]);

/* True for a line that opens like a report: "ISLAMABAD: ...", "PARIS, May 3 (Agency) - ...". */
bool ho_has_dateline(const char *text, const ho_line *line);

#endif
