/* Every call of the public interface, and of what reads input for it, with its first, second, third…
 * allocation failing: a clean status, nothing leaked, and the object still good for the next call. */
#include "alloc.h"
#include "evaluate.h"
#include "file.h"
#include "handout.h"
#include "lexicon.h"
#include "model.h"
#include "page.h"
#include "report.h"
#include "small_model.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What the calls work on. */
typedef struct material {
  ho_buf file; /* a model's */
  handout_model *model;
  ho_buf text, two; /* two articles */
  ho_buf page;
  handout_verdict wanted;
} material;

static void survive(const material *m, const char *name, alloc_call *call) {
  (void)alloc_survive(name, call, m, false);
}

/* ---- Models ---- */

static handout_status load_model(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_model *model = (handout_model *)(uintptr_t)1;
  handout_error error = {0};
  alloc_fail_at(n, all_later);
  handout_status status = handout_model_load(m->file.data, m->file.length, &model, &error);
  *failed = alloc_stop();
  assert_true(status == HANDOUT_OK ? model != NULL : model == NULL && error.message[0]);
  handout_model_free(model);
  return status;
}

static handout_status default_model(const void *context, size_t n, bool all_later, bool *failed) {
  (void)context;
  handout_model *model;
  alloc_fail_at(n, all_later);
  handout_status status = handout_model_default(&model, NULL);
  *failed = alloc_stop();
  handout_model_free(model);
  return status;
}

static handout_status write_model(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  ho_buf out = HO_BUF_INIT;
  alloc_fail_at(n, all_later);
  handout_status status = ho_model_write(m->model, &out);
  *failed = alloc_stop();
  ho_buf_free(&out);
  return status;
}

static handout_status read_lexicon(const void *context, size_t n, bool all_later, bool *failed) {
  (void)context;
  ho_lexicon *lexicon;
  handout_error error = {0};
  alloc_fail_at(n, all_later);
  handout_status status = ho_lexicon_read(small_lexicon, strlen(small_lexicon), 0, &lexicon, &error);
  *failed = alloc_stop();
  assert_true((lexicon != NULL) == (status == HANDOUT_OK));
  ho_lexicon_free(lexicon);
  return status;
}

/* It has no status: a length of 0 is how it fails. */
static handout_status name_features(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  char name[64];
  size_t count = handout_model_feature_count(m->model), missing = 0;
  alloc_fail_at(n, all_later);
  for (size_t i = 0; i < count; i += 10) {
    size_t length = handout_model_feature_name(m->model, i, name, sizeof name);
    missing += length == 0;
    assert_int_equal(strlen(name), length);
  }
  *failed = alloc_stop();
  return missing ? HANDOUT_NO_MEMORY : HANDOUT_OK;
}

/* ---- Scorers ---- */

static handout_status new_scorer(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_scorer *scorer;
  alloc_fail_at(n, all_later);
  handout_status status = handout_scorer_new(m->model, &scorer);
  *failed = alloc_stop();
  assert_true((scorer != NULL) == (status == HANDOUT_OK));
  handout_scorer_free(scorer);
  return status;
}

static void expect_usable(const material *m, handout_scorer *scorer) {
  handout_verdict verdict;
  assert_int_equal(handout_score(scorer, m->text.data, m->text.length, NULL, &verdict), HANDOUT_OK);
  assert_memory_equal(verdict.scores, m->wanted.scores, sizeof verdict.scores);
}

static handout_status find_articles(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_scorer *scorer;
  const handout_article *articles;
  size_t count;
  assert_int_equal(handout_scorer_new(m->model, &scorer), HANDOUT_OK);
  alloc_fail_at(n, all_later);
  handout_status status = handout_find_articles(scorer, m->text.data, m->text.length, &articles, &count);
  *failed = alloc_stop();
  assert_true(status == HANDOUT_OK ? count > 0 : count == 0 && !articles);
  assert_int_equal(handout_find_articles(scorer, m->text.data, m->text.length, &articles, &count),
                   HANDOUT_OK);
  assert_true(count > 0);
  expect_usable(m, scorer);
  handout_scorer_free(scorer);
  return status;
}

