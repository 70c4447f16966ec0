/* Lines from a pipe: however the writer cuts its writes, the same lines with the same numbers. */
#include "fuzz.h"
#include "lines.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST = 1 << 14, FIRST_WRITE = 6 /* bytes that tell whether input is compressed */ };

typedef struct writer {
  const char *bytes;
  size_t left, step;
  int fd;
} writer;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

static bool is_blank(const char *line, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (!strchr(" \t\r", line[i]) || !line[i])
      return false;
  return true;
}

static void note(ho_buf *out, size_t number, const char *line, size_t length) {
  const size_t shown = is_blank(line, length) ? 0 : length;
  CHECK(ho_buf_append_format(out, "%zu:", number) && ho_buf_append(out, line, shown) &&
        ho_buf_append_char(out, '\n'));
}

static size_t note_lines(ho_buf *out, size_t number, const char *at, const char *end) {
  for (; at < end; number++) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    const char *stop = newline ? newline : end;
    note(out, number, at, (size_t)(stop - at));
    at = newline ? newline + 1 : end;
  }
  return number;
}

static void work(void *context, ho_batch *batch) {
  (void)context;
  CHECK(batch->kind == HO_BATCH_LINES);
  for (size_t i = batch->blank_before; i > 0; i--)
    note(&batch->out, batch->first_line - i, "", 0);
  (void)note_lines(&batch->out, batch->first_line, batch->in.data, batch->in.data + batch->in.length);
}

static bool take(void *context, ho_batch *batch) {
  CHECK(ho_buf_append(context, batch->out.data, batch->out.length));
  return true;
}

/* Writes on where the reader waits, and goes away at the end. */
static void write_on(void *context) {
  writer *w = context;
  const size_t size = w->left < w->step ? w->left : w->step;
  if (size && w->fd >= 0)
    CHECK(write(w->fd, w->bytes, size) == (ssize_t)size);
  w->bytes += size;
  w->left -= size;
  if (!w->left && w->fd >= 0) {
    CHECK(close(w->fd) == 0);
    w->fd = -1;
  }
}

static void read_in_steps(const char *bytes, size_t length, size_t step, ho_buf *out) {
  int ends[2];
  char path[32];
  CHECK(pipe(ends) == 0);
  (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
  writer w = {bytes, length, step < FIRST_WRITE ? FIRST_WRITE : step, ends[1]};
  void *workers[] = {NULL};
  ho_pool *pool = ho_pool_new(workers, 1, work, take, out);
  handout_error error = {0};
  CHECK(pool != NULL);
  write_on(&w);
  w.step = step;
  CHECK(ho_read_lines(path, pool, write_on, &w, &error) == HANDOUT_OK);
  CHECK(w.left == 0);
  ho_pool_free(pool);
  if (w.fd >= 0)
    (void)close(w.fd);
  (void)close(ends[0]);
}

/* What must come out: all lines up to the last that is not blank, a byte order mark made spaces. */
static void read_plainly(const char *bytes, size_t length, ho_buf *out) {
  ho_buf text = HO_BUF_INIT;
  CHECK(ho_buf_append(&text, bytes, length) && ho_buf_terminate(&text));
  if (length >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
    memset(text.data, ' ', 3);
  size_t end = length;
  while (end && strchr(" \t\r\n", text.data[end - 1]) && text.data[end - 1])
    end--;
  while (end && end < length && text.data[end] != '\n')
    end++;
  (void)note_lines(out, 1, text.data, text.data + end);
  ho_buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bool more = false;
  if (size < 2 || size > LONGEST)
    return 0;
  const char *bytes = (const char *)data + 1;
  const ho_compression compression = ho_find_compression(bytes, size - 1, &more);
  if (compression != HO_UNCOMPRESSED || more)
    return 0; /* fuzz_expand.c */
  ho_buf plain = HO_BUF_INIT, pieces = HO_BUF_INIT;
  read_plainly(bytes, size - 1, &plain);
  read_in_steps(bytes, size - 1, 1 + data[0] % 97u, &pieces);
  CHECK(plain.length == pieces.length &&
        (!plain.length || memcmp(plain.data, pieces.data, plain.length) == 0));
  ho_buf_free(&plain);
  ho_buf_free(&pieces);
  return 0;
}
