/* From bytes to tokens: words with their folded hash and shape, and the marks between them. */
#ifndef HO_TOKEN_H
#define HO_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ho_token_kind {
  HO_WORD,         /* a run of letters and digits, or an apostrophe and what follows it ("'s") */
  HO_STOP,         /* . ! ? … */
  HO_BREAK,        /* the end of a line */
  HO_QUOTE,        /* " */
  HO_QUOTE_OPEN,   /* “ « */
  HO_QUOTE_CLOSE,  /* ” » */
  HO_SINGLE_OPEN,  /* ‘ */
  HO_SINGLE_CLOSE, /* ’ that is no apostrophe */
  HO_MARK          /* any other mark that counts: : ; ( ) % $ @ # * / & - */
} ho_token_kind;

typedef enum ho_shape {
  HO_LOWER,
  HO_CAPITAL,
  HO_CAPS,
  HO_MIXED,
  HO_DIGITS, /* begins with a digit, as nothing else does */
  HO_YEAR,
  HO_SHAPES,
  HO_NO_SHAPE = HO_SHAPES /* of a mark */
} ho_shape;

typedef struct ho_token {
  uint64_t hash; /* of the folded word; 0: a mark */
  size_t start;  /* byte offset in the text */
  uint32_t length;
  uint8_t kind;
  uint8_t shape;
  uint8_t mark; /* the ASCII character that stands for a mark, '-' for any dash, '$' for any currency */
} ho_token;

/* Reads one range of a text. Commas are counted, not returned; and along with the words their bytes are. */
typedef struct ho_scanner {
  const char *text;
  size_t at, end; /* the next byte, the end of the range */
  size_t commas;
  size_t letters, long_words; /* bytes of all words, words of more than HO_LONG_WORD */
} ho_scanner;

enum { HO_LONG_WORD = 9 };

enum {
  HO_SCAN_BYTES = 64, /* that one step reads */
  HO_SCAN_ROOM = 68   /* tokens that it may need: as many, and those written along with the last one */
};

void ho_scanner_start(ho_scanner *scanner, const char *text, size_t start, size_t end);

/* Fills in up to `room` tokens (at least HO_SCAN_ROOM); 0 at the end of the range. */
size_t ho_scan(ho_scanner *scanner, ho_token *tokens, size_t room);

/* The ways this processor has to do that, all with the same tokens, ho_scan's the first; NULL behind the
 * last, which is the portable one. */
typedef size_t ho_scan_way(ho_scanner *scanner, ho_token *tokens, size_t room);
ho_scan_way *ho_scan_by(unsigned index);

/* Folds a word (NFKC and case folding, curly to straight apostrophe) into `folded`, which has room for
 * HO_FOLDED_MAX bytes; returns its length, 0 where it doesn't fit or isn't UTF-8. */
enum { HO_WORD_MAX = 120, HO_FOLDED_MAX = 480 };
size_t ho_fold(const char *word, size_t length, char *folded);

/* Folds a token that is a word of `text`; ASCII needs no utf8proc. */
size_t ho_fold_token(const char *text, const ho_token *token, char *folded);

/* The hash of a folded word. */
uint64_t ho_hash(const char *folded, size_t length);

#endif
