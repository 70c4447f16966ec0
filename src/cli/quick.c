/* The fast way to read a record: a strict reader of JSON objects that knows what it doesn't know. */
#include "quick.h"

#include "text.h"

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
  MOST_KEYS = 32,  /* of an object; more are left to jansson */
  MOST_DIGITS = 18 /* of a number's whole and decimal parts: fits 64 bits, and no double overflows */
};

typedef struct span {
  const char *start;
  size_t length;
} span;

/* Every reading function returns where it stopped, or NULL where it is in doubt. */
typedef struct reading {
  const char *end;
  ho_quick_field *fields; /* of the outermost object */
  size_t field_count;
  int depth;
} reading;

enum { MOST_DEPTH = 16 };

/* Bytes that a string holds as they are, and that need no second look. */
static bool is_literal(unsigned char c) {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/* Skips literal bytes; one more than each but the two marks is over 0x20, as signed bytes. */
static const char *skip_literals(const char *at, const char *end) {
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(0x20),
                one = _mm_set1_epi8(1);
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash));
    const __m128i printable = _mm_cmpgt_epi8(_mm_add_epi8(bytes, one), blank);
    const int mask = _mm_movemask_epi8(_mm_andnot_si128(marks, printable));
    if (mask != 0xFFFF)
      return at + __builtin_ctz(~(unsigned)mask);
  }
#endif
  while (at < end && is_literal((unsigned char)*at))
    at++;
  return at;
}

static const char *skip_blanks(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
    at++;
  return at;
}

/* ---- Strings --------------------------------------------------------------- */

