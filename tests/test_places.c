/* Tests of src/places.c: a place of its own for each key, whatever the keys are like. */
#include "alloc.h"
#include "places.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
  MOST_KEYS = 50000,
  FEW_KEYS = 100,
  PAIR_BITS = 20,
  VERY_MANY = 1 << 20 /* words or n-grams of a model */
};

/* Every place is within the mask and no two keys have the same; there are not many more than needed. */
static void expect_places(const ho_places *places, const uint64_t *keys, size_t count) {
  bool *taken = ho_alloc_array(places->mask + 1, sizeof *taken);
  assert_non_null(taken);
  assert_true((places->mask & (places->mask + 1)) == 0 && (places->buckets & (places->buckets + 1)) == 0);
  assert_true((places->mask + 1) * 3 >= count * 4);
  assert_true(places->mask + 1 <= 4 || places->mask + 1 <= count * (count < FEW_KEYS ? 6 : 3));
  for (size_t i = 0; i < count; i++) {
    const size_t place = ho_place(places, keys[i]);
    assert_true(place <= places->mask && !taken[place]);
    taken[place] = true;
  }
  free(taken);
}

/* Keys that are not of the set have some place. */
static void expect_others(const ho_places *places) {
  static const uint64_t others[] = {0, 1, UINT32_MAX, (uint64_t)1 << 40, (uint64_t)1 << 63, UINT64_MAX};
  random_source source = {99};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_true(ho_place(places, others[i]) <= places->mask);
  for (int i = 0; i < 1000; i++)
    assert_true(ho_place(places, random_number(&source)) <= places->mask);
}

static void check(const uint64_t *keys, size_t count) {
  ho_places places;
  if (!ho_places_find(&places, keys, count))
    fail_msg("no places for %zu keys", count);
  expect_places(&places, keys, count);
  expect_others(&places);
  ho_places_free(&places);
  assert_null(places.shifts);
  ho_places_free(&places);
}

