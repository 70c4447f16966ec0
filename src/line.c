/* Splitting a text into lines, with cheap measures of each. */
#include "line.h"

#include "line_block.h"

#include <string.h>

enum {
  WRAP_SHORTEST = 40, /* a line of hard-wrapped text has this many bytes at least */
  WRAP_LONGEST = 110, /* and this many at most */
  WRAP_PEEKED = 4,    /* lines looked at to see whether a text is hard-wrapped */
  HASHED = 180,       /* bytes of the longest line that is compared with others */
  STEM = 6,           /* letters of a word that count for its term */
  MAX_GAP = 255
};

/* Bytes of the blank that text[at] starts, 0 if none: ASCII blanks and controls, the
 * no-break space, the zero-width space, the byte order mark. */
static size_t blank_length(const char *text, size_t at, size_t end) {
  unsigned char byte = (unsigned char)text[at];
  if (byte <= ' ' || byte == 0x7F)
    return 1;
  if (byte == 0xC2 && at + 1 < end && (unsigned char)text[at + 1] == 0xA0)
    return 2;
  if (at + 2 < end &&
      (memcmp(text + at, "\xEF\xBB\xBF", 3) == 0 || memcmp(text + at, "\xE2\x80\x8B", 3) == 0))
    return 3;
  return 0;
}

static size_t skip_blanks(const char *text, size_t at, size_t end) {
  for (size_t length; at < end && (length = blank_length(text, at, end)) > 0;)
    at += length;
  return at;
}

static size_t trim_end(const char *text, size_t start, size_t end) {
  while (end > start) {
    if (blank_length(text, end - 1, end))
      end--;
    else if (end - start >= 2 && blank_length(text, end - 2, end) == 2)
      end -= 2;
    else if (end - start >= 3 && blank_length(text, end - 3, end) == 3)
      end -= 3;
    else
      break;
  }
  return end;
}

/* The curly quotes: U+2018, U+2019, U+201C, U+201D. */
static bool is_curly_quote(const char *text) {
  if (memcmp(text, "\xE2\x80", 2) != 0)
    return false;
  unsigned char last = (unsigned char)text[2];
  return last == 0x98 || last == 0x99 || last == 0x9C || last == 0x9D;
}

static bool closes(char byte) {
  return byte == '"' || byte == '\'' || byte == ')' || byte == ']' || byte == '*' || byte == '_';
}

static ho_line_ending ending_of(const char *text, size_t start, size_t end) {
  for (int closing = 0; closing < 4 && end > start; closing++) {
    if (closes(text[end - 1]))
      end--;
    else if (end - start >= 3 && is_curly_quote(text + end - 3))
      end -= 3;
    else
      break;
  }
  if (end == start)
    return HO_ENDS_PLAIN;
  if (end - start >= 3 && memcmp(text + end - 3, "\xE2\x80\xA6", 3) == 0)
    return HO_ENDS_SENTENCE;
  switch (text[end - 1]) {
  case '.':
  case '!':
    return HO_ENDS_SENTENCE;
  case '?':
    return HO_ENDS_QUESTION;
  case ':':
    return HO_ENDS_COLON;
  case ',':
  case ';':
    return HO_ENDS_COMMA;
  default:
    return HO_ENDS_PLAIN;
  }
}

static bool starts_bullet(const char *text, size_t length) {
  if (length >= 3 && (memcmp(text, "\xE2\x80\xA2", 3) == 0 || memcmp(text, "\xE2\x97\x8F", 3) == 0 ||
                      memcmp(text, "\xE2\x96\xAA", 3) == 0))
    return true;
  return length >= 2 && (text[0] == '-' || text[0] == '*') && text[1] == ' ';
}

/* ---- Blocks ------------------------------------------------------------------ */

/* How a line is read: the same for all processors but for these. */
typedef struct line_way {
  sort_bytes *sort;
  bool counts_bits; /* by one instruction */
} line_way;

static HO_IN_EACH unsigned count(uint64_t bits, line_way way) {
#ifdef HO_HAS_WIDE
  if (way.counts_bits)
    return (unsigned)__builtin_popcountll(bits);
#endif
  (void)way;
  return ho_count_bits(bits);
}

