/* Compressed input: read at once and read in small pieces it gives the same bytes, or is damaged both times.
 */
#include "expand.h"
#include "fuzz.h"

#include <string.h>

enum { MOST = 1 << 20, ROOM = 1 << 16 };

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

/* Expands in pieces; HANDOUT_TOO_LARGE where more than MOST bytes come out. */
static handout_status expand(ho_compression compression, const char *bytes, size_t length, size_t step,
                             size_t room, ho_buf *out) {
  ho_expander *expander = ho_expander_new(compression);
  handout_status status = HANDOUT_OK;
  handout_error error = {0};
  CHECK(expander != NULL);
  while (length && status == HANDOUT_OK) {
    const char *in = bytes;
    size_t left = length < step ? length : step, given = left, got = 1;
    while (got && status == HANDOUT_OK) {
      CHECK(ho_buf_reserve(out, room));
      status = ho_expand(expander, &in, &left, out->data + out->length, room, &got, &error);
      CHECK(got <= room);
      out->length += got;
      if (out->length > MOST)
        status = HANDOUT_TOO_LARGE;
    }
    CHECK(status != HANDOUT_OK || left == 0);
    CHECK(status != HANDOUT_BAD_TEXT || error.message[0]);
    bytes += given;
    length -= given;
  }
  if (status == HANDOUT_OK && !ho_expander_may_end(expander))
    status = ho_expand_cut(&error);
  ho_expander_free(expander);
  return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bool more = false;
  if (size < 2)
    return 0;
  const char *bytes = (const char *)data + 1;
  const ho_compression compression = ho_find_compression(bytes, size - 1, &more);
  if (compression == HO_UNCOMPRESSED)
    return 0;
  ho_buf whole = HO_BUF_INIT, pieces = HO_BUF_INIT;
  const handout_status a = expand(compression, bytes, size - 1, size - 1, ROOM, &whole);
  const handout_status b = expand(compression, bytes, size - 1, 1 + data[0] % 16u,
                                  a == HANDOUT_TOO_LARGE ? ROOM : 1 + data[0] / 16u, &pieces);
  CHECK(a == b);
  CHECK(a != HANDOUT_OK || (whole.length == pieces.length &&
                            (!whole.length || memcmp(whole.data, pieces.data, whole.length) == 0)));
  ho_buf_free(&whole);
  ho_buf_free(&pieces);
  return 0;
}
