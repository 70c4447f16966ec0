/* Tests of src/reader.c: an article is read in one pass as the obvious way would read it. */
#include "reader.h"
#include "reading.h"
#include "small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* N-grams counted from what a visitor sees: every n-gram of the sentence by its key, looked up one by one. */
typedef struct zone_counts {
  uint32_t in[HO_ZONES];
} zone_counts;

typedef struct counted {
  zone_counts *counts; /* by n-gram */
  ho_buf last_line;    /* uint32_t */
  size_t words, headline_words, sentences;
  size_t all, known; /* n-grams of the body */
} counted;

static void count_again(void *context, const ho_reader *r) {
  counted *c = context;
  ho_gram_hit hits[HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT];
  size_t count = ho_gram_keys(&r->sentence, hits);
  *(r->headline ? &c->headline_words : &c->words) += r->sentence.words;
  c->sentences += !r->headline;
  c->all += r->headline ? 0 : count;
  if (!r->headline && r->sentence.starts_line)
    ho_buf_clear(&c->last_line);
  for (size_t i = 0; i < count; i++) {
    uint32_t gram = ho_grams_find(r->grams, hits[i].key);
    if (gram == HO_NO_GRAM)
      continue;
    unsigned zones = ho_reader_zones(r, hits[i].end - 1u);
    assert_true(zones & 1u << HO_ZONE_ALL);
    for (int zone = 0; zone < HO_ZONES; zone++)
      c->counts[gram].in[zone] += zones >> zone & 1;
    if (r->headline)
      continue;
    assert_true(ho_buf_append(&c->last_line, &gram, sizeof gram));
    c->known++;
  }
}

/* A zone's list has the n-grams with a count there, each once. */
static void expect_list(const reading *r, int zone) {
  const ho_zone_list *seen = &r->reader->seen[zone];
  bool *listed = ho_alloc_array(r->model->grams->count, sizeof *listed);
  size_t count = 0;
  assert_non_null(listed);
  for (size_t i = 0; i < seen->count; i++) {
    assert_true(seen->grams[i] < r->model->grams->count && !listed[seen->grams[i]]);
    listed[seen->grams[i]] = true;
  }
  for (size_t gram = 0; gram < r->model->grams->count; gram++) {
    assert_true(listed[gram] == (ho_times(&r->reader->seen[zone], (uint32_t)gram) > 0));
    count += listed[gram];
  }
  assert_int_equal(count, seen->count);
  free(listed);
}

/* Each n-gram stands in the headline or in one voice, and only there. */
static void expect_sum(const zone_counts *counts) {
  const uint32_t *in = counts->in;
  assert_int_equal(in[HO_ZONE_ALL],
                   in[HO_ZONE_HEADLINE] + in[HO_ZONE_OWN] + in[HO_ZONE_ATTRIBUTED] + in[HO_ZONE_QUOTED]);
}

static void expect_same_counts(const reading *a, const reading *b) {
  for (int zone = 0; zone < HO_ZONES; zone++)
    for (uint32_t gram = 0; gram < a->model->grams->count; gram++)
      assert_int_equal(ho_times(&a->reader->seen[zone], gram), ho_times(&b->reader->seen[zone], gram));
}

static void compare_counts(const reading *r, counted *c) {
  const uint32_t *last = (const uint32_t *)(const void *)c->last_line.data;
  for (size_t i = 0; i < c->last_line.length / sizeof *last && i < HO_LINE_GRAMS; i++)
    c->counts[last[i]].in[HO_ZONE_LAST]++;
  for (size_t gram = 0; gram < r->model->grams->count; gram++) {
    expect_sum(&c->counts[gram]);
    for (int zone = 0; zone < HO_ZONES; zone++)
      assert_int_equal(ho_times(&r->reader->seen[zone], (uint32_t)gram), c->counts[gram].in[zone]);
  }
  for (int zone = 0; zone < HO_ZONES; zone++)
    expect_list(r, zone);
}

/* Returns how many n-grams the last line has. */
static size_t count_both_ways(reading *r, const ho_buf *text, bool headline) {
  counted c = {.counts = ho_alloc_array(r->model->grams->count, sizeof *c.counts)};
  assert_non_null(c.counts);
  r->reader->visit = count_again;
  r->reader->context = &c;
  reading_read(r, text->data, text->length, headline);
  assert_int_equal(c.words, r->reader->tally.words);
  assert_int_equal(c.headline_words, r->reader->tally.head_words);
  assert_int_equal(c.sentences, r->reader->tally.sentences);
  assert_int_equal(c.all, r->reader->all_count);
  assert_int_equal(c.known, r->reader->all_known);
  compare_counts(r, &c);
  const size_t last_line = c.last_line.length / sizeof(uint32_t);
  free(c.counts);
  ho_buf_free(&c.last_line);
  return last_line;
}

