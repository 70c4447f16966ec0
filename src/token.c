/* From bytes to tokens. The text is classed 64 bytes at a time into bit masks; words are then cut out of the
 * masks and hashed as they stand, an ASCII letter folded by setting one bit. Only a word with a byte over 127
 * goes through utf8proc. */
#include "token.h"

#include "bits.h"
#include "token_block.h"

#include <string.h>
#include <utf8proc.h>

/* ---- Hashing ---- */

static HO_IN_EACH uint64_t mix(uint64_t hash, uint64_t chunk) {
  hash = (hash ^ chunk) * 0x9FB21C651E98DF25u;
  return hash ^ hash >> 32;
}

static uint64_t load4(const unsigned char *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

/* The first and the last bytes; where they overlap they agree. */
static uint64_t load_up_to_8(const unsigned char *p, size_t length) {
  if (length >= 8)
    return ho_load_8(p);
  if (length >= 4)
    return load4(p) | load4(p + length - 4) << (8 * (length - 4));
  if (length == 0)
    return 0;
  return (uint64_t)p[0] | (uint64_t)p[length / 2] << (8 * (length / 2)) |
         (uint64_t)p[length - 1] << (8 * (length - 1));
}

uint64_t ho_hash(const char *folded, size_t length) {
  const unsigned char *p = (const unsigned char *)folded;
  uint64_t hash = 0x243F6A8885A308D3u;
  for (; length > 8; p += 8, length -= 8)
    hash = mix(hash, ho_load_8(p));
  hash = mix(hash, load_up_to_8(p, length));
  return mix(hash, length);
}

static const uint64_t FOLD = 0x2020202020202020u;
static const uint64_t FIRST_BYTES[] = {
    0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, UINT64_MAX >> 8, UINT64_MAX};

/* ho_hash of an ASCII word folded by setting bit 5, which letters in lower case, digits and the apostrophe
 * have set already. Where there is room, SPARE bytes behind the word can be read too. */
static HO_IN_EACH uint64_t hash_ascii(const unsigned char *p, size_t length, bool room) {
  uint64_t hash = 0x243F6A8885A308D3u;
  for (; length > 8; p += 8, length -= 8)
    hash = mix(hash, ho_load_8(p) | FOLD);
  uint64_t chunk = room ? ho_load_8(p) : load_up_to_8(p, length);
  hash = mix(hash, (chunk | FOLD) & FIRST_BYTES[length]);
  return mix(hash, length);
}

/* ---- Folding ---- */

size_t ho_fold(const char *word, size_t length, char *folded) {
  utf8proc_int32_t points[HO_WORD_MAX * 4];
  const utf8proc_option_t options = UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
  const utf8proc_ssize_t room = HO_WORD_MAX * 4;
  if (length > HO_WORD_MAX)
    return 0;
  utf8proc_ssize_t count =
      utf8proc_decompose((const utf8proc_uint8_t *)word, (utf8proc_ssize_t)length, points, room, options);
  if (count < 0 || count > room)
    return 0;
  count = utf8proc_normalize_utf32(points, count, options);
  size_t at = 0;
  for (utf8proc_ssize_t i = 0; i < count && at + 4 <= HO_FOLDED_MAX; i++) {
    utf8proc_int32_t point = points[i] == 0x2019 ? '\'' : points[i];
    at += (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)folded + at);
  }
  return at;
}

size_t ho_fold_token(const char *text, const ho_token *token, char *folded) {
  const char *word = text + token->start;
  bool ascii = true;
  for (size_t i = 0; i < token->length; i++)
    ascii = ascii && (unsigned char)word[i] < 0x80;
  if (!ascii || token->length > HO_WORD_MAX)
    return ho_fold(word, token->length, folded);
  for (size_t i = 0; i < token->length; i++)
    folded[i] = (char)(ho_is_upper((unsigned char)word[i]) ? word[i] | 0x20 : word[i]);
  return token->length;
}

/* ---- Words ---- */

typedef struct step {
  ho_scanner *scanner;
  ho_token *tokens;
  size_t count;
} step;

