/* Splitting a text into lines, with cheap measures of each. */
#include "line.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
  WRAP_SHORTEST = 40, /* a line of hard-wrapped text has this many bytes at least */
  WRAP_LONGEST = 110, /* and this many at most */
  WRAP_PEEKED = 4,    /* lines looked at to see whether a text is hard-wrapped */
  HASHED = 180,       /* bytes of the longest line that is compared with others */
  STEM = 6,           /* letters of a word that count for its term */
  MAX_GAP = 255
};

static bool is_upper(unsigned char byte) {
  return (unsigned)byte - 'A' < 26u;
}

static bool is_lower(unsigned char byte) {
  return (unsigned)byte - 'a' < 26u;
}

static bool is_digit(unsigned char byte) {
  return (unsigned)byte - '0' < 10u;
}

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

static ho_line_ending ending_of(const char *text, size_t start, size_t end) {
  for (int closing = 0; closing < 4 && end > start; closing++) {
    if (memchr("\"')]*_", text[end - 1], 6))
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

/* What the bytes of a block are, a bit a byte, the first byte's lowest. */
typedef struct line_block {
  uint64_t letters, uppers, signs;
} line_block;

static uint64_t load_8(const unsigned char *from) { /* compilers make one load of it */
  return (uint64_t)from[0] | (uint64_t)from[1] << 8 | (uint64_t)from[2] << 16 | (uint64_t)from[3] << 24 |
         (uint64_t)from[4] << 32 | (uint64_t)from[5] << 40 | (uint64_t)from[6] << 48 |
         (uint64_t)from[7] << 56;
}

#define EACH(byte) ((uint64_t)(byte)*0x0101010101010101u)

/* The highest bit of each byte that is in low..high; all bytes must be below 0x80. */
static uint64_t in_range(uint64_t bytes, unsigned low, unsigned high) {
  return (bytes + EACH(0x80 - low)) & ~(bytes + EACH(0x7F - high)) & EACH(0x80);
}

static uint64_t gather(uint64_t highest_bits) {
  return (highest_bits >> 7) * 0x0102040810204080u >> 56;
}

/* Eight bytes with some outside ASCII. All of those are taken for letters but the general
 * punctuation (E2 ..) and the Latin-1 signs (C2 ..). */
static void sort_slowly(const unsigned char *text, size_t count, size_t before, unsigned place,
                        line_block *block) {
  for (size_t i = 0; i < count; i++) {
    const unsigned char *at = text + i;
    bool sign = at[0] == 0xE2 || at[0] == 0xC2 || (before + i >= 1 && (at[-1] == 0xE2 || at[-1] == 0xC2)) ||
                (before + i >= 2 && at[-2] == 0xE2);
    bool upper = is_upper(at[0]) || (at[0] == 0xC3 && i + 1 < count && at[1] < 0x9F);
    bool letter = upper || is_lower(at[0]) || (at[0] >= 0x80 && !sign);
    block->letters |= (uint64_t)letter << (place + i);
    block->uppers |= (uint64_t)upper << (place + i);
    block->signs |= (uint64_t)(!letter && at[0] > ' ' && at[0] < 0x80) << (place + i);
  }
}

#ifdef __SSE2__
/* The bytes from `low` on, `count` of them, by one comparison of signed numbers. */
static __m128i among(__m128i bytes, char low, int count) {
  return _mm_cmplt_epi8(_mm_sub_epi8(bytes, _mm_set1_epi8((char)(low - 128))),
                        _mm_set1_epi8((char)(count - 128)));
}

static uint64_t bits_of(__m128i bytes) {
  return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes);
}

/* The same as two times eight. */
static void sort_16(const unsigned char *text, size_t before, unsigned place, line_block *block) {
  const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
  const uint64_t high = bits_of(bytes);
  uint64_t ascii = (high & 0xFF ? 0 : 0xFF) | (high >> 8 ? 0 : 0xFF00);
  uint64_t letters = bits_of(among(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 26)) & ascii;
  uint64_t signs = bits_of(among(bytes, '!', '~' - '!' + 1)) & ascii & ~letters;
  block->letters |= letters << place;
  block->uppers |= (letters & ~bits_of(_mm_slli_epi16(bytes, 2))) << place; /* bit 0x20 is case */
  block->signs |= signs << place;
  if (high & 0xFF)
    sort_slowly(text, 8, before, place, block);
  if (high >> 8)
    sort_slowly(text + 8, 8, before + 8, place + 8, block);
}
#endif

static void sort_8(const unsigned char *text, size_t before, unsigned place, line_block *block) {
  uint64_t bytes = load_8(text);
  if (bytes & EACH(0x80)) {
    sort_slowly(text, 8, before, place, block);
    return;
  }
  uint64_t letters = in_range(bytes | EACH(0x20), 'a', 'z');
  block->letters |= gather(letters) << place;
  block->uppers |= gather(letters & ~(bytes << 2)) << place;
  block->signs |= gather(in_range(bytes, '!', '~') & ~letters) << place;
}

/* Sorts the next bytes, 64 at most; `before` bytes of the line stand before them. */
static inline void sort_block(const unsigned char *text, size_t count, size_t before, line_block *block,
                              bool portable) {
  memset(block, 0, sizeof *block);
  size_t at = 0;
#ifdef __SSE2__
  for (; !portable && at + 16 <= count; at += 16)
    sort_16(text + at, before + at, (unsigned)at, block);
#else
  (void)portable;
#endif
  for (; at + 8 <= count; at += 8)
    sort_8(text + at, before + at, (unsigned)at, block);
  sort_slowly(text + at, count - at, before + at, (unsigned)at, block);
}

static unsigned lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
  return (unsigned)__builtin_ctzll(bits);
#else
  unsigned place = 0;
  for (; !(bits & 1); bits >>= 1)
    place++;
  return place;
#endif
}

