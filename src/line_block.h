/* A line's bytes, classed 64 at a time: by a table, and 16 or 32 at once where the processor can. */
#ifndef HO_LINE_BLOCK_H
#define HO_LINE_BLOCK_H

#include "bits.h"

enum { BLOCK = 64, SPARE = 7 }; /* bytes classed together, and those behind them that may be read too */

/* Bytes of a line and what they are, a bit a byte, the first byte's lowest. */
typedef struct line_block {
  const unsigned char *bytes; /* BLOCK of them, and SPARE more that can be read */
  uint64_t letters, uppers, digits, blanks;
  uint64_t stops;          /* . ! ? */
  uint64_t dashes;         /* : - */
  uint64_t code;           /* { } = < > _ | \ and maybe some others */
  uint64_t high;           /* bytes outside ASCII; of them, */
  uint64_t signs2, signs3; /* those that start the Latin-1 signs, C2, and the punctuation, E2, */
  uint64_t accented;       /* and those that start an accented letter, C3 */
} line_block;

typedef void sort_bytes(line_block *block);

static inline bool is_code(unsigned char byte) {
  return byte == '_' || byte == '\\' || (byte >= '<' && byte <= '>') || (byte >= '{' && byte <= '}');
}

static inline void sort_portable(line_block *block) {
  for (unsigned i = 0; i < BLOCK; i++) {
    const unsigned char byte = block->bytes[i];
    const uint64_t bit = (uint64_t)1 << i;
    block->letters |= ho_is_upper(byte) || ho_is_lower(byte) ? bit : 0;
    block->uppers |= ho_is_upper(byte) ? bit : 0;
    block->digits |= ho_is_digit(byte) ? bit : 0;
    block->blanks |= byte == ' ' ? bit : 0;
    block->stops |= byte == '.' || byte == '!' || byte == '?' ? bit : 0;
    block->dashes |= byte == ':' || byte == '-' ? bit : 0;
    block->code |= is_code(byte) ? bit : 0;
    block->high |= byte >= 0x80 ? bit : 0;
    block->signs2 |= byte == 0xC2 ? bit : 0;
    block->signs3 |= byte == 0xE2 ? bit : 0;
    block->accented |= byte == 0xC3 ? bit : 0;
  }
}

#ifdef __SSE2__
static inline void sort_16(line_block *block, unsigned at) {
  const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block->bytes + at));
#define EQUAL(byte) _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)(byte)))
  const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  const uint64_t letters = ho_bits_of_16(ho_among_16(folded, 'a', 26)), high = ho_bits_of_16(bytes);
  block->letters |= letters << at;
  block->uppers |= (letters & ~ho_bits_of_16(_mm_slli_epi16(bytes, 2))) << at; /* bit 0x20 is case */
  block->digits |= ho_bits_of_16(ho_among_16(bytes, '0', 10)) << at;
  block->blanks |= ho_bits_of_16(EQUAL(' ')) << at;
  block->stops |= ho_bits_of_16(_mm_or_si128(EQUAL('.'), _mm_or_si128(EQUAL('!'), EQUAL('?')))) << at;
  block->dashes |= ho_bits_of_16(_mm_or_si128(EQUAL(':'), EQUAL('-'))) << at;
  block->code |= ho_bits_of_16(_mm_or_si128(ho_among_16(folded, '{', 5), ho_among_16(bytes, '<', 3))) << at;
  block->high |= high << at;
  if (high) {
    block->signs2 |= ho_bits_of_16(EQUAL(0xC2)) << at;
    block->signs3 |= ho_bits_of_16(EQUAL(0xE2)) << at;
    block->accented |= ho_bits_of_16(EQUAL(0xC3)) << at;
  }
#undef EQUAL
}

static inline void sort_sse2(line_block *block) {
  for (unsigned at = 0; at < BLOCK; at += 16)
    sort_16(block, at);
}
#endif

#ifdef HO_HAS_WIDE
HO_WIDE static inline void sort_32(line_block *block, unsigned at) {
  const __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(block->bytes + at));
#define EQUAL(byte) _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)(byte)))
  const __m256i folded = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
  const uint64_t letters = ho_bits_of_32(ho_among_32(folded, 'a', 26));
  block->letters |= letters << at;
  block->uppers |= (letters & ~ho_bits_of_32(_mm256_slli_epi16(bytes, 2))) << at; /* bit 0x20 is case */
  block->digits |= ho_bits_of_32(ho_among_32(bytes, '0', 10)) << at;
  block->blanks |= ho_bits_of_32(EQUAL(' ')) << at;
  block->stops |= ho_bits_of_32(_mm256_or_si256(EQUAL('.'), _mm256_or_si256(EQUAL('!'), EQUAL('?')))) << at;
  block->dashes |= ho_bits_of_32(_mm256_or_si256(EQUAL(':'), EQUAL('-'))) << at;
  block->code |= ho_bits_of_32(_mm256_or_si256(ho_among_32(folded, '{', 5), ho_among_32(bytes, '<', 3)))
                 << at;
  block->high |= ho_bits_of_32(bytes) << at;
  block->signs2 |= ho_bits_of_32(EQUAL(0xC2)) << at;
  block->signs3 |= ho_bits_of_32(EQUAL(0xE2)) << at;
  block->accented |= ho_bits_of_32(EQUAL(0xC3)) << at;
#undef EQUAL
}

HO_WIDE static inline void sort_avx2(line_block *block) {
  sort_32(block, 0);
  sort_32(block, 32);
}
#endif

#define EACH(byte) ((uint64_t)(byte)*0x0101010101010101u)

#endif
