/* Bits of a word of 64, by the processor's instructions where the compiler has them. */
#ifndef HO_BITS_H
#define HO_BITS_H

#include <stdint.h>

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

#endif
