/* Tests of src/feature.c: what is measured of an article, by the features' names. */
#include "feature.h"
#include "reading.h"
#include "small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct wanted {
  const char *name;
  double value;
} wanted;

static void expect(const char *text, bool headline, const wanted *values, size_t count) {
  reading r = reading_start();
  reading_read(&r, text, strlen(text), headline);
  for (size_t i = 0; i < count; i++) {
    double value = reading_value(&r, values[i].name);
    if (fabs(value - values[i].value) > 1e-12)
      fail_msg("%s is %.15g, not %.15g, in: %s", values[i].name, value, values[i].value, text);
  }
  reading_end(&r);
}

#define EXPECT(text, headline, ...)                                                                          \
  do {                                                                                                       \
    const wanted values[] = {__VA_ARGS__};                                                                   \
    expect(text, headline, values, sizeof values / sizeof *values);                                          \
  } while (0)

/* Occurrences per 100 words as the features have them. */
static double density(double count, double words) {
  return log1p(400 * count / (words < 20 ? 20 : words));
}

static void headlines(void **state) {
  (void)state;
  EXPECT("Why is Venn late: 3 WORDS \"so\"?\nBody text here.\n", true, {"headline missing", 0},
         {"headline words", 7}, {"headline question", 1}, {"headline colon", 1}, {"headline quotation", 1},
         {"headline capitals", 2.0 / 7}, {"headline in caps", 1.0 / 7}, {"headline numbers", log1p(1)},
         {"headline word length", 3});
  EXPECT("Body text here.", false, {"headline missing", 1}, {"headline words", 0}, {"headline question", 0},
         {"headline capitals", 0.5});
}

/* The logarithms that are kept are the very ones that would be taken. */
static void logarithms_of_counts(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  for (int count = 0; count <= 2 * HO_FEW_COUNTS; count++) {
    reading r = reading_start();
    ho_buf_clear(&text);
    assert_true(ho_buf_append_text(&text, "Fares"));
    for (int i = 0; i < count; i++)
      assert_true(ho_buf_append_text(&text, " 5"));
    assert_true(ho_buf_append_text(&text, "\nBody text here.\n"));
    reading_read(&r, text.data, text.length, true);
    assert_true(reading_value(&r, "headline numbers") == log1p(count));
    reading_end(&r);
  }
  ho_buf_free(&text);
}

static void shape(void **state) {
  (void)state;
  EXPECT("One two three. Four five.\n* Six seven eight nine.\n\n\"Ten,\" eleven.\n", false,
         {"words", log(20)}, {"sentence length", log1p(11.0 / 4)}, {"short sentences", 1},
         {"long sentences", 0}, {"first sentence length", log1p(3)}, {"last sentence length", log1p(2)},
         {"paragraphs", log1p(3)}, {"paragraph length", log1p(11.0 / 3)}, {"short paragraphs", 1},
         {"one-sentence paragraphs", 2.0 / 3}, {"first paragraph length", log1p(5)},
         {"last paragraph length", log1p(2)}, {"paragraphs opening with a quotation", 1.0 / 3},
         {"list items", 1.0 / 3},
         {"sentence length spread", log1p(sqrt((9 + 4 + 16 + 4) / 4.0 - 11 * 11 / 16.0))});
}

static void marks(void **state) {
  (void)state;
  EXPECT("Who, me? You! \"What?\" she asked; it was: (so) 5% of $3 \xE2\x80\x93 a/b #x @y a&b, and more.",
         false, {"questions", density(1, 20)}, {"questions in quotations", density(1, 20)},
         {"exclamations", density(1, 20)}, {"commas", density(2, 20)}, {"colons", density(1, 20)},
         {"semicolons", density(1, 20)}, {"brackets", density(1, 20)}, {"dashes", density(1, 20)},
         {"percent signs", density(1, 20)}, {"currency signs", density(1, 20)}, {"slashes", density(1, 20)},
         {"at and number signs", density(2, 20)}, {"ampersands", density(1, 20)},
         {"numbers", density(2, 20)});
}

static void quotations(void **state) {
  (void)state;
  EXPECT("\"We left,\" it was. \"We will all be back soon.\" No more.", false, {"quotations", density(2, 12)},
         {"quoted words", 8.0 / 12}, {"any quotation", 1}, {"quoted snippets", density(1, 12)},
         {"quoted sentences", 1.0 / 3}, {"quotations with a speaker", 0});
  EXPECT("No one spoke.", false, {"quotations", 0}, {"any quotation", 0}, {"quoted words", 0});
}

static void who_speaks(void **state) {
  (void)state;
  EXPECT("He said that matters of mutual interest came up. Matters of mutual interest came up. \"Matters of "
         "mutual "
         "interest came up.\"",
         false, {"own sentences", 1.0 / 3}, {"attributed sentences", 1.0 / 3}, {"quoted sentences", 1.0 / 3},
         {"protocol in own voice", density(1, 21)}, {"protocol attributed", density(1, 21)},
         {"protocol in quotation marks", density(1, 21)}, {"protocol present", 1},
         {"protocol in headline", 0}, {"first sentence attributed", 1}, {"first paragraph attributed", 1},
         {"argument present", 0});
}