static const unsigned char *bytes_of(const ho_scanner *s) {
  return (const unsigned char *)s->text;
}

static ho_token *add(step *s, size_t start, size_t end, ho_token_kind kind) {
  ho_token *token = &s->tokens[s->count++];
  *token = (ho_token){.start = start, .length = (uint32_t)(end - start), .kind = (uint8_t)kind};
  return token;
}

static ho_token *add_letters(step *s, size_t start, size_t end) {
  s->scanner->letters += end - start;
  s->scanner->long_words += end - start > HO_LONG_WORD;
  return add(s, start, end, HO_WORD);
}

static ho_shape shape_of_ascii(const unsigned char *p, size_t length) {
  size_t upper = 0;
  if (ho_is_digit(p[0]))
    return HO_DIGITS;
  for (size_t i = 0; i < length; i++)
    upper += ho_is_upper(p[i]);
  if (upper == 0)
    return HO_LOWER;
  if (upper == 1 && ho_is_upper(p[0]))
    return HO_CAPITAL;
  return upper == length ? HO_CAPS : HO_MIXED;
}

/* The same of a word that begins with a letter, from the bits of its capitals, its first byte, all of it. */
static HO_IN_EACH uint8_t shape_of_bits(uint64_t capitals, uint64_t first, uint64_t all) {
  const unsigned some = capitals != 0, more = some & (capitals != first);
  return (uint8_t)(some * HO_CAPITAL + more * (HO_CAPS - HO_CAPITAL) +
                   (more & (capitals != all)) * (HO_MIXED - HO_CAPS));
}

/* The length of an apostrophe at `at`, straight or curly, that a letter follows; 0 where there is none. */
static size_t apostrophe(const ho_scanner *s, size_t at) {
  const unsigned char *p = bytes_of(s) + at;
  size_t left = s->end - at;
  if (left > 1 && p[0] == '\'' && (ho_is_lower(p[1]) || ho_is_upper(p[1])))
    return 1;
  if (left > 3 && p[0] == 0xE2 && p[1] == 0x80 && p[2] == 0x99 && (ho_is_lower(p[3]) || ho_is_upper(p[3])))
    return 3;
  return 0;
}

/* "'s", "'t", "'re": a word of its own. */
static void add_suffix(step *s, size_t at, size_t mark_length) {
  const unsigned char *p = bytes_of(s->scanner);
  size_t end = at + mark_length;
  char folded[16] = "'";
  size_t length = 1;
  while (end < s->scanner->end && is_word(p[end])) {
    if (length < sizeof folded)
      folded[length++] = (char)(p[end] | 0x20);
    end++;
  }
  ho_token *token = add_letters(s, at, end);
  token->hash = ho_hash(folded, length);
  token->shape = HO_LOWER;
  s->scanner->skip = end;
}

static void add_suffix_at(step *s, size_t at) {
  size_t mark = at < s->scanner->end ? apostrophe(s->scanner, at) : 0;
  if (mark)
    add_suffix(s, at, mark);
}

static bool is_year(const unsigned char *p, size_t length) {
  return length == 4 && ((p[0] == '1' && p[1] == '9') || (p[0] == '2' && p[1] == '0')) && ho_is_digit(p[2]) &&
         ho_is_digit(p[3]);
}

/* A number goes on over a comma or a point that a digit follows. */
static size_t number_end(const ho_scanner *s, size_t end) {
  const unsigned char *p = bytes_of(s);
  while (end + 1 < s->end && (p[end] == ',' || p[end] == '.') && ho_is_digit(p[end + 1])) {
    end++;
    while (end < s->end && is_word(p[end]))
      end++;
  }
  return end;
}

static bool joins_letters(utf8proc_category_t category, utf8proc_int32_t point) {
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) ||
         category == UTF8PROC_CATEGORY_ND || point == 0xAD || point == 0x200C || point == 0x200D;
}

/* One code point at `at`; its length, or 1 and -1 for a byte that starts none. */
static size_t decode(const ho_scanner *s, size_t at, utf8proc_int32_t *point) {
  const unsigned char *p = bytes_of(s) + at;
  if (*p < 0x80) {
    *point = *p;
    return 1;
  }
  utf8proc_ssize_t length = utf8proc_iterate(p, (utf8proc_ssize_t)(s->end - at), point);
  if (length > 0)
    return (size_t)length;
  *point = -1;
  return 1;
}

