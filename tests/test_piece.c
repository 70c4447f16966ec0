/* Tests of src/piece.c: articles, headlines and what is left out. */
#include "piece.h"

#include "buf.h"
#include "random.h"
#include "spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Spec cases: see tests/spec/pieces.txt ---------------------------------- */

/* The text after a line's signs; `kind` gets what stands in brackets, empty if nothing. */
static const char *line_text(const char *line, char *kind, size_t size) {
  const char *end = line[0] && line[1] == '[' ? strchr(line, ']') : NULL;
  (void)snprintf(kind, size, "%.*s", end ? (int)(end - line - 2) : 0, end ? line + 2 : "");
  return end ? end + 2 : line[1] ? line + 2 : line + 1;
}

static const handout_article *article_at(const ho_pieces *pieces, size_t at) {
  for (size_t i = 0; i < pieces->count; i++)
    if (at >= pieces->articles[i].span.start && at < pieces->articles[i].span.end)
      return &pieces->articles[i];
  return NULL;
}

static const char *kind_at(const handout_article *article, size_t at) {
  for (size_t i = 0; article && i < article->left_out_count; i++)
    if (at >= article->left_out[i].span.start && at < article->left_out[i].span.end)
      return article->left_out[i].kind;
  return "";
}

/* What is wrong with the answer about a line, NULL if nothing. */
static const char *judge_line(const ho_pieces *pieces, const char *line, size_t start) {
  char kind[32];
  size_t end = start + strlen(line_text(line, kind, sizeof kind));
  const handout_article *article = article_at(pieces, start);
  if (!article)
    return "in no article";
  bool starts = article->span.start == start;
  bool headline = article->headline.start == start && article->headline.end == end;
  if (starts != (line[0] == '=' || line[0] == '>'))
    return starts ? "starts an article" : "does not start an article";
  if (headline != (line[0] == '=' || line[0] == '+'))
    return headline ? "is a headline" : "is not the headline";
  return strcmp(kind_at(article, start), kind) == 0 ? NULL : kind_at(article, start);
}

typedef struct spec_run_state {
  const char *line_end;
  unsigned failures;
} spec_run_state;

static void run_case(const spec_case *which, void *context) {
  spec_run_state *run = context;
  char kind[32];
  ho_buf text = HO_BUF_INIT;
  ho_pieces pieces = HO_PIECES_INIT;
  size_t starts[SPEC_LINES];
  for (size_t i = 0; i < which->count; i++) {
    starts[i] = text.length;
    if (which->lines[i][0] != '~')
      assert_true(ho_buf_append_text(&text, line_text(which->lines[i], kind, sizeof kind)));
    assert_true(ho_buf_append_text(&text, run->line_end));
  }
  assert_int_equal(ho_find_pieces(&pieces, text.data, text.length), HANDOUT_OK);
  for (size_t i = 0; i < which->count; i++) {
    const char *wrong = which->lines[i][0] == '~' ? NULL : judge_line(&pieces, which->lines[i], starts[i]);
    if (wrong)
      print_error("%s:%zu: \"%s\": %s\n", which->file, which->line, wrong, which->lines[i]);
    run->failures += wrong != NULL;
  }
  ho_pieces_free(&pieces);
  ho_buf_free(&text);
}

static void spec_cases(void **state) {
  (void)state;
  spec_run_state run = {"\n", 0};
  assert_true(spec_read("pieces.txt", run_case, &run) > 10);
  run.line_end = "\r\n";
  assert_true(spec_read("pieces.txt", run_case, &run) > 10);
  assert_int_equal(run.failures, 0);
}

/* ---- Any input -------------------------------------------------------------- */

