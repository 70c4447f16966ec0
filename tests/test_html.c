/* Tests of the reading of pages: what is a page, what in it is the article, and pages made to do harm. */
#include "page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define LEAD "The ministry of harbours opened a third ferry line to Port Amber on Monday, its office said."
#define BODY "Passengers waited from six in the morning, and the first boat left half an hour late."
#define TAIL "A fourth line is planned for the spring, once the new pier at Gull Point has been tested."
#define MENU                                                                                                 \
  "<ul><li><a href='/'>Home</a></li><li><a href='/n'>Northern news</a></li>"                                 \
  "<li><a href='/s'>Sport and leisure</a></li></ul>"

/* A page as the site of an invented newspaper would have it. */
static const char news_page[] =
    "<!DOCTYPE html><html><head><title>Ferry line opens | The Amber Gazette</title>"
    "<meta charset='iso-8859-1'><meta property='og:title' content='Third ferry line opens'>"
    "<meta property='og:site_name' content='The Amber Gazette'>"
    "<meta property='article:published_time' content='2031-05-06T07:08:09Z'>"
    "<style>p { color: red }</style><script>var text = '<p>This is not a paragraph of "
    "it.</p>';</script></head>"
    "<body><nav>" MENU "</nav><div class='cookie-notice'><p>This site stores crumbs on your machine to work "
    "better, and you may say no to them at any time you like.</p></div>"
    "<main><article><h1>Third ferry line opens</h1><div class='share-bar'><a href='#'>Share this story</a>"
    "</div><div class='story-body'><p>" LEAD "</p><figure><img src='a.jpg'><figcaption>The ferry Amber Queen "
    "leaves the pier, seen from the old lighthouse.</figcaption></figure><p>" BODY "</p>"
    "<h2>What comes next</h2><p>&ldquo;It is late,&rdquo; said the harbour master &amp; left.</p>"
    "<ul><li>Fares stay as they are</li><li>Dogs travel free</li></ul><p>" TAIL "</p></div>"
    "<div class='newsletter-signup'><p>Get our best stories every morning in your letter box, for "
    "nothing.</p>"
    "</div></article><section id='comments'><p>I have waited for this boat since I was a child, thank you."
    "</p><p>My uncle says that the pier is sinking and that nobody has looked at it.</p></section>"
    "<aside><h3>Related</h3>" MENU "</aside></main><footer><p>All that is written here belongs to the Amber "
    "Gazette and to nobody else, in any country.</p></footer></body></html>";

static ho_page read_page(const char *html, size_t length) {
  ho_page page;
  assert_int_equal(ho_page_read(html, length, &page), HANDOUT_OK);
  assert_true(page.headline_length <= page.text.length);
  assert_true(ho_buf_terminate(&page.text) && ho_buf_terminate(&page.title));
  assert_true(ho_buf_terminate(&page.publisher) && ho_buf_terminate(&page.date));
  return page;
}

static ho_page read_text(const char *html) {
  return read_page(html, strlen(html));
}

static void has(const ho_page *page, const char *wanted) {
  if (!strstr(page->text.data, wanted))
    fail_msg("no \"%s\" in \"%.2000s\"", wanted, page->text.data);
}

static void lacks(const ho_page *page, const char *unwanted) {
  if (strstr(page->text.data, unwanted))
    fail_msg("\"%s\" in \"%.2000s\"", unwanted, page->text.data);
}

static bool detect(const char *text) {
  return ho_page_detect(text, strlen(text));
}

static void test_detect_pages(void **state) {
  (void)state;
  assert_true(detect("<!doctype html><p>x"));
  assert_true(detect("\xEF\xBB\xBF \n<!-- hello --><!DOCTYPE  HTML PUBLIC \"-//W3C//DTD\"><html>"));
  assert_true(detect("<?xml version='1.0'?>\n<html xmlns='x'>"));
  assert_true(detect("<HTML>"));
  assert_true(detect("<body class=a>text"));
  assert_true(detect("<div><p>" LEAD "</p><p>" BODY "</p></div>"));
  assert_true(detect("Skip to content <div><p>a</p></div><div><p>b</p></div> " LEAD));
}

static void test_detect_text(void **state) {
  (void)state;
  assert_false(detect(""));
  assert_false(detect("<"));
  assert_false(detect("<!-- never closed"));
  assert_false(detect(LEAD " 3 < 4 and 5 > 4. " BODY));
  assert_false(detect("How to write <b>bold</b> and <p> in a page. " LEAD BODY TAIL));
  assert_false(detect("<AMBER, May 6> " LEAD));
  assert_false(detect("<headline> " LEAD));
  assert_false(detect("{\"html\": \"<html>\"}"));
}

