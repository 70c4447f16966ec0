/* The one growable buffer: bytes, or an array of any plain type. */
#ifndef HO_BUF_H
#define HO_BUF_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ho_buf {
  char *data;
  size_t length;   /* bytes in use */
  size_t capacity; /* bytes allocated */
} ho_buf;

#define HO_BUF_INIT                                                                                          \
  { NULL, 0, 0 }

void ho_buf_free(ho_buf *buf);  /* frees and zeroes; a zeroed one is fine */
void ho_buf_clear(ho_buf *buf); /* length 0, memory kept */

/* Each returns false when memory runs out, the buffer then as it was. */
bool ho_buf_reserve(ho_buf *buf, size_t more); /* room for `more` further bytes */
bool ho_buf_append(ho_buf *buf, const void *bytes, size_t length);
bool ho_buf_append_char(ho_buf *buf, char byte);
bool ho_buf_append_text(ho_buf *buf, const char *text); /* up to its NUL */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
bool ho_buf_append_format(ho_buf *buf, const char *format, ...);       /* no %f %g: they follow the locale */
bool ho_buf_terminate(ho_buf *buf); /* a NUL after the end, not counted */

/* Allocation that multiplies safely; NULL on overflow or when memory runs out. */
void *ho_alloc_array(size_t count, size_t size); /* zeroed */

#endif