/* What holds for every answer: spans in order, disjoint, inside what they belong to. */
static void check_order(const ho_pieces *pieces, size_t length) {
  size_t at = 0;
  assert_true(pieces->count >= 1 && pieces->count <= HANDOUT_MAX_ARTICLES);
  for (size_t i = 0; i < pieces->count; i++) {
    const handout_article *article = &pieces->articles[i];
    assert_true(article->span.start >= at && article->span.start <= article->span.end);
    assert_true(article->span.end <= length);
    assert_true(article->headline.start >= article->span.start && article->headline.end <= article->span.end);
    assert_true(article->headline.start <= article->headline.end);
    assert_true(article->left_out_count <= HO_MAX_LEFT_OUT);
    at = article->span.start;
    for (size_t k = 0; k < article->left_out_count; k++) {
      handout_span part = article->left_out[k].span;
      assert_true(part.start >= at && part.start < part.end && part.end <= article->span.end);
      assert_true(part.end <= article->headline.start || part.start >= article->headline.end);
      at = part.end;
    }
    at = article->span.end;
  }
}

static void find(ho_pieces *pieces, const char *text, size_t length) {
  assert_int_equal(ho_find_pieces(pieces, text, length), HANDOUT_OK);
  check_order(pieces, length);
}

static void nothing_is_one_empty_article(void **state) {
  (void)state;
  ho_pieces pieces = HO_PIECES_INIT;
  find(&pieces, "", 0);
  assert_int_equal(pieces.count, 1);
  assert_int_equal(pieces.articles[0].span.end, 0);
  find(&pieces, " \n\r\n\t\f\n", 7);
  assert_int_equal(pieces.count, 1);
  assert_int_equal(pieces.articles[0].span.start, pieces.articles[0].span.end);
  find(&pieces, "x", 1);
  assert_int_equal(pieces.articles[0].span.end, 1);
  ho_pieces_free(&pieces);
  ho_pieces_free(&pieces);
}

/* Lines that articles and pages are made of, and bytes that break them. */
static const char *const scraps[] = {"Short Url",
                                     "\n",
                                     "\n\n",
                                     "\r\n",
                                     "Updated 3 May 2031",
                                     "{ } ; = < >",
                                     "\xE2\x80\x9C",
                                     "\xC2",
                                     "\xE2",
                                     "\xC3\x89t\xC3\xA9",
                                     "MARNSTAD: The ministry said on Monday that it knew no more.",
                                     "New harbour for Lindholm",
                                     "He said so.",
                                     "  \xE2\x80\xA2 item",
                                     "(ISPR)",
                                     "\f",
                                     "a",
                                     ". ",
                                     "|",
                                     "2031",
                                     "###",
                                     "\xFF",
                                     "By Ann Lee",
                                     "@",
                                     " > ",
                                     "http://x.example/",
                                     "word "};

static void any_bytes(void **state) {
  (void)state;
  random_source random = {77};
  ho_pieces pieces = HO_PIECES_INIT;
  ho_buf text = HO_BUF_INIT;
  for (int round = 0; round < 3000; round++) {
    ho_buf_clear(&text);
    for (size_t parts = random_below(&random, 60); parts > 0; parts--) {
      size_t pick = random_below(&random, sizeof scraps / sizeof *scraps + 2);
      if (pick < sizeof scraps / sizeof *scraps)
        assert_true(ho_buf_append_text(&text, scraps[pick]));
      else
        assert_true(ho_buf_append_char(&text, (char)random_below(&random, 256)));
    }
    char *exact = malloc(text.length + 1); /* so that a sanitizer sees reading beyond the end */
    assert_non_null(exact);
    if (text.length)
      memcpy(exact, text.data, text.length);
    find(&pieces, exact, text.length);
    handout_span headline = ho_find_headline(exact, 0, text.length);
    assert_true(headline.start <= headline.end && headline.end <= text.length);
    free(exact);
  }
  ho_buf_free(&text);
  ho_pieces_free(&pieces);
}

/* A word of random letters with a capital. */
static void append_name(ho_buf *text, random_source *random) {
  assert_true(ho_buf_append_char(text, (char)('A' + random_below(random, 26))));
  for (int i = 0; i < 7; i++)
    assert_true(ho_buf_append_char(text, (char)('a' + random_below(random, 26))));
}

