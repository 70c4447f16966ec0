/* A line of JSON: what is taken from it is clean text, and what is kept of it is JSON again. */
#include "fuzz.h"
#include "intake.h"

#include <libxml/parser.h>

static ho_options options = {
    .command = "classify", .text_field = "text", .html_field = "html", .id_field = "id", .keep = true};

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  xmlInitParser();
  return 0;
}

static bool append_record(ho_buf *out, const ho_item *item) {
  return ho_buf_append_text(out, "{") && (!item->id || (ho_buf_append_text(out, "\"id\":") &&
                                                        ho_buf_append(out, item->id, item->id_length) &&
                                                        ho_buf_append_text(out, ","))) &&
         ho_buf_append(out, item->kept, item->kept_length) && ho_buf_append_text(out, "\"articles\":[]}");
}

static void check_record(const ho_item *item) {
  ho_buf out = HO_BUF_INIT;
  json_error_t wrong;
  CHECK(append_record(&out, item));
  json_t *record = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, &wrong);
  CHECK(record != NULL);
  json_decref(record);
  ho_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ho_intake intake = {.options = &options};
  handout_error error = {0};
  ho_item item;
  const handout_status status =
      ho_intake_line(&intake, "-", 1, (const char *)data, size, &item, &error);
  CHECK(status == HANDOUT_OK || error.message[0]);
  CHECK(status == HANDOUT_OK || status == HANDOUT_BAD_TEXT || status == HANDOUT_TOO_LARGE);
  if (status == HANDOUT_OK) {
    item.page ? fuzz_check_utf8(item.text, item.length) : fuzz_check_clean(item.text, item.length);
    check_record(&item);
  }
  ho_intake_free(&intake);
  return 0;
}
