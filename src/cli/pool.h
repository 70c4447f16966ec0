/* Threads that work on batches, and results that come out in the order in which batches went in. */
#ifndef HO_POOL_H
#define HO_POOL_H

#include "batch.h"

/* Works on a batch; `worker` is the thread's own context. */
typedef void ho_work(void *worker, ho_batch *batch);

/* Takes a finished batch, in the caller's thread; false where no more are wanted. */
typedef bool ho_take(void *context, ho_batch *batch);

typedef struct ho_pool ho_pool;

enum { HO_POOL_MOST_HELD = 128 << 20 }; /* bytes of input waiting, before the oldest is waited for */

/* Starts a thread for each of `workers`, or none if there is one only: then batches are worked on as they are
 * put. NULL when memory or threads run out. The caller frees it with ho_pool_free. */
ho_pool *ho_pool_new(void *const *workers, size_t count, ho_work *work, ho_take *take, void *context);

/* Forgets what was not taken, and ends the threads. NULL is fine. */
void ho_pool_free(ho_pool *pool);

/* An empty batch to fill in; may wait for the oldest one. NULL where no more are wanted. */
ho_batch *ho_pool_next(ho_pool *pool);

/* Puts the batch that ho_pool_next gave into the queue; false where no more are wanted. */
bool ho_pool_put(ho_pool *pool);

/* Waits for all batches; false where no more are wanted. */
bool ho_pool_drain(ho_pool *pool);

#endif
