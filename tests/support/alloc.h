/* Allocations of our own code that fail when a test wants it. For programs linked with
 * --wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free; what other libraries allocate is left alone. */
#ifndef ALLOC_H
#define ALLOC_H

#include "handout.h"

#include <stdbool.h>
#include <stddef.h>

/* From now on the n-th allocation fails, and where `all_later` those behind it; 0: none. */
void alloc_fail_at(size_t n, bool all_later);

/* Lets all succeed again; true if one has failed since. */
bool alloc_stop(void);

/* Allocations that have not been freed. */
size_t alloc_live(void);

/* One call: sets up, arms the n-th failure, calls, disarms, and frees. Returns the call's status, `failed`
 * says whether an allocation did fail. */
typedef handout_status alloc_call(const void *context, size_t n, bool all_later, bool *failed);

/* Makes a call with its 1st, 2nd, 3rd… allocation failing until none does, then again with all behind it
 * failing too: the status must be HANDOUT_NO_MEMORY, or where the call `may_go_on` HANDOUT_OK, and nothing is
 * left. Prints how many allocations there are, which it returns. */
size_t alloc_survive(const char *name, alloc_call *call, const void *context, bool may_go_on);

#endif
