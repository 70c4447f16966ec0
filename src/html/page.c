/* Reads a page: what it says of itself, its blocks, the choice among them, and the text that comes of it. */
#include "page.h"

#include "choose.h"
#include "outline.h"

#include <string.h>

static bool add_line(ho_page *page, const ho_outline *outline, const ho_block *block) {
  return ho_buf_append(&page->text, outline->text.data + block->start, block->length) &&
         ho_buf_append_char(&page->text, '\n');
}

static bool write_text(ho_page *page, const ho_outline *outline, const ho_choice *choice) {
  const ho_block *blocks = ho_outline_blocks(outline);
  bool ok = choice->headline == HO_NO_BLOCK || add_line(page, outline, &blocks[choice->headline]);
  page->headline_length = page->text.length;
  for (size_t i = 0; ok && i < choice->kept.length; i++)
    if (choice->kept.data[i])
      ok = add_line(page, outline, &blocks[i]);
  return ok;
}

handout_status ho_page_read(const char *html, size_t length, ho_page *page) {
  memset(page, 0, sizeof *page);
  if (length > HO_PAGE_MAX_LENGTH)
    return HANDOUT_TOO_LARGE;
  ho_outline outline = {0};
  ho_choice choice = {0};
  ho_buf body = HO_BUF_INIT;
  handout_status status = ho_outline_read(html, length, &outline);
  if (status == HANDOUT_OK && !(ho_choose(&outline, &page->title, &body, &choice) &&
                                write_text(page, &outline, &choice)))
    status = HANDOUT_NO_MEMORY;
  ho_buf_free(&body);
  ho_buf_free(&choice.kept);
  ho_outline_free(&outline);
  return status;
}

void ho_page_free(ho_page *page) {
  if (!page)
    return;
  ho_buf *all[] = {&page->text, &page->title, &page->publisher, &page->date};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    ho_buf_free(all[i]);
  page->headline_length = 0;
}
