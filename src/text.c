/* From bytes to UTF-8: encodings found, damage counted, binary files refused. */
#include "text.h"

#include "bits.h"
#include "charset.h"

#include <stdint.h>
#include <string.h>

enum {
  SAMPLE = 65536,       /* bytes looked at to tell a binary file, and UTF-16 without a mark */
  FEW_CONTROLS = 16,    /* control characters that any text may have */
  CONTROLS_SHARE = 20,  /* one in so many bytes is too many */
  CHUNK = 4096,         /* bytes or units decoded between two looks at the buffer's room */
  LONGEST_SEQUENCE = 4, /* bytes of UTF-8 that one character takes */
  MOST_BLANKED = 16384, /* characters made spaces in place; each may cost a page of memory */
  INVALID = 0x110000    /* no code point */
};

/* ---- Plain bytes ----------------------------------------------------------- */

static bool is_plain(unsigned char c) {
  return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* The number of leading bytes that are ASCII but for control characters other than \n \t \r \f. */
static size_t plain_run(const char *bytes, size_t length) {
  const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
  size_t at = 0;
  while (at < length) {
    uint64_t word = 0;
    if (length - at >= sizeof word) {
      memcpy(&word, bytes + at, sizeof word);
      /* A byte's high bit comes up where it is over 0x7E, or where taking 0x20 away borrows. */
      if (!((word | (word + ones) | (word - ones * 0x20)) & highs)) {
        at += sizeof word;
        continue;
      }
    }
    size_t end = length - at < sizeof word ? length : at + sizeof word;
    for (; at < end; at++)
      if (!is_plain((unsigned char)bytes[at]))
        return at;
  }
  return length;
}

/* ---- UTF-8 ----------------------------------------------------------------- */

/* The bytes that may follow a lead byte first (Unicode, table 3-7); those after it are 0x80 to 0xBF. */
static size_t lead_byte(unsigned char lead, unsigned char *low, unsigned char *high) {
  *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (lead < 0x80)
    return 1;
  if (lead < 0xC2 || lead > 0xF4)
    return 0;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

size_t ho_text_sequence(const char *bytes, size_t left, bool *valid) {
  unsigned char low = 0, high = 0;
  const size_t length = lead_byte((unsigned char)bytes[0], &low, &high);
  size_t at = 1;
  for (; at < length && at < left; at++, low = 0x80, high = 0xBF) {
    const unsigned char next = (unsigned char)bytes[at];
    if (next < low || next > high)
      break;
  }
  *valid = at == length;
  return at;
}

/* Byte order marks, and the control characters 0x80 to 0x9F. */
static bool is_dropped(const char *sequence, size_t length) {
  return (length == 3 && memcmp(sequence, "\xEF\xBB\xBF", 3) == 0) ||
         (length == 2 && (unsigned char)sequence[0] == 0xC2 && (unsigned char)sequence[1] < 0xA0);
}

size_t ho_text_clean_character(const char *bytes, size_t left) {
  if ((unsigned char)bytes[0] < 0x80)
    return is_plain((unsigned char)bytes[0]);
  if (left >= 3 && memcmp(bytes, "\xE2\x80", 2) == 0) /* quotation marks and dashes, by far the most */
    return ((unsigned char)bytes[2] & 0xC0) == 0x80 ? 3 : 0;
  bool valid = false;
  const size_t size = ho_text_sequence(bytes, left, &valid);
  return valid && !is_dropped(bytes, size) ? size : 0;
}

size_t ho_text_clean_run_portable(const char *bytes, size_t length) {
  size_t at = 0;
  while ((at += plain_run(bytes + at, length - at)) < length) {
    const size_t size = ho_text_clean_character(bytes + at, length - at);
    if (!size)
      break;
    at += size;
  }
  return at;
}

#ifdef HO_HAS_WIDE
/* A byte is printable ASCII where one more is over 0x20 as a signed byte. */
HO_WIDE static inline __m256i find_usual(__m256i bytes) {
  return _mm256_or_si256(
      _mm256_cmpgt_epi8(_mm256_add_epi8(bytes, _mm256_set1_epi8(1)), _mm256_set1_epi8(0x20)),
      _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')));
}

/* The bytes of U+2000 to U+203F, quotation marks and dashes, by far the most that are not ASCII. */
HO_WIDE static inline uint64_t find_general(__m256i low, __m256i high) {
  const __m256i behind = _mm256_set1_epi8((char)0xC0); /* bytes that go on are below, as signed bytes */
  const uint64_t last = ho_bits_of_both(_mm256_cmpgt_epi8(behind, low), _mm256_cmpgt_epi8(behind, high));
  const uint64_t first = ho_bits_equal(low, high, 0xE2) & ho_bits_equal(low, high, 0x80) >> 1 & last >> 2;
  return first | first << 1 | first << 2;
}

static uint64_t bits_from(size_t first) {
  return first < 64 ? ~(uint64_t)0 << first : 0;
}

HO_WIDE static size_t clean_run_wide(const char *bytes, size_t length) {
  size_t at = 0;
  while (length - at >= 64) {
    size_t done = 64;
    ho_fetch_ahead(bytes + at);
    const __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + at));
    const __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + at + 32));
    uint64_t odd = ~ho_bits_of_both(find_usual(low), find_usual(high));
    if (odd)
      odd &= ~find_general(low, high);
    while (odd) {
      const size_t place = ho_lowest_bit(odd);
      const size_t size = ho_text_clean_character(bytes + at + place, length - at - place);
      if (!size)
        return at + place;
      odd &= bits_from(place + size);
      done = place + size > 64 ? place + size : 64;
    }
    at += done;
  }
  return at + ho_text_clean_run_portable(bytes + at, length - at);
}
#endif

