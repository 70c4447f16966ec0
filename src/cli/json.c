/* Writing JSON, CSV and tab-separated fields. */
#include "json.h"

#include "number.h"
#include "text.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

static bool needs_escape(unsigned char c) {
  return c < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

/* Leading bytes that a JSON string holds as they are. */
static size_t literal_run(const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length) {
    bool valid = true;
    size_t size = 1;
    if ((unsigned char)bytes[at] >= 0x80)
      size = ho_text_sequence(bytes + at, length - at, &valid);
    else if (needs_escape((unsigned char)bytes[at]))
      break;
    if (!valid)
      break;
    at += size;
  }
  return at;
}

static bool append_escape(ho_buf *out, unsigned char c) {
  static const char hex[] = "0123456789abcdef", letters[] = "\"\\nrtbf", bytes[] = "\"\\\n\r\t\b\f";
  const char *known = c ? strchr(bytes, c) : NULL;
  if (known)
    return ho_buf_append_char(out, '\\') && ho_buf_append_char(out, letters[known - bytes]);
  const char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
  return ho_buf_append(out, escape, sizeof escape);
}

bool ho_json_string(ho_buf *out, const char *bytes, size_t length) {
  bool ok = ho_buf_append_char(out, '"');
  for (size_t at = 0; ok && at < length;) {
    const size_t run = literal_run(bytes + at, length - at);
    ok = ho_buf_append(out, bytes + at, run);
    at += run;
    if (at == length)
      break;
    if ((unsigned char)bytes[at] < 0x80) {
      ok = ok && append_escape(out, (unsigned char)bytes[at++]);
      continue;
    }
    bool valid = false;
    at += ho_text_sequence(bytes + at, length - at, &valid);
    ok = ok && ho_buf_append_text(out, REPLACEMENT);
  }
  return ok && ho_buf_append_char(out, '"');
}

bool ho_json_text(ho_buf *out, const char *text) {
  return ho_json_string(out, text, strlen(text));
}

static bool append_digits(ho_buf *out, uint64_t value, int least, int point) {
  char digits[32];
  size_t at = sizeof digits;
  for (int i = 0; value || i < least; i++, value /= 10) {
    if (i == point && point > 0)
      digits[--at] = '.';
    digits[--at] = (char)('0' + value % 10);
  }
  return ho_buf_append(out, digits + at, sizeof digits - at);
}

bool ho_json_size(ho_buf *out, size_t value) {
  return append_digits(out, value, 1, 0);
}

bool ho_json_fixed(ho_buf *out, double value, int decimals) {
  static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  if (!isfinite(value))
    return ho_buf_append_text(out, "null");
  if (!(fabs(value) < 1e6))
    return ho_append_fixed(out, value, decimals);
  const uint64_t scaled = (uint64_t)(fabs(value) * powers[decimals] + 0.5);
  if (value < 0 && scaled > 0 && !ho_buf_append_char(out, '-'))
    return false;
  return append_digits(out, scaled, decimals + 1, decimals);
}

bool ho_json_exact(ho_buf *out, double value) {
  return isfinite(value) ? ho_append_double(out, value) : ho_buf_append_text(out, "null");
}

static bool is_blank(char c) {
  return (unsigned char)c <= ' ' || c == 0x7F;
}

/* The number of leading bytes that are printable ASCII, blanks with them. */
static size_t printable_run(const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length && bytes[at] >= ' ' && bytes[at] < 0x7F)
    at++;
  return at;
}

bool ho_plain_field(ho_buf *out, const char *bytes, size_t length) {
  for (; length && is_blank(bytes[length - 1]); length--)
    ;
  for (; length && is_blank(*bytes); length--)
    bytes++;
  bool ok = ho_buf_reserve(out, length);
  for (size_t at = 0; ok && at < length;) {
    bool valid = true;
    const size_t run = printable_run(bytes + at, length - at);
    const size_t size = run ? run : ho_text_sequence(bytes + at, length - at, &valid);
    if (!valid)
      ok = ho_buf_append_text(out, REPLACEMENT);
    else if (!run && is_blank(bytes[at]))
      ok = ho_buf_append_char(out, ' ');
    else
      ok = ho_buf_append(out, bytes + at, size);
    at += size;
  }
  return ok;
}

bool ho_csv_field(ho_buf *out, const char *bytes, size_t length) {
  bool quoted = false;
  for (size_t i = 0; i < length && !quoted; i++)
    quoted = bytes[i] == '"' || bytes[i] == ',' || bytes[i] == '\n' || bytes[i] == '\r';
  bool ok = (!quoted || ho_buf_append_char(out, '"')) && ho_buf_reserve(out, 2 * length);
  for (size_t at = 0; ok && at < length;) {
    bool valid = false;
    const size_t size = ho_text_sequence(bytes + at, length - at, &valid);
    ok = valid ? ho_buf_append(out, bytes + at, size) : ho_buf_append_text(out, REPLACEMENT);
    if (bytes[at] == '"')
      ok = ok && ho_buf_append_char(out, '"');
    at += size;
  }
  return ok && (!quoted || ho_buf_append_char(out, '"'));
}
