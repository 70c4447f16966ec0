/* Reading one character of UTF-8, strictly: no surrogates, no overlong forms; and writing one. */
#include "utf8.h"

size_t ho_html_read_utf8(const char *bytes, size_t length, uint32_t *code) {
  const unsigned char *b = (const unsigned char *)bytes;
  *code = 0xFFFD;
  if (length == 0)
    return 0;
  if (b[0] < 0x80) {
    *code = b[0];
    return 1;
  }
  size_t size = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
  if (b[0] < 0xC2 || b[0] > 0xF4 || size > length)
    return 0;
  uint32_t value = b[0] & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; i++) {
    if ((b[i] & 0xC0) != 0x80)
      return 0;
    value = value << 6 | (b[i] & 0x3Fu);
  }
  if ((size == 3 && (value < 0x800 || (value >= 0xD800 && value < 0xE000))) ||
      (size == 4 && (value < 0x10000 || value > 0x10FFFF)))
    return 0;
  *code = value;
  return size;
}

size_t ho_html_write_utf8(uint32_t code, char *bytes) {
  if (code < 0x80) {
    bytes[0] = (char)code;
    return 1;
  }
  size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (size_t i = size; --i > 0; code >>= 6)
    bytes[i] = (char)(0x80 | (code & 0x3F));
  bytes[0] = (char)(0xF00u >> size | code);
  return size;
}
