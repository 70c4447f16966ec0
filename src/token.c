/* From bytes to tokens. Words are hashed as they stand, an ASCII letter folded by setting one bit; only a
 * word with a byte over 127 goes through utf8proc. Here is what reads any text; token_wide.h reads usual text
 * faster. */
#include "token.h"

#include "bits.h"

#include <string.h>
#include <utf8proc.h>

static bool is_letter(unsigned char c) {
  return ho_is_lower(c) || ho_is_upper(c);
}

static bool is_word(unsigned char c) {
  return is_letter(c) || ho_is_digit(c);
}

/* What an ASCII character is that is no word; HO_WORD: nothing. */
static const uint8_t ASCII_KINDS[128] = {
    ['.'] = HO_STOP, ['!'] = HO_STOP, ['?'] = HO_STOP, ['\n'] = HO_BREAK, ['\f'] = HO_BREAK, ['"'] = HO_QUOTE,
    [':'] = HO_MARK, [';'] = HO_MARK, ['('] = HO_MARK, [')'] = HO_MARK,   ['%'] = HO_MARK,   ['$'] = HO_MARK,
    ['@'] = HO_MARK, ['#'] = HO_MARK, ['*'] = HO_MARK, ['/'] = HO_MARK,   ['&'] = HO_MARK,   ['='] = HO_MARK,
    ['{'] = HO_MARK, ['}'] = HO_MARK, ['<'] = HO_MARK, ['_'] = HO_MARK};

/* ---- Hashing ---- */

static const uint64_t HASH_START = 0x243F6A8885A308D3u;
static const uint64_t MIX_FACTOR = 0x9FB21C651E98DF25u;

static inline uint64_t mix(uint64_t hash, uint64_t chunk) {
  hash = (hash ^ chunk) * MIX_FACTOR;
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
  uint64_t hash = HASH_START;
  for (; length > 8; p += 8, length -= 8)
    hash = mix(hash, ho_load_8(p));
  hash = mix(hash, load_up_to_8(p, length));
  return mix(hash, length);
}

static const uint64_t FOLD = 0x2020202020202020u;
static const uint64_t FIRST_BYTES[] = {
    0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, UINT64_MAX >> 8, UINT64_MAX};

/* ho_hash of an ASCII word folded by setting bit 5, which letters in lower case, digits and the apostrophe
 * have set already. */
