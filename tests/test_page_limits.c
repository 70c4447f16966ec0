/* The limits of reading pages, each below its value, at it and above: see the table in README.md. */
#include "guard.h"
#include "page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

/* What README.md says. */
_Static_assert(HO_PAGE_MAX_LENGTH == UINT32_MAX && HO_PAGE_MAX_TEXT == 64 << 20, "bytes");
_Static_assert(HO_PAGE_MAX_BLOCKS == 1000000 && HO_PAGE_MAX_DEPTH == 256, "blocks and nesting");
_Static_assert(HO_PAGE_MAX_VALUE == 256 && HO_PAGE_MAX_CONTENT == 4096, "attributes");
_Static_assert(HO_PAGE_MAX_JSON == 2 << 20 && HO_PAGE_MAX_OBJECTS == 2000 && HO_PAGE_MAX_JSON_DEPTH == 12,
               "what a page says of itself");

#define LEAD "The ministry of harbours opened a third ferry line to Port Amber on Monday, its office said."
#define TAIL "A fourth line is planned for the spring, once the new pier at Gull Point has been tested."

static void append(ho_buf *out, const char *text) {
  assert_true(ho_buf_append_text(out, text));
}

static void repeat(ho_buf *out, const char *text, size_t count) {
  size_t length = strlen(text);
  assert_true(ho_buf_reserve(out, count * length));
  for (size_t i = 0; i < count; i++)
    assert_true(ho_buf_append(out, text, length));
}

/* Whether what is read of a page has a text. */
static bool reads(const ho_buf *html, const char *text) {
  ho_page page;
  assert_int_equal(ho_page_read(html->data, html->length, &page), HANDOUT_OK);
  assert_true(ho_buf_terminate(&page.text) && ho_buf_terminate(&page.title));
  bool found = strstr(page.text.data, text) || strstr(page.title.data, text);
  ho_page_free(&page);
  return found;
}

/* ---- The whole page ------------------------------------------------------------ */

