/* Reads a page: what it says of itself, its blocks, the choice among them, and the text that comes of it. */
#include "page.h"

#include "choose.h"
#include "meta.h"
#include "outline.h"
#include "xml.h"

#include <string.h>

static bool add_line(ho_page *page, const ho_outline *outline, const ho_block *block) {
  return ho_buf_append(&page->text, outline->text.data + block->start, block->length) &&
         ho_buf_append_char(&page->text, '\n');
}

/* Writes the headline's line. Where the metadata have none, it is the title too. */
static bool write_headline(ho_page *page, const ho_outline *outline, const ho_block *block) {
  bool ok = add_line(page, outline, block);
  page->headline_length = page->text.length;
  if (ok && !page->title.length)
    ok = ho_buf_append(&page->title, page->text.data, page->text.length - 1);
  return ok;
}

static bool write_text(ho_page *page, const ho_outline *outline, const ho_choice *choice) {
  const ho_block *blocks = ho_outline_blocks(outline);
  bool ok = choice->headline == HO_NO_BLOCK || write_headline(page, outline, &blocks[choice->headline]);
  for (size_t i = 0; ok && i < choice->kept.length; i++)
    if (choice->kept.data[i])
      ok = add_line(page, outline, &blocks[i]);
  return ok;
}

/* Whether a page shows next to nothing of the article that its metadata have, as one does that a script
 * fills in later. Metadata with markup in them are not tried. */
static bool shows_little(const ho_page *page, const ho_buf *body) {
  enum { LONG = 400, LITTLE = 4 };
  size_t shown = page->text.length - page->headline_length;
  return body->length >= LONG && shown < body->length / LITTLE && !memchr(body->data, '<', body->length);
}

/* Takes the article's text from the metadata, where it is one paragraph. */
static bool write_body(ho_page *page, const ho_buf *body) {
  page->text.length = page->headline_length;
  return ho_buf_append(&page->text, body->data, body->length) && ho_buf_append_char(&page->text, '\n');
}

/* Hands the facts that a caller wants over to the page. */
static void take_facts(ho_page *page, ho_facts *facts) {
  page->title = facts->title;
  page->publisher = facts->publisher;
  page->date = facts->date;
  facts->title = facts->publisher = facts->date = (ho_buf)HO_BUF_INIT;
}

handout_status ho_page_prepare(handout_error *error) {
  return ho_xml_load(error) ? HANDOUT_OK : HANDOUT_BAD_ARGUMENT;
}

handout_status ho_page_read(const char *html, size_t length, ho_page *page) {
  memset(page, 0, sizeof *page);
  if (length > HO_PAGE_MAX_LENGTH)
    return HANDOUT_TOO_LARGE;
  ho_outline outline = {0};
  ho_facts facts = {0};
  ho_choice choice = {0};
  handout_status status = ho_outline_read(html, length, &outline);
  bool ok = status == HANDOUT_OK && ho_facts_read(&outline, &facts);
  take_facts(page, &facts);
  ok = ok && ho_choose(&outline, &page->title, &choice) && write_text(page, &outline, &choice);
  if (ok && shows_little(page, &facts.body))
    ok = write_body(page, &facts.body);
  if (status == HANDOUT_OK && !ok)
    status = HANDOUT_NO_MEMORY;
  ho_facts_free(&facts);
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