/* Sorts the bytes at `text`, of which `length` are the line's and `readable` can be read. */
static HO_IN_EACH void sort_block(line_block *block, const unsigned char *text, size_t length,
                                  size_t readable, unsigned char *padded, line_way way) {
  *block = (line_block){.bytes = text};
  if (readable < BLOCK + SPARE) {
    memset(padded, 0, BLOCK + SPARE);
    memcpy(padded, text, readable);
    block->bytes = padded;
  }
  way.sort(block);
  const uint64_t valid = UINT64_MAX >> (BLOCK - length);
  block->letters &= valid;
  block->uppers &= valid;
  block->digits &= valid;
  block->blanks &= valid;
  block->stops &= valid;
  block->code &= valid;
  block->high &= valid;
}

/* ---- Words ------------------------------------------------------------------- */

/* What a stem's hash says: a word that says nothing of what a text is about, one of a
 * page's frame, of first paragraphs, of last ones, one that is neither common nor rare; several by chance. */
enum { COMMON, FRAME, OPENING, CLOSING, MIDDLING };

#include "stem_roles.h"

/* Sums of words by their roles, in one number: eight bits for HO_TERM_RARE, frame, opening and closing
 * words each, above them the words that are no common ones. */
enum { FRAME_SUM = 8, OPENING_SUM = 16, CLOSING_SUM = 24, TERM_SUM = 32 };
#define BIT(role, which) ((uint64_t)((role) >> (which)&1))
#define SUMS(role)                                                                                           \
  ((BIT(role, MIDDLING) ^ 1) * HO_TERM_RARE | BIT(role, FRAME) << FRAME_SUM |                                \
   BIT(role, OPENING) << OPENING_SUM | BIT(role, CLOSING) << CLOSING_SUM |                                   \
   (BIT(role, COMMON) ^ 1) << TERM_SUM)
#define SUMS_OF_FOUR(role) SUMS(role), SUMS((role) + 1), SUMS((role) + 2), SUMS((role) + 3)
static const uint64_t role_sums[32] = {SUMS_OF_FOUR(0),  SUMS_OF_FOUR(4),  SUMS_OF_FOUR(8),
                                       SUMS_OF_FOUR(12), SUMS_OF_FOUR(16), SUMS_OF_FOUR(20),
                                       SUMS_OF_FOUR(24), SUMS_OF_FOUR(28)};

/* A hash of a word's first letters, STEM at most; folds the case of ASCII and Latin-1. */
static HO_IN_EACH uint64_t hash_stem(const unsigned char *word, unsigned letters) {
  static const uint64_t first_bytes[STEM + 1] = {0,          0xFF,         0xFFFF,        0xFFFFFF,
                                                 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF};
  return ((ho_load_8(word) & first_bytes[letters]) | EACH(0x20)) * 0x9E3779B97F4A7C15u;
}

/* Where a scan is in a line. */
typedef struct line_scan {
  ho_line *line;
  size_t at;      /* of the block */
  size_t stopped; /* the last sentence end */
  uint64_t sums;  /* of the words' roles */
  uint64_t words; /* counts of words, capitals, shouted words and digits, 16 bits each */
  uint64_t going; /* 1 if the block before ends in a word */
  uint64_t signs; /* bits of bytes that belong to a sign at the end of the block before */
} line_scan;

/* Adds the words that start at these bits: their terms, but for common ones, and what their roles count.
 * Written without branches: they would go either way too often to be foreseen. */
static HO_IN_EACH void add_terms(line_scan *scan, const line_block *block, uint64_t words, uint64_t names) {
  uint64_t sums = scan->sums;
  for (; words; words &= words - 1) {
    const unsigned place = ho_lowest_bit(words);
    const unsigned letters = ho_lowest_bit(~(block->letters >> place) | (uint64_t)1 << STEM);
    const uint32_t stem = (uint32_t)(hash_stem(block->bytes + place, letters) >> 34);
    const uint64_t role = role_sums[stem_roles[stem % sizeof stem_roles]];
    const uint32_t flags = (uint32_t)(names >> place & HO_TERM_NAME) | ((uint32_t)role & HO_TERM_RARE);
    scan->line->terms[sums >> TERM_SUM] = stem << 2 | flags;
    sums += role;
  }
  if (sums >> TERM_SUM > HO_LINE_TERMS)
    sums = (sums & UINT32_MAX) | (uint64_t)HO_LINE_TERMS << TERM_SUM;
  scan->sums = sums;
}

/* Adds the letters outside ASCII: all bytes there but the general punctuation (E2 ..) and the Latin-1 signs
 * (C2 ..). A capital is a C3 with a byte below 9F behind it in the same eight. */
