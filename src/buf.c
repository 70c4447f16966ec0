/* The one growable buffer. */
#include "buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ho_buf_free(ho_buf *buf) {
  free(buf->data);
  *buf = (ho_buf)HO_BUF_INIT;
}

void ho_buf_clear(ho_buf *buf) {
  buf->length = 0;
}

bool ho_buf_reserve(ho_buf *buf, size_t more) {
  if (more <= buf->capacity - buf->length)
    return true;
  if (more > SIZE_MAX / 2 - buf->length)
    return false;
  size_t capacity = buf->capacity < 32 ? 32 : buf->capacity;
  while (capacity < buf->length + more)
    capacity += capacity / 2;
  char *data = realloc(buf->data, capacity);
  if (!data)
    return false;
  buf->data = data;
  buf->capacity = capacity;
  return true;
}

bool ho_buf_append(ho_buf *buf, const void *bytes, size_t length) {
  if (!ho_buf_reserve(buf, length))
    return false;
  if (length)
    memcpy(buf->data + buf->length, bytes, length);
  buf->length += length;
  return true;
}

bool ho_buf_append_char(ho_buf *buf, char byte) {
  return ho_buf_append(buf, &byte, 1);
}

bool ho_buf_append_text(ho_buf *buf, const char *text) {
  return ho_buf_append(buf, text, strlen(text));
}

bool ho_buf_append_format(ho_buf *buf, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  bool ok = length >= 0 && ho_buf_reserve(buf, (size_t)length + 1);
  if (ok) {
    (void)vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
    buf->length += (size_t)length;
  }
  va_end(again);
  va_end(arguments);
  return ok;
}

bool ho_buf_terminate(ho_buf *buf) {
  if (!ho_buf_reserve(buf, 1))
    return false;
  buf->data[buf->length] = '\0';
  return true;
}

void *ho_alloc_array(size_t count, size_t size) {
  return calloc(count ? count : 1, size ? size : 1);
}
