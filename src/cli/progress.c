/* How far long work is, on a terminal's stderr. */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

enum { FIRST_AFTER = 1 }; /* seconds; then every second */

static void set_next(ho_progress *progress) {
  (void)clock_gettime(CLOCK_MONOTONIC, &progress->next);
  progress->next.tv_sec += FIRST_AFTER;
}

void ho_progress_start(ho_progress *progress) {
  *progress = (ho_progress){.wanted = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)};
  if (progress->wanted)
    set_next(progress);
}

void ho_progress_show(ho_progress *progress, const ho_counts *counts) {
  struct timespec now;
  if (!progress->wanted || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
    return;
  if (now.tv_sec < progress->next.tv_sec ||
      (now.tv_sec == progress->next.tv_sec && now.tv_nsec < progress->next.tv_nsec))
    return;
  (void)fprintf(stderr, "\r%zu inputs, %zu articles, %zu failed ", counts->inputs, counts->articles,
                counts->failed);
  (void)fflush(stderr);
  progress->shown = true;
  set_next(progress);
}

void ho_progress_clear(ho_progress *progress) {
  if (!progress->shown)
    return;
  (void)fputs("\r\033[K", stderr);
  progress->shown = false;
}