size_t ho_text_clean_run(const char *bytes, size_t length) {
  typedef size_t clean_run(const char *bytes, size_t length);
  static clean_run *const ways[] = {HO_IF_WIDE(clean_run_wide) ho_text_clean_run_portable};
  return ways[ho_way(0)](bytes, length);
}

/* Writes what stands in place of the character at `bytes`, which is not clean; returns its length. */
static size_t mend(const char *bytes, size_t left, ho_buf *out, size_t *replaced, bool *ok) {
  bool valid = false;
  const size_t size = ho_text_sequence(bytes, left, &valid);
  *ok = valid ? ho_buf_append(out, "   ", size) : ho_buf_append(out, "\xEF\xBF\xBD", 3);
  *replaced += !valid;
  return size;
}

static handout_status mend_utf8(const char *bytes, size_t length, size_t clean, ho_buf *out, ho_text *text) {
  if (length > HO_MAX_DECODED) /* none becomes shorter */
    return HANDOUT_TOO_LARGE;
  bool ok = ho_buf_reserve(out, length) && ho_buf_append(out, bytes, clean);
  for (size_t at = clean; ok && at < length && out->length <= HO_MAX_DECODED;) {
    at += mend(bytes + at, length - at, out, &text->replaced, &ok);
    const size_t run = ho_text_clean_run(bytes + at, length - at);
    ok = ok && ho_buf_append(out, bytes + at, run);
    at += run;
  }
  if (!ok)
    return HANDOUT_NO_MEMORY;
  text->text = out->data;
  text->length = out->length;
  return out->length > HO_MAX_DECODED ? HANDOUT_TOO_LARGE : HANDOUT_OK;
}

/* Where characters from `clean` on are to be made spaces; false where something else is amiss, or they are
 * too many. */
static bool find_controls(const char *bytes, size_t length, size_t clean, ho_buf *places) {
  for (size_t at = clean; at < length; at += ho_text_clean_run(bytes + at, length - at)) {
    bool valid = false;
    const size_t size = ho_text_sequence(bytes + at, length - at, &valid);
    if (!valid || places->length == MOST_BLANKED * sizeof at || !ho_buf_append(places, &at, sizeof at))
      return false;
    at += size;
  }
  return true;
}

