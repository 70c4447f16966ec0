/* Running independent jobs on several threads. */
#include "parallel.h"

#include <pthread.h>

enum { MAX_THREADS = 64 };

typedef struct queue {
  pthread_mutex_t lock;
  size_t next, count;
  ho_job job;
  void *context;
  size_t failed; /* the lowest job that did; count: none */
  handout_status status;
} queue;

static bool take(queue *work, size_t *index) {
  (void)pthread_mutex_lock(&work->lock);
  *index = work->next;
  bool more = work->next < work->count;
  work->next += more;
  (void)pthread_mutex_unlock(&work->lock);
  return more;
}

/* The jobs after a failed one are not started. */
static void note_failure(queue *work, size_t index, handout_status status) {
  (void)pthread_mutex_lock(&work->lock);
  if (index < work->failed) {
    work->failed = index;
    work->status = status;
  }
  work->next = work->count;
  (void)pthread_mutex_unlock(&work->lock);
}

static void *run(void *argument) {
  queue *work = argument;
  size_t index;
  while (take(work, &index)) {
    handout_status status = work->job(work->context, index);
    if (status != HANDOUT_OK)
      note_failure(work, index, status);
  }
  return NULL;
}

handout_status ho_run_jobs(size_t count, size_t threads, ho_job job, void *context) {
  queue work = {.count = count, .job = job, .context = context, .failed = count, .status = HANDOUT_OK};
  pthread_t helper[MAX_THREADS];
  size_t started = 0;
  if (pthread_mutex_init(&work.lock, NULL) != 0)
    return HANDOUT_NO_MEMORY;
  while (started + 1 < threads && started + 1 < count && started < MAX_THREADS &&
         pthread_create(&helper[started], NULL, run, &work) == 0)
    started++;
  (void)run(&work);
  while (started > 0)
    (void)pthread_join(helper[--started], NULL);
  (void)pthread_mutex_destroy(&work.lock);
  return work.status;
}