static unsigned count_bits(uint64_t bits) {
  bits -= bits >> 1 & EACH(0x55);
  bits = (bits & EACH(0x33)) + (bits >> 2 & EACH(0x33));
  return (unsigned)(((bits + (bits >> 4)) & EACH(0x0F)) * EACH(1) >> 56);
}

/* A hash of a word's first letters, STEM at most; folds the case of ASCII and Latin-1. */
static uint32_t hash_stem(const unsigned char *word, size_t letters, size_t readable) {
  static const uint64_t first_bytes[STEM + 1] = {0,          0xFF,         0xFFFF,        0xFFFFFF,
                                                 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF};
  uint64_t value = 0;
  if (readable >= 8) {
    value = load_8(word) & first_bytes[letters];
  } else {
    for (size_t i = 0; i < letters; i++)
      value |= (uint64_t)word[i] << 8 * i;
  }
  return (uint32_t)((value | EACH(0x20)) * 0x9E3779B97F4A7C15u >> 32);
}

/* What a stem's hash says: a word that says nothing of what a text is about, one of a
 * page's frame, of first paragraphs, of last ones, one that is neither common nor rare; several by chance. */
enum { COMMON, FRAME, OPENING, CLOSING, MIDDLING };

#include "stem_roles.h"

/* Where a scan is in a line. */
typedef struct line_scan {
  const unsigned char *text;
  size_t at;      /* of the block */
  size_t end;     /* of the line */
  size_t stopped; /* the last sentence end */
} line_scan;

/* Three of a role's bits as counts, 16 bits each. */
static uint64_t counts_of(uint8_t role) {
  return ((uint64_t)(role >> FRAME & 7) * (1 | (uint64_t)1 << 15 | (uint64_t)1 << 30)) &
         (1 | (uint64_t)1 << 16 | (uint64_t)1 << 32);
}

/* Adds the words that start at these bits: their terms, but for common ones, and what their roles count.
 * Written without branches: they would go either way too often to be foreseen. */
static void add_terms(ho_line *line, const line_scan *scan, uint64_t words, uint64_t letters,
                      uint64_t names) {
  uint64_t counts = 0;
  uint32_t count = line->term_count;
  for (; words; words &= words - 1) {
    unsigned place = lowest_bit(words);
    unsigned stem_letters = lowest_bit(~(letters >> place) | (uint64_t)1 << STEM);
    size_t start = scan->at + place;
    uint32_t stem = hash_stem(scan->text + start, stem_letters, scan->end - start);
    uint8_t role = stem_roles[(stem >> 2) % sizeof stem_roles];
    uint32_t name = names >> place & 1, rare = !(role >> MIDDLING & 1);
    line->terms[count] = (stem & ~(HO_TERM_NAME | HO_TERM_RARE)) | name * HO_TERM_NAME | rare * HO_TERM_RARE;
    count += !(role >> COMMON & 1) & (count < HO_LINE_TERMS);
    counts += counts_of(role);
  }
  line->term_count = (uint8_t)count;
  line->frame_words = (uint16_t)(line->frame_words + (counts & 0xFFFF));
  line->opening_words = (uint16_t)(line->opening_words + (counts >> 16 & 0xFFFF));
  line->closing_words = (uint16_t)(line->closing_words + (counts >> 32));
}

