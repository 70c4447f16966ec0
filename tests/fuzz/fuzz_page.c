/* Pages: whatever the markup, the text that comes out is UTF-8, a paragraph a line. */
#include "fuzz.h"
#include "page.h"

#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  (void)ho_page_prepare(NULL);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ho_page page;
  (void)ho_page_detect((const char *)data, size);
  CHECK(ho_page_read((const char *)data, size, &page) == HANDOUT_OK);
  const ho_buf *all[] = {&page.text, &page.title, &page.publisher, &page.date};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    fuzz_check_utf8(all[i]->data, all[i]->length);
    CHECK(!all[i]->length || !memchr(all[i]->data, '\0', all[i]->length));
  }
  CHECK(page.headline_length <= page.text.length);
  CHECK(!page.text.length || page.text.data[page.text.length - 1] == '\n');
  CHECK(!page.headline_length || page.text.data[page.headline_length - 1] == '\n');
  ho_page_free(&page);
  return 0;
}