static void ngrams_are_counted_by_zone(void **state) {
  (void)state;
  reading r = reading_start();
  random_source source = {8};
  for (int round = 0; round < 200; round++) {
    ho_buf text = HO_BUF_INIT;
    append_random_text(&source, 1 + random_below(&source, 800), &text);
    (void)count_both_ways(&r, &text, round % 2);
    ho_buf_free(&text);
  }
  reading_end(&r);
}

/* The last paragraph has more n-grams than are kept of one. */
static void a_long_paragraph_counts_up_to_the_limit(void **state) {
  (void)state;
  reading r = reading_start();
  random_source source = {15};
  for (int round = 0; round < 10; round++) {
    ho_buf text = HO_BUF_INIT;
    append_random_text(&source, 6000, &text);
    for (size_t i = text.length / 10; i < text.length; i++)
      if (text.data[i] == '\n')
        text.data[i] = ' ';
    assert_true(count_both_ways(&r, &text, round % 2) > HO_LINE_GRAMS);
    ho_buf_free(&text);
  }
  reading_end(&r);
}

/* More often than a byte counts, in one zone or in the sum of two only; and then seldom again. */
static void ngrams_may_stand_often(void **state) {
  static const size_t counts[][2] = {{255, 0},   {256, 0}, {255, 1},   {1, 255},
                                     {200, 100}, {700, 1}, {300, 2000}};
  (void)state;
  reading r = reading_start();
  for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
    ho_buf text = HO_BUF_INIT;
    for (size_t i = 0; i < counts[n][0]; i++)
      assert_true(ho_buf_append_text(&text, "Of the harbour. "));
    for (size_t i = 0; i < counts[n][1]; i++)
      assert_true(ho_buf_append_text(&text, "\"Of the harbour.\" "));
    (void)count_both_ways(&r, &text, false);
    ho_buf_clear(&text);
    assert_true(ho_buf_append_text(&text, "Of the harbour they said no more."));
    (void)count_both_ways(&r, &text, false);
    ho_buf_free(&text);
  }
  reading_end(&r);
}

static void look_on(void *context, const ho_reader *r) {
  *(size_t *)context += r->sentence.words;
}

/* Reads with a visitor, sentence by sentence, and without, all of a passage at once; the readers are kept. */
static void expect_same_reading(reading *one_by_one, reading *at_once, const ho_buf *text, bool headline) {
  size_t words = 0;
  one_by_one->reader->visit = look_on;
  one_by_one->reader->context = &words;
  reading_read(one_by_one, text->data, text->length, headline);
  reading_read(at_once, text->data, text->length, headline);
  assert_int_equal(words, at_once->reader->tally.words + at_once->reader->tally.head_words);
  assert_memory_equal(one_by_one->dense, at_once->dense,
                      ho_model_dense_count(at_once->model) * sizeof *at_once->dense);
  expect_same_counts(one_by_one, at_once);
}

/* Quotation marks are units and no words: a hit may stand at a later place than one of the next sentence. */
static void append_quotations(random_source *source, ho_buf *text) {
  static const char *const parts[] = {"\"my\" ", "\"our\" \"our\" ", "our ", "of course ", "harbour ",
                                      "my.\n",   "ought to. "};
  for (size_t count = 20 + random_below(source, 150); count > 0; count--)
    assert_true(ho_buf_append_text(text, parts[random_below(source, sizeof parts / sizeof *parts)]));
}

static void a_visitor_makes_no_difference(void **state) {
  (void)state;
  reading one_by_one = reading_start(), at_once = reading_start();
  random_source source = {42};
  for (int round = 0; round < 400; round++) {
    ho_buf text = HO_BUF_INIT;
    if (round % 4 == 3)
      append_quotations(&source, &text);
    else
      append_random_text(&source, 1 + random_below(&source, round % 10 ? 600 : 5000), &text);
    expect_same_reading(&one_by_one, &at_once, &text, round % 2);
    ho_buf_free(&text);
  }
  reading_end(&one_by_one);
  reading_end(&at_once);
}

/* More phrases in the only passage than are listed at once. */
static void phrases_may_crowd(void **state) {
  (void)state;
  reading one_by_one = reading_start(), at_once = reading_start();
  ho_buf text = HO_BUF_INIT;
  for (int i = 0; i < 900; i++)
    assert_true(ho_buf_append_text(&text, i % 150 < 149 ? "our my " : "he. \"We said.\" So. "));
  expect_same_reading(&one_by_one, &at_once, &text, false);
  assert_true(at_once.reader->findings.crowded);
  assert_false(one_by_one.reader->findings.crowded);
  ho_buf_free(&text);
  reading_end(&one_by_one);
  reading_end(&at_once);
}

