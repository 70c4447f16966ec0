/* Threads that work on batches, and results that come out in the order in which batches went in. */
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

enum { KEPT = 1 << 20, SLOTS_PER_THREAD = 4 };

typedef struct thread_context {
  struct ho_pool *pool;
  void *worker;
} thread_context;

/* Batches are numbered from 0 as they are put; number n stands in slot n % slot_count. */
struct ho_pool {
  ho_work *work;
  ho_take *take;
  void *context;
  ho_batch *slots;
  size_t slot_count;
  size_t put, begun, taken; /* begun by a thread; taken back by the caller */
  size_t held;              /* bytes of input of those put and not taken */
  bool stopped;             /* no more are wanted */
  thread_context *contexts;
  pthread_t *threads;
  size_t thread_count; /* 0: the caller's own thread works */
  bool ending;
  pthread_mutex_t lock;
  pthread_cond_t changed_in, changed_out;
};

void ho_batch_free(ho_batch *batch) {
  ho_buf_free(&batch->in);
  ho_buf_free(&batch->out);
  ho_buf_free(&batch->messages);
}

static void reuse(ho_buf *buf) {
  if (buf->capacity > KEPT)
    ho_buf_free(buf);
  ho_buf_clear(buf);
}

void ho_batch_reset(ho_batch *batch) {
  reuse(&batch->in);
  reuse(&batch->out);
  reuse(&batch->messages);
  *batch = (ho_batch){.in = batch->in, .out = batch->out, .messages = batch->messages};
}

static void *run_thread(void *argument) {
  const thread_context *own = argument;
  ho_pool *pool = own->pool;
  (void)pthread_mutex_lock(&pool->lock);
  for (;;) {
    while (pool->begun == pool->put && !pool->ending)
      (void)pthread_cond_wait(&pool->changed_in, &pool->lock);
    if (pool->ending)
      break;
    ho_batch *batch = &pool->slots[pool->begun++ % pool->slot_count];
    (void)pthread_mutex_unlock(&pool->lock);
    pool->work(own->worker, batch);
    (void)pthread_mutex_lock(&pool->lock);
    batch->done = true;
    (void)pthread_cond_signal(&pool->changed_out);
  }
  (void)pthread_mutex_unlock(&pool->lock);
  return NULL;
}

static bool start_threads(ho_pool *pool, void *const *workers, size_t count) {
  for (size_t i = 0; i < count; i++)
    pool->contexts[i] = (thread_context){pool, workers[i]};
  for (size_t i = 0; count > 1 && i < count; i++, pool->thread_count++)
    if (pthread_create(&pool->threads[i], NULL, run_thread, &pool->contexts[i]) != 0)
      return false;
  return true;
}

ho_pool *ho_pool_new(void *const *workers, size_t count, ho_work *work, ho_take *take, void *context) {
  ho_pool *pool = calloc(1, sizeof *pool);
  if (!pool)
    return NULL;
  pool->work = work;
  pool->take = take;
  pool->context = context;
  pool->slot_count = count > 1 ? count * SLOTS_PER_THREAD : 1;
  pool->slots = ho_alloc_array(pool->slot_count, sizeof *pool->slots);
  pool->contexts = ho_alloc_array(count, sizeof *pool->contexts);
  pool->threads = ho_alloc_array(count, sizeof *pool->threads);
  (void)pthread_mutex_init(&pool->lock, NULL);
  (void)pthread_cond_init(&pool->changed_in, NULL);
  (void)pthread_cond_init(&pool->changed_out, NULL);
  if (pool->slots && pool->contexts && pool->threads && start_threads(pool, workers, count))
    return pool;
  ho_pool_free(pool);
  return NULL;
}

void ho_pool_free(ho_pool *pool) {
  if (!pool)
    return;
  (void)pthread_mutex_lock(&pool->lock);
  pool->ending = true;
  (void)pthread_cond_broadcast(&pool->changed_in);
  (void)pthread_mutex_unlock(&pool->lock);
  for (size_t i = 0; i < pool->thread_count; i++)
    (void)pthread_join(pool->threads[i], NULL);
  for (size_t i = 0; pool->slots && i < pool->slot_count; i++)
    ho_batch_free(&pool->slots[i]);
  (void)pthread_cond_destroy(&pool->changed_in);
  (void)pthread_cond_destroy(&pool->changed_out);
  (void)pthread_mutex_destroy(&pool->lock);
  free(pool->slots);
  free(pool->contexts);
  free(pool->threads);
  free(pool);
}

static bool is_done(ho_pool *pool, ho_batch *batch, bool wait) {
  (void)pthread_mutex_lock(&pool->lock);
  while (wait && !batch->done)
    (void)pthread_cond_wait(&pool->changed_out, &pool->lock);
  const bool done = batch->done;
  (void)pthread_mutex_unlock(&pool->lock);
  return done;
}

/* Hands the oldest batch to the caller once it is done; false where there is none to hand. */
static bool take_oldest(ho_pool *pool, bool wait) {
  if (pool->taken == pool->put)
    return false;
  ho_batch *batch = &pool->slots[pool->taken % pool->slot_count];
  if (!is_done(pool, batch, wait))
    return false;
  if (!pool->stopped && !pool->take(pool->context, batch))
    pool->stopped = true;
  pool->held -= batch->in.length;
  pool->taken++;
  ho_batch_reset(batch);
  return true;
}

ho_batch *ho_pool_next(ho_pool *pool) {
  while (pool->put - pool->taken == pool->slot_count || pool->held > HO_POOL_MOST_HELD)
    (void)take_oldest(pool, true);
  return pool->stopped ? NULL : &pool->slots[pool->put % pool->slot_count];
}

bool ho_pool_put(ho_pool *pool) {
  ho_batch *batch = &pool->slots[pool->put % pool->slot_count];
  pool->held += batch->in.length;
  if (pool->thread_count == 0) {
    pool->work(pool->contexts[0].worker, batch);
    batch->done = true;
    pool->begun++;
  }
  (void)pthread_mutex_lock(&pool->lock);
  pool->put++;
  (void)pthread_cond_signal(&pool->changed_in);
  (void)pthread_mutex_unlock(&pool->lock);
  while (take_oldest(pool, false))
    ;
  return !pool->stopped;
}

bool ho_pool_drain(ho_pool *pool) {
  while (take_oldest(pool, true))
    ;
  return !pool->stopped;
}
