/* A file, a pipe or a compressed file, read as a stream. */
#include "source.h"

#include "contents.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

enum { RAW_ROOM = 1 << 16 };

handout_status ho_source_open(ho_source *source, const char *path, handout_error *error) {
  struct stat about;
  *source = (ho_source){.fd = ho_open_input(path, error)};
  if (source->fd < 0)
    return HANDOUT_BAD_TEXT;
  if (fstat(source->fd, &about) == 0 && S_ISDIR(about.st_mode)) {
    ho_source_close(source);
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "is a folder");
  }
  return HANDOUT_OK;
}

void ho_source_close(ho_source *source) {
  ho_close_input(source->fd);
  ho_expander_free(source->expander);
  ho_buf_free(&source->raw);
  *source = (ho_source){.fd = -1};
}

static handout_status fill(ho_source *source, handout_error *error) {
  if (source->at == source->raw.length) {
    source->at = 0;
    ho_buf_clear(&source->raw);
  }
  if (!ho_buf_reserve(&source->raw, RAW_ROOM))
    return HANDOUT_NO_MEMORY;
  size_t got = 0;
  char *to = source->raw.data + source->raw.length;
  const handout_status status = ho_read_input(source->fd, to, RAW_ROOM, &got, error);
  source->raw.length += got;
  source->ended = status == HANDOUT_OK && got == 0;
  return status;
}

/* Reads no more than it takes to see whether the file is compressed. */
static handout_status begin(ho_source *source, handout_error *error) {
  ho_compression compression = HO_UNCOMPRESSED;
  bool more = true;
  while (more && !source->ended) {
    const handout_status status = fill(source, error);
    if (status != HANDOUT_OK)
      return status;
    compression = ho_find_compression(source->raw.data, source->raw.length, &more);
  }
  source->begun = true;
  if (compression == HO_UNCOMPRESSED)
    return HANDOUT_OK;
  source->expander = ho_expander_new(compression);
  return source->expander ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

static handout_status read_plain(ho_source *source, char *to, size_t room, size_t *got,
                                 handout_error *error) {
  const size_t left = source->raw.length - source->at;
  if (!left)
    return ho_read_input(source->fd, to, room, got, error);
  *got = left < room ? left : room;
  memcpy(to, source->raw.data + source->at, *got);
  source->at += *got;
  return HANDOUT_OK;
}

static handout_status read_expanded(ho_source *source, char *to, size_t room, size_t *got,
                                    handout_error *error) {
  for (;;) {
    const char *in = source->raw.data + source->at;
    size_t left = source->raw.length - source->at;
    const handout_status status = ho_expand(source->expander, &in, &left, to, room, got, error);
    source->at = source->raw.length - left;
    if (status != HANDOUT_OK || *got)
      return status;
    if (source->ended)
      return ho_expander_may_end(source->expander) ? HANDOUT_OK : ho_expand_cut(error);
    const handout_status filled = fill(source, error);
    if (filled != HANDOUT_OK)
      return filled;
  }
}

handout_status ho_source_read(ho_source *source, char *to, size_t room, size_t *got, handout_error *error) {
  *got = 0;
  if (!source->begun) {
    const handout_status status = begin(source, error);
    if (status != HANDOUT_OK)
      return status;
  }
  return source->expander ? read_expanded(source, to, room, got, error)
                          : read_plain(source, to, room, got, error);
}

bool ho_source_waits(const ho_source *source) {
  struct pollfd now = {.fd = source->fd, .events = POLLIN};
  if (source->at < source->raw.length || source->ended)
    return false;
  int ready = -1;
  do
    ready = poll(&now, 1, 0);
  while (ready < 0 && errno == EINTR); /* a signal says nothing of the input */
  return ready == 0;
}
