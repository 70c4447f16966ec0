/* Reads the specification files of tests/spec. */
#include "spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned hex_digits(const char *at, int count) {
  char digits[9] = "";
  memcpy(digits, at, (size_t)count);
  return (unsigned)strtoul(digits, NULL, 16);
}

/* Appends a code point as UTF-8. */
static void append_code_point(ho_buf *out, unsigned code) {
  char bytes[4];
  int length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (int i = length - 1; i > 0; i--, code >>= 6)
    bytes[i] = (char)(0x80 | (code & 0x3F));
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  bytes[0] = (char)(lead[length] | code);
  assert_true(ho_buf_append(out, bytes, (size_t)length));
}

static const char *append_escape(ho_buf *out, const char *at) {
  switch (*at) {
  case 'n':
    assert_true(ho_buf_append_char(out, '\n'));
    return at + 1;
  case 't':
    assert_true(ho_buf_append_char(out, '\t'));
    return at + 1;
  case 'x':
    assert_true(ho_buf_append_char(out, (char)hex_digits(at + 1, 2)));
    return at + 3;
  case 'u':
    append_code_point(out, hex_digits(at + 1, 4));
    return at + 5;
  default:
    assert_true(ho_buf_append_char(out, *at));
    return at + 1;
  }
}

void spec_unescape(const char *text, ho_buf *out) {
  ho_buf_clear(out);
  while (*text)
    if (*text == '\\' && text[1]) {
      text = append_escape(out, text + 1);
    } else {
      assert_true(ho_buf_append_char(out, *text));
      text++;
    }
  assert_true(ho_buf_terminate(out));
}

static void cut_line_end(char *line) {
  line[strcspn(line, "\r\n")] = '\0';
}

static void finish(spec_case *current, spec_run *run, void *context) {
  if (current->count)
    run(current, context);
  for (size_t i = 0; i < current->count; i++)
    free(current->lines[i]);
  current->count = 0;
}

size_t spec_read(const char *name, spec_run *run, void *context) {
  char path[512], line[4096];
  (void)snprintf(path, sizeof path, "%s/spec/%s", TESTS_DIR, name);
  FILE *file = fopen(path, "r");
  if (!file)
    fail_msg("no file %s", path);
  spec_case current = {.file = name};
  size_t cases = 0;
  for (size_t number = 1; fgets(line, sizeof line, file); number++) {
    cut_line_end(line);
    if (*line == '#')
      continue;
    if (!*line) {
      finish(&current, run, context);
      continue;
    }
    if (current.count == SPEC_LINES)
      fail_msg("%s:%zu: too many lines in a case", name, number);
    if (current.count == 0) {
      current.line = number;
      cases++;
    }
    current.lines[current.count++] = strdup(line);
  }
  finish(&current, run, context);
  (void)fclose(file);
  return cases;
}

void spec_expect(const spec_case *which, const ho_buf *got, const char *wanted) {
  if (got->length != strlen(wanted) || (got->length && memcmp(got->data, wanted, got->length) != 0))
    fail_msg("%s:%zu: %s\n  wanted: %s\n  got:    %.*s", which->file, which->line, which->lines[0], wanted,
             (int)got->length, got->data ? got->data : "");
}