static void norms_are_lengths(void **state) {
  (void)state;
  reading r = reading_start();
  double norms[HO_ZONES];
  reading_read(&r, small_texts[0], strlen(small_texts[0]), true);
  ho_gram_norms(r.reader, norms);
  for (int zone = 0; zone < HO_ZONES; zone++) {
    double sum = 0;
    for (size_t gram = 0; gram < r.model->grams->count; gram++) {
      uint32_t count = ho_times(&r.reader->seen[zone], (uint32_t)gram);
      if (count && r.model->grams->list[gram].ids[zone] != HO_NO_GRAM)
        sum += (1 + log(count)) * (1 + log(count));
    }
    assert_true(fabs(norms[zone] - (sum > 0 ? sqrt(sum) : 1)) < 1e-12);
  }
  for (uint32_t count = 1; count < 100; count++)
    assert_true(fabs(ho_gram_weight(count) - (1 + log(count))) < 1e-12);
  reading_end(&r);
}

/* What stands before, behind and in the parts left out makes no difference. */
static void only_the_articles_text_counts(void **state) {
  (void)state;
  static const char text[] =
      "Other words said that.\nHarbour talks\nThe fleets met.\nFollow us!\nHe said that of course.\n"
      "Our fleets.";
  static const char alone[] = "Harbour talks\nThe fleets met.\n\nHe said that of course.\n";
  const char *head = strstr(text, "Harbour"), *left = strstr(text, "Follow"), *next = strstr(text, "He said"),
             *end = strstr(text, "Our fleets");
  handout_left_out out = {{(size_t)(left - text), (size_t)(next - text)}, "share"};
  handout_article article = {
      .span = {(size_t)(head - text), (size_t)(end - text)},
      .headline = {(size_t)(head - text), (size_t)(head - text) + strlen("Harbour talks")},
      .left_out = &out,
      .left_out_count = 1};
  reading a = reading_start(), b = reading_start();
  ho_read(a.reader, text, &article, a.dense);
  ho_count_all(a.reader);
  reading_read(&b, alone, strlen(alone), true);
  for (size_t i = 0; i < ho_model_dense_count(a.model); i++)
    if (a.dense[i] != b.dense[i])
      fail_msg("feature %zu is %g, not %g", i, a.dense[i], b.dense[i]);
  expect_same_counts(&a, &b);
  reading_end(&a);
  reading_end(&b);
}

/* Nothing is left of the article before. */
static void a_reader_forgets(void **state) {
  (void)state;
  reading used = reading_start(), fresh = reading_start();
  random_source source = {3};
  for (int i = 0; i < 20; i++) {
    ho_buf text = HO_BUF_INIT;
    append_random_text(&source, 500, &text);
    reading_read(&used, text.data, text.length, i % 2);
    ho_buf_free(&text);
  }
  reading_read(&used, small_texts[1], strlen(small_texts[1]), true);
  reading_read(&fresh, small_texts[1], strlen(small_texts[1]), true);
  assert_memory_equal(used.dense, fresh.dense, ho_model_dense_count(used.model) * sizeof *used.dense);
  expect_same_counts(&used, &fresh);
  for (int zone = 0; zone < HO_ZONES; zone++) {
    const ho_zone_list *a = &used.reader->seen[zone], *b = &fresh.reader->seen[zone];
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->grams, b->grams, a->count * sizeof *a->grams);
  }
  reading_end(&used);
  reading_end(&fresh);
}

/* A headline that stands inside the article, behind a kicker, is read as one all the same. */
static void a_headline_need_not_be_first(void **state) {
  (void)state;
  static const char text[] = "Kicker\nHarbour talks go on\nThe fleets met.\n";
  handout_article article = {.span = {0, strlen(text)}, .headline = {7, 26}};
  reading r = reading_start();
  ho_read(r.reader, text, &article, r.dense);
  assert_int_equal(r.reader->tally.head_words, 4);
  assert_int_equal(r.reader->tally.words, 4);
  reading_end(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ngrams_are_counted_by_zone),
      cmocka_unit_test(ngrams_may_stand_often),
      cmocka_unit_test(a_visitor_makes_no_difference),
      cmocka_unit_test(phrases_may_crowd),
      cmocka_unit_test(norms_are_lengths),
      cmocka_unit_test(only_the_articles_text_counts),
      cmocka_unit_test(a_reader_forgets),
      cmocka_unit_test(a_headline_need_not_be_first),
      cmocka_unit_test(a_long_paragraph_counts_up_to_the_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