static int by_size(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Without those that come again; returns how many are left. */
static size_t drop_repeated(uint64_t *keys, size_t count) {
  size_t kept = 0;
  qsort(keys, count, sizeof *keys, by_size);
  for (size_t i = 0; i < count; i++)
    if (i == 0 || keys[i] != keys[i - 1])
      keys[kept++] = keys[i];
  return kept;
}

static uint64_t *room_for_keys(void) {
  uint64_t *keys = malloc(VERY_MANY * sizeof *keys);
  assert_non_null(keys);
  return keys;
}

static void none_and_few_keys(void **state) {
  (void)state;
  static const uint64_t some[] = {0, 1, UINT64_MAX, (uint64_t)1 << 39, 12345678901234567u};
  check(some, 0);
  check(NULL, 0);
  for (size_t first = 0; first < sizeof some / sizeof *some; first++)
    for (size_t count = 1; first + count <= sizeof some / sizeof *some; count++)
      check(some + first, count);
}

static void random_keys(void **state) {
  (void)state;
  random_source source = {17};
  uint64_t *keys = room_for_keys();
  for (size_t count = 3; count <= MOST_KEYS; count = count < 200 ? count + 1 : count + count / 3 + 1) {
    for (size_t i = 0; i < count; i++)
      keys[i] = random_number(&source);
    check(keys, drop_repeated(keys, count));
  }
  for (size_t i = 0; i < MOST_KEYS; i++)
    keys[i] = random_number(&source);
  check(keys, drop_repeated(keys, MOST_KEYS));
  free(keys);
}

/* Of every size many times, as a few keys to a place less are what fails. */
static void many_small_sets(void **state) {
  (void)state;
  static const size_t wide[] = {0, 6, 30, 300, 3000}; /* pairs of numbers below that; 0: any keys */
  random_source source = {4242};
  uint64_t keys[200];
  for (size_t w = 0; w < sizeof wide / sizeof *wide; w++)
    for (size_t count = 1; count <= 200; count++)
      for (int round = 0; round < 60; round++) {
        for (size_t i = 0; i < count; i++)
          keys[i] = wide[w] ? (uint64_t)random_below(&source, 4 * wide[w]) << PAIR_BITS |
                                  (10 + random_below(&source, wide[w]))
                            : random_number(&source);
        check(keys, drop_repeated(keys, count));
      }
}

/* As many words as a model may have, by their hashes, and as many pairs of them. */
static void very_many_keys(void **state) {
  (void)state;
  random_source source = {23};
  uint64_t *keys = room_for_keys();
  for (size_t count = VERY_MANY; count > MOST_KEYS; count = count / 3 * 2 + 5)
    for (unsigned unused_bits = 0; unused_bits < 64 - PAIR_BITS; unused_bits += 64 - 2 * PAIR_BITS) {
      for (size_t i = 0; i < count; i++)
        keys[i] = random_number(&source) >> unused_bits;
      check(keys, drop_repeated(keys, count));
    }
  for (uint64_t i = 0; i < VERY_MANY; i++)
    keys[i] = i / 1024 << PAIR_BITS | i % 1024;
  check(keys, VERY_MANY);
  for (uint64_t i = 0; i < VERY_MANY / 2; i++)
    keys[i] = 2 * i << PAIR_BITS | (2 * i + 1);
  check(keys, VERY_MANY / 2);
  free(keys);
}

static void numbers_in_a_row(void **state) {
  (void)state;
  uint64_t *keys = room_for_keys();
  for (size_t count = 1; count <= MOST_KEYS; count += count / 2 + 1)
    for (uint64_t first = 0; first <= (uint64_t)1 << 40; first = first * 31 + 1) {
      for (size_t i = 0; i < count; i++)
        keys[i] = first + i;
      check(keys, count);
    }
  free(keys);
}

/* Pairs of numbers, as n-grams and the edges of phrases are: all of few, and some of more. */
static void pairs_of_small_numbers(void **state) {
  (void)state;
  random_source source = {5};
  uint64_t *keys = room_for_keys();
  for (uint64_t wide = 1; wide * wide <= MOST_KEYS; wide += wide / 4 + 1) {
    size_t count = 0;
    for (uint64_t a = 0; a < wide; a++)
      for (uint64_t b = 0; b < wide; b++)
        keys[count++] = a << PAIR_BITS | b;
    check(keys, count);
  }
  for (size_t wide = 16; wide < 1u << PAIR_BITS; wide *= 4)
    for (size_t count = 10; count <= MOST_KEYS && count < wide * wide / 2; count *= 5) {
      for (size_t i = 0; i < count; i++)
        keys[i] = (uint64_t)random_below(&source, wide) << PAIR_BITS | random_below(&source, wide);
      check(keys, drop_repeated(keys, count));
    }
  free(keys);
}

/* One number of the pair is always the same, or the pairs are a line through all of them. */
static void rows_of_pairs(void **state) {
  (void)state;
  uint64_t *keys = room_for_keys();
  for (size_t count = 2; count <= MOST_KEYS; count = count * 3 + 1)
    for (uint64_t other = 0; other < 1u << PAIR_BITS; other = other * 9 + 7) {
      for (uint64_t i = 0; i < count; i++)
        keys[i] = i << PAIR_BITS | other;
      check(keys, count);
      for (uint64_t i = 0; i < count; i++)
        keys[i] = other << PAIR_BITS | i;
      check(keys, count);
      for (uint64_t i = 0; i < count; i++)
        keys[i] = i << PAIR_BITS | i;
      check(keys, count);
    }
  free(keys);
}

/* Of a key of 40 bits; few keys that differ in nothing but their uppermost bits need not have places. */
static void keys_that_differ_in_few_bits(void **state) {
  (void)state;
  uint64_t *keys = room_for_keys();
  for (unsigned low = 0; low <= 26; low++)
    for (unsigned bits = 1; bits <= 12 && low + bits <= 2 * PAIR_BITS; bits++) {
      for (uint64_t i = 0; i < (uint64_t)1 << bits; i++)
        keys[i] = (0x5A5A5A5A5A & ~((((uint64_t)1 << bits) - 1) << low)) | i << low;
      check(keys, (size_t)1 << bits);
    }
  free(keys);
}

typedef struct some_keys {
  uint64_t *keys;
  size_t count;
} some_keys;

static handout_status find_places(const void *context, size_t n, bool all_later, bool *failed) {
  const some_keys *k = context;
  ho_places places;
  alloc_fail_at(n, all_later);
  const bool found = ho_places_find(&places, k->keys, k->count);
  *failed = alloc_stop();
  if (found) {
    expect_places(&places, k->keys, k->count);
    ho_places_free(&places);
  } else
    assert_null(places.shifts); /* nothing to free, but it may be */
  ho_places_free(&places);
  return found ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

static void memory_may_run_out(void **state) {
  (void)state;
  random_source source = {6};
  const size_t before = alloc_live();
  some_keys k = {room_for_keys(), 0};
  for (size_t count = 0; count <= 3000; count = count * 7 + 1) {
    for (size_t i = 0; i < count; i++)
      k.keys[i] = random_number(&source);
    k.count = drop_repeated(k.keys, count);
    assert_true(alloc_survive("ho_places_find", find_places, &k, false) > 0);
  }
  free(k.keys);
  assert_int_equal(alloc_live(), before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(none_and_few_keys),  cmocka_unit_test(random_keys),
      cmocka_unit_test(many_small_sets),    cmocka_unit_test(very_many_keys),
      cmocka_unit_test(numbers_in_a_row),   cmocka_unit_test(pairs_of_small_numbers),
      cmocka_unit_test(rows_of_pairs),      cmocka_unit_test(keys_that_differ_in_few_bits),
      cmocka_unit_test(memory_may_run_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