static handout_status score(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_scorer *scorer;
  handout_verdict verdict;
  assert_int_equal(handout_scorer_new(m->model, &scorer), HANDOUT_OK);
  alloc_fail_at(n, all_later);
  handout_status status = handout_score(scorer, m->text.data, m->text.length, NULL, &verdict);
  *failed = alloc_stop();
  expect_usable(m, scorer);
  handout_scorer_free(scorer);
  return status;
}

static handout_status explain(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_scorer *scorer;
  handout_explanation explanation;
  assert_int_equal(handout_scorer_new(m->model, &scorer), HANDOUT_OK);
  alloc_fail_at(n, all_later);
  handout_status status = handout_explain(scorer, m->text.data, m->text.length, NULL, &explanation);
  *failed = alloc_stop();
  assert_int_equal(handout_explain(scorer, m->text.data, m->text.length, NULL, &explanation), HANDOUT_OK);
  assert_memory_equal(explanation.verdict.scores, m->wanted.scores, sizeof m->wanted.scores);
  expect_usable(m, scorer);
  handout_scorer_free(scorer);
  return status;
}

/* All on one scorer, one of several articles with parts left out. */
static handout_status find_score_explain(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_scorer *scorer = NULL;
  const handout_article *articles;
  handout_verdict verdict;
  handout_explanation explanation;
  size_t count = 0;
  alloc_fail_at(n, all_later);
  handout_status status = handout_scorer_new(m->model, &scorer);
  if (status == HANDOUT_OK)
    status = handout_find_articles(scorer, m->two.data, m->two.length, &articles, &count);
  if (status == HANDOUT_OK)
    status = handout_score(scorer, m->two.data, m->two.length, &articles[1], &verdict);
  if (status == HANDOUT_OK)
    status = handout_find_articles(scorer, m->two.data, m->two.length, &articles, &count);
  if (status == HANDOUT_OK)
    status = handout_explain(scorer, m->two.data, m->two.length, &articles[1], &explanation);
  *failed = alloc_stop();
  if (status == HANDOUT_OK) {
    print_message("%zu %zu %zu\n", count, explanation.verdict.words, verdict.words);
    assert_true(count > 1 && explanation.verdict.words == verdict.words);
  }
  if (scorer)
    expect_usable(m, scorer);
  handout_scorer_free(scorer);
  return status;
}

/* The calls that need no memory. */
static handout_status the_others(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_scorer *scorer;
  handout_model *model;
  assert_int_equal(handout_model_load(m->file.data, m->file.length, &model, NULL), HANDOUT_OK);
  assert_int_equal(handout_scorer_new(model, &scorer), HANDOUT_OK);
  alloc_fail_at(n, all_later);
  assert_true(handout_strerror(HANDOUT_NO_MEMORY)[0] && handout_version()[0]);
  assert_string_equal(handout_reason_text(HANDOUT_NO_TEXT), "no text");
  assert_string_equal(handout_model_label(model, 0), handout_model_label(m->model, 0));
  assert_int_equal(handout_model_label_count(model), handout_model_label_count(m->model));
  assert_int_equal(handout_model_feature_count(model), handout_model_feature_count(m->model));
  assert_true(handout_model_threshold(model) == handout_model_threshold(m->model));
  handout_scorer_free(scorer);
  handout_model_free(model);
  *failed = alloc_stop();
  return HANDOUT_OK;
}

/* ---- Texts ---- */

static handout_status decode_text(const void *context, size_t n, bool all_later, bool *failed) {
  (void)context;
  static const char bytes[] = "\xFF\xFEm\0\xE9\0 \0t\0e\0x\0t\0";
  ho_buf out = HO_BUF_INIT;
  ho_text text;
  alloc_fail_at(n, all_later);
  handout_status status = ho_text_decode(bytes, sizeof bytes - 1, NULL, &out, &text, NULL);
  *failed = alloc_stop();
  ho_buf_free(&out);
  return status;
}

static handout_status read_page(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  ho_page page;
  alloc_fail_at(n, all_later);
  handout_status status = ho_page_read(m->page.data, m->page.length, &page);
  *failed = alloc_stop();
  ho_page_free(&page);
  assert_int_equal(ho_page_read(m->page.data, m->page.length, &page), HANDOUT_OK);
  assert_true(page.text.length > 100);
  ho_page_free(&page);
  return status;
}