static const float weights[] = {
#include "boundary_weights.h"
};

/* The odds by all cues, added by turns to eight sums. */
static float slow_odds(ho_window *window, ho_topic *topic, size_t index) {
  float cues[HO_BOUNDARY_CUES], sums[8] = {weights[HO_BOUNDARY_CUES]};
  ho_measure_boundary(window, topic, index, cues);
  for (int i = 0; i < HO_BOUNDARY_CUES; i++)
    sums[i % 8] += weights[i] * cues[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/* Odds that are enough are exact, and those that aren't are not enough. */
static void check_odds(const char *text, size_t length, float least) {
  ho_window window;
  ho_topic topic;
  ho_window_open(&window, text, length);
  ho_topic_start(&topic);
  for (size_t i = 0; ho_window_line(&window, i); i++) {
    const float slow = slow_odds(&window, &topic, i), quick = ho_start_odds(&window, &topic, i, least);
    assert_true(slow >= least ? quick >= slow && quick <= slow : quick < least);
    if (i % 7 == 6 && slow > 0)
      ho_topic_start(&topic);
    ho_topic_add(&topic, ho_window_line(&window, i));
  }
}

static void odds_are_those_of_all_cues(void **state) {
  (void)state;
  random_source random = {78};
  ho_buf text = HO_BUF_INIT;
  for (int round = 0; round < 3000; round++) {
    ho_buf_clear(&text);
    for (size_t parts = 1 + random_below(&random, 60); parts > 0; parts--) {
      assert_true(ho_buf_append_text(&text, scraps[random_below(&random, sizeof scraps / sizeof *scraps)]));
      for (size_t words = random_below(&random, 30); words > 0; words--) {
        append_name(&text, &random);
        assert_true(ho_buf_append_text(&text, words == 1 ? ".\n" : " "));
      }
    }
    check_odds(text.data, text.length, (float)random_below(&random, 60) - 40);
  }
  ho_buf_free(&text);
}

/* ---- What an article is about ------------------------------------------------ */

enum { ADDED = 200 };

/* Whether a line of the article had the term: one of the first eight, or one since the lines before the last
 * forty or fewer were forgotten. */
static bool was_seen_slowly(const ho_line *lines, size_t count, uint32_t term) {
  const size_t kept = count < 80 ? 0 : (count / 40 - 1) * 40;
  for (size_t i = 0; i < count; i++)
    for (unsigned k = 0; (i < 8 || i >= kept) && k < lines[i].term_count; k++)
      if ((lines[i].terms[k] >> 2) % HO_TERM_PLACES == (term >> 2) % HO_TERM_PLACES)
        return true;
  return false;
}

static ho_term_counts count_slowly(const ho_line *lines, size_t count, const ho_line *line) {
  ho_term_counts sum = 0;
  for (unsigned i = 0; i < line->term_count; i++) {
    const ho_term_counts one = (ho_term_counts)1 << HO_ALL |
                               (ho_term_counts)(line->terms[i] & HO_TERM_NAME ? 1 : 0) << HO_NAMES |
                               (ho_term_counts)(line->terms[i] & HO_TERM_RARE ? 1 : 0) << HO_RARE;
    sum += one | (was_seen_slowly(lines, count, line->terms[i]) ? one << HO_SEEN_COUNTS : 0);
  }
  return sum;
}

static void make_line(ho_line *line, random_source *random) {
  *line = (ho_line){.end = 200, .ending = HO_ENDS_SENTENCE};
  line->term_count = (uint8_t)random_below(random, HO_LINE_TERMS + 1);
  for (unsigned i = 0; i < line->term_count; i++)
    line->terms[i] = (uint32_t)(random_below(random, 4000) * 77003u);
}

static void terms_are_seen_as_by_the_slow_twin(void **state) {
  (void)state;
  random_source random = {79};
  ho_window window = {.count = 1};
  ho_topic topic;
  ho_line *lines = calloc(ADDED, sizeof *lines);
  assert_non_null(lines);
  for (int round = 0; round < 3; round++) {
    ho_topic_start(&topic);
    for (size_t i = 0; i < ADDED; i++) {
      make_line(&lines[i], &random);
      make_line(&window.lines[i % HO_WINDOW], &random);
      const ho_line *line = &window.lines[i % HO_WINDOW];
      const ho_term_counts slow = count_slowly(lines, i, line);
      assert_int_equal(ho_count_terms(&window, &topic, line), slow);
      assert_int_equal(ho_count_terms(&window, &topic, line), slow);
      ho_topic_add(&topic, &lines[i]);
    }
  }
  free(lines);
}

static char *filled(size_t length, const char *pattern) {
  char *text = malloc(length);
  assert_non_null(text);
  for (size_t i = 0, size = strlen(pattern); i < length; i++)
    text[i] = pattern[i % size];
  return text;
}

static void long_inputs_are_quick(void **state) {
  (void)state;
  static const char *const patterns[] = {"\n",
                                         "\"",
                                         " ",
                                         "a",
                                         "a b ",
                                         "Short Url\n",
                                         "Golden Oldies\n\n",
                                         "\xCC\x81",
                                         "\r\n",
                                         "line one\nline two of it\n",
                                         "{\n",
                                         "A:\n",
                                         "-\n\n\n"};
  ho_pieces pieces = HO_PIECES_INIT;
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    size_t length = (size_t)4 << 20;
    char *text = filled(length, patterns[i]);
    find(&pieces, text, length);
    assert_true(pieces.left_out_count <= HO_MAX_LEFT_OUT_ALL);
    free(text);
  }
  ho_pieces_free(&pieces);
}

/* ---- Limits and memory ------------------------------------------------------ */

/* A short article that shares no names with others; each 0 to 9 of the pattern is one. */
static void append_article(ho_buf *text, unsigned number) {
  random_source random = {number * 2654435761u + 1};
  ho_buf names[10];
  for (int i = 0; i < 10; i++) {
    names[i] = (ho_buf)HO_BUF_INIT;
    append_name(&names[i], &random);
  }
  for (const char *at =
           "Court of 0 asks 1 about the 2 of 3\nShort Url\nCourt of 0 asks 1 about the 2 of 3\n"
           "The court of 0 asked 1 on Monday why the 2 of 3 had been sold to 4 and 5 of 6, and to whom.\n"
           "In 3, the 2 was said to have gone to 7, then to 8 of 0, and then to 1 and the 9 of 4.\n\n\n";
       *at; at++)
    if (*at >= '0' && *at <= '9')
      assert_true(ho_buf_append(text, names[*at - '0'].data, names[*at - '0'].length));
    else
      assert_true(ho_buf_append_char(text, *at));
  for (int i = 0; i < 10; i++)
    ho_buf_free(&names[i]);
}

static void the_last_article_takes_the_rest(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_pieces pieces = HO_PIECES_INIT;
  for (unsigned i = 0; i < 3 * HANDOUT_MAX_ARTICLES / 2; i++)
    append_article(&text, i);
  find(&pieces, text.data, text.length);
  assert_int_equal(pieces.count, HANDOUT_MAX_ARTICLES);
  assert_int_equal(pieces.articles[pieces.count - 1].span.end, text.length - 3);
  ho_buf_free(&text);
  ho_pieces_free(&pieces);
}

static void memory_is_kept(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_pieces pieces = HO_PIECES_INIT;
  for (unsigned i = 0; i < 100; i++)
    append_article(&text, i);
  find(&pieces, text.data, text.length);
  const void *articles = pieces.articles;
  size_t count = pieces.count;
  assert_true(count > 60);
  find(&pieces, "A line.\nShort Url\n", 18);
  find(&pieces, text.data, text.length);
  assert_ptr_equal(pieces.articles, articles);
  assert_int_equal(pieces.count, count);
  ho_buf_free(&text);
  ho_pieces_free(&pieces);
}

/* Two different kinds by turns never merge, and there are only so many. */
static void parts_left_out_are_bounded(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_pieces pieces = HO_PIECES_INIT;
  for (int i = 0; i < 2 * HO_MAX_LEFT_OUT; i++)
    assert_true(ho_buf_append_text(&text, i % 2 ? "Copy link\n" : "- Advertisement -\n"));
  find(&pieces, text.data, text.length);
  assert_int_equal(pieces.count, 1);
  assert_int_equal(pieces.articles[0].left_out_count, HO_MAX_LEFT_OUT);
  ho_buf_free(&text);
  ho_pieces_free(&pieces);
}

/* What comes behind the last of them stays text, be it of the same kind as that. */
static void what_is_too_much_stays_text(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_pieces pieces = HO_PIECES_INIT;
  for (int i = 0; i < HO_MAX_LEFT_OUT; i++)
    assert_true(ho_buf_append_text(&text, i % 2 ? "Copy link\n" : "- Advertisement -\n"));
  const size_t end = text.length;
  assert_true(ho_buf_append_text(&text, "The harbour was quiet at noon, and the boats lay there as before.\n"
                                        "Copy link\nCopy link\n"));
  find(&pieces, text.data, text.length);
  assert_int_equal(pieces.count, 1);
  assert_int_equal(pieces.articles[0].left_out_count, HO_MAX_LEFT_OUT);
  assert_int_equal(pieces.left_out[HO_MAX_LEFT_OUT - 1].span.end, end - 1);
  assert_int_equal(pieces.articles[0].span.end, text.length - 1);
  ho_buf_free(&text);
  ho_pieces_free(&pieces);
}

/* ---- Headlines -------------------------------------------------------------- */

static void check_headline(const char *text, size_t start, const char *wanted) {
  handout_span span = ho_find_headline(text, start, strlen(text));
  assert_int_equal(span.end - span.start, strlen(wanted));
  if (*wanted)
    assert_memory_equal(text + span.start, wanted, strlen(wanted));
  else
    assert_int_equal(span.start, start);
}

static void headlines(void **state) {
  (void)state;
  check_headline("Ferry sails again\nThe ferry sailed again on Saturday.\n", 0, "Ferry sails again");
  check_headline("The ferry sailed again on Saturday.\nIt was full.\n", 0, "");
  check_headline("Why does the ferry sail again?\n\nIt was full.\n", 0, "Why does the ferry sail again?");
  check_headline("Ferry leaves the U.S.\nIt was full.\n", 0, "Ferry leaves the U.S.");
  check_headline("Ferry sails again", 0, "");
  check_headline("3 May 2031\nFor immediate release\nFerry sails again\nIt was full.\n", 0,
                 "Ferry sails again");
  check_headline("xx\n\n  Ferry sails again  \nIt was full.\n", 2, "Ferry sails again");
  check_headline("Islands\nFerry to Lindholm sails again after repairs\nThe ferry to the island of Lindholm "
                 "sailed again on "
                 "Saturday after its engine had been repaired.\n",
                 0, "Ferry to Lindholm sails again after repairs");
  check_headline("", 0, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spec_cases),
      cmocka_unit_test(nothing_is_one_empty_article),
      cmocka_unit_test(any_bytes),
      cmocka_unit_test(odds_are_those_of_all_cues),
      cmocka_unit_test(terms_are_seen_as_by_the_slow_twin),
      cmocka_unit_test(long_inputs_are_quick),
      cmocka_unit_test(the_last_article_takes_the_rest),
      cmocka_unit_test(memory_is_kept),
      cmocka_unit_test(parts_left_out_are_bounded),
      cmocka_unit_test(what_is_too_much_stays_text),
      cmocka_unit_test(headlines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
