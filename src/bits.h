/* Bits of a word of 64, and bytes by 32, by the processor's instructions where the compiler has them; and
 * what is compiled twice: for any processor, and for those that have AVX2. */
#ifndef HO_BITS_H
#define HO_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__) && defined(__GNUC__)
#include <immintrin.h>
#define HO_HAS_WIDE /* functions can be written for processors with AVX2, BMI and a count of bits */
#define HO_WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))
/* The same for those that have what AVX-512 can do with 32 bytes, too; with 64 it slows down all else. */
#define HO_WIDER                                                                                             \
  __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2")))
#endif

/* Eight bytes as a number, the first the lowest; compilers make one load of it. */
static inline uint64_t ho_load_8(const void *bytes) {
  const unsigned char *from = bytes;
  return (uint64_t)from[0] | (uint64_t)from[1] << 8 | (uint64_t)from[2] << 16 | (uint64_t)from[3] << 24 |
         (uint64_t)from[4] << 32 | (uint64_t)from[5] << 40 | (uint64_t)from[6] << 48 |
         (uint64_t)from[7] << 56;
}

/* Has memory fetched that will be read soon; any address will do. */
static inline void ho_fetch(const void *address) {
#ifdef __GNUC__
  __builtin_prefetch(address);
#else
  (void)address;
#endif
}

/* The same for what is read in order from here on, which processors do not do by themselves where other work
 * lies between. */
static inline void ho_fetch_ahead(const void *from) {
  ho_fetch((const void *)((uintptr_t)from + 1024));
}

/* The place of the lowest and of the highest bit of `bits`, which are not 0. */
static inline unsigned ho_lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
  return (unsigned)__builtin_ctzll(bits);
#else
  unsigned place = 0;
  while (!(bits >> place & 1))
    place++;
  return place;
#endif
}

static inline unsigned ho_highest_bit(uint64_t bits) {
#if defined(__GNUC__)
  return 63 - (unsigned)__builtin_clzll(bits);
#else
  unsigned place = 63;
  while (!(bits >> place & 1))
    place--;
  return place;
#endif
}

/* How many bits are set; compilers use the instruction only where it is sure to be there. */
unsigned ho_count_bits(uint64_t bits);

#ifdef __GNUC__ /* what is made for several kinds of processors must be part of each */
#define HO_IN_EACH __attribute__((always_inline)) inline
#else
#define HO_IN_EACH inline
#endif

/* Ways to do the same, in a list as {HO_IF_WIDE(this) portable}, the best one first. */
#ifdef HO_HAS_WIDE
#define HO_IF_WIDE(way) way,
#else
#define HO_IF_WIDE(way)
#endif

#ifdef HO_HAS_WIDE
/* Whether this processor runs what is made with HO_WIDE. */
static inline bool ho_has_wide(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("popcnt");
}

/* The same for HO_WIDER. */
static inline bool ho_has_wider(void) {
  return ho_has_wide() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi2");
}
#endif

/* The place in such a list of the n-th way, counted from 0, that this processor has. */
static inline size_t ho_way(unsigned n) {
#ifdef HO_HAS_WIDE
  return n + !ho_has_wide();
#else
  return n;
#endif
}

static inline bool ho_is_upper(unsigned char byte) {
  return (unsigned)byte - 'A' < 26u;
}

static inline bool ho_is_lower(unsigned char byte) {
  return (unsigned)byte - 'a' < 26u;
}

static inline bool ho_is_digit(unsigned char byte) {
  return (unsigned)byte - '0' < 10u;
}

#ifdef HO_HAS_WIDE
/* The bytes from `low` on, `count` of them, by one comparison of signed numbers. */
HO_WIDE static inline __m256i ho_among_32(__m256i bytes, char low, int count) {
  return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(count - 128)),
                           _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)(low - 128))));
}

HO_WIDE static inline uint64_t ho_bits_of_32(__m256i bytes) {
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(bytes);
}

HO_WIDE static inline uint64_t ho_bits_of_both(__m256i low, __m256i high) {
  return ho_bits_of_32(low) | ho_bits_of_32(high) << 32;
}

/* A bit for each of 64 bytes that is the one given. */
HO_WIDE static inline uint64_t ho_bits_equal(__m256i low, __m256i high, int byte) {
  const __m256i all = _mm256_set1_epi8((char)byte);
  return ho_bits_of_both(_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all));
}
#endif

#endif