static void phrases_by_place(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  assert_true(ho_buf_append_text(&text, "Matters of mutual interest\nMatters of mutual interest. "));
  for (int i = 0; i < 200; i++)
    assert_true(ho_buf_append_text(&text, "word "));
  assert_true(ho_buf_append_text(&text, ". Of course, of course.\n"));
  assert_true(ho_buf_terminate(&text));
  EXPECT(text.data, true, {"protocol in headline", 1}, {"protocol in lead", log1p(1)},
         {"protocol at the end", 0}, {"protocol present", 1}, {"argument in lead", 0},
         {"argument at the end", log1p(2)}, {"argument in headline", 0});
  ho_buf_free(&text);
}

static void datelines(void **state) {
  (void)state;
  EXPECT("PORT AMBER: The boats came.", false, {"dateline", 1}, {"dateline with agency", 0});
  EXPECT("PORT AMBER (ANA) - The boats came.", false, {"dateline", 1}, {"dateline with agency", 1});
  EXPECT("PORT AMBER, May 3 \xE2\x80\x93 The boats came.", false, {"dateline", 1},
         {"dateline with agency", 0});
  EXPECT("The boats came: all of them.", false, {"dateline", 0});
}

static void words_of_kinds(void **state) {
  (void)state;
  EXPECT("The boat Amber met NATO and iBoat quickly on Monday in January 1984 as unknown words sail here now "
         "then.",
         false, {"caps", density(1, 20)}, {"mixed case", density(1, 20)}, {"weekdays", density(1, 20)},
         {"months", density(1, 20)}, {"years", density(1, 20)}, {"capitals", 3.0 / 20},
         {"weekdays in the lead", log1p(1)}, {"years in the lead", log1p(1)}, {"variety", 1});
}

static void an_empty_article(void **state) {
  (void)state;
  reading r = reading_start();
  reading_read(&r, "", 0, false);
  for (size_t i = 0; i < ho_model_dense_count(r.model); i++)
    assert_true(isfinite(r.dense[i]));
  assert_true(reading_value(&r, "words") == log(20));
  reading_end(&r);
}

static void every_value_is_finite(void **state) {
  (void)state;
  reading r = reading_start();
  random_source source = {77};
  for (int round = 0; round < 200; round++) {
    ho_buf text = HO_BUF_INIT;
    append_random_text(&source, random_below(&source, 300), &text);
    reading_read(&r, text.data ? text.data : "", text.length, round % 2);
    for (size_t i = 0; i < ho_model_dense_count(r.model); i++)
      assert_true(isfinite(r.dense[i]));
    ho_buf_free(&text);
  }
  reading_end(&r);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_differ_and_are_explained(void **state) {
  (void)state;
  handout_model *model = small_model();
  size_t count = ho_model_dense_count(model), style = ho_dense_count(0);
  char **names = calloc(count, sizeof *names);
  assert_non_null(names);
  assert_true(style >= 60);
  for (size_t i = 0; i < count; i++) {
    ho_buf name = HO_BUF_INIT, explanation = HO_BUF_INIT;
    assert_true(ho_dense_name(model->lexicon, i, &name) && ho_buf_terminate(&name));
    assert_true(ho_dense_explanation(model->lexicon, i, &explanation));
    assert_true(name.length > 0 && explanation.length > 0 && explanation.data[explanation.length - 1] == '.');
    names[i] = name.data;
    ho_buf_free(&explanation);
  }
  qsort(names, count, sizeof *names, by_text);
  for (size_t i = 1; i < count; i++)
    assert_string_not_equal(names[i - 1], names[i]);
  for (size_t i = 0; i < count; i++)
    free(names[i]);
  free(names);
  handout_model_free(model);
}

static void features_know_their_family(void **state) {
  (void)state;
  size_t style = ho_dense_count(0), family;
  ho_context context;
  assert_false(ho_dense_family(style - 1, &family, &context));
  for (size_t i = 0; i < 3 * HO_CONTEXTS; i++) {
    assert_true(ho_dense_family(style + i, &family, &context));
    assert_int_equal(family, i / HO_CONTEXTS);
    assert_int_equal(context, i % HO_CONTEXTS);
  }
  assert_int_equal(ho_dense_count(3), style + 3 * HO_CONTEXTS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(headlines),
      cmocka_unit_test(logarithms_of_counts),
      cmocka_unit_test(shape),
      cmocka_unit_test(marks),
      cmocka_unit_test(quotations),
      cmocka_unit_test(who_speaks),
      cmocka_unit_test(phrases_by_place),
      cmocka_unit_test(datelines),
      cmocka_unit_test(words_of_kinds),
      cmocka_unit_test(an_empty_article),
      cmocka_unit_test(every_value_is_finite),
      cmocka_unit_test(names_differ_and_are_explained),
      cmocka_unit_test(features_know_their_family),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
