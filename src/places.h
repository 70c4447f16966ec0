/* A place of its own for each of a fixed set of keys, so that looking one up takes no search and no branch.
 * Hash and displace: Belazzougui, Botelho, Dietzfelbinger, "Hash, Displace, and Compress", ESA 2009. */
#ifndef HO_PLACES_H
#define HO_PLACES_H

#include "bits.h"
#include "image.h"

#include <stdint.h>

typedef struct ho_places {
  uint64_t factor;  /* odd: a key times this is its hash */
  uint16_t *shifts; /* by bucket */
  size_t buckets;   /* their number - 1 */
  size_t mask; /* number of places - 1: a third more than there are keys, to three times as many; more for a
                  few keys */
} ho_places;

/* Finds the places of different keys. The caller frees them with ho_places_free. False when memory runs out.
 */
bool ho_places_find(ho_places *places, const uint64_t *keys, size_t count);
void ho_places_free(ho_places *places);

/* Stores the table, or points `copy` to the stored one. */
void ho_places_image(ho_places *copy, const ho_places *from, ho_image *image);

enum { HO_BUCKET_BITS = 46, HO_PLACE_BITS = 24 }; /* bits of the hash below those that tell them */

/* Where a key is if it is one of the set; another one has any place. */
static inline size_t ho_place(const ho_places *places, uint64_t key) {
  const uint64_t hash = key * places->factor;
  return (size_t)(hash >> HO_PLACE_BITS ^ places->shifts[hash >> HO_BUCKET_BITS & places->buckets]) &
         places->mask;
}

/* The same, with what `table` has there, its rows being `size` bytes, fetched ahead. */
static inline uint32_t ho_place_ahead(const ho_places *places, uint64_t key, const void *table, size_t size) {
  const size_t place = ho_place(places, key);
  ho_fetch((const char *)table + place * size);
  return (uint32_t)place;
}

#endif