static void test_news_page(void **state) {
  (void)state;
  ho_page page = read_text(news_page);
  assert_int_equal(page.headline_length, strlen("Third ferry line opens\n"));
  assert_string_equal(page.text.data, "Third ferry line opens\n" LEAD "\n" BODY "\nWhat comes next\n"
                                      "\xE2\x80\x9CIt is late,\xE2\x80\x9D said the harbour master & left.\n"
                                      "Fares stay as they are\nDogs travel free\n" TAIL "\n");
  assert_string_equal(page.title.data, "Third ferry line opens");
  assert_string_equal(page.publisher.data, "The Amber Gazette");
  assert_string_equal(page.date.data, "2031-05-06T07:08:09Z");
  ho_page_free(&page);
  ho_page_free(&page);
  ho_page_free(NULL);
}

static void test_json_ld(void **state) {
  (void)state;
  ho_page page =
      read_text("<html><head><meta property='og:title' content='Something else'>"
                "<script type='application/ld+json'>{broken</script>"
                "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebSite\", \"name\": "
                "\"no\"}, {\"@type\":"
                " [\"Thing\", \"NewsArticle\"], \"headline\": \"Boats &amp;\n piers\", \"datePublished\": "
                "\"2031-01-02\","
                " \"publisher\": {\"@type\": \"Organization\", \"name\": \"Harbour Post\"}}]}</script></head>"
                "<body><h1>Boats & piers</h1><p>" LEAD "</p><p>" BODY "</p></body></html>");
  assert_string_equal(page.title.data, "Boats & piers");
  assert_string_equal(page.publisher.data, "Harbour Post");
  assert_string_equal(page.date.data, "2031-01-02");
  assert_string_equal(page.text.data, "Boats & piers\n" LEAD "\n" BODY "\n");
  ho_page_free(&page);
}

/* Sites escape what they say of themselves twice. What is no reference stays as it is. */
static void test_references_in_metadata(void **state) {
  (void)state;
  ho_page page =
      read_text("<html><head><meta property='og:title' content='Ada&amp;#8217;s &amp;amp; Bo&amp;#x2019;s "
                "pier&amp;nbsp;&amp;eacute; &amp;#xD800; &amp;#12a; &amp;#x110000; &amp;nosuch; &amp;#7; "
                "&amp;;'></head><body><p>" LEAD "</p><p>" BODY "</p></body></html>");
  assert_string_equal(page.title.data,
                      "Ada\xE2\x80\x99s & Bo\xE2\x80\x99s pier \xC3\xA9 &#xD800; &#12a; &#x110000; "
                      "&nosuch; &#7; &;");
  ho_page_free(&page);
}

/* A publisher can be a list or a name alone, an article one of a list; other types say nothing. */
static void test_shapes_of_json_ld(void **state) {
  (void)state;
  ho_page page = read_text(
      "<html><head><script type='application/ld+json'>[7, {\"@type\": \"Person\", \"name\": "
      "\"Ada\"}, {\"@type\": \"BlogPosting\", \"headline\": 7, \"publisher\": [{\"name\": "
      "\"Gull Post\"}]}, {\"@type\": \"Report\", \"headline\": \"Boats and piers\", "
      "\"publisher\": \"Other\"}]</script></head><body><p>" LEAD "</p><p>" BODY "</p></body></html>");
  assert_string_equal(page.title.data, "Boats and piers");
  assert_string_equal(page.publisher.data, "Gull Post");
  ho_page_free(&page);
}

static void test_title_without_metadata(void **state) {
  (void)state;
  ho_page page = read_text("<body><h1>Boats and piers</h1><p>" LEAD "</p><p>" BODY "</p>");
  assert_string_equal(page.title.data, "Boats and piers");
  assert_int_equal(page.publisher.length, 0);
  ho_page_free(&page);
}

static void test_line_breaks(void **state) {
  (void)state;
  ho_page page = read_text("<body><div>" LEAD "<br><br>" BODY "<br>\n<br/>" TAIL "<br>It ends.</div>");
  assert_string_equal(page.text.data, LEAD "\n" BODY "\n" TAIL " It ends.\n");
  ho_page_free(&page);
}