static int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The unit that \uXXXX names, -1 if it names none. */
static int32_t read_unit(const char *at, const char *end) {
  int32_t unit = 0;
  if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
    return -1;
  for (int i = 2; i < 6; i++) {
    const int digit = hex_digit(at[i]);
    if (digit < 0)
      return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

/* What a backslash and one letter stand for, 0 for nothing. */
static uint32_t letter_escape(char letter) {
  switch (letter) {
  case '"':
  case '\\':
  case '/':
    return (unsigned char)letter;
  case 'b':
    return '\b';
  case 'f':
    return '\f';
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  default:
    return 0;
  }
}

/* Reads an escape at a backslash: the code point it stands for. */
static const char *read_escape(const char *at, const char *end, uint32_t *point) {
  if (end - at < 2)
    return NULL;
  *point = letter_escape(at[1]);
  if (*point)
    return at + 2;
  const int32_t first = read_unit(at, end);
  if (first <= 0 || (first >= 0xDC00 && first < 0xE000))
    return NULL;
  *point = (uint32_t)first;
  if (first < 0xD800 || first >= 0xE000)
    return at + 6;
  const int32_t second = read_unit(at + 6, end);
  if (second < 0xDC00 || second >= 0xE000)
    return NULL;
  *point = 0x10000 + ((uint32_t)(first - 0xD800) << 10) + (uint32_t)(second - 0xDC00);
  return at + 12;
}

/* Notes what an escape in a string means for its value. */
static const char *read_escaped(const char *at, const char *end, ho_quick_value *value) {
  uint32_t point = 0;
  char bytes[4];
  at = read_escape(at, end, &point);
  value->escaped = true;
  value->clean = value->clean && at && ho_text_clean_character(bytes, ho_text_put(bytes, point));
  return at;
}

/* The same of a character that is not ASCII, or DEL. */
static const char *read_character(const char *at, const char *end, ho_quick_value *value) {
  const size_t left = (size_t)(end - at);
  size_t size = ho_text_clean_character(at, left);
  bool valid = size > 0;
  if (!valid) {
    size = ho_text_sequence(at, left, &valid);
    value->clean = false;
  }
  return valid && (unsigned char)*at >= 0x7F ? at + size : NULL;
}

/* Reads a string from behind its opening quotation mark. */
static const char *read_string(const char *at, const char *end, ho_quick_value *value) {
  *value = (ho_quick_value){.kind = HO_QUICK_STRING, .start = at, .clean = true};
  while (at) {
    at = skip_literals(at, end);
    if (at == end)
      return NULL;
    if (*at == '"')
      break;
    at = *at == '\\' ? read_escaped(at, end, value) : read_character(at, end, value);
  }
  value->length = at ? (size_t)(at - value->start) : 0;
  return at ? at + 1 : NULL;
}

/* Copies up to the next backslash or the end, and returns its place; *to moves on. */
static const char *copy_literals(const char *at, const char *end, char **to) {
#ifdef __SSE2__
  for (; end - at >= 16; at += 16, *to += 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    _mm_storeu_si128((__m128i *)(void *)*to, bytes);
    if (mask) {
      *to += __builtin_ctz((unsigned)mask);
      return at + __builtin_ctz((unsigned)mask);
    }
  }
#endif
  while (at < end && *at != '\\')
    *(*to)++ = *at++;
  return at;
}

bool ho_quick_unescape(const ho_quick_value *value, ho_buf *out) {
  const char *at = value->start, *end = at + value->length;
  if (value->length == 0)
    return true;
  if (!ho_buf_reserve(out, value->length)) /* no escape is shorter than what it stands for */
    return false;
  char *to = out->data + out->length;
  while (at && at < end) {
    uint32_t point = 0;
    at = copy_literals(at, end, &to);
    if (at < end)
      at = read_escape(at, end, &point);
    if (point && at)
      to += ho_text_put(to, point);
  }
  out->length = (size_t)(to - out->data);
  return true;
}

/* ---- Values ---------------------------------------------------------------- */

static const char *read_digits(const char *at, const char *end) {
  const char *start = at;
  while (at < end && *at >= '0' && *at <= '9')
    at++;
  return at > start && at - start <= MOST_DIGITS ? at : NULL;
}

/* Numbers without an exponent. */
static const char *read_number(const char *at, const char *end, ho_quick_value *value) {
  const char *start = at;
  *value = (ho_quick_value){.kind = HO_QUICK_INTEGER, .start = start};
  at += *at == '-';
  const bool zero = at < end && *at == '0';
  const char *whole = read_digits(at, end);
  if (!whole || (zero && whole - at > 1))
    return NULL;
  const char *stop = whole;
  if (stop < end && *stop == '.') {
    value->kind = HO_QUICK_OTHER;
    stop = read_digits(stop + 1, end);
  }
  value->length = stop ? (size_t)(stop - start) : 0;
  return stop;
}

static const char *read_word(const char *at, const char *end, ho_quick_value *value) {
  static const char *const words[] = {"null", "true", "false"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const size_t length = strlen(words[i]);
    if ((size_t)(end - at) < length || memcmp(at, words[i], length) != 0)
      continue;
    *value = (ho_quick_value){.kind = i ? HO_QUICK_OTHER : HO_QUICK_NULL, .start = at, .length = length};
    return at + length;
  }
  return NULL;
}

static const char *read_value(reading *r, const char *at, ho_quick_value *value);

static const char *read_array(reading *r, const char *at) {
  at = skip_blanks(at, r->end);
  if (at < r->end && *at == ']')
    return at + 1;
  while (at && at < r->end) {
    ho_quick_value value;
    at = read_value(r, at, &value);
    at = at ? skip_blanks(at, r->end) : NULL;
    if (at && at < r->end && *at == ']')
      return at + 1;
    if (!at || at == r->end || *at != ',')
      return NULL;
    at = skip_blanks(at + 1, r->end);
  }
  return NULL;
}

/* Whether a key is new to its object; it is kept. */
static bool add_key(span *keys, size_t *count, const ho_quick_value *key) {
  for (size_t i = 0; i < *count; i++)
    if (keys[i].length == key->length && memcmp(keys[i].start, key->start, key->length) == 0)
      return false;
  if (*count == MOST_KEYS || key->escaped)
    return false;
  keys[(*count)++] = (span){key->start, key->length};
  return true;
}

static void take_field(reading *r, const ho_quick_value *key, const ho_quick_value *value) {
  for (size_t i = 0; i < r->field_count; i++)
    if (strlen(r->fields[i].name) == key->length && memcmp(r->fields[i].name, key->start, key->length) == 0)
      r->fields[i].value = *value;
}

/* Reads `"key": value` and keeps it, if the object is the outermost one. */
static const char *read_member(reading *r, const char *at, span *keys, size_t *count) {
  ho_quick_value key, value;
  if (at == r->end || *at != '"')
    return NULL;
  at = read_string(at + 1, r->end, &key);
  if (!at || !add_key(keys, count, &key))
    return NULL;
  at = skip_blanks(at, r->end);
  if (at == r->end || *at != ':')
    return NULL;
  at = read_value(r, skip_blanks(at + 1, r->end), &value);
  if (at && r->depth == 1)
    take_field(r, &key, &value);
  return at ? skip_blanks(at, r->end) : NULL;
}

/* Reads an object from behind its brace. */
static const char *read_object(reading *r, const char *at) {
  span keys[MOST_KEYS];
  size_t count = 0;
  at = skip_blanks(at, r->end);
  if (at < r->end && *at == '}')
    return at + 1;
  for (;;) {
    at = read_member(r, at, keys, &count);
    if (!at || at == r->end)
      return NULL;
    if (*at == '}')
      return at + 1;
    if (*at != ',')
      return NULL;
    at = skip_blanks(at + 1, r->end);
  }
}

static const char *read_value(reading *r, const char *at, ho_quick_value *value) {
  if (at == r->end)
    return NULL;
  if (*at == '"')
    return read_string(at + 1, r->end, value);
  if (*at != '{' && *at != '[')
    return *at == '-' || (*at >= '0' && *at <= '9') ? read_number(at, r->end, value)
                                                    : read_word(at, r->end, value);
  if (r->depth == MOST_DEPTH)
    return NULL;
  r->depth++;
  const char *stop = *at == '{' ? read_object(r, at + 1) : read_array(r, at + 1);
  r->depth--;
  *value = (ho_quick_value){.kind = HO_QUICK_OTHER, .start = at, .length = stop ? (size_t)(stop - at) : 0};
  return stop;
}

bool ho_quick_read(const char *line, size_t length, ho_quick_field *fields, size_t count) {
  reading r = {.end = line + length, .fields = fields, .field_count = count};
  const char *at = skip_blanks(line, r.end);
  ho_quick_value value;
  for (size_t i = 0; i < count; i++)
    fields[i].value = (ho_quick_value){.kind = HO_QUICK_NONE};
  if (at == r.end || *at != '{')
    return false;
  at = read_value(&r, at, &value);
  return at && skip_blanks(at, r.end) == r.end;
}