static HO_IN_EACH void add_high_letters(line_scan *scan, line_block *block, size_t length) {
  const uint64_t starts = block->signs2 | block->signs3;
  uint64_t signs = starts | starts << 1 | block->signs3 << 2 | scan->signs;
  scan->signs = starts >> 63 | block->signs3 >> 62;
  for (uint64_t accented = block->accented; accented; accented &= accented - 1) {
    const unsigned place = ho_lowest_bit(accented);
    if (place % 8 < 7 && place + 1 < length && block->bytes[place + 1] < 0x9F)
      block->uppers |= (uint64_t)1 << place;
  }
  block->letters |= (block->high & ~signs) | block->uppers;
}

/* The bits behind a sentence's end: a capital there isn't one that begins a sentence. */
static HO_IN_EACH uint64_t inside_sentence(const line_scan *scan) {
  const size_t from = scan->stopped + 3;
  const size_t places = from > scan->at ? from - scan->at : 0;
  return UINT64_MAX << places % BLOCK & (0 - (uint64_t)(places < BLOCK));
}

/* Whether a colon, a hyphen or a byte outside ASCII can stand behind the line's third byte and before its
 * second word in lower case. */
static HO_IN_EACH bool is_dashed(const line_block *block) {
  const uint64_t lower = block->letters & ~block->uppers & ~block->high & block->blanks << 1;
  const uint64_t second = lower & (lower - 1);
  return !second || ((block->dashes | block->high) & ~(uint64_t)7 & ((second & (0 - second)) - 1)) != 0;
}

/* Counts the words that start in the block, and reads those of four letters or more, and
 * those of three with a capital. */
static HO_IN_EACH void add_words(line_scan *scan, const line_block *block, line_way way) {
  const uint64_t letters = block->letters, starts = letters & ~(letters << 1 | scan->going);
  const uint64_t capitals = starts & block->uppers, three = starts & letters >> 1 & letters >> 2;
  scan->words += count(starts, way) | (uint64_t)count(capitals, way) << 16 |
                 (uint64_t)count(capitals & block->uppers >> 1, way) << 32 |
                 (uint64_t)count(block->digits, way) << 48;
  add_terms(scan, block, three & (letters >> 3 | capitals), capitals & inside_sentence(scan));
  scan->going = letters >> 63;
}

static HO_IN_EACH void add_signs(line_scan *scan, const line_block *block, line_way way) {
  ho_line *line = scan->line;
  const uint64_t blank_behind = (scan->at + BLOCK < line->end) & (block->bytes[BLOCK] == ' ');
  const uint64_t stops = block->stops & (block->blanks >> 1 | blank_behind << 63);
  line->stops = (uint16_t)(line->stops + count(stops, way));
  scan->stopped = stops ? scan->at + ho_highest_bit(stops | 1) : scan->stopped;
  for (uint64_t code = block->code; code; code &= code - 1)
    line->code = (uint16_t)(line->code + is_code(block->bytes[ho_lowest_bit(code)]));
}

/* Letters, digits and bytes outside ASCII, their case folded as that of ASCII; 0 for others. */
static const unsigned char hashed_bytes[256] = {
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    '0',  '1',  '2',  '3',  '4',  '5',  '6',  '7',  '8',  '9',  0,    0,    0,    0,    0,    0,
    0,    'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
    'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  0,    0,    0,    0,    0,
    0,    'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
    'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  0,    0,    0,    0,    0,
    0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF,
    0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF,
    0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF,
    0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF,
    0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF,
    0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF,
    0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF,
    0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF};

/* A hash of the letters and digits, case folded; never 0. */
static uint32_t hash_line(const unsigned char *text, const ho_line *line) {
  unsigned char kept[HASHED + 8];
  size_t count = 0;
  for (size_t at = line->start; at < line->end; at++) {
    kept[count] = hashed_bytes[text[at]];
    count += kept[count] != 0;
  }
  memset(kept + count, 0, 8);
  uint64_t hash = 0;
  for (size_t i = 0; i < count; i += 8) {
    hash = (hash ^ ho_load_8(kept + i)) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 32;
  }
  return (uint32_t)hash | 1;
}

/* Measures the words, signs and terms of a line, whose bounds are known. */
typedef void scan_line(const unsigned char *text, size_t readable, ho_line *line);

