/* The words of a line as furniture.c reads them. */
#ifndef HO_LINE_WORDS_H
#define HO_LINE_WORDS_H

#include "line.h"

#include <string.h>

enum {
  READ = 160,    /* bytes of a line that are read as words */
  MAX_WORDS = 40 /* words of a line that are looked at */
};

/* A line's first words in lower case, single blanks between them, digits kept. */
typedef struct line_words {
  char text[READ + 2 + 8];     /* 8 that are read at most behind the last word's first byte */
  uint8_t start[READ / 2 + 2]; /* of each word; start[count] is one behind the end */
  size_t count;
} line_words;

/* Bytes of words in lower case, a blank for all others. The first byte of a sign of three, E2, is one. */
static const unsigned char word_bytes[256] = {
    ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',
    ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',
    ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',
    '0',  '1',  '2',  '3',  '4',  '5',  '6',  '7',  '8',  '9',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',
    ' ',  'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
    'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  ' ',  ' ',  ' ',  ' ',  ' ',
    ' ',  'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
    'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  ' ',  ' ',  ' ',  ' ',  ' ',
    0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F,
    0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F,
    0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF,
    0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF,
    ' ',  ' ',  ' ',  0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF,
    0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF,
    0xE0, 0xE1, ' ',  0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF,
    0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF};

/* Reads text[at, end), which no sign of three bytes interrupts. Without branches: words are too short for
 * their ends to be foreseen. */
static inline void read_run(const char *text, size_t at, size_t end, line_words *words) {
  size_t used = words->start[words->count], count = words->count;
  size_t inside = 0;
  for (; at < end; at++) {
    const unsigned char byte = word_bytes[(unsigned char)text[at]];
    const size_t word = byte != ' ';
    words->text[used] = (char)byte;
    words->start[count] = (uint8_t)used;
    count += word & ~inside;
    used += word | inside;
    inside = word;
  }
  words->text[used] = ' ';
  words->start[count] = (uint8_t)(used + inside);
  words->count = count;
}

static inline void read_words(const char *text, const ho_line *line, line_words *words) {
  const size_t end = ho_line_length(line) > READ ? line->start + READ : line->end;
  words->count = words->start[0] = 0;
  words->text[0] = ' ';
  for (size_t at = line->start; at < end;) {
    const char *sign = memchr(text + at, 0xE2, end - at);
    const size_t stop = sign ? (size_t)(sign - text) : end;
    read_run(text, at, stop, words);
    at = stop + 3;
  }
  if (words->count > MAX_WORDS)
    words->count = MAX_WORDS;
}

#endif
