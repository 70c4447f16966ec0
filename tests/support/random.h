/* Random numbers that are the same on every run (xorshift). */
#ifndef RANDOM_H
#define RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct random_source {
  uint64_t state; /* never 0 */
} random_source;

static inline uint64_t random_number(random_source *source) {
  source->state ^= source->state << 13;
  source->state ^= source->state >> 7;
  source->state ^= source->state << 17;
  return source->state;
}

/* In 0..limit-1. */
static inline size_t random_below(random_source *source, size_t limit) {
  return (size_t)((random_number(source) >> 16) % limit);
}

#endif