/* Makes spaces of control characters and marks in place, where that leaves nothing amiss. Returns how many
 * leading bytes are clean then. */
static size_t blank_controls(char *bytes, size_t length, size_t clean, ho_buf *scratch) {
  ho_buf_clear(scratch);
  const bool found = find_controls(bytes, length, clean, scratch);
  const size_t count = found ? scratch->length / sizeof(size_t) : 0;
  for (size_t i = 0; i < count; i++) {
    size_t at = 0;
    bool valid = false;
    memcpy(&at, scratch->data + i * sizeof at, sizeof at);
    memset(bytes + at, ' ', ho_text_sequence(bytes + at, length - at, &valid));
  }
  ho_buf_clear(scratch);
  return found ? length : clean;
}

static handout_status decode_utf8(const char *bytes, size_t length, size_t clean, ho_buf *out,
                                  ho_text *text) {
  *text = (ho_text){bytes, length, "UTF-8", 0};
  return clean == length ? HANDOUT_OK : mend_utf8(bytes, length, clean, out, text);
}

handout_status ho_text_decode_utf8(const char *bytes, size_t length, ho_buf *out, ho_text *text) {
  ho_buf_clear(out);
  return decode_utf8(bytes, length, ho_text_clean_run(bytes, length), out, text);
}

/* ---- Other encodings ------------------------------------------------------- */

/* An encoding that is not UTF-8: how a character is read, of what. */
typedef struct encoding {
  const char *name;
  const ho_charset *charset; /* bytes, else units: */
  unsigned unit;             /* 2 or 4 bytes */
  bool big_endian;
} encoding;

static const encoding UTF16LE = {"UTF-16LE", NULL, 2, false}, UTF16BE = {"UTF-16BE", NULL, 2, true},
                      UTF32LE = {"UTF-32LE", NULL, 4, false}, UTF32BE = {"UTF-32BE", NULL, 4, true};

static uint32_t read_unit(const encoding *from, const char *bytes) {
  uint32_t value = 0;
  for (unsigned i = 0; i < from->unit; i++)
    value = value << 8 | (unsigned char)bytes[from->big_endian ? i : from->unit - 1 - i];
  return value;
}

/* The code point at `bytes` in *point, INVALID if there is none; returns the bytes it takes. */
static size_t read_wide(const encoding *from, const char *bytes, size_t left, uint32_t *point) {
  *point = INVALID;
  if (left < from->unit)
    return left;
  const uint32_t first = read_unit(from, bytes);
  if (first - 0xD800 >= 0x800)
    *point = first < INVALID ? first : INVALID;
  else if (from->unit == 2 && first < 0xDC00 && left >= 4) {
    const uint32_t second = read_unit(from, bytes + 2);
    if (second - 0xDC00 < 0x400) {
      *point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
      return 4;
    }
  }
  return from->unit;
}

static size_t read_character(const encoding *from, const char *bytes, size_t left, uint32_t *point) {
  if (!from->charset)
    return read_wide(from, bytes, left, point);
  const unsigned char byte = (unsigned char)*bytes;
  *point = byte < 0x80 ? byte : from->charset->high[byte - 0x80];
  if (*point == 0 && byte)
    *point = INVALID;
  return 1;
}

/* A code point as it is written: control characters and byte order marks are spaces. */
static uint32_t shown(uint32_t point) {
  if (point >= INVALID)
    return 0xFFFD;
  if (point < 0x80)
    return is_plain((unsigned char)point) ? point : ' ';
  return point < 0xA0 || point == 0xFEFF ? ' ' : point;
}

size_t ho_text_put(char *to, uint32_t point) {
  if (point < 0x80) {
    to[0] = (char)point;
    return 1;
  }
  const size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = size - 1; i > 0; i--, point >>= 6)
    to[i] = (char)(0x80 | (point & 0x3F));
  to[0] = (char)(leads[size] | point);
  return size;
}

