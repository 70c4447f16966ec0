/* Running independent jobs on several threads. */
#ifndef HO_PARALLEL_H
#define HO_PARALLEL_H

#include "handout.h"

typedef handout_status (*ho_job)(void *context, size_t index);

/* Runs job 0..count-1, each once, on at most `threads` threads; returns the status of the first one, by
 * number, that failed. Jobs write to places of their own, so the result does not depend on the threads. */
handout_status ho_run_jobs(size_t count, size_t threads, ho_job job, void *context);

#endif