static bool is_letter_at(const ho_scanner *s, size_t at, size_t *length, utf8proc_int32_t *point) {
  *length = decode(s, at, point);
  return *point >= 0 && joins_letters(utf8proc_category(*point), *point);
}

static ho_shape shape_of_points(size_t upper, size_t letters, bool first_upper) {
  if (upper == 0)
    return HO_LOWER;
  if (upper == 1 && first_upper)
    return HO_CAPITAL;
  return upper == letters ? HO_CAPS : HO_MIXED;
}

/* A word with letters over 127, cut at HO_WORD_MAX bytes, which also bounds runs of combining marks. */
static void add_folded(step *s, size_t start) {
  size_t end = start, length, upper = 0, letters = 0;
  bool first_upper = false;
  utf8proc_int32_t point;
  while (end < s->scanner->end && is_letter_at(s->scanner, end, &length, &point) &&
         end + length - start <= HO_WORD_MAX) {
    utf8proc_category_t category = utf8proc_category(point);
    bool big = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
    first_upper = first_upper || (big && end == start);
    upper += big;
    letters += category <= UTF8PROC_CATEGORY_LO;
    end += length;
  }
  char folded[HO_FOLDED_MAX];
  size_t folded_length = ho_fold(s->scanner->text + start, end - start, folded);
  s->scanner->skip = end;
  if (letters == 0 && folded_length == 0)
    return;
  ho_token *token = add_letters(s, start, end);
  token->hash = ho_hash(folded, folded_length);
  token->shape = (uint8_t)shape_of_points(upper, letters, first_upper);
  add_suffix_at(s, end);
}

/* True where the byte at `at`, over 127, begins a letter that belongs to the word before it. */
static bool goes_on(const ho_scanner *s, size_t at) {
  const unsigned char *p = bytes_of(s) + at;
  size_t length;
  utf8proc_int32_t point;
  if (p[0] == 0xE2 && s->end - at > 1 && p[1] == 0x80 && (s->end - at < 3 || p[2] > 0x8D))
    return false; /* curly quotes and dashes, the usual case */
  return is_letter_at(s, at, &length, &point);
}

/* The end of the ASCII letters and digits from `start` on: found by the block's bits, if it is in there. */
static size_t ascii_end(const ho_scanner *s, const block *b, size_t start) {
  const uint64_t first = (uint64_t)1 << (start - b->start), end = (b->word + first) & ~b->word;
  size_t at = end ? b->start + ho_lowest_bit(end) : b->start + BLOCK;
  if (end && at <= s->end)
    return at;
  const unsigned char *p = bytes_of(s);
  for (at = start; at < s->end && is_word(p[at]) && at - start < HO_WORD_MAX;)
    at++;
  return at;
}

/* A word that begins in a block. */
static void add_word(step *s, const block *b, size_t start) {
  ho_scanner *scanner = s->scanner;
  const unsigned char *p = bytes_of(scanner);
  size_t end = ascii_end(scanner, b, start);
  if (end < scanner->end && p[end] >= 0x80 && goes_on(scanner, end)) {
    add_folded(s, start);
    return;
  }
  ho_shape shape = shape_of_ascii(p + start, end - start);
  if (shape == HO_DIGITS) {
    end = number_end(scanner, end);
    shape = is_year(p + start, end - start) ? HO_YEAR : HO_DIGITS;
  }
  ho_token *token = add_letters(s, start, end);
  token->hash = hash_ascii(p + start, end - start, false);
  token->shape = (uint8_t)shape;
  scanner->skip = end;
  if (shape != HO_DIGITS && shape != HO_YEAR)
    add_suffix_at(s, end);
}

/* ---- Marks ---- */

static void add_mark(step *s, size_t start, size_t length, ho_token_kind kind, char mark) {
  ho_token *token = add(s, start, start + length, kind);
  token->shape = HO_NO_SHAPE;
  token->mark = (uint8_t)mark;
}