static handout_status convert(const encoding *from, const char *bytes, size_t length, ho_buf *out,
                              ho_text *text) {
  size_t at = 0;
  text->encoding = from->name;
  while (at < length) {
    if (!ho_buf_reserve(out, CHUNK * LONGEST_SEQUENCE))
      return HANDOUT_NO_MEMORY;
    for (int i = 0; i < CHUNK && at < length; i++) {
      uint32_t point = INVALID;
      at += read_character(from, bytes + at, length - at, &point);
      text->replaced += point == INVALID;
      out->length += ho_text_put(out->data + out->length, shown(point));
    }
    if (out->length > HO_MAX_DECODED)
      return HANDOUT_TOO_LARGE;
  }
  text->text = out->length ? out->data : "";
  text->length = out->length;
  return HANDOUT_OK;
}

/* ---- Which encoding -------------------------------------------------------- */

static bool starts(const char *bytes, size_t length, const char *with, size_t size) {
  return length >= size && memcmp(bytes, with, size) == 0;
}

/* The encoding that a byte order mark names, and the mark's length; NULL for UTF-8 and for none. */
static const encoding *read_mark(const char *bytes, size_t length, size_t *mark) {
  *mark = 4;
  if (starts(bytes, length, "\xFF\xFE\0\0", 4))
    return &UTF32LE;
  if (starts(bytes, length, "\0\0\xFE\xFF", 4))
    return &UTF32BE;
  *mark = 2;
  if (starts(bytes, length, "\xFF\xFE", 2))
    return &UTF16LE;
  if (starts(bytes, length, "\xFE\xFF", 2))
    return &UTF16BE;
  *mark = starts(bytes, length, "\xEF\xBB\xBF", 3) ? 3 : 0;
  return NULL;
}

/* UTF-16 without a mark: of English, at least, nearly every other byte is 0, and no others. */
static const encoding *guess_wide(const char *bytes, size_t length) {
  size_t zeros[2] = {0, 0};
  const size_t sample = (length < SAMPLE ? length : SAMPLE) & ~(size_t)1;
  for (size_t i = 0; i < sample; i++)
    zeros[i & 1] += bytes[i] == 0;
  const size_t many = sample / 5, few = sample / 40;
  if (length % 2 || sample < 4)
    return NULL;
  if (zeros[1] > many && zeros[0] <= few)
    return &UTF16LE;
  return zeros[0] > many && zeros[1] <= few ? &UTF16BE : NULL;
}

/* Whether bytes that are not clean UTF-8 are rather that than an encoding of one byte a character: most of
 * what is not ASCII is well-formed, or it merely stops in the middle of a character. */
static bool mostly_utf8(const char *bytes, size_t length) {
  size_t good = 0, bad = 0, at = 0;
  bool cut = false;
  while ((at += plain_run(bytes + at, length - at)) < length) {
    bool valid = false;
    const size_t size = ho_text_sequence(bytes + at, length - at, &valid);
    cut = !valid && size > 1 && at + size == length;
    good += valid && (unsigned char)bytes[at] >= 0x80;
    bad += !valid;
    at += size;
  }
  return good >= bad || (cut && bad == 1);
}

/* The charset of bytes without a mark that are not UTF-16, NULL for UTF-8. */
static const ho_charset *guess_charset(const char *bytes, size_t length, const char *declared) {
  if (mostly_utf8(bytes, length))
    return NULL;
  const ho_charset *charset = declared ? ho_charset_find(declared) : NULL;
  return charset ? charset : ho_charset_find("windows-1252");
}

bool ho_text_charset_known(const char *name) {
  return ho_charset_find(name) || strcmp(name, "utf-8") == 0 || strcmp(name, "UTF-8") == 0;
}

/* ---- Not text -------------------------------------------------------------- */

typedef struct signature {
  const char *bytes;
  size_t length;
  const char *message;
} signature;

