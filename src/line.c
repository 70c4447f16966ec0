/* Splitting a text into lines, with cheap measures of each. */
#include "line.h"

#include <string.h>

enum {
  WRAP_SHORTEST = 40, /* a line of hard-wrapped text has this many bytes at least */
  WRAP_LONGEST = 110, /* and this many at most */
  WRAP_PEEKED = 4,    /* lines looked at to see whether a text is hard-wrapped */
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

/* Bytes of the letter at text[at], 0 if none. Outside ASCII all but the general
 * punctuation (E2 ..) and the Latin-1 signs (C2 ..) is taken for letters. */
static inline size_t letter_length(const unsigned char *text, size_t at, size_t end) {
  unsigned char byte = text[at];
  if (byte < 0x80)
    return ((unsigned)(byte | 0x20) - 'a' < 26u);
  (void)end;
  return byte != 0xE2 && byte != 0xC2;
}

typedef struct line_word {
  size_t letters;
  uint32_t hash, stem;
  bool capital, shouted;
} line_word;

/* Reads the word at text[at]; returns the offset behind it. */
static size_t read_word(const unsigned char *text, size_t at, size_t end, line_word *word) {
  uint32_t hash = 2166136261u, stem = 0;
  size_t letters = 0, uppers = 0;
  word->capital = is_upper(text[at]) || (text[at] == 0xC3 && at + 1 < end && text[at + 1] < 0x9F);
  while (at < end && letter_length(text, at, end)) {
    unsigned char byte = text[at++];
    uppers += is_upper(byte);
    hash = (hash ^ (byte < 0x80 ? byte | 0x20u : byte)) * 16777619u;
    if (++letters == STEM)
      stem = hash;
  }
  word->letters = letters;
  word->hash = hash;
  word->stem = letters < STEM ? hash : stem;
  word->shouted = letters >= 2 && uppers == letters;
  return at;
}

/* Stems that say nothing of what a text is about, as a set of hashes. */
static const uint64_t common_terms[128] = {
#include "common_terms.h"
};

static bool is_common(uint32_t term) {
  uint32_t place = (term >> 1) % (sizeof common_terms * 8);
  return common_terms[place / 64] >> (place % 64) & 1;
}

static void add_word(ho_line *line, const line_word *word, bool inside) {
  line->words++;
  line->capitals = (uint16_t)(line->capitals + word->capital);
  line->shouted = (uint16_t)(line->shouted + word->shouted);
  line->hash = (line->hash ^ word->hash) * 0x9E3779B1u;
  if (word->letters < (word->capital ? 3u : 4u) || line->term_count == HO_LINE_TERMS)
    return;
  uint32_t term = (word->stem ^ (word->stem >> 15)) & ~1u;
  if (is_common(term))
    return;
  line->terms[line->term_count++] = term | (word->capital && inside);
}

static void add_sign(ho_line *line, unsigned char byte) {
  if (is_digit(byte)) {
    line->digits++;
    line->hash = (line->hash ^ byte) * 0x9E3779B1u;
  } else if (byte && strchr("{};=<>_|\\", byte)) {
    line->code++;
  }
}

/* Words, signs and terms of the line's first bytes. */
static void scan_line(const unsigned char *text, ho_line *line) {
  size_t end = line->end - line->start > HO_LINE_SCANNED ? line->start + HO_LINE_SCANNED : line->end;
  bool inside = false;
  for (size_t at = line->start; at < end;) {
    if (letter_length(text, at, end)) {
      line_word word;
      at = read_word(text, at, end, &word);
      add_word(line, &word, inside);
      inside = true;
    } else if (text[at] == ' ') {
      at++;
    } else if (text[at] == 0xE2 || text[at] == 0xC2) {
      at += text[at] == 0xE2 ? 3 : 2;
    } else {
      bool stop =
          (text[at] == '.' || text[at] == '!' || text[at] == '?') && at + 1 < end && text[at + 1] == ' ';
      line->stops = (uint16_t)(line->stops + stop);
      inside = inside && !stop;
      add_sign(line, text[at++]);
    }
  }
  if (end < line->end)
    line->hash = 0;
}

void ho_measure_line(const char *text, size_t start, size_t end, ho_line *line) {
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
  scan_line((const unsigned char *)text, line);
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

/* The width to which the lines that start with text[start, end) are wrapped, 0 if they
 * are not: one of them must go on in lower case where the one before left no room. */
static size_t wrap_width(const ho_line_reader *reader, size_t start, size_t end) {
  size_t width = end - start;
  bool goes_on = false;
  size_t stop = line_end(reader, end, 8); /* behind a carriage return */
  for (int i = 0; i < WRAP_PEEKED; i++) {
    size_t next_start, next_end, length = end - start;
    if (!next_wrapped(reader, stop, &next_start, &next_end))
      break;
    goes_on |= length >= WRAP_SHORTEST && is_lower((unsigned char)reader->text[next_start]) &&
               ending_of(reader->text, start, end) != HO_ENDS_SENTENCE;
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

bool ho_read_line(ho_line_reader *reader, ho_line *line) {
  line->gap = skip_breaks(reader);
  if (reader->at == reader->length)
    return false;
  size_t start = reader->at;
  size_t end = line_end(reader, start, reader->length);
  reader->at = end;
  line->wrapped = false;
  if (end - start >= WRAP_SHORTEST && end - start <= WRAP_LONGEST) {
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
