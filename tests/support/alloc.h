/* Allocations of our own code that fail when a test wants it. For programs linked with
 * --wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free; what other libraries allocate is left alone. */
#ifndef ALLOC_H
#define ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* From now on the n-th allocation fails, and where `all_later` those behind it; 0: none. */
void alloc_fail_at(size_t n, bool all_later);

/* Lets all succeed again; true if one has failed since. */
bool alloc_stop(void);

/* Allocations that have not been freed. */
size_t alloc_live(void);

#endif
