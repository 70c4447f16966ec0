/* A line's bytes, classed 64 at a time: by a table, and 32 at once where the processor can. */
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

/* What a byte is; each is one of these. The table has a line for every 16 bytes, or for several times as
 * many. */
enum { OTHER, LOWER, UPPER, DIGIT, BLANK, STOP, DASH, CODE, HIGH, SIGN2, SIGN3, ACCENTED, KINDS };
#define FOUR(kind) kind, kind, kind, kind
#define ELEVEN(kind) FOUR(kind), FOUR(kind), kind, kind, kind
#define TWELVE(kind) ELEVEN(kind), kind
#define SIXTEEN(kind) TWELVE(kind), FOUR(kind)
/* clang-format off */
static const unsigned char byte_kinds[256] = {
    SIXTEEN(OTHER), SIXTEEN(OTHER),
    BLANK, STOP, ELEVEN(OTHER), DASH, STOP, OTHER,
    FOUR(DIGIT), FOUR(DIGIT), DIGIT, DIGIT, DASH, OTHER, CODE, CODE, CODE, STOP,
    OTHER, TWELVE(UPPER), UPPER, UPPER, UPPER,
    ELEVEN(UPPER), OTHER, CODE, OTHER, OTHER, CODE,
    OTHER, TWELVE(LOWER), LOWER, LOWER, LOWER,
    ELEVEN(LOWER), CODE, CODE, CODE, OTHER, OTHER,
    SIXTEEN(HIGH), SIXTEEN(HIGH), SIXTEEN(HIGH), SIXTEEN(HIGH),
    HIGH, HIGH, SIGN2, ACCENTED, TWELVE(HIGH), SIXTEEN(HIGH),
    HIGH, HIGH, SIGN3, HIGH, TWELVE(HIGH), SIXTEEN(HIGH)};
/* clang-format on */
#undef FOUR
#undef ELEVEN
#undef TWELVE
#undef SIXTEEN

static inline bool is_code(unsigned char byte) {
  return byte_kinds[byte] == CODE;
}

static inline void sort_portable(line_block *block) {
  uint64_t bits[2][KINDS] = {{0}}; /* by turns, lest each wait for the one before */
  for (unsigned i = 0; i < BLOCK; i++)
    bits[i % 2][byte_kinds[block->bytes[i]]] |= (uint64_t)1 << i;
  for (unsigned kind = 0; kind < KINDS; kind++)
    bits[0][kind] |= bits[1][kind];
  const uint64_t *of = bits[0];
  block->letters = of[LOWER] | of[UPPER];
  block->uppers = of[UPPER];
  block->digits = of[DIGIT];
  block->blanks = of[BLANK];
  block->stops = of[STOP];
  block->dashes = of[DASH];
  block->code = of[CODE];
  block->high = of[HIGH] | of[SIGN2] | of[SIGN3] | of[ACCENTED];
  block->signs2 = of[SIGN2];
  block->signs3 = of[SIGN3];
  block->accented = of[ACCENTED];
}

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
