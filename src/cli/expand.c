/* Compressed bytes expanded piece by piece: gzip, zstd and xz. */
#include "expand.h"

#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum {
  GZIP_ONLY = 16,
  LARGEST_PIECE = 1 << 30,
  ZSTD_HEAD = 18 /* the longest header of a frame */
};

struct ho_expander {
  ho_compression compression;
  bool between; /* at the end of a stream; another may follow */
  z_stream gzip;
  ZSTD_DStream *zstd;
  size_t zstd_taken; /* bytes of the frame so far */
  lzma_stream xz;
  uint8_t spare; /* room for output that does not come */
};

static bool has_magic(const char *bytes, size_t length, const char *magic, size_t size, bool *more) {
  const bool same = memcmp(bytes, magic, length < size ? length : size) == 0;
  *more = *more || (same && length < size);
  return same && length >= size;
}

ho_compression ho_find_compression(const char *bytes, size_t length, bool *more) {
  *more = false;
  if (length == 0)
    return HO_UNCOMPRESSED;
  if (has_magic(bytes, length, "\x1F\x8B", 2, more))
    return HO_GZIP;
  if (has_magic(bytes, length, "\x28\xB5\x2F\xFD", 4, more))
    return HO_ZSTD;
  return has_magic(bytes, length,
                   "\xFD"
                   "7zXZ\0",
                   6, more)
             ? HO_XZ
             : HO_UNCOMPRESSED;
}

static bool start(ho_expander *expander) {
  switch (expander->compression) {
  case HO_GZIP:
    return inflateInit2(&expander->gzip, MAX_WBITS + GZIP_ONLY) == Z_OK;
  case HO_ZSTD:
    expander->zstd = ZSTD_createDStream();
    return expander->zstd != NULL;
  case HO_XZ:
    expander->xz = (lzma_stream)LZMA_STREAM_INIT;
    return lzma_stream_decoder(&expander->xz, HO_EXPAND_MEMORY, LZMA_CONCATENATED) == LZMA_OK;
  case HO_UNCOMPRESSED:
    break;
  }
  return false;
}

ho_expander *ho_expander_new(ho_compression compression) {
  ho_expander *expander = calloc(1, sizeof *expander);
  if (!expander)
    return NULL;
  expander->compression = compression;
  if (start(expander))
    return expander;
  free(expander);
  return NULL;
}

void ho_expander_free(ho_expander *expander) {
  if (!expander)
    return;
  if (expander->compression == HO_GZIP)
    (void)inflateEnd(&expander->gzip);
  if (expander->compression == HO_XZ)
    lzma_end(&expander->xz);
  (void)ZSTD_freeDStream(expander->zstd);
  free(expander);
}

static handout_status damaged(handout_error *error, const char *format, const char *reason) {
  return ho_fail(error, HANDOUT_BAD_TEXT, 0, "is damaged: its %s data %s", format, reason);
}

/* Zeros after the last stream are padding, as gzip has it. */
static void skip_padding(const char **in, size_t *in_length) {
  for (; *in_length && **in == '\0'; --*in_length)
    ++*in;
}

static handout_status expand_gzip(ho_expander *expander, const char **in, size_t *in_length, char *out,
                                  size_t room, size_t *out_length, handout_error *error) {
  z_stream *stream = &expander->gzip;
  if (expander->between) {
    skip_padding(in, in_length);
    if (*in_length == 0)
      return HANDOUT_OK;
    if (inflateReset(stream) != Z_OK)
      return HANDOUT_NO_MEMORY;
    expander->between = false;
  }
  stream->next_in = (z_const Bytef *)(uintptr_t)*in;
  stream->avail_in = (uInt)(*in_length < LARGEST_PIECE ? *in_length : LARGEST_PIECE);
  stream->next_out = (Bytef *)out;
  stream->avail_out = (uInt)(room < LARGEST_PIECE ? room : LARGEST_PIECE);
  const int result = inflate(stream, Z_NO_FLUSH);
  const size_t taken = (size_t)((const char *)stream->next_in - *in);
  *in += taken;
  *in_length -= taken;
  *out_length = (size_t)((char *)stream->next_out - out);
  expander->between = result == Z_STREAM_END;
  if (result == Z_MEM_ERROR)
    return HANDOUT_NO_MEMORY;
  if (result == Z_OK || result == Z_BUF_ERROR || expander->between)
    return HANDOUT_OK;
  return damaged(error, "gzip", stream->msg ? "can't be read" : "needs a dictionary");
}

