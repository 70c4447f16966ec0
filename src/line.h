/* Splitting a text into lines, with cheap measures of each. */
#ifndef HO_LINE_H
#define HO_LINE_H

#include "bits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  HO_LINE_SCANNED = 384, /* bytes of a line that are looked at; the rest is only searched for its end */
  HO_LINE_TERMS = 40,    /* terms kept of a line */
  HO_LINE_SPARE = 16     /* room for those of 64 bytes more */
};

/* The lowest bits of a term. */
#define HO_TERM_NAME 1u /* a capital inside a sentence */
#define HO_TERM_RARE 2u /* not a word that many texts have */

/* How a line ends, closing quotes and brackets apart. */
typedef enum ho_line_ending {
  HO_ENDS_PLAIN = 0, /* a letter, a digit, anything else */
  HO_ENDS_SENTENCE,  /* . ! ? or an ellipsis */
  HO_ENDS_QUESTION,
  HO_ENDS_COLON,
  HO_ENDS_COMMA /* , or ; */
} ho_line_ending;

/* A line that is not blank, without the blanks around it. Lines of hard-wrapped text are
 * joined to one. Counts are of the first HO_LINE_SCANNED bytes. */
typedef struct ho_line {
  size_t start, end;
  unsigned gap;  /* line breaks since the line before, at most 255 */
  uint32_t hash; /* of its letters and digits, case folded; 0 for long lines and sentences */
  ho_line_ending ending;
  uint16_t words;                        /* runs of letters */
  uint16_t capitals;                     /* words that start with a capital */
  uint16_t shouted;                      /* words that start with two capitals */
  uint16_t digits;                       /* bytes */
  uint16_t code;                         /* bytes of { } = < > _ | \ */
  uint16_t stops;                        /* sentence ends inside */
  uint16_t frame_words;                  /* words that the frame of a page has, some more by chance */
  uint16_t opening_words, closing_words; /* that first and last paragraphs have: "Monday", "columnist" */
  bool lower_start, quote_start, bullet;
  bool dashed;        /* a colon, a hyphen or a byte outside ASCII may stand before its second word in
                       * lower case, as in a dateline */
  bool wrapped;       /* made of several lines */
  uint8_t term_count; /* words of four letters or more, capitalised ones of three, no common ones */
  uint8_t kind;       /* for furniture.c */
  uint32_t terms[HO_LINE_TERMS + HO_LINE_SPARE]; /* hashes of their first six letters, case folded, and
                                                  * two flags; what is behind term_count means nothing */
} ho_line;

typedef struct ho_line_reader {
  const char *text;
  size_t length, at;
  bool after_long; /* the line before was longer than those of hard-wrapped text */
} ho_line_reader;

/* Reads the next line that is not blank; false at the end. */
bool ho_read_line(ho_line_reader *reader, ho_line *line);

/* Whether there is a next line; costs less than reading it. */
bool ho_has_line(const ho_line_reader *reader);

/* Measures text[start, end) as one line; blanks around it are dropped. */
void ho_measure_line(const char *text, size_t start, size_t end, ho_line *line);

/* The same for the tests, by one of the ways this processor has: 0 is the best, the last the portable one;
 * false if there is no such. */
bool ho_measure_line_by(unsigned way, const char *text, size_t start, size_t end, ho_line *line);

static inline size_t ho_line_length(const ho_line *line) {
  return line->end - line->start;
}

#endif
