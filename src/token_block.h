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

/* ASCII_KINDS by halves of a byte: the rows of 16 characters that have marks have a bit each. */
enum { ROW_0 = 1, ROW_2 = 2, ROW_3 = 4, ROW_4 = 8, ROW_5 = 16, ROW_7 = 32 };
#define MARK_ROWS ROW_0, 0, ROW_2, ROW_3, ROW_4, ROW_5, 0, ROW_7, 0, 0, 0, 0, 0, 0, 0, 0
#define MARK_COLUMNS                                                                                         \
  ROW_4, ROW_2, ROW_2, ROW_2, ROW_2, ROW_2, ROW_2, 0, ROW_2, ROW_2, ROW_0 | ROW_2 | ROW_3, ROW_3 | ROW_7,    \
      ROW_0 | ROW_3, ROW_3 | ROW_7, ROW_2, ROW_2 | ROW_3 | ROW_5

#endif
