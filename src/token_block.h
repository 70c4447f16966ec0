/* A text's bytes, classed 64 at a time: by a table, and 32 at once where the processor can. */
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
  uint64_t mark;              /* ASCII marks that are tokens */
  uint64_t odd;               /* apostrophes, bytes over 127 */
  uint64_t comma, point;
} block;

typedef void classify(block *b);

static inline bool is_letter(unsigned char c) {
  return ho_is_lower(c) || ho_is_upper(c);
}

static inline bool is_word(unsigned char c) {
  return is_letter(c) || ho_is_digit(c);
}

/* What an ASCII character is that is no word; HO_WORD: nothing. */
static const uint8_t ASCII_KINDS[128] = {
    ['.'] = HO_STOP, ['!'] = HO_STOP, ['?'] = HO_STOP, ['\n'] = HO_BREAK, ['\f'] = HO_BREAK, ['"'] = HO_QUOTE,
    [':'] = HO_MARK, [';'] = HO_MARK, ['('] = HO_MARK, [')'] = HO_MARK,   ['%'] = HO_MARK,   ['$'] = HO_MARK,
    ['@'] = HO_MARK, ['#'] = HO_MARK, ['*'] = HO_MARK, ['/'] = HO_MARK,   ['&'] = HO_MARK,   ['='] = HO_MARK,
    ['{'] = HO_MARK, ['}'] = HO_MARK, ['<'] = HO_MARK, ['_'] = HO_MARK};

static inline void classify_portable(block *b) {
  for (int i = 0; i < BLOCK; i++) {
    const unsigned char c = b->bytes[i];
    const uint64_t bit = (uint64_t)1 << i;
    b->word |= is_word(c) ? bit : 0;
    b->digit |= ho_is_digit(c) ? bit : 0;
    b->mark |= c < 0x80 && ASCII_KINDS[c] ? bit : 0;
    b->odd |= c == '\'' || c >= 0x80 ? bit : 0;
    b->comma |= c == ',' ? bit : 0;
    b->point |= c == '.' ? bit : 0;
  }
}

#ifdef HO_HAS_WIDE
/* ASCII_KINDS by halves of a byte: the rows of 16 characters that have marks have a bit each. */
enum { ROW_0 = 1, ROW_2 = 2, ROW_3 = 4, ROW_4 = 8, ROW_5 = 16, ROW_7 = 32 };
#define MARK_ROWS ROW_0, 0, ROW_2, ROW_3, ROW_4, ROW_5, 0, ROW_7, 0, 0, 0, 0, 0, 0, 0, 0
#define MARK_COLUMNS                                                                                         \
  ROW_4, ROW_2, ROW_2, ROW_2, ROW_2, ROW_2, ROW_2, 0, ROW_2, ROW_2, ROW_0 | ROW_2 | ROW_3, ROW_3 | ROW_7,    \
      ROW_0 | ROW_3, ROW_3 | ROW_7, ROW_2, ROW_2 | ROW_3 | ROW_5

HO_WIDE static inline __m256i among_marks(__m256i half) {
  const __m256i rows = _mm256_setr_epi8(MARK_ROWS, MARK_ROWS);
  const __m256i columns = _mm256_setr_epi8(MARK_COLUMNS, MARK_COLUMNS);
  const __m256i row = _mm256_and_si256(_mm256_srli_epi16(half, 4), _mm256_set1_epi8(15));
  const __m256i common = _mm256_and_si256(_mm256_shuffle_epi8(rows, row), _mm256_shuffle_epi8(columns, half));
  return _mm256_cmpgt_epi8(common, _mm256_setzero_si256());
}

HO_WIDE static inline uint64_t bits_of_both(__m256i low, __m256i high) {
  return ho_bits_of_32(low) | ho_bits_of_32(high) << 32;
}

HO_WIDE static inline void classify_avx2(block *b) {
  const __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)b->bytes);
  const __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(b->bytes + 32));
#define BOTH(of) bits_of_both(of(low), of(high))
#define EQUAL(byte) bits_of_both(_mm256_cmpeq_epi8(low, _mm256_set1_epi8(byte)), \
                                 _mm256_cmpeq_epi8(high, _mm256_set1_epi8(byte)))
#define LETTER(half) ho_among_32(_mm256_or_si256(half, _mm256_set1_epi8(0x20)), 'a', 26)
#define DIGIT(half) ho_among_32(half, '0', 10)
#define ODD(half) _mm256_or_si256(half, _mm256_cmpeq_epi8(half, _mm256_set1_epi8('\'')))
  b->digit = BOTH(DIGIT);
  b->word = BOTH(LETTER) | b->digit;
  b->mark = BOTH(among_marks);
  b->odd = BOTH(ODD);
  b->comma = EQUAL(',');
  b->point = EQUAL('.');
#undef BOTH
#undef EQUAL
#undef LETTER
#undef DIGIT
#undef ODD
}
#endif

#endif