/* Words, signs and terms of the line's first bytes; text[0, readable) can be read. A word over
 * the edge of two blocks counts by its first part. */
static HO_IN_EACH void scan_line_by(const unsigned char *text, size_t readable, ho_line *line, line_way way) {
  size_t length = ho_line_length(line) > HO_LINE_SCANNED ? HO_LINE_SCANNED : ho_line_length(line);
  line_scan scan = {.line = line, .at = line->start, .stopped = line->start};
  for (size_t done = 0; done < length; done += BLOCK, scan.at += BLOCK) {
    const size_t rest = length - done < BLOCK ? length - done : BLOCK;
    unsigned char padded[BLOCK + SPARE];
    line_block block;
    sort_block(&block, text + scan.at, rest, readable - scan.at, padded, way);
    if (done == 0)
      line->dashed = is_dashed(&block);
    if (block.high | scan.signs)
      add_high_letters(&scan, &block, rest);
    add_signs(&scan, &block, way);
    add_words(&scan, &block, way);
  }
  line->words = (uint16_t)scan.words;
  line->capitals = (uint16_t)(scan.words >> 16);
  line->shouted = (uint16_t)(scan.words >> 32);
  line->digits = (uint16_t)(scan.words >> 48);
  line->term_count = (uint8_t)(scan.sums >> TERM_SUM);
  line->frame_words = (uint8_t)(scan.sums >> FRAME_SUM);
  line->opening_words = (uint8_t)(scan.sums >> OPENING_SUM);
  line->closing_words = (uint8_t)(scan.sums >> CLOSING_SUM);
}

static void scan_line_portable(const unsigned char *text, size_t readable, ho_line *line) {
  scan_line_by(text, readable, line, (line_way){sort_portable, false});
}

#ifdef HO_HAS_WIDE
HO_WIDE static void scan_line_wide(const unsigned char *text, size_t readable, ho_line *line) {
  scan_line_by(text, readable, line, (line_way){sort_avx2, true});
}
#endif

/* The ways this processor has, the best one first; NULL behind the last. */
static scan_line *scan_way(unsigned index) {
  static scan_line *const ways[] = {HO_IF_WIDE(scan_line_wide) scan_line_portable};
  const size_t way = ho_way(index);
  return way < sizeof ways / sizeof *ways ? ways[way] : NULL;
}

/* Measures text[start, end) of text[0, readable). */
static void measure_line(const char *text, size_t start, size_t end, size_t readable, ho_line *line,
                         scan_line *scan) {
  unsigned gap = line->gap;
  bool wrapped = line->wrapped;
  size_t kept = offsetof(ho_line, terms);
  memset(line, 0, kept);
  line->gap = gap;
  line->wrapped = wrapped;
  line->start = skip_blanks(text, start, end);
  line->end = trim_end(text, line->start, end);
  if (line->start == line->end)
    return;
  const size_t length = ho_line_length(line);
  line->ending = ending_of(text, line->start, line->end);
  line->lower_start = ho_is_lower((unsigned char)text[line->start]);
  line->quote_start = text[line->start] == '"' || (length >= 3 && is_curly_quote(text + line->start));
  line->bullet = starts_bullet(text + line->start, length);
  scan((const unsigned char *)text, readable, line);
  if (length <= HASHED && (line->ending != HO_ENDS_SENTENCE || length <= HASHED / 2))
    line->hash = hash_line((const unsigned char *)text, line);
}

void ho_measure_line(const char *text, size_t start, size_t end, ho_line *line) {
  measure_line(text, start, end, end, line, scan_way(0));
}

bool ho_measure_line_by(unsigned way, const char *text, size_t start, size_t end, ho_line *line) {
  scan_line *scan = scan_way(way);
  if (scan)
    measure_line(text, start, end, end, line, scan);
  return scan != NULL;
}

/* The end of the line at `from`, or of the text; looks at most `most` bytes far. */
static size_t line_end(const ho_line_reader *reader, size_t from, size_t most) {
  size_t rest = reader->length - from;
  size_t looked = rest < most ? rest : most;
  const char *found = looked ? memchr(reader->text + from, '\n', looked) : NULL;
  return found ? (size_t)(found - reader->text) : from + looked;
}

