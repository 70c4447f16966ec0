/* Decoding of bytes: what comes out is clean, and the fast ways agree with the slow ones. */
#include "fuzz.h"
#include "text.h"

#include <string.h>

static const char *const DECLARED[] = {NULL,       "utf-8",  "windows-1252", "UTF-16LE", "utf-16be",
                                       "koi8-r",   "utf-32", "ISO-8859-15",  "utf-16",   "windows-1256",
                                       "us-ascii", "none",   "macintosh",    "utf-7"};

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

/* Unicode's definition, taken literally. */
static bool is_sequence(const unsigned char *p, size_t left, size_t *length) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  *length = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
  if (*length == 0 || *length > left)
    return false;
  uint32_t code = *length == 1 ? p[0] : p[0] & (0x7Fu >> *length);
  for (size_t i = 1; i < *length; i++) {
    if (p[i] >> 6 != 2)
      return false;
    code = code << 6 | (p[i] & 0x3F);
  }
  return code >= least[*length] && code < 0x110000 && code >> 11 != 0xD800 >> 11;
}

static void check_sequences(const char *bytes, size_t length) {
  for (size_t at = 0; at < length; at++) {
    bool valid = false;
    size_t expected = 0;
    const size_t size = ho_text_sequence(bytes + at, length - at, &valid);
    CHECK(size >= 1 && size <= length - at);
    CHECK(valid == is_sequence((const unsigned char *)bytes + at, length - at, &expected));
    CHECK(!valid || size == expected);
  }
}

static void check_runs(const char *bytes, size_t length) {
  for (size_t at = 0; at <= length; at += at < 70 ? 1 : 61)
    CHECK(ho_text_clean_run(bytes + at, length - at) == ho_text_clean_run_portable(bytes + at, length - at));
}

/* Decoding what was decoded changes nothing. */
static void check_text(const ho_text *text, ho_buf *scratch) {
  ho_text again;
  fuzz_check_clean(text->text, text->length);
  CHECK(ho_text_decode_utf8(text->text, text->length, scratch, &again) == HANDOUT_OK);
  CHECK(again.text == text->text && again.length == text->length && again.replaced == 0);
}

/* Decoding bytes that may be changed gives the same. */
static void check_own(const char *bytes, size_t length, const char *declared, handout_status status,
                      const ho_text *text) {
  ho_buf own = HO_BUF_INIT, out = HO_BUF_INIT;
  ho_text other;
  CHECK(ho_buf_append(&own, bytes, length));
  CHECK(ho_text_decode_own(own.data, length, declared, &out, &other, NULL) == status);
  if (status == HANDOUT_OK) {
    CHECK(other.length == text->length && other.replaced == text->replaced);
    CHECK(!other.length || memcmp(other.text, text->text, other.length) == 0);
    CHECK(strcmp(other.encoding, text->encoding) == 0);
  }
  ho_buf_free(&own);
  ho_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ho_buf out = HO_BUF_INIT, scratch = HO_BUF_INIT;
  handout_error error = {0};
  ho_text text;
  if (size == 0)
    return 0;
  const char *bytes = (const char *)data + 1;
  const char *declared = DECLARED[data[0] % (sizeof DECLARED / sizeof *DECLARED)];
  check_runs(bytes, size - 1);
  check_sequences(bytes, size - 1);
  const handout_status status = ho_text_decode(bytes, size - 1, declared, &out, &text, &error);
  CHECK(status == HANDOUT_OK || (status == HANDOUT_BAD_TEXT && error.message[0]));
  if (status == HANDOUT_OK) {
    CHECK(text.encoding != NULL);
    check_text(&text, &scratch);
  }
  check_own(bytes, size - 1, declared, status, &text);
  CHECK(ho_text_decode_utf8(bytes, size - 1, &out, &text) == HANDOUT_OK);
  check_text(&text, &scratch);
  ho_buf_free(&out);
  ho_buf_free(&scratch);
  return 0;
}
