/* How much a line looks like the first of another article. */
#ifndef HO_BOUNDARY_H
#define HO_BOUNDARY_H

#include "topic.h"

enum { HO_BOUNDARY_CUES = 98 };

/* False for lines that are ruled out at a glance: most paragraphs after a paragraph. */
bool ho_may_start(ho_window *window, ho_topic *topic, size_t index);

/* The cues for an article starting at line `index`, `topic` being the one before it. */
void ho_measure_boundary(ho_window *window, ho_topic *topic, size_t index, float cues[HO_BOUNDARY_CUES]);

/* The log odds that an article starts there, by those cues. Where they are below `least` it may be any other
 * number below. */
float ho_start_odds(ho_window *window, ho_topic *topic, size_t index, float least);

/* True for a line that opens like a report: "ISLAMABAD: ...", "PARIS, May 3 (Agency) - ...". */
bool ho_has_dateline(const char *text, const ho_line *line);

#endif