/* What an ASCII character is that is no word; HO_WORD: nothing. */
static const uint8_t ASCII_KINDS[128] = {
    ['.'] = HO_STOP, ['!'] = HO_STOP, ['?'] = HO_STOP, ['\n'] = HO_BREAK, ['\f'] = HO_BREAK, ['"'] = HO_QUOTE,
    [':'] = HO_MARK, [';'] = HO_MARK, ['('] = HO_MARK, [')'] = HO_MARK,   ['%'] = HO_MARK,   ['$'] = HO_MARK,
    ['@'] = HO_MARK, ['#'] = HO_MARK, ['*'] = HO_MARK, ['/'] = HO_MARK,   ['&'] = HO_MARK,   ['='] = HO_MARK,
    ['{'] = HO_MARK, ['}'] = HO_MARK, ['<'] = HO_MARK, ['_'] = HO_MARK};

static HO_IN_EACH uint8_t ascii_mark(unsigned char c) {
  return c == '\f' ? '\n' : c;
}

static void add_point_mark(step *s, size_t at, size_t length, utf8proc_int32_t point) {
  switch (point) {
  case 0x201C:
  case 0x201E:
  case 0xAB:
    add_mark(s, at, length, HO_QUOTE_OPEN, '"');
    return;
  case 0x201D:
  case 0xBB:
    add_mark(s, at, length, HO_QUOTE_CLOSE, '"');
    return;
  case 0x2018:
    add_mark(s, at, length, HO_SINGLE_OPEN, '\'');
    return;
  case 0x2019:
    add_mark(s, at, length, HO_SINGLE_CLOSE, '\'');
    return;
  case 0x2026:
    add_mark(s, at, length, HO_STOP, '.');
    return;
  case 0x2013:
  case 0x2014:
  case 0x2015:
    add_mark(s, at, length, HO_MARK, '-');
    return;
  case 0x2022:
  case 0xB7:
  case 0x25AA:
  case 0x25CF:
    add_mark(s, at, length, HO_MARK, '*');
    return;
  case 0x2028:
  case 0x2029:
  case 0x85:
    add_mark(s, at, length, HO_BREAK, '\n');
    return;
  default:
    if (utf8proc_category(point) == UTF8PROC_CATEGORY_SC)
      add_mark(s, at, length, HO_MARK, '$');
  }
}

/* A byte over 127 that no word has taken. */
static void add_point(step *s, size_t at) {
  size_t length;
  utf8proc_int32_t point;
  if (is_letter_at(s->scanner, at, &length, &point)) {
    add_folded(s, at);
    return;
  }
  s->scanner->skip = at + length;
  if (point >= 0)
    add_point_mark(s, at, length, point);
}

/* ---- Blocks ---- */

void ho_scanner_start(ho_scanner *scanner, const char *text, size_t start, size_t end) {
  *scanner = (ho_scanner){.text = text, .at = start, .end = end, .skip = start};
}

static HO_IN_EACH uint64_t from_bit(size_t bit) {
  return bit >= BLOCK ? 0 : UINT64_MAX << bit;
}

static HO_IN_EACH void fill_block(block *b, const ho_scanner *s, unsigned char *padded, classify *class) {
  size_t left = s->end - s->at;
  *b = (block){.bytes = bytes_of(s) + s->at, .start = s->at};
  if (left < BLOCK + SPARE) {
    memset(padded, ' ', BLOCK + SPARE);
    memcpy(padded, b->bytes, left);
    b->bytes = padded;
  }
  class(b);
}

/* Adds ASCII marks, and words that begin with a letter and have nothing behind them that could belong to
 * them, as nearly all; returns the events from the first one on that is something else. */