/* ---- Figures ---- */

enum { PREDICTIONS = 60 };

static handout_status evaluate(const void *context, size_t n, bool all_later, bool *failed) {
  (void)context;
  static char *groups[] = {"east", "west", "north"};
  ho_prediction rows[PREDICTIONS] = {{0}};
  ho_predictions predictions = {.label_count = 2,
                                .probability_count = 2,
                                .labels = {"opinion", "wire"},
                                .group_count = 3,
                                .groups = groups,
                                .count = PREDICTIONS,
                                .rows = rows};
  ho_figures figures;
  ho_buf out = HO_BUF_INIT;
  for (size_t i = 0; i < PREDICTIONS; i++)
    rows[i] = (ho_prediction){.document = i,
                              .gold = i % 2,
                              .group = i % 3,
                              .label = i % 5 == 0,
                              .probability = {i % 5 ? 0.75 : 0.25, i % 5 ? 0.25 : 0.75}};
  alloc_fail_at(n, all_later);
  handout_status status = ho_evaluate(&predictions, 20, &figures);
  if (status == HANDOUT_OK) {
    bool written = ho_report_text(&figures, &predictions, NULL, 0, &out) &&
                   ho_report_json(&figures, &predictions, NULL, 0, &out) &&
                   ho_write_predictions(&predictions, &out);
    status = written ? HANDOUT_OK : HANDOUT_NO_MEMORY;
    ho_figures_free(&figures);
  }
  *failed = alloc_stop();
  ho_buf_free(&out);
  return status;
}

static void every_call_survives(void **state) {
  (void)state;
  material m = {.file = small_model_file(), .model = small_model()};
  random_source source = {71};
  handout_scorer *scorer;
  for (size_t i = 0; i < 40; i++) { /* a long one with furniture in it */
    append_random_text(&source, 60, &m.text);
    assert_true(ho_buf_append_text(&m.text, "\n\nAdvertisement\nShare this article\n\n"));
    assert_true(ho_buf_append_text(&m.text, small_texts[i % SMALL_TEXTS]));
  }
  assert_int_equal(ho_file_read(TESTS_DIR "/samples/two-articles.txt", &m.two, NULL), HANDOUT_OK);
  assert_int_equal(handout_scorer_new(m.model, &scorer), HANDOUT_OK);
  assert_int_equal(handout_score(scorer, m.text.data, m.text.length, NULL, &m.wanted), HANDOUT_OK);
  handout_scorer_free(scorer);
  assert_int_equal(ho_file_read(TESTS_DIR "/samples/readout-page.html", &m.page, NULL), HANDOUT_OK);
  survive(&m, "handout_model_load", load_model);
  survive(&m, "handout_model_feature_name", name_features);
  survive(&m, "handout_scorer_new", new_scorer);
  survive(&m, "handout_find_articles", find_articles);
  survive(&m, "handout_score", score);
  survive(&m, "handout_explain", explain);
  survive(&m, "handout_scorer_new, _find_articles, _score and _explain of an article", find_score_explain);
  survive(&m,
          "handout_strerror, _version, _reason_text, _model_label, _model_label_count, _model_feature_count,"
          " _model_threshold, _scorer_free, _model_free",
          the_others);
  survive(&m, "ho_model_write", write_model);
  survive(&m, "ho_lexicon_read", read_lexicon);
  survive(&m, "ho_text_decode", decode_text);
  survive(&m, "ho_page_read", read_page);
  survive(&m, "ho_evaluate and reports", evaluate);
  ho_buf_free(&m.text);
  ho_buf_free(&m.two);
  ho_buf_free(&m.page);
  ho_buf_free(&m.file);
  handout_model_free(m.model);
  assert_int_equal(alloc_live(), 0);
}

static void the_default_model_survives(void **state) {
  (void)state;
  handout_model *model;
  if (handout_model_default(&model, NULL) != HANDOUT_OK)
    skip();
  handout_model_free(model);
  survive(NULL, "handout_model_default", default_model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_call_survives),
      cmocka_unit_test(the_default_model_survives),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