/* The bits behind a sentence's end: a capital there isn't one that begins a sentence. */
static uint64_t inside_sentence(const line_scan *scan) {
  size_t from = scan->stopped + 3;
  return from <= scan->at ? UINT64_MAX : from - scan->at < 64 ? UINT64_MAX << (from - scan->at) : 0;
}

/* Counts the words that start in the block, and reads those of four letters or more, and
 * those of three with a capital. */
static void add_words(ho_line *line, const line_scan *scan, const line_block *block, bool going_on) {
  uint64_t letters = block->letters, starts = letters & ~(letters << 1 | going_on);
  uint64_t capitals = starts & block->uppers, three = starts & letters >> 1 & letters >> 2;
  line->words = (uint16_t)(line->words + count_bits(starts));
  line->capitals = (uint16_t)(line->capitals + count_bits(capitals));
  line->shouted = (uint16_t)(line->shouted + count_bits(capitals & block->uppers >> 1));
  add_terms(line, scan, three & (letters >> 3 | capitals), letters, capitals & inside_sentence(scan));
}

static void add_signs(ho_line *line, line_scan *scan, const line_block *block) {
  for (uint64_t signs = block->signs; signs; signs &= signs - 1) {
    size_t at = scan->at + lowest_bit(signs);
    unsigned char byte = scan->text[at];
    if (is_digit(byte)) {
      line->digits++;
    } else if (byte == '.' || byte == '!' || byte == '?') {
      bool stop = at + 1 < scan->end && scan->text[at + 1] == ' ';
      line->stops = (uint16_t)(line->stops + stop);
      scan->stopped = stop ? at : scan->stopped;
    } else if (strchr("{}=<>_|\\", byte)) {
      line->code++;
    }
  }
}

/* A hash of the letters and digits, case folded; never 0. */
static uint32_t hash_line(const unsigned char *text, const ho_line *line) {
  uint32_t hash = 2166136261u;
  for (size_t at = line->start; at < line->end; at++) {
    unsigned char byte = text[at];
    if (is_lower(byte | 0x20) || is_digit(byte) || byte >= 0x80)
      hash = (hash ^ (byte | 0x20u)) * 16777619u;
  }
  return hash | 1;
}

/* Words, signs and terms of the line's first bytes. A word over the edge of two blocks
 * counts by its first part. */
static inline void scan_line(const unsigned char *text, ho_line *line, bool portable) {
  size_t length = ho_line_length(line) > HO_LINE_SCANNED ? HO_LINE_SCANNED : ho_line_length(line);
  line_scan scan = {text, line->start, line->end, line->start};
  bool going_on = false;
  for (size_t done = 0; done < length; done += 64, scan.at += 64) {
    line_block block;
    sort_block(text + scan.at, length - done < 64 ? length - done : 64, done, &block, portable);
    if (block.signs)
      add_signs(line, &scan, &block);
    add_words(line, &scan, &block, going_on);
    going_on = block.letters >> 63;
  }
  if (length <= HASHED && (line->ending != HO_ENDS_SENTENCE || length <= HASHED / 2))
    line->hash = hash_line(text, line);
}

static inline void measure_line(const char *text, size_t start, size_t end, ho_line *line, bool portable) {
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
  line->ending = ending_of(text, line->start, line->end);
  line->lower_start = is_lower((unsigned char)text[line->start]);
  line->quote_start =
      text[line->start] == '"' || (ho_line_length(line) >= 3 && is_curly_quote(text + line->start));
  line->bullet = starts_bullet(text + line->start, ho_line_length(line));
  scan_line((const unsigned char *)text, line, portable);
}

void ho_measure_line(const char *text, size_t start, size_t end, ho_line *line) {
  measure_line(text, start, end, line, false);
}

void ho_measure_line_portable(const char *text, size_t start, size_t end, ho_line *line) {
  measure_line(text, start, end, line, true);
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
  while (at < end && is_lower((unsigned char)text[at]))
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
  ho_measure_line(reader->text, start, end, line);
  return true;
}