static HO_IN_EACH uint64_t add_plain(step *s, const block *b, uint64_t events) {
  const uint64_t word = b->word, letter = b->word & ~b->digit, mark = b->mark, big = b->big, joint = b->joint;
  size_t letters = 0, long_words = 0;
  ho_token *token = s->tokens + s->count;
  for (; events; events &= events - 1) {
    const uint64_t first = events & (0 - events), end = (word + first) & ~word; /* the sum carries to there */
    const size_t bit = ho_lowest_bit(events), start = b->start + bit;
    const unsigned char *p = b->bytes + bit;
    if (end & joint || !end)
      break;
    if (first & letter) {
      const size_t length = ho_lowest_bit(end) - bit;
      letters += length;
      long_words += length > HO_LONG_WORD;
      *token++ = (ho_token){.hash = hash_ascii(p, length, true),
                            .start = start,
                            .length = (uint32_t)length,
                            .kind = HO_WORD,
                            .shape = shape_of_bits(big & (end - first), first, end - first)};
    } else if (first & mark) {
      *token = (ho_token){
          .start = start, .length = 1, .kind = ASCII_KINDS[*p], .shape = HO_NO_SHAPE, .mark = ascii_mark(*p)};
      token += token->kind != HO_WORD;
    } else
      break;
  }
  s->count = (size_t)(token - s->tokens);
  s->scanner->letters += letters;
  s->scanner->long_words += long_words;
  return events;
}

/* The part of a block to read: up to the word that it cuts off, if it is not all one word. */
static HO_IN_EACH uint64_t whole_words(const block *b) {
  const uint64_t others = ~b->word;
  return UINT64_MAX >> (others ? BLOCK - 1 - ho_highest_bit(others) : 0);
}

/* What is no plain word or mark; returns the events behind it. An apostrophe by itself is nothing. */
static uint64_t add_other(step *s, const block *b, uint64_t events) {
  const size_t bit = ho_lowest_bit(events);
  if (b->bytes[bit] >= 0x80)
    add_point(s, b->start + bit);
  else if (b->word >> bit & 1)
    add_word(s, b, b->start + bit);
  events &= events - 1;
  return s->scanner->skip > b->start ? events & from_bit(s->scanner->skip - b->start) : events;
}

/* Reads a block; the next one begins behind it or with its last word. */
static HO_IN_EACH void scan_block(step *s, classify *class) {
  ho_scanner *scanner = s->scanner;
  const size_t start = scanner->at, left = scanner->end - start;
  unsigned char padded[BLOCK + SPARE];
  block b;
  fill_block(&b, scanner, padded, class);
  const uint64_t whole = whole_words(&b);
  const size_t length = ho_highest_bit(whole) + 1;
  uint64_t events = ((b.word & ~(b.word << 1 | scanner->in_word)) | b.mark) & whole;
  scanner->at += left < length ? left : length;
  scanner->in_word = !~b.word;
  scanner->commas += b.commas;
  if (scanner->skip > start)
    events &= from_bit(scanner->skip - start);
  while ((events = add_plain(s, &b, events)) != 0)
    events = add_other(s, &b, events);
}

static HO_IN_EACH size_t scan(ho_scanner *scanner, ho_token *tokens, size_t room, classify *class) {
  step s = {.scanner = scanner, .tokens = tokens};
  while (scanner->at < scanner->end && room - s.count >= HO_SCAN_ROOM)
    scan_block(&s, class);
  return s.count;
}

static size_t scan_portable(ho_scanner *scanner, ho_token *tokens, size_t room) {
  return scan(scanner, tokens, room, classify_portable);
}

#ifdef __SSE2__
static size_t scan_sse2(ho_scanner *scanner, ho_token *tokens, size_t room) {
  return scan(scanner, tokens, room, classify_sse2);
}
#endif

#ifdef HO_HAS_WIDE
HO_WIDE static size_t scan_avx2(ho_scanner *scanner, ho_token *tokens, size_t room) {
  return scan(scanner, tokens, room, classify_avx2);
}
#endif

ho_scan_way *ho_scan_by(unsigned index) {
  static ho_scan_way *const ways[] = {HO_IF_WIDE(scan_avx2) HO_IF_SSE2(scan_sse2) scan_portable};
  const size_t way = ho_way(index);
  return way < sizeof ways / sizeof *ways ? ways[way] : NULL;
}

size_t ho_scan(ho_scanner *scanner, ho_token *tokens, size_t room) {
  return ho_scan_by(0)(scanner, tokens, room);
}