static void test_later_article_is_left_out(void **state) {
  (void)state;
  ho_page page =
      read_text("<html><head><title>Third ferry line opens</title></head><body><h1>Third ferry line "
                "opens</h1><div><p>" LEAD "</p><p>" BODY "</p><p>" TAIL "</p></div><ul>"
                "<li><h3><a href='/1'>Mayor swims across the bay at dawn</a></h3><div>Nobody had asked the "
                "mayor to do it, "
                "and yet a crowd of some hundred people stood on the shore.</div></li>"
                "<li><h3><a href='/2'>Bakers run out of flour in a week</a></h3><div>The mill at Gull Point "
                "has stood still "
                "since its owner left for the mountains, bakers say.</div></li></ul></body></html>");
  has(&page, TAIL);
  lacks(&page, "mayor");
  lacks(&page, "flour");
  ho_page_free(&page);
}

static void test_further_article_is_left_out(void **state) {
  (void)state;
  ho_page page =
      read_text("<html><head><title>Third ferry line opens</title></head><body><div><h1>Third ferry line "
                "opens</h1><p>" LEAD "</p><p>" BODY "</p></div><div><h1>Mayor swims across the bay</h1><p>"
                "Nobody had asked the mayor to do it, and yet a crowd stood on the shore at dawn.</p><p>"
                "The water was as cold as it always is in March, the mayor said afterwards.</p><p>"
                "Next year the mayor wants to cross the bay and back without a pause.</p></div></body>");
  has(&page, BODY);
  lacks(&page, "mayor");
  ho_page_free(&page);
}

static void test_headings(void **state) {
  (void)state;
  ho_page page =
      read_text("<body><article><h1>Boats and piers</h1><h1>Boats and piers</h1><p>" LEAD "</p>"
                "<h2>Part one</h2><h3>The first pier</h3><p>" BODY "</p><h2>Empty part</h2><h2>Part two"
                "</h2><p>" TAIL "</p><h2>Read next</h2></article>");
  assert_string_equal(page.text.data,
                      "Boats and piers\n" LEAD "\nPart one\nThe first pier\n" BODY "\nPart two\n" TAIL "\n");
  ho_page_free(&page);
}

static void test_body_only_in_metadata(void **state) {
  (void)state;
  ho_page page =
      read_text("<html><head><script type='application/ld+json'>{\"@type\": \"NewsArticle\", "
                "\"headline\": \"Boats and piers\", \"articleBody\": \"" LEAD " " BODY " " TAIL " " LEAD
                " " BODY " " TAIL "\"}</script></head><body><h1>Boats and piers</h1><div>Loading"
                "</div></body></html>");
  assert_string_equal(page.text.data,
                      "Boats and piers\n" LEAD " " BODY " " TAIL " " LEAD " " BODY " " TAIL "\n");
  ho_page_free(&page);
}

static void test_class_of_the_whole_page_is_not_believed(void **state) {
  (void)state;
  ho_page page = read_text("<body class='sidebar-right has-comments'><div class='modal share'><p>" LEAD
                           "</p><p>" BODY "</p><p>" TAIL "</p></div></body>");
  assert_string_equal(page.text.data, LEAD "\n" BODY "\n" TAIL "\n");
  ho_page_free(&page);
}

static void test_hidden_popup_inside_a_paragraph(void **state) {
  (void)state;
  ho_page page = read_text("<body><p>" LEAD "</p><p>The harbour master <a href='/m'>Ada Brine</a>"
                           "<span class='rollover'>Ada Brine More by her The pier is shut</span> signed it, "
                           "and <span style='display: none'>unseen</span>left.</p><p>" TAIL "</p>");
  has(&page, "The harbour master Ada Brine signed it, and left.");
  ho_page_free(&page);
}

static void test_embedded_post_is_kept(void **state) {
  (void)state;
  ho_page page =
      read_text("<body><article><p>" LEAD "</p><div class='social-embed'><blockquote class='tweet'>"
                "<p>No boats today.</p>by the harbour</blockquote></div><p>" TAIL "</p></article>");
  has(&page, "No boats today.\nby the harbour\n");
  ho_page_free(&page);
}

static void test_table_is_kept(void **state) {
  (void)state;
  ho_page page =
      read_text("<body><div><p>" LEAD "</p><p>" BODY "</p><table><tr><th>Line</th><th>Fare</th></tr>"
                "<tr><td>Amber</td><td>4.20</td></tr></table><p>" TAIL "</p></div>");
  has(&page, "Amber\n4.20\n");
  ho_page_free(&page);
}

static void test_characters(void **state) {
  (void)state;
  ho_page page =
      read_text("<body><p>caf&eacute; &#8364;5 &#x20AC;6 &#146;quoted&#148; a&nbsp;b &lt;tag&gt; &unknown; "
                "AT&T \xE2\x82\xAC 4 < 5 and it goes on for a while, as a sentence does.</p>");
  has(&page, "caf\xC3\xA9 \xE2\x82\xAC"
             "5 \xE2\x82\xAC"
             "6 \xE2\x80\x99quoted\xE2\x80\x9D a b <tag> &unknown; AT&T \xE2\x82\xAC 4 < 5 and it");
  ho_page_free(&page);
}

