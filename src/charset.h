/* Encodings of one byte a character, as tables. */
#ifndef HO_CHARSET_H
#define HO_CHARSET_H

#include <stdint.h>

/* Code points of the bytes 0x80 to 0xFF; 0 where a byte has no meaning. The lower half is ASCII. */
typedef struct ho_charset {
  const char *name;
  const char *others[6]; /* other names, as they are declared */
  uint16_t high[128];
} ho_charset;

/* The charset of a name, in any case; NULL if unknown. */
const ho_charset *ho_charset_find(const char *name);

#endif
