/* How far long work is, on a terminal's stderr. */
#ifndef HO_PROGRESS_H
#define HO_PROGRESS_H

#include "batch.h"

#include <time.h>

typedef struct ho_progress {
  bool wanted, shown;
  struct timespec next; /* when to show it again */
} ho_progress;

/* Wanted where stderr is a terminal and stdout is not: output shows how far it is by itself. */
void ho_progress_start(ho_progress *progress);
void ho_progress_show(ho_progress *progress, const ho_counts *counts);

/* Wipes the line, so that something else can be written. */
void ho_progress_clear(ho_progress *progress);

#endif
