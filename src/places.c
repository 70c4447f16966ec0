/* A place of its own for each of a fixed set of keys. */
#include "places.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SHIFTS = UINT16_MAX + 1, TRIES = 40, MOST_PLACES = 1 << 23 };

/* Keys in the order of their buckets: those of bucket b are order[start[b]] to order[start[b + 1] - 1]. */
typedef struct search {
  ho_places *places;
  uint16_t *shifts;
  const uint64_t *keys;
  uint32_t *start, *order;
  bool *taken; /* by place */
  bool failed; /* memory ran out */
} search;

static size_t bucket_of(const search *s, uint64_t key) {
  return (size_t)(key * s->places->factor >> HO_BUCKET_BITS) & s->places->buckets;
}

static void sort_keys(search *s, size_t count) {
  memset(s->start, 0, (s->places->buckets + 3) * sizeof *s->start);
  for (size_t i = 0; i < count; i++)
    s->start[bucket_of(s, s->keys[i]) + 2]++;
  for (size_t b = 0; b <= s->places->buckets; b++)
    s->start[b + 2] += s->start[b + 1];
  for (size_t i = 0; i < count; i++)
    s->order[s->start[bucket_of(s, s->keys[i]) + 1]++] = (uint32_t)i;
}

/* Takes a place for each key of a bucket, or none and returns false. */
static bool take_places(search *s, size_t bucket) {
  for (uint32_t i = s->start[bucket]; i < s->start[bucket + 1]; i++) {
    bool *place = &s->taken[ho_place(s->places, s->keys[s->order[i]])];
    if (*place) {
      while (i-- > s->start[bucket])
        s->taken[ho_place(s->places, s->keys[s->order[i]])] = false;
      return false;
    }
    *place = true;
  }
  return true;
}

static bool find_shift(search *s, size_t bucket) {
  for (uint32_t shift = 0; shift < MOST_SHIFTS && shift <= s->places->mask; shift++) {
    s->shifts[bucket] = (uint16_t)shift;
    if (take_places(s, bucket))
      return true;
  }
  return false;
}

/* The full buckets first, while there is room for them. */
static bool find_shifts(search *s) {
  uint32_t most = 0;
  for (size_t b = 0; b <= s->places->buckets; b++)
    most = s->start[b + 1] - s->start[b] > most ? s->start[b + 1] - s->start[b] : most;
  for (uint32_t size = most; size > 0; size--)
    for (size_t b = 0; b <= s->places->buckets; b++)
      if (s->start[b + 1] - s->start[b] == size && !find_shift(s, b))
        return false;
  return true;
}

/* Keys that fall together in bucket and place can't be parted by a shift, but by another factor: one in a few
 * will do. */
static bool find_factor(search *s, size_t count) {
  for (uint64_t round = 0; round < TRIES; round++) {
    s->places->factor = 0x9E3779B97F4A7C15u + round * 0x7F4A7C159E3779BAu;
    memset(s->taken, 0, (s->places->mask + 1) * sizeof *s->taken);
    sort_keys(s, count);
    if (find_shifts(s))
      return true;
  }
  return false;
}

/* With so many places as there are now. */
static bool find_with(search *s, size_t count) {
  s->taken = ho_alloc_array(s->places->mask + 1, sizeof *s->taken);
  const bool ok = s->taken && find_factor(s, count);
  s->failed = !s->taken;
  free(s->taken);
  return ok;
}

bool ho_places_find(ho_places *places, const uint64_t *keys, size_t count) {
  search s = {.places = places, .keys = keys};
  *places = (ho_places){.buckets = 1, .mask = 3};
  while ((places->mask + 1) * 3 < count * 4)
    places->mask = places->mask * 2 + 1;
  while ((places->buckets + 1) * 6 < count)
    places->buckets = places->buckets * 2 + 1;
  s.shifts = ho_alloc_array(places->buckets + 1, sizeof *s.shifts);
  s.start = ho_alloc_array(places->buckets + 3, sizeof *s.start);
  s.order = ho_alloc_array(count + 1, sizeof *s.order);
  places->shifts = s.shifts;
  s.failed = !s.shifts || !s.start || !s.order;
  while (!s.failed && !find_with(&s, count) && places->mask < MOST_PLACES)
    places->mask = places->mask * 2 + 1; /* a few keys have few shifts to choose from */
  free(s.start);
  free(s.order);
  if (s.failed || places->mask >= MOST_PLACES)
    ho_places_free(places);
  return places->shifts;
}

void ho_places_free(ho_places *places) {
  free(places->shifts);
  *places = (ho_places){0};
}

void ho_places_image(ho_places *copy, const ho_places *from, ho_image *image) {
  copy->shifts = ho_image_table(image, from->shifts, from->buckets + 1, sizeof *from->shifts);
}