/* A comment that never ends takes no time to read, and its pages no memory. */
static void bytes(void **state) {
  (void)state;
#if SIZE_MAX > UINT32_MAX && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  static const char start[] = "<html><body><p>" LEAD "</p><!--";
  const size_t limit = HO_PAGE_MAX_LENGTH;
  ho_page page;
  char *html =
      mmap(NULL, limit + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (html == MAP_FAILED)
    skip();
  memcpy(html, start, sizeof start - 1);
  for (size_t length = limit - 1; length <= limit; length++) {
    assert_int_equal(ho_page_read(html, length, &page), HANDOUT_OK);
    assert_int_equal(page.text.length, strlen(LEAD "\n"));
    ho_page_free(&page);
  }
  assert_int_equal(ho_page_read(html, limit + 1, &page), HANDOUT_TOO_LARGE);
  assert_int_equal(page.text.length, 0);
  ho_page_free(&page);
  assert_int_equal(munmap(html, limit + 1), 0);
#else
  skip();
#endif
}

/* A text of one word: reading stops with the word that comes to the limit. */
#define LONG_WORD                                                                                            \
  "The-ministry-of-harbours-opened-a-third-ferry-line-to-Port-Amber-on-Monday-and-a-fourth-is-planned-its-"  \
  "office-said."

static void visible_text(void **state) {
  (void)state;
  for (int more = -1; more <= 1; more++) {
    ho_buf html = HO_BUF_INIT;
    append(&html, "<html><body><article>");
    size_t paragraphs = HO_PAGE_MAX_TEXT / 1024;
    for (size_t i = 0; i < paragraphs; i++) { /* of 1,024 bytes; the last one is a little longer or shorter */
      append(&html, "<p>");
      repeat(&html, "boats ", 170);
      repeat(&html, "b", i + 1 == paragraphs ? (size_t)(4 + more) : 4);
      append(&html, "</p>");
    }
    append(&html, "<p>" LONG_WORD "</p></article></body></html>");
    assert_true(reads(&html, LONG_WORD) == (more < 0));
    ho_buf_free(&html);
  }
}

static void blocks(void **state) {
  (void)state;
  for (int more = -1; more <= 1; more++) {
    ho_buf html = HO_BUF_INIT;
    append(&html, "<html><body><article>");
    repeat(&html, "boats<br><br>", (size_t)((int)HO_PAGE_MAX_BLOCKS + more));
    append(&html, LEAD "</article></body></html>");
    assert_true(reads(&html, LEAD) == (more < 0));
    ho_buf_free(&html);
  }
}

/* Elements that hold text; <html>, <body> and <article> are three of them. */
static void elements(void **state) {
  (void)state;
  for (int more = -1; more <= 1; more++) {
    ho_buf html = HO_BUF_INIT;
    append(&html, "<html><body><article>");
    repeat(&html, "<p></p>", (size_t)((int)HO_PAGE_MAX_BLOCKS - 3 + more));
    append(&html, LEAD "</article></body></html>");
    assert_true(reads(&html, LEAD) == (more < 0));
    ho_buf_free(&html);
  }
}

/* ---- What the parser is given -------------------------------------------------- */

static bool keep_markup(void *context, const char *bytes, size_t length) {
  return ho_buf_append(context, bytes, length);
}

static size_t count_of(const ho_buf *text, const char *what) {
  size_t count = 0, length = strlen(what);
  for (const char *at = text->data, *end = text->data + text->length;
       (at = memmem(at, (size_t)(end - at), what, length)) != NULL; at += length)
    count++;
  return count;
}

static size_t open_elements(void *context) {
  return count_of(context, "<div") - count_of(context, "</div");
}

static bool no_json(void *context, const char *bytes, size_t length) {
  (void)context;
  (void)bytes;
  (void)length;
  return true;
}

/* What the guard passes on; the caller frees it with ho_buf_free. */
static ho_buf guarded(const ho_buf *html) {
  ho_buf out = HO_BUF_INIT;
  const ho_guard_sink sink = {&out, keep_markup, open_elements, no_json};
  assert_true(ho_guard_run(html->data, html->length, &sink));
  assert_true(ho_buf_terminate(&out));
  return out;
}

static void nesting(void **state) {
  (void)state;
  for (size_t n = HO_PAGE_MAX_DEPTH - 1; n <= HO_PAGE_MAX_DEPTH + 1; n++) {
    ho_buf html = HO_BUF_INIT;
    repeat(&html, "<div>", n);
    append(&html, LEAD);
    repeat(&html, "</div>", n);
    ho_buf out = guarded(&html);
    size_t wanted = n > HO_PAGE_MAX_DEPTH ? HO_PAGE_MAX_DEPTH : n;
    assert_int_equal(count_of(&out, "<div>"), wanted);
    assert_int_equal(count_of(&out, "</div>"), wanted);
    assert_int_equal(count_of(&out, LEAD), 1);
    assert_true(reads(&html, LEAD));
    ho_buf_free(&out);
    ho_buf_free(&html);
  }
}

/* Bytes of an attribute's value that are passed on. */
static void check_value(const char *name, size_t length, size_t wanted) {
  ho_buf html = HO_BUF_INIT;
  append(&html, "<meta ");
  append(&html, name);
  append(&html, "='");
  repeat(&html, "v", length);
  append(&html, "'>");
  ho_buf out = guarded(&html);
  assert_int_equal(count_of(&out, "v"), wanted);
  ho_buf_free(&out);
  ho_buf_free(&html);
}

static void attributes(void **state) {
  (void)state;
  for (size_t n = HO_PAGE_MAX_VALUE - 1; n <= HO_PAGE_MAX_VALUE + 1; n++)
    check_value("class", n, n > HO_PAGE_MAX_VALUE ? HO_PAGE_MAX_VALUE : n);
  for (size_t n = HO_PAGE_MAX_CONTENT - 1; n <= HO_PAGE_MAX_CONTENT + 1; n++)
    check_value("content", n, n > HO_PAGE_MAX_CONTENT ? HO_PAGE_MAX_CONTENT : n);
}

/* Of any number of attributes the eleven that matter are passed on, each once. */
static void attributes_of_a_tag(void **state) {
  (void)state;
  static const char all[] = " class=a id=a href=a itemprop=a role=a style=a hidden=a aria-hidden=a property=a"
                            " name=a content=a";
  ho_buf html = HO_BUF_INIT;
  append(&html, "<div onclick=a");
  repeat(&html, all, 3);
  repeat(&html, " data-x=a", 1000);
  append(&html, ">");
  ho_buf out = guarded(&html);
  assert_int_equal(count_of(&out, "=\"a\""), 11);
  ho_buf_free(&out);
  ho_buf_free(&html);
}

/* ---- What a page says of itself ------------------------------------------------ */

#define SCRIPT "<script type='application/ld+json'>"
#define ARTICLE "{\"@type\": \"NewsArticle\", \"headline\": \"Told in JSON\"}"

static void start_page(ho_buf *html) {
  ho_buf_clear(html);
  append(html, "<html><head>");
}

static bool tells(ho_buf *html) {
  append(html, "</head><body><p>" LEAD "</p><p>" TAIL "</p></body></html>");
  return reads(html, "Told in JSON");
}

/* One script of a length, and one more behind it that is full. */
static void bytes_of_json(void **state) {
  (void)state;
  ho_buf html = HO_BUF_INIT;
  for (size_t n = HO_PAGE_MAX_JSON - 1; n <= HO_PAGE_MAX_JSON + 1; n++) {
    start_page(&html);
    append(&html, SCRIPT ARTICLE);
    repeat(&html, " ", n - strlen(ARTICLE));
    append(&html, "</script>");
    assert_true(tells(&html) == (n <= HO_PAGE_MAX_JSON));
    start_page(&html);
    append(&html, SCRIPT);
    repeat(&html, " ", n);
    append(&html, "</script>" SCRIPT ARTICLE "</script>");
    assert_true(tells(&html) == (n > HO_PAGE_MAX_JSON)); /* too long a one takes no room */
  }
  ho_buf_free(&html);
}

static void objects_of_json(void **state) {
  (void)state;
  ho_buf html = HO_BUF_INIT;
  for (size_t n = HO_PAGE_MAX_OBJECTS - 1; n <= HO_PAGE_MAX_OBJECTS + 1; n++) {
    start_page(&html);
    append(&html, SCRIPT "[");
    repeat(&html, "{},", n - 1);
    append(&html, ARTICLE "]</script>");
    assert_true(tells(&html) == (n <= HO_PAGE_MAX_OBJECTS));
  }
  ho_buf_free(&html);
}

static void nesting_of_json(void **state) {
  (void)state;
  ho_buf html = HO_BUF_INIT;
  for (size_t n = HO_PAGE_MAX_JSON_DEPTH - 1; n <= HO_PAGE_MAX_JSON_DEPTH + 1; n++) {
    start_page(&html);
    append(&html, SCRIPT);
    repeat(&html, "[", n);
    append(&html, ARTICLE);
    repeat(&html, "]", n);
    append(&html, "</script>");
    assert_true(tells(&html) == (n <= HO_PAGE_MAX_JSON_DEPTH));
  }
  ho_buf_free(&html);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bytes),
      cmocka_unit_test(visible_text),
      cmocka_unit_test(blocks),
      cmocka_unit_test(elements),
      cmocka_unit_test(nesting),
      cmocka_unit_test(attributes),
      cmocka_unit_test(attributes_of_a_tag),
      cmocka_unit_test(bytes_of_json),
      cmocka_unit_test(objects_of_json),
      cmocka_unit_test(nesting_of_json),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