/* A frame's head goes in byte by byte: a frame that libzstd is given whole it reads in another way, and takes
 * some damage for none. */
static handout_status expand_zstd(ho_expander *expander, const char **in, size_t *in_length, char *out,
                                  size_t room, size_t *out_length, handout_error *error) {
  ZSTD_inBuffer input = {*in, expander->zstd_taken < ZSTD_HEAD && *in_length ? 1 : *in_length, 0};
  ZSTD_outBuffer output = {out, room, 0};
  const size_t result = ZSTD_decompressStream(expander->zstd, &output, &input);
  *in += input.pos;
  *in_length -= input.pos;
  *out_length = output.pos;
  expander->zstd_taken = result == 0 ? 0 : expander->zstd_taken + input.pos;
  if (ZSTD_isError(result))
    return damaged(error, "zstd", ZSTD_getErrorName(result));
  if (input.pos || output.pos)
    expander->between = result == 0;
  return HANDOUT_OK;
}

static handout_status expand_xz(ho_expander *expander, const char **in, size_t *in_length, char *out,
                                size_t room, size_t *out_length, handout_error *error) {
  lzma_stream *stream = &expander->xz;
  stream->next_in = (const uint8_t *)*in;
  stream->avail_in = *in_length;
  stream->next_out = (uint8_t *)out;
  stream->avail_out = room;
  const lzma_ret result = lzma_code(stream, LZMA_RUN);
  *in = (const char *)stream->next_in;
  *in_length = stream->avail_in;
  *out_length = room - stream->avail_out;
  if (result == LZMA_OK || result == LZMA_BUF_ERROR)
    return HANDOUT_OK;
  if (result == LZMA_MEM_ERROR)
    return HANDOUT_NO_MEMORY;
  return damaged(error, "xz",
                 result == LZMA_MEMLIMIT_ERROR ? "needs over 256 MiB to be read" : "can't be read");
}

static handout_status expand_once(ho_expander *expander, const char **in, size_t *in_length, char *out,
                                  size_t room, size_t *out_length, handout_error *error) {
  if (expander->compression == HO_GZIP)
    return expand_gzip(expander, in, in_length, out, room, out_length, error);
  if (expander->compression == HO_ZSTD)
    return expand_zstd(expander, in, in_length, out, room, out_length, error);
  return expand_xz(expander, in, in_length, out, room, out_length, error);
}

/* A call can take input without giving output (a header, the end of a stream), or give some without taking
 * any; it is done with the input when it does neither. */
handout_status ho_expand(ho_expander *expander, const char **in, size_t *in_length, char *out, size_t room,
                         size_t *out_length, handout_error *error) {
  *out_length = 0;
  size_t before = 0;
  do {
    before = *in_length;
    const handout_status status = expand_once(expander, in, in_length, out, room, out_length, error);
    if (status != HANDOUT_OK)
      return status;
  } while (*out_length == 0 && *in_length != before);
  return HANDOUT_OK;
}

/* With all streams complete, xz's decoder says so once it knows that nothing follows. */
static bool xz_may_end(ho_expander *expander) {
  lzma_stream *stream = &expander->xz;
  stream->next_in = NULL;
  stream->avail_in = 0;
  stream->next_out = &expander->spare;
  stream->avail_out = 1;
  return lzma_code(stream, LZMA_FINISH) == LZMA_STREAM_END;
}

bool ho_expander_may_end(ho_expander *expander) {
  return expander->compression == HO_XZ ? xz_may_end(expander) : expander->between;
}

handout_status ho_expand_cut(handout_error *error) {
  return ho_fail(error, HANDOUT_BAD_TEXT, 0, "is cut short: its compressed data stop in the middle");
}
