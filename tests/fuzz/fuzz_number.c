/* Numbers: read as the C library reads them in the C locale, and written so that they read back the same. */
#include "fuzz.h"
#include "number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

static bool same(double a, double b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

static void check_reading(const char *bytes, size_t size) {
  char text[128], *end = NULL;
  double value = 0;
  if (size >= sizeof text || !ho_parse_double(bytes, size, &value))
    return;
  memcpy(text, bytes, size);
  text[size] = '\0';
  CHECK(isfinite(value));
  CHECK(same(value, strtod(text, &end)) && *end == '\0');
}

static void check_writing(double value) {
  ho_buf out = HO_BUF_INIT;
  double back = 0;
  if (!isfinite(value))
    return;
  CHECK(ho_append_double(&out, value) && ho_parse_double(out.data, out.length, &back) && back == value);
  ho_buf_clear(&out);
  CHECK(ho_append_exact(&out, value) && ho_parse_double(out.data, out.length, &back) && back == value);
  ho_buf_clear(&out);
  CHECK(ho_append_fixed(&out, value, 6));
  for (size_t i = 0; i < out.length; i++)
    CHECK((out.data[i] >= '0' && out.data[i] <= '9') || out.data[i] == '.' || out.data[i] == '-');
  ho_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  double value = 0;
  size_t count = 0;
  check_reading((const char *)data, size);
  if (ho_parse_size((const char *)data, size, &count))
    CHECK(size > 0);
  if (size >= sizeof value) {
    memcpy(&value, data, sizeof value);
    check_writing(value);
  }
  return 0;
}