static void test_bytes_that_are_not_text(void **state) {
  (void)state;
  static const char html[] =
      "<body><p>One\0two \x01three \xC3 four \xED\xA0\x80 five \xFF six, and so it goes on "
      "and on \x80 to its end.</p></body>";
  ho_page page = read_page(html, sizeof html - 1);
  has(&page, "One two three \xEF\xBF\xBD four \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD five \xEF\xBF\xBD six,");
  ho_page_free(&page);
}

static void test_pages_without_an_article(void **state) {
  (void)state;
  static const char *const pages[] = {"",         "<",        "</",         "<!", "<!--", "<a",
                                      "<a href",  "<a href=", "<a href='",  "&",  "&#",   "<html></html>",
                                      "<script>", "<title>",  "<body>" MENU};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    ho_page page = read_text(pages[i]);
    assert_int_equal(page.headline_length, 0);
    lacks(&page, "Home");
    ho_page_free(&page);
  }
}

/* Every cut of a page is read, and never gives more than the whole. */
static void test_truncated_pages(void **state) {
  (void)state;
  for (size_t length = 0; length < sizeof news_page; length++) {
    char *cut = malloc(length + 1); /* of its own, so that reading past the end shows */
    assert_non_null(cut);
    memcpy(cut, news_page, length);
    ho_page page = read_page(cut, length);
    lacks(&page, "color: red");
    lacks(&page, "not a paragraph");
    ho_page_free(&page);
    free(cut);
  }
}

/* A page that repeats a piece, between a paragraph before and one after it. */
typedef struct hostile {
  const char *name, *before, *piece, *after;
  size_t count;
} hostile;

static const hostile hostile_pages[] = {
    {"nested elements", "", "<div>", "", 1000000},
    {"nested elements, closed with others", "<div>", "<b><i></b></p></x>", "", 300000},
    {"nested tables", "", "<table><tr><td>x", "", 300000},
    {"nested lists", "", "<ul><li>x", "", 300000},
    {"nested links", "", "<p><a><b>", "", 300000},
    {"end tags", "", "</div></section>", "", 500000},
    {"attributes", "<div ", "a=b c ", ">", 300000},
    {"equal attributes", "<div ", "class='c' ", ">", 300000},
    {"a huge attribute", "<div class='", "0123456789 abcdef", "'>", 3000000},
    {"a huge attribute without quotes", "<div class=", "0123456789", ">", 5000000},
    {"quotes that never close", "", "<a href=\"x>y <a href='x>y ", "", 300000},
    {"tags that never close", "", "<a ", "", 3000000},
    {"a comment that never closes", "<!-- ", "x -- > ", "", 3000000},
    {"comments", "", "<!-->-->", "", 1000000},
    {"CDATA", "", "<![CDATA[ ", "", 1000000},
    {"a script that never closes", "<script>", "</ script <", "", 1000000},
    {"titles", "", "<title>", "", 1000000},
    {"a line", "", "word ", "", 10000000},
    {"a word", "", "w", "", 30000000},
    {"ampersands", "", "&", "", 3000000},
    {"references", "", "&#xFFFFFFFFFF;&lt", "", 1000000},
    {"less-than signs", "", "<", "", 3000000},
    {"line ends", "", "\n", "", 20000000},
    {"quotation marks", "", "\"", "", 20000000},
    {"combining marks", "e", "\xCC\x81", "", 2000000},
    {"wrong bytes", "", "\xFF\xC3", "", 3000000},
    {"paragraphs", "", "<p>This is a sentence of the page.", "", 1500000},
    {"breaks", "", "a<br><br>", "", 2000000},
    {"nested JSON", "<script type='application/ld+json'>", "[", "</script>", 1900000},
    {"long JSON", "<script type='application/ld+json'>[", "{},", "{}]</script>", 600000},
    {"JSON scripts", "", "<script type='application/ld+json'>{\"@type\": \"Article\"}</script>", "", 200000},
    {"metadata", "", "<meta property='og:title' content='x'>", "", 300000},
    {"classes", "", "<p class='a-b c d-e f g-h i j-k l'>x", "", 200000},
};

static void append(ho_buf *html, const char *text) {
  assert_true(ho_buf_append_text(html, text));
}

