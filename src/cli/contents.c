/* The whole of a file, a pipe or a compressed file, in memory. */
#include "contents.h"

#include "expand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  MAP_FROM = 1 << 20, /* bytes of a file from which mapping it beats reading it */
  PIECE = 1 << 16,    /* bytes read or expanded at a time where the length isn't known */
  KEPT = 4 << 20      /* buffers over this are given back after use */
};

int ho_open_input(const char *path, handout_error *error) {
  const int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    (void)ho_fail(error, HANDOUT_BAD_TEXT, 0, "%s", strerror(errno));
  return fd;
}

void ho_close_input(int fd) {
  if (fd > STDERR_FILENO)
    (void)close(fd);
}

handout_status ho_read_input(int fd, char *to, size_t room, size_t *got, handout_error *error) {
  ssize_t result = -1;
  do
    result = read(fd, to, room);
  while (result < 0 && errno == EINTR);
  *got = result < 0 ? 0 : (size_t)result;
  return result < 0 ? ho_fail(error, HANDOUT_BAD_TEXT, 0, "%s", strerror(errno)) : HANDOUT_OK;
}

static handout_status too_large(handout_error *error, const char *what) {
  return ho_fail(error, HANDOUT_TOO_LARGE, 0, "%s over 512 MiB, the most that is held in memory; split it",
                 what);
}

/* Reads to the end; `expected` bytes are likely. */
static handout_status read_all(ho_buf *held, int fd, size_t expected, handout_error *error) {
  size_t got = 1;
  while (got) {
    const size_t more = held->length < expected ? expected - held->length : PIECE;
    if (!ho_buf_reserve(held, more))
      return HANDOUT_NO_MEMORY;
    const handout_status status = ho_read_input(fd, held->data + held->length, more, &got, error);
    if (status != HANDOUT_OK)
      return status;
    held->length += got;
    if (held->length > HO_MAX_HELD)
      return too_large(error, "what comes through the pipe is");
    if (expected && held->length == expected)
      break;
  }
  return HANDOUT_OK;
}

static bool map_file(ho_contents *contents, int fd, size_t length) {
  void *map = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0);
  const bool refused = map == MAP_FAILED; /* memory that can be written to may be limited */
  if (refused)
    map = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
  if (map == MAP_FAILED)
    return false;
  contents->read_only = refused;
  (void)posix_madvise(map, length, POSIX_MADV_SEQUENTIAL);
  contents->map = map;
  contents->map_length = length;
  contents->bytes = map;
  contents->length = length;
  return true;
}

static handout_status read_file(ho_contents *contents, int fd, handout_error *error) {
  struct stat about;
  if (fstat(fd, &about) != 0)
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "%s", strerror(errno));
  contents->folder = S_ISDIR(about.st_mode) && fd != STDIN_FILENO;
  if (S_ISDIR(about.st_mode))
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "is a folder");
  const bool known = S_ISREG(about.st_mode) && about.st_size > 0;
  const bool at_start = fd != STDIN_FILENO || lseek(fd, 0, SEEK_CUR) == 0;
  if (known && at_start && about.st_size >= MAP_FROM && map_file(contents, fd, (size_t)about.st_size))
    return HANDOUT_OK;
  const size_t expected = known && at_start ? (size_t)about.st_size : 0;
  const handout_status status = read_all(&contents->held, fd, expected, error);
  contents->bytes = contents->held.length ? contents->held.data : contents->none;
  contents->length = contents->held.length;
  return status;
}

static handout_status expand_all(ho_expander *expander, const char *in, size_t in_length, ho_buf *out,
                                 handout_error *error) {
  size_t got = 1;
  while (got) {
    if (out->length > HO_MAX_HELD)
      return too_large(error, "expands to");
    if (!ho_buf_reserve(out, PIECE))
      return HANDOUT_NO_MEMORY;
    const handout_status status =
        ho_expand(expander, &in, &in_length, out->data + out->length, PIECE, &got, error);
    if (status != HANDOUT_OK)
      return status;
    out->length += got;
  }
  return ho_expander_may_end(expander) ? HANDOUT_OK : ho_expand_cut(error);
}

static handout_status expand_contents(ho_contents *contents, handout_error *error) {
  bool more = false;
  const ho_compression compression = ho_find_compression(contents->bytes, contents->length, &more);
  if (compression == HO_UNCOMPRESSED)
    return HANDOUT_OK;
  ho_expander *expander = ho_expander_new(compression);
  if (!expander)
    return HANDOUT_NO_MEMORY;
  const handout_status status =
      expand_all(expander, contents->bytes, contents->length, &contents->expanded, error);
  ho_expander_free(expander);
  contents->bytes = contents->expanded.length ? contents->expanded.data : contents->none;
  contents->read_only = false;
  contents->length = contents->expanded.length;
  return status;
}

static void reuse(ho_buf *buf) {
  if (buf->capacity > KEPT)
    ho_buf_free(buf);
  ho_buf_clear(buf);
}

static void release(ho_contents *contents) {
  if (contents->map)
    (void)munmap(contents->map, contents->map_length);
  contents->map = NULL;
  contents->bytes = contents->none;
  contents->length = 0;
  contents->read_only = false;
  contents->folder = false;
  reuse(&contents->held);
  reuse(&contents->expanded);
}

handout_status ho_contents_read(ho_contents *contents, const char *path, handout_error *error) {
  struct stat about;
  release(contents);
  const int fd = ho_open_input(path, error);
  if (fd < 0) {
    contents->folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    return HANDOUT_BAD_TEXT;
  }
  handout_status status = read_file(contents, fd, error);
  ho_close_input(fd);
  if (status == HANDOUT_OK)
    status = expand_contents(contents, error);
  return status;
}

void ho_contents_free(ho_contents *contents) {
  release(contents);
  ho_buf_free(&contents->held);
  ho_buf_free(&contents->expanded);
}