static const signature SIGNATURES[] = {
    {"%PDF-", 5, "is a PDF; run pdftotext first"},
    {"%!PS", 4, "is PostScript; run ps2ascii first"},
    {"{\\rtf", 5, "is a rich text file; save it as plain text first"},
    {"PK\3\4", 4, "is a ZIP or office file; unpack it or save it as plain text first"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "is an old office file; save it as plain text first"},
    {"\x7F"
     "ELF",
     4, "is a program, not text"},
    {"\x89PNG\r\n", 6, "is a picture, not text"},
    {"GIF8", 4, "is a picture, not text"},
    {"\xFF\xD8\xFF", 3, "is a picture, not text"},
    {"7z\xBC\xAF\x27\x1C", 6, "is a 7z archive; unpack it first"},
    {"SQLite format 3", 16, "is a database, not text"},
};

static const char *known_binary(const char *bytes, size_t length) {
  for (size_t i = 0; i < sizeof SIGNATURES / sizeof *SIGNATURES; i++)
    if (starts(bytes, length, SIGNATURES[i].bytes, SIGNATURES[i].length))
      return SIGNATURES[i].message;
  return NULL;
}

static bool many_controls(const char *bytes, size_t length) {
  const size_t sample = length < SAMPLE ? length : SAMPLE;
  size_t controls = 0;
  for (size_t i = 0; i < sample; i++)
    controls += !is_plain((unsigned char)bytes[i]) && (unsigned char)bytes[i] < 0x80;
  return controls > FEW_CONTROLS && controls > sample / CONTROLS_SHARE;
}

/* ---- The whole way --------------------------------------------------------- */

/* What is to be decoded. */
typedef struct input {
  const char *bytes;
  char *own; /* the same if they may be changed, else NULL */
  size_t length;
  const char *declared;
} input;

static handout_status decode_dirty(const input *in, size_t clean, ho_buf *out, ho_text *text,
                                   handout_error *error) {
  const encoding *wide = guess_wide(in->bytes, in->length);
  if (wide)
    return convert(wide, in->bytes, in->length, out, text);
  if (many_controls(in->bytes, in->length))
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "is a binary file, not text");
  if (in->own)
    clean = blank_controls(in->own, in->length, clean, out);
  const ho_charset *charset = clean < in->length ? guess_charset(in->bytes, in->length, in->declared) : NULL;
  if (!charset)
    return decode_utf8(in->bytes, in->length, clean, out, text);
  const encoding from = {.name = charset->name, .charset = charset};
  return convert(&from, in->bytes, in->length, out, text);
}

static handout_status decode(const input *in, ho_buf *out, ho_text *text, handout_error *error) {
  const char *binary = known_binary(in->bytes, in->length);
  if (binary)
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "%s", binary);
  size_t mark = 0;
  const encoding *marked = read_mark(in->bytes, in->length, &mark);
  const char *bytes = in->bytes + mark;
  const size_t length = in->length - mark;
  if (marked)
    return convert(marked, bytes, length, out, text);
  size_t clean = ho_text_clean_run(bytes, length);
  if (!mark && clean < length)
    return decode_dirty(in, clean, out, text, error);
  if (in->own && clean < length)
    clean = blank_controls(in->own + mark, length, clean, out);
  return decode_utf8(bytes, length, clean, out, text);
}

static handout_status decode_input(const input *in, ho_buf *out, ho_text *text, handout_error *error) {
  ho_buf_clear(out);
  *text = (ho_text){"", 0, "UTF-8", 0};
  const handout_status status = in->length ? decode(in, out, text, error) : HANDOUT_OK;
  if (status == HANDOUT_TOO_LARGE)
    return ho_fail(error, status, 0, "is over 512 MiB as UTF-8, the most that is held in memory; split it");
  return status;
}

handout_status ho_text_decode(const char *bytes, size_t length, const char *declared, ho_buf *out,
                              ho_text *text, handout_error *error) {
  return decode_input(&(input){bytes, NULL, length, declared}, out, text, error);
}

handout_status ho_text_decode_own(char *bytes, size_t length, const char *declared, ho_buf *out,
                                  ho_text *text, handout_error *error) {
  return decode_input(&(input){bytes, bytes, length, declared}, out, text, error);
}
