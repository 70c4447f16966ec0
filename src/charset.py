#!/usr/bin/env python3
"""Writes charset.c: encodings of one byte a character, from Python's codecs.

usage: charset.py > charset.c
"""
CHARSETS = [
    ('windows-1252', 'cp1252', 'cp1252 iso-8859-1 latin1 iso8859-1 us-ascii ascii'),
    ('windows-1250', 'cp1250', 'cp1250'),
    ('windows-1251', 'cp1251', 'cp1251'),
    ('windows-1253', 'cp1253', 'cp1253'),
    ('windows-1254', 'cp1254', 'cp1254 iso-8859-9 latin5'),
    ('windows-1255', 'cp1255', 'cp1255 iso-8859-8-i'),
    ('windows-1256', 'cp1256', 'cp1256'),
    ('windows-1257', 'cp1257', 'cp1257'),
    ('windows-1258', 'cp1258', 'cp1258'),
    ('ISO-8859-2', 'iso8859-2', 'iso8859-2 latin2'),
    ('ISO-8859-5', 'iso8859-5', 'iso8859-5'),
    ('ISO-8859-7', 'iso8859-7', 'iso8859-7'),
    ('ISO-8859-15', 'iso8859-15', 'iso8859-15 latin9'),
    ('KOI8-R', 'koi8-r', 'koi8r'),
    ('macintosh', 'mac-roman', 'mac'),
]

def code_point(byte, codec):
    try:
        value = ord(bytes([byte]).decode(codec))
    except UnicodeDecodeError:
        return 0
    return 0 if value < 0xa0 else value

print('''/* Encodings of one byte a character; written by charset.py. */
#include "charset.h"

#include <stdbool.h>
#include <stddef.h>

static const ho_charset CHARSETS[] = {''')
for name, codec, others in CHARSETS:
    print('    {"%s",\n     {%s},' % (name, ', '.join('"%s"' % o for o in others.split())))
    points = [code_point(b, codec) for b in range(128, 256)]
    rows = ['      ' + ', '.join('0x%04x' % p for p in points[i:i + 12]) for i in range(0, 128, 12)]
    print('     {' + ',\n'.join(rows).lstrip() + '}},')
print('''};

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(const char *a, const char *b) {
  while (*a && lower(*a) == lower(*b))
    a++, b++;
  return !*a && !*b;
}

const ho_charset *ho_charset_find(const char *name) {
  for (size_t i = 0; i < sizeof CHARSETS / sizeof *CHARSETS; i++) {
    if (same_name(name, CHARSETS[i].name))
      return &CHARSETS[i];
    for (size_t j = 0; j < sizeof CHARSETS[i].others / sizeof *CHARSETS[i].others; j++)
      if (CHARSETS[i].others[j] && same_name(name, CHARSETS[i].others[j]))
        return &CHARSETS[i];
  }
  return NULL;
}''')