/* The bounds of the line after the break at `end`, if it can be one of hard-wrapped text. */
static bool next_wrapped(const ho_line_reader *reader, size_t end, size_t *next_start, size_t *next_end) {
  if (end >= reader->length)
    return false;
  size_t stop = line_end(reader, end + 1, WRAP_LONGEST + 8);
  *next_start = end + 1;
  *next_end = trim_end(reader->text, end + 1, stop);
  return *next_end > *next_start && *next_end - *next_start <= WRAP_LONGEST &&
         blank_length(reader->text, *next_start, *next_end) == 0 &&
         (stop == reader->length || reader->text[stop] == '\n');
}

static size_t first_word_length(const char *text, size_t start, size_t end) {
  size_t at = start;
  while (at < end && text[at] != ' ')
    at++;
  return at - start;
}

/* A word in lower case, no address or identifier. */
static bool starts_lower_word(const char *text, size_t start, size_t end) {
  size_t at = start;
  while (at < end && ho_is_lower((unsigned char)text[at]))
    at++;
  return at > start && (at == end || memchr(" ,.;'", text[at], 5) != NULL);
}

/* True for a line that no hard-wrapped text has. */
static bool is_long(const ho_line_reader *reader, size_t start) {
  return start < reader->length && line_end(reader, start, WRAP_LONGEST + 8) - start > WRAP_LONGEST;
}

/* The width to which the lines that start with text[start, end) are wrapped, 0 if they
 * are not: one of them must go on in lower case, and none be longer than wrapped ones are. */
static size_t wrap_width(const ho_line_reader *reader, size_t start, size_t end) {
  size_t width = end - start;
  bool goes_on = false;
  size_t stop = line_end(reader, end, 8); /* behind a carriage return */
  for (int i = 0; i < WRAP_PEEKED; i++) {
    size_t next_start, next_end, length = end - start;
    if (!next_wrapped(reader, stop, &next_start, &next_end)) {
      if (is_long(reader, stop + 1))
        return 0;
      break;
    }
    ho_line_ending ending = ending_of(reader->text, start, end);
    goes_on |= length >= WRAP_SHORTEST && starts_lower_word(reader->text, next_start, next_end) &&
               (ending == HO_ENDS_PLAIN || ending == HO_ENDS_COMMA);
    width = next_end - next_start > width ? next_end - next_start : width;
    start = next_start;
    end = next_end;
    stop = line_end(reader, end, 8);
  }
  return goes_on ? width : 0;
}

/* Extends *end over the lines that belong to the same hard-wrapped paragraph. */
static void join_wrapped(const ho_line_reader *reader, size_t start, size_t *end) {
  size_t width = wrap_width(reader, start, *end);
  size_t next_start, next_end;
  while (width && next_wrapped(reader, line_end(reader, *end, 8), &next_start, &next_end)) {
    size_t length = *end - start;
    if (length + 1 + first_word_length(reader->text, next_start, next_end) <= width ||
        starts_bullet(reader->text + next_start, next_end - next_start))
      break;
    width = next_end - next_start > width ? next_end - next_start : width;
    start = next_start;
    *end = next_end;
  }
}

/* Skips blank lines; counts line breaks. */
static unsigned skip_breaks(ho_line_reader *reader) {
  size_t gap = 0;
  size_t at = reader->at;
  for (size_t length; at < reader->length && (length = blank_length(reader->text, at, reader->length)) > 0;) {
    gap += reader->text[at] == '\n' || reader->text[at] == '\f';
    at += length;
  }
  reader->at = at;
  return gap > MAX_GAP ? MAX_GAP : (unsigned)gap;
}

bool ho_has_line(const ho_line_reader *reader) {
  ho_line_reader ahead = *reader;
  (void)skip_breaks(&ahead);
  return ahead.at < ahead.length;
}

bool ho_read_line(ho_line_reader *reader, ho_line *line) {
  line->gap = skip_breaks(reader);
  if (reader->at == reader->length)
    return false;
  size_t start = reader->at;
  size_t end = line_end(reader, start, reader->length);
  reader->at = end;
  line->wrapped = false;
  bool after_long = reader->after_long && line->gap == 1;
  reader->after_long = end - start > WRAP_LONGEST;
  if (!after_long && end - start >= WRAP_SHORTEST && end - start <= WRAP_LONGEST) {
    end = trim_end(reader->text, start, end);
    size_t joined = end;
    join_wrapped(reader, start, &joined);
    line->wrapped = joined > end;
    if (line->wrapped)
      reader->at = end = joined;
  }
  measure_line(reader->text, start, end, reader->length, line, scan_way(0));
  return true;
}
