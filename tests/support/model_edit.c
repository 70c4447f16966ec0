/* Model files changed by a test, their checksum made right again. */
#include "model_edit.h"

#include "model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

size_t model_body(const ho_buf *file) {
  const char *first = memchr(file->data, '\n', file->length);
  const char *second = memchr(first + 1, '\n', file->length - (size_t)(first + 1 - file->data));
  return (size_t)(second + 1 - file->data);
}

ho_buf model_with_checksum(const char *body, size_t length) {
  ho_buf file = HO_BUF_INIT;
  assert_true(ho_buf_append_format(&file, "handout-model\t%d\nchecksum\t%016llx\n", HO_MODEL_FORMAT,
                                   (unsigned long long)ho_hash(body, length)));
  assert_true(ho_buf_append(&file, body, length));
  return file;
}

static size_t line_of(const ho_buf *file, size_t at) {
  size_t line = 1;
  for (size_t i = 0; i < at; i++)
    line += file->data[i] == '\n';
  return line;
}

ho_buf model_edited(const ho_buf *file, const char *find, const char *replacement, size_t *line) {
  ho_buf body = HO_BUF_INIT;
  size_t start = model_body(file);
  const char *at = memmem(file->data + start, file->length - start, find, strlen(find));
  if (!at)
    fail_msg("the model has no %s", find);
  if (line)
    *line = line_of(file, (size_t)(at - file->data)) + (*find == '\n');
  assert_true(ho_buf_append(&body, file->data + start, (size_t)(at - file->data) - start));
  assert_true(ho_buf_append_text(&body, replacement));
  at += strlen(find);
  assert_true(ho_buf_append(&body, at, file->length - (size_t)(at - file->data)));
  ho_buf result = model_with_checksum(body.data, body.length);
  ho_buf_free(&body);
  return result;
}