static uint64_t hash_ascii(const unsigned char *p, size_t length) {
  uint64_t hash = HASH_START;
  for (; length > 8; p += 8, length -= 8)
    hash = mix(hash, ho_load_8(p) | FOLD);
  hash = mix(hash, (load_up_to_8(p, length) | FOLD) & FIRST_BYTES[length]);
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

static ho_token *add_letters(step *s, size_t start, size_t end) {
  ho_token *token = &s->tokens[s->count++];
  s->scanner->letters += end - start;
  s->scanner->long_words += end - start > HO_LONG_WORD;
  *token = (ho_token){.start = start, .length = (uint32_t)(end - start), .kind = HO_WORD};
  return token;
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

/* The length of an apostrophe at `at`, straight or curly, that a letter follows; 0 where there is none. */
static size_t apostrophe(const ho_scanner *s, size_t at) {
  const unsigned char *p = bytes_of(s) + at;
  size_t left = s->end - at;
  if (left > 1 && p[0] == '\'' && is_letter(p[1]))
    return 1;
  if (left > 3 && p[0] == 0xE2 && p[1] == 0x80 && p[2] == 0x99 && is_letter(p[3]))
    return 3;
  return 0;
}

enum { SUFFIX_MAX = 16 }; /* bytes of one that count, with the apostrophe */

/* The hash of what stands from the byte behind an apostrophe on. */
static uint64_t hash_suffix(const unsigned char *letters, size_t length) {
  char folded[SUFFIX_MAX] = "'";
  if (length > SUFFIX_MAX - 1)
    length = SUFFIX_MAX - 1;
  for (size_t i = 0; i < length; i++)
    folded[i + 1] = (char)(letters[i] | 0x20);
  return ho_hash(folded, length + 1);
}

/* "'s", "'t", "'re": a word of its own. */
static void add_suffix(step *s, size_t at, size_t mark_length) {
  const unsigned char *p = bytes_of(s->scanner);
  const size_t letters = at + mark_length;
  size_t end = letters;
  while (end < s->scanner->end && is_word(p[end]))
    end++;
  ho_token *token = add_letters(s, at, end);
  token->hash = hash_suffix(p + letters, end - letters);
  token->shape = HO_LOWER;
  s->scanner->at = end;
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
static size_t number_end(ho_scanner *s, size_t end) {
  const unsigned char *p = bytes_of(s);
  while (end + 1 < s->end && (p[end] == ',' || p[end] == '.') && ho_is_digit(p[end + 1])) {
    s->commas += p[end++] == ',';
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
  s->scanner->at = end;
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

/* The end of the ASCII letters and digits from `start` on, at most HO_WORD_MAX. */
static size_t ascii_end(const ho_scanner *s, size_t start) {
  const unsigned char *p = bytes_of(s);
  const size_t most = s->end - start < HO_WORD_MAX ? s->end : start + HO_WORD_MAX;
  size_t end = start;
  while (end < most && is_word(p[end]))
    end++;
  return end;
}

/* What is over HO_WORD_MAX of a word is dropped. */
static void drop_rest(ho_scanner *s) {
  const unsigned char *p = bytes_of(s);
  while (s->at < s->end && is_word(p[s->at - 1]) && is_word(p[s->at]))
    s->at++;
}

static void add_word(step *s, size_t start) {
  ho_scanner *scanner = s->scanner;
  const unsigned char *p = bytes_of(scanner);
  size_t end = ascii_end(scanner, start);
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
  token->hash = hash_ascii(p + start, end - start);
  token->shape = (uint8_t)shape;
  scanner->at = end;
  if (shape != HO_DIGITS && shape != HO_YEAR)
    add_suffix_at(s, end);
}

/* ---- Marks ---- */

/* What a mark is, HO_WORD: nothing, and the ASCII character that stands for it. */
typedef struct mark_kind {
  uint8_t kind;
  char mark;
} mark_kind;

static ho_token mark_token(size_t start, size_t length, mark_kind is) {
  return (ho_token){.start = start,
                    .length = (uint32_t)length,
                    .kind = is.kind,
                    .shape = HO_NO_SHAPE,
                    .mark = (uint8_t)is.mark};
}

static void add_mark(step *s, size_t start, size_t length, mark_kind is) {
  if (is.kind != HO_WORD)
    s->tokens[s->count++] = mark_token(start, length, is);
}

static mark_kind ascii_mark(unsigned char c) {
  return (mark_kind){ASCII_KINDS[c], (char)(c == '\f' ? '\n' : c)};
}

/* U+2000 to U+203F. */
static const mark_kind GENERAL_MARKS[64] = {
    [0x13] = {HO_MARK, '-'},         [0x14] = {HO_MARK, '-'},          [0x15] = {HO_MARK, '-'},
    [0x18] = {HO_SINGLE_OPEN, '\''}, [0x19] = {HO_SINGLE_CLOSE, '\''}, [0x1C] = {HO_QUOTE_OPEN, '"'},
    [0x1D] = {HO_QUOTE_CLOSE, '"'},  [0x1E] = {HO_QUOTE_OPEN, '"'},    [0x22] = {HO_MARK, '*'},
    [0x26] = {HO_STOP, '.'},         [0x28] = {HO_BREAK, '\n'},        [0x29] = {HO_BREAK, '\n'}};

static mark_kind mark_of(utf8proc_int32_t point) {
  switch (point) {
  case 0xAB:
    return (mark_kind){HO_QUOTE_OPEN, '"'};
  case 0xBB:
    return (mark_kind){HO_QUOTE_CLOSE, '"'};
  case 0xB7:
  case 0x25AA:
  case 0x25CF:
    return (mark_kind){HO_MARK, '*'};
  case 0x85:
    return (mark_kind){HO_BREAK, '\n'};
  default:
    if (utf8proc_category(point) == UTF8PROC_CATEGORY_SC)
      return (mark_kind){HO_MARK, '$'};
    return point >> 6 == 0x2000 >> 6 ? GENERAL_MARKS[point & 63] : (mark_kind){HO_WORD, 0};
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
  s->scanner->at = at + length;
  if (point >= 0)
    add_mark(s, at, length, mark_of(point));
}

/* ---- Steps ---- */

void ho_scanner_start(ho_scanner *scanner, const char *text, size_t start, size_t end) {
  *scanner = (ho_scanner){.text = text, .at = start, .end = end};
}

/* Adds what begins at the next byte, and goes behind it. An apostrophe by itself is nothing. */
static void add_next(step *s) {
  ho_scanner *scanner = s->scanner;
  const size_t at = scanner->at;
  const unsigned char c = bytes_of(scanner)[at];
  if (c >= 0x80)
    add_point(s, at);
  else if (is_word(c))
    add_word(s, at);
  else {
    add_mark(s, at, 1, ascii_mark(c));
    scanner->commas += c == ',';
    scanner->at++;
  }
  drop_rest(scanner);
}

enum { AT_ONCE = 2 }; /* a word and its suffix */

static size_t scan_portable(ho_scanner *scanner, ho_token *tokens, size_t room) {
  step s = {.scanner = scanner, .tokens = tokens};
  while (scanner->at < scanner->end && room - s.count >= AT_ONCE)
    add_next(&s);
  return s.count;
}

#ifdef HO_HAS_WIDE
#include "token_wide.h"
#endif

ho_scan_way *ho_scan_by(unsigned index) {
#ifdef HO_HAS_WIDE
  static ho_scan_way *const ways[] = {scan_avx512, scan_avx2, scan_portable};
  const size_t way = index + (ho_has_wider() ? 0u : ho_has_wide() ? 1u : 2u);
#else
  static ho_scan_way *const ways[] = {scan_portable};
  const size_t way = index;
#endif
  return way < sizeof ways / sizeof *ways ? ways[way] : NULL;
}

size_t ho_scan(ho_scanner *scanner, ho_token *tokens, size_t room) {
  return ho_scan_by(0)(scanner, tokens, room);
}