static void test_hostile_pages(void **state) {
  (void)state;
  enum { SECONDS = 20 };
  for (size_t i = 0; i < sizeof hostile_pages / sizeof *hostile_pages; i++) {
    const hostile *h = &hostile_pages[i];
    ho_buf html = HO_BUF_INIT;
    append(&html, "<html><body><h1>Third ferry line opens</h1><p>" LEAD "</p>");
    append(&html, h->before);
    for (size_t j = 0; j < h->count; j++)
      append(&html, h->piece);
    append(&html, h->after);
    append(&html, "<p>" TAIL "</p></body></html>");
    clock_t start = clock();
    ho_page page = read_page(html.data, html.length);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > SECONDS && !getenv("UNTIMED"))
      fail_msg("%s took %d s", h->name, (int)seconds);
    assert_true(page.text.length <= html.length * 3);
    ho_page_free(&page);
    ho_buf_free(&html);
  }
}

/* Deep nesting loses no text: what is too deep is read as if it were not nested. */
static void test_text_below_the_depth_limit(void **state) {
  (void)state;
  ho_buf html = HO_BUF_INIT;
  for (size_t i = 0; i < 5000; i++)
    append(&html, "<div>");
  append(&html, "<p>" LEAD "</p><p>" BODY "</p>");
  for (size_t i = 0; i < 5000; i++)
    append(&html, "</div>");
  ho_page page = read_page(html.data, html.length);
  assert_string_equal(page.text.data, LEAD "\n" BODY "\n");
  ho_page_free(&page);
  ho_buf_free(&html);
}

static void test_same_bytes_again(void **state) {
  (void)state;
  ho_page first = read_text(news_page), second = read_text(news_page);
  assert_string_equal(first.text.data, second.text.data);
  ho_page_free(&first);
  ho_page_free(&second);
}

/* Pages of random pieces: nothing but that they are read. A fixed generator, so that a failure comes back. */
static void test_random_pages(void **state) {
  (void)state;
  static const char *const pieces[] = {"<p>",
                                       "</p>",
                                       "<div class='share'>",
                                       "</div>",
                                       "<a href='x'>",
                                       "</a>",
                                       "<br>",
                                       "<h1>",
                                       "</h1>",
                                       "<li>",
                                       "<table>",
                                       "<td>",
                                       "</table>",
                                       "<span>",
                                       "<script>",
                                       "</script>",
                                       "<!--",
                                       "-->",
                                       "<",
                                       ">",
                                       "\"",
                                       "'",
                                       "=",
                                       "&amp;",
                                       "&#",
                                       ";",
                                       "\xC3",
                                       "\xA9",
                                       LEAD,
                                       "word ",
                                       "<blockquote class=tweet>",
                                       "</blockquote>",
                                       "<title>",
                                       "</title>",
                                       "<form>",
                                       "<svg>",
                                       "</svg>",
                                       "<article>",
                                       "</article>",
                                       "<x-y>",
                                       "<style>",
                                       "</style>",
                                       "<h2>"};
  uint32_t random = 12345;
  for (size_t round = 0; round < 2000; round++) {
    ho_buf html = HO_BUF_INIT;
    for (size_t i = 0; i < 60; i++) {
      random = random * 1664525u + 1013904223u;
      append(&html, pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)]);
    }
    ho_page page = read_page(html.data, html.length);
    ho_page_free(&page);
    ho_buf_free(&html);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_detect_pages),
      cmocka_unit_test(test_detect_text),
      cmocka_unit_test(test_news_page),
      cmocka_unit_test(test_json_ld),
      cmocka_unit_test(test_references_in_metadata),
      cmocka_unit_test(test_shapes_of_json_ld),
      cmocka_unit_test(test_title_without_metadata),
      cmocka_unit_test(test_line_breaks),
      cmocka_unit_test(test_later_article_is_left_out),
      cmocka_unit_test(test_further_article_is_left_out),
      cmocka_unit_test(test_headings),
      cmocka_unit_test(test_body_only_in_metadata),
      cmocka_unit_test(test_class_of_the_whole_page_is_not_believed),
      cmocka_unit_test(test_hidden_popup_inside_a_paragraph),
      cmocka_unit_test(test_embedded_post_is_kept),
      cmocka_unit_test(test_table_is_kept),
      cmocka_unit_test(test_characters),
      cmocka_unit_test(test_bytes_that_are_not_text),
      cmocka_unit_test(test_pages_without_an_article),
      cmocka_unit_test(test_truncated_pages),
      cmocka_unit_test(test_hostile_pages),
      cmocka_unit_test(test_text_below_the_depth_limit),
      cmocka_unit_test(test_same_bytes_again),
      cmocka_unit_test(test_random_pages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
