/* A line of JSON: what is taken from it is clean text, what is kept of it is JSON again, and the fast reader,
 * which keeps nothing, takes the same. */
#include "fuzz.h"
#include "intake.h"

#include <string.h>

static const ho_options keeping = {
    .text_field = "text", .html_field = "html", .id_field = "id", .keep = true};
static const ho_options plain = {.text_field = "text", .html_field = "html", .id_field = "id"};

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  (void)ho_page_prepare(NULL);
  return 0;
}

static bool append_record(ho_buf *out, const ho_item *item) {
  return ho_buf_append_text(out, "{") &&
         (!item->id || (ho_buf_append_text(out, "\"id\":") && ho_buf_append(out, item->id, item->id_length) &&
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

static handout_status read_line(ho_intake *intake, const uint8_t *data, size_t size, ho_item *item) {
  handout_error error = {0};
  const handout_status status = ho_intake_line(intake, "-", 1, (const char *)data, size, item, &error);
  CHECK(status == HANDOUT_OK || status == HANDOUT_BAD_TEXT || status == HANDOUT_TOO_LARGE);
  CHECK(status == HANDOUT_OK || error.message[0]);
  return status;
}

static void check_same(const ho_item *a, const ho_item *b) {
  CHECK(!a->id == !b->id && a->id_length == b->id_length);
  CHECK(!a->id || memcmp(a->id, b->id, a->id_length) == 0);
  CHECK(!a->page == !b->page && a->length == b->length && a->replaced == b->replaced);
  CHECK(!a->length || memcmp(a->text, b->text, a->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ho_intake intake = {.options = &keeping}, quick = {.options = &plain};
  ho_item item, other;
  const handout_status status = read_line(&intake, data, size, &item);
  CHECK(read_line(&quick, data, size, &other) == status);
  if (status == HANDOUT_OK) {
    check_same(&item, &other);
    item.page ? fuzz_check_utf8(item.text, item.length) : fuzz_check_clean(item.text, item.length);
    check_record(&item);
  }
  ho_intake_free(&intake);
  ho_intake_free(&quick);
  return 0;
}
