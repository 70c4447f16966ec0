/* A text's bytes, classed 64 at a time: by a table, and 16 or 32 at once where the processor can. */
#ifndef HO_TOKEN_BLOCK_H
#define HO_TOKEN_BLOCK_H

#include "bits.h"

#include <stddef.h>

enum { BLOCK = 64, SPARE = 7 }; /* bytes classed at a time, and those behind that may be read too */

/* Bytes of the text and what they are, a bit a byte. */
typedef struct block {
  const unsigned char *bytes; /* BLOCK + SPARE of them, blanks behind the end of the range */
  size_t start;               /* their place in the text */
  uint64_t word;              /* ASCII letters and digits */
  uint64_t digit;             /* and of those, the digits */
  uint64_t big;               /* what has bit 5 not set, as capitals */
  uint64_t mark;              /* neither word, space, comma nor hyphen */
  uint64_t joint;             /* what may belong to the word before it: apostrophes, bytes over 127 */
  unsigned commas;
} block;

typedef void classify(block *b);

static inline bool is_word(unsigned char c) {
  return ho_is_lower(c) || ho_is_upper(c) || ho_is_digit(c);
}

static inline void classify_portable(block *b) {
  for (int i = 0; i < BLOCK; i++) {
    unsigned char c = b->bytes[i];
    uint64_t bit = (uint64_t)1 << i;
    b->word |= is_word(c) ? bit : 0;
    b->digit |= ho_is_digit(c) ? bit : 0;
    b->big |= c & 0x20 ? 0 : bit;
    b->mark |= is_word(c) || c == ' ' || c == ',' || c == '-' ? 0 : bit;
    b->joint |= c == '\'' || c >= 0x80 ? bit : 0;
    b->commas += c == ',';
  }
}

#ifdef __SSE2__
static inline void classify_sse2(block *b) {
  uint64_t commas = 0;
  for (int i = 0; i < BLOCK; i += 16) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(b->bytes + i));
#define EQUAL(byte) _mm_cmpeq_epi8(v, _mm_set1_epi8(byte))
    const __m128i letter = ho_among_16(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 26);
    const __m128i digit = ho_among_16(v, '0', 10), word = _mm_or_si128(letter, digit), comma = EQUAL(',');
    const __m128i quiet = _mm_or_si128(comma, _mm_or_si128(EQUAL(' '), EQUAL('-')));
    b->word |= ho_bits_of_16(word) << i;
    b->digit |= ho_bits_of_16(digit) << i;
    b->big |= (ho_bits_of_16(_mm_slli_epi16(v, 2)) ^ 0xFFFF) << i;
    b->mark |= (ho_bits_of_16(_mm_or_si128(word, quiet)) ^ 0xFFFF) << i;
    b->joint |= ho_bits_of_16(_mm_or_si128(v, EQUAL('\''))) << i;
    commas |= ho_bits_of_16(comma) << i;
#undef EQUAL
  }
  b->commas = ho_count_bits(commas);
}
#endif

#ifdef HO_HAS_WIDE
#define EQUAL(half, byte) _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte))
#define OR _mm256_or_si256

HO_WIDE static inline __m256i letters_of(__m256i half) {
  return ho_among_32(OR(half, _mm256_set1_epi8(0x20)), 'a', 26);
}

HO_WIDE static inline __m256i quiet_of(__m256i half) {
  return OR(EQUAL(half, ','), OR(EQUAL(half, ' '), EQUAL(half, '-')));
}

HO_WIDE static inline uint64_t bits_of_both(__m256i low, __m256i high) {
  return ho_bits_of_32(low) | ho_bits_of_32(high) << 32;
}

HO_WIDE static inline void classify_avx2(block *b) {
  const __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)b->bytes);
  const __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(b->bytes + 32));
  const __m256i low_digit = ho_among_32(low, '0', 10), high_digit = ho_among_32(high, '0', 10);
  const __m256i low_word = OR(letters_of(low), low_digit), high_word = OR(letters_of(high), high_digit);
  b->word = bits_of_both(low_word, high_word);
  b->digit = bits_of_both(low_digit, high_digit);
  b->big = ~bits_of_both(_mm256_slli_epi16(low, 2), _mm256_slli_epi16(high, 2));
  b->mark = ~bits_of_both(OR(low_word, quiet_of(low)), OR(high_word, quiet_of(high)));
  b->joint = bits_of_both(OR(low, EQUAL(low, '\'')), OR(high, EQUAL(high, '\'')));
  b->commas = (unsigned)__builtin_popcountll(bits_of_both(EQUAL(low, ','), EQUAL(high, ',')));
}

#undef EQUAL
#undef OR
#endif

#endif
