/* Reading and writing one character of UTF-8. */
#ifndef HO_HTML_UTF8_H
#define HO_HTML_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The length in bytes of the character at `bytes`, and its code point; 0 if it is not UTF-8. */
size_t ho_html_read_utf8(const char *bytes, size_t length, uint32_t *code);

/* Writes a code point into up to four bytes; their number. */
size_t ho_html_write_utf8(uint32_t code, char *bytes);

#endif
