/* Tests of src/score.c: verdicts on whole texts and found articles, wrong arguments, and many threads. */
#include "score.h"
#include "small_model.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static handout_verdict score(const small_fixture *f, const char *text, const handout_article *article) {
  handout_verdict verdict;
  assert_int_equal(handout_score(f->scorer, text, strlen(text), article, &verdict), HANDOUT_OK);
  return verdict;
}

static void expect_same(const handout_verdict *a, const handout_verdict *b) {
  assert_int_equal(a->label, b->label);
  assert_int_equal(a->words, b->words);
  assert_int_equal(a->reason, b->reason);
  assert_true(a->unsure == b->unsure && a->confidence == b->confidence &&
              a->release_share == b->release_share);
  assert_memory_equal(a->scores, b->scores, sizeof a->scores);
  assert_memory_equal(a->probabilities, b->probabilities, sizeof a->probabilities);
}

static void expect_sound(const small_fixture *f, const handout_verdict *v) {
  double sum = 0, most = 0;
  for (size_t l = 0; l < 3; l++) {
    assert_true(v->probabilities[l] >= 0 && v->probabilities[l] <= 1 && isfinite(v->scores[l]));
    sum += v->probabilities[l];
    most = v->probabilities[l] > most ? v->probabilities[l] : most;
  }
  assert_true(fabs(sum - 1) < 1e-12);
  assert_true(v->label < 3 && v->probabilities[v->label] == most && v->confidence == most);
  assert_true(v->unsure == (v->reason != HANDOUT_SURE));
  assert_true(v->reason != HANDOUT_LOW_CONFIDENCE || most < handout_model_threshold(f->model));
  assert_true(v->release_share >= 0 && v->release_share <= 1);
}

static void verdicts_are_sound(void **state) {
  const small_fixture *f = *state;
  random_source source = {41};
  for (int round = 0; round < 300; round++) {
    ho_buf text = HO_BUF_INIT;
    handout_verdict verdict;
    append_random_text(&source, random_below(&source, 500), &text);
    assert_int_equal(handout_score(f->scorer, text.data, text.length, NULL, &verdict), HANDOUT_OK);
    expect_sound(f, &verdict);
    ho_buf_free(&text);
  }
}

/* Softmax of the calibrated scores, and the scores from the pairwise values, as the design has them. */
static void probabilities_are_a_softmax(void **state) {
  const small_fixture *f = *state;
  handout_verdict v = score(f, small_texts[1], NULL);
  const handout_model *m = f->model;
  double pairs[HO_MAX_PAIRS] = {0}, scores[3] = {0}, sum = 0;
  for (size_t pair = 0; pair < 3; pair++) {
    for (size_t c = 0; c < m->column_count; c++)
      pairs[pair] += m->pair_weights[pair * m->column_count + c] *
                     ho_column_z(&m->columns[c], f->scorer->dense[m->columns[c].feature]);
    pairs[pair] -= m->rho[pair];
  }
  scores[0] = pairs[0] + pairs[1];
  scores[1] = -pairs[0] + pairs[2];
  scores[2] = -pairs[1] - pairs[2];
  for (size_t l = 0; l < 3; l++) {
    assert_true(fabs(scores[l] - v.scores[l]) < 1e-9);
    sum += exp(m->slope * scores[l] + m->offset[l]);
  }
  for (size_t l = 0; l < 3; l++)
    assert_true(fabs(exp(m->slope * scores[l] + m->offset[l]) / sum - v.probabilities[l]) < 1e-9);
}

static void no_words_no_answer(void **state) {
  const small_fixture *f = *state;
  static const char *const empty[] = {
      "", " ", "\n\n\n", "... !!! --- \"\" ()", "\xFF\xFE\xFF", "\xE2\x80\x83"};
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    handout_verdict v = score(f, empty[i], NULL);
    assert_true(v.unsure);
    assert_int_equal(v.reason, HANDOUT_NO_TEXT);
    assert_int_equal(v.words, 0);
    expect_sound(f, &v);
  }
  handout_verdict v;
  assert_int_equal(handout_score(f->scorer, NULL, 0, NULL, &v), HANDOUT_OK);
  assert_int_equal(v.reason, HANDOUT_NO_TEXT);
}

static void reasons_to_be_unsure(void **state) {
  small_fixture *f = *state;
  f->model->threshold = 0;
  assert_int_equal(score(f, small_texts[0], NULL).reason, HANDOUT_SURE);
  f->model->threshold = 1;
  assert_int_equal(score(f, small_texts[0], NULL).reason, HANDOUT_LOW_CONFIDENCE);
  f->model->novelty.limit = -1;
  assert_int_equal(score(f, small_texts[0], NULL).reason, HANDOUT_UNLIKE);
}

static void an_article_found_scores_as_the_whole(void **state) {
  const small_fixture *f = *state;
  for (size_t t = 0; t < SMALL_TEXTS; t++) {
    const handout_article *articles;
    size_t count;
    handout_verdict whole = score(f, small_texts[t], NULL);
    assert_int_equal(
        handout_find_articles(f->scorer, small_texts[t], strlen(small_texts[t]), &articles, &count),
        HANDOUT_OK);
    assert_int_equal(count, 1);
    handout_article copy = articles[0];
    assert_int_equal(copy.left_out_count, 0);
    handout_verdict found = score(f, small_texts[t], articles), copied = score(f, small_texts[t], &copy);
    expect_same(&found, &copied);
    expect_same(&found, &whole);
  }
}

static void an_article_scores_the_same_wherever_it_stands(void **state) {
  const small_fixture *f = *state;
  for (size_t t = 0; t < SMALL_TEXTS; t++) {
    ho_buf text = HO_BUF_INIT;
    size_t length = strlen(small_texts[t]);
    handout_verdict alone = score(f, small_texts[t], NULL);
    assert_true(ho_buf_append_text(&text, "Other text, \"and more of it\n\n") &&
                ho_buf_append_text(&text, small_texts[t]) && ho_buf_append_text(&text, "More, he said.") &&
                ho_buf_terminate(&text));
    size_t start = (size_t)(strstr(text.data, small_texts[t]) - text.data);
    const char *newline = strchr(small_texts[t], '\n');
    handout_article article = {
        {start, start + length}, {start, start + (size_t)(newline - small_texts[t])}, NULL, 0};
    handout_verdict inside = score(f, text.data, &article);
    expect_same(&alone, &inside);
    ho_buf_free(&text);
  }
}

static void a_scorer_forgets(void **state) {
  const small_fixture *f = *state;
  random_source source = {6};
  handout_verdict before = score(f, small_texts[2], NULL);
  for (int i = 0; i < 20; i++) {
    ho_buf text = HO_BUF_INIT;
    const handout_article *articles;
    size_t count;
    handout_verdict verdict;
    append_random_text(&source, 400, &text);
    assert_int_equal(handout_find_articles(f->scorer, text.data, text.length, &articles, &count), HANDOUT_OK);
    for (size_t a = 0; a < count; a++) {
      handout_article article = articles[a];
      assert_int_equal(handout_score(f->scorer, text.data, text.length, &article, &verdict), HANDOUT_OK);
    }
    ho_buf_free(&text);
  }
  handout_verdict after = score(f, small_texts[2], NULL);
  expect_same(&before, &after);
}

static void found_articles_are_in_order_and_inside(void **state) {
  const small_fixture *f = *state;
  random_source source = {12};
  for (int round = 0; round < 200; round++) {
    ho_buf text = HO_BUF_INIT;
    const handout_article *articles;
    size_t count, at = 0;
    append_random_text(&source, random_below(&source, 1500), &text);
    assert_int_equal(handout_find_articles(f->scorer, text.data, text.length, &articles, &count), HANDOUT_OK);
    assert_true(count >= 1);
    for (size_t a = 0; a < count; a++) {
      const handout_article *article = &articles[a];
      assert_true(article->span.start >= at && article->span.start <= article->span.end);
      at = article->span.start;
      for (size_t l = 0; l < article->left_out_count; l++) {
        assert_true(article->left_out[l].span.start >= at &&
                    article->left_out[l].span.end > article->left_out[l].span.start);
        assert_true(strlen(article->left_out[l].kind) > 0);
        at = article->left_out[l].span.end;
      }
      assert_true(at <= article->span.end && article->span.end <= text.length);
      at = article->span.end;
    }
    ho_buf_free(&text);
  }
}

static void wrong_arguments(void **state) {
  const small_fixture *f = *state;
  const char *text = small_texts[0];
  size_t length = strlen(text), count;
  const handout_article *articles;
  handout_verdict v;
  handout_scorer *scorer;
  assert_int_equal(handout_scorer_new(NULL, &scorer), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_scorer_new(f->model, NULL), HANDOUT_BAD_ARGUMENT);
  handout_scorer_free(NULL);
  assert_int_equal(handout_score(NULL, text, length, NULL, &v), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_score(f->scorer, NULL, 1, NULL, &v), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_score(f->scorer, text, length, NULL, NULL), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_find_articles(NULL, text, length, &articles, &count), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_find_articles(f->scorer, NULL, 1, &articles, &count), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_find_articles(f->scorer, text, length, NULL, &count), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_find_articles(f->scorer, text, length, &articles, NULL), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_find_articles(f->scorer, NULL, 0, &articles, &count), HANDOUT_OK);
  assert_int_equal(count, 1);
  assert_int_equal(articles[0].span.end, 0);
}

static void ranges_outside_the_text(void **state) {
  const small_fixture *f = *state;
  const char *text = small_texts[0];
  size_t length = strlen(text);
  const handout_left_out good[] = {{{40, 50}, "share"}, {{60, 70}, "date"}};
  const handout_left_out overlapping[] = {{{40, 50}, "share"}, {{49, 70}, "date"}};
  const handout_left_out backwards[] = {{{50, 40}, "share"}};
  const handout_left_out behind[] = {{{50, length + 1}, "share"}};
  const struct {
    handout_article article;
    handout_status status;
  } cases[] = {{{{0, length}, {0, 31}, good, 2}, HANDOUT_OK},
               {{{0, length}, {0, 31}, overlapping, 2}, HANDOUT_BAD_ARGUMENT},
               {{{0, length}, {0, 31}, backwards, 1}, HANDOUT_BAD_ARGUMENT},
               {{{0, length}, {0, 31}, behind, 1}, HANDOUT_BAD_ARGUMENT},
               {{{45, length}, {45, 45}, good, 2}, HANDOUT_BAD_ARGUMENT},
               {{{0, length}, {0, 31}, NULL, 1}, HANDOUT_BAD_ARGUMENT},
               {{{0, length + 1}, {0, 31}, NULL, 0}, HANDOUT_BAD_ARGUMENT},
               {{{10, 9}, {0, 0}, NULL, 0}, HANDOUT_BAD_ARGUMENT},
               {{{SIZE_MAX, SIZE_MAX}, {0, 0}, NULL, 0}, HANDOUT_BAD_ARGUMENT},
               {{{0, length}, {9, 3}, NULL, 0}, HANDOUT_BAD_ARGUMENT},
               {{{0, length}, {9, length + 3}, NULL, 0}, HANDOUT_BAD_ARGUMENT},
               {{{0, 0}, {0, 0}, NULL, 0}, HANDOUT_OK},
               {{{length, length}, {length, length}, NULL, 0}, HANDOUT_OK}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    handout_verdict v;
    handout_explanation explanation;
    assert_int_equal(handout_score(f->scorer, text, length, &cases[i].article, &v), cases[i].status);
    assert_int_equal(handout_explain(f->scorer, text, length, &cases[i].article, &explanation),
                     cases[i].status);
  }
}

static void a_model_without_a_release_label(void **state) {
  small_fixture *f = *state;
  f->model->share_label = f->model->label_count;
  assert_true(score(f, small_texts[0], NULL).release_share == 0);
}

/* Nothing else of a verdict depends on the release share. */
static void the_share_can_be_skipped(void **state) {
  small_fixture *f = *state;
  size_t shares = 0;
  f->model->lean_offset[f->model->share_label] = 50; /* all sentences lean to it */
  for (size_t i = 0; i < SMALL_TEXTS; i++) {
    handout_verdict whole = score(f, small_texts[i], NULL);
    handout_scorer_skip_share(f->scorer, true);
    handout_verdict rest = score(f, small_texts[i], NULL);
    handout_scorer_skip_share(f->scorer, false);
    shares += whole.release_share > 0;
    assert_true(rest.release_share == 0);
    rest.release_share = whole.release_share;
    expect_same(&whole, &rest);
    whole = score(f, small_texts[i], NULL);
    expect_same(&whole, &rest);
  }
  assert_true(shares > 0);
  handout_scorer_skip_share(NULL, true);
}

/* ---- Threads ---- */

enum { THREADS = 8, TEXTS = 24, ROUNDS = 20 };

typedef struct shared {
  const handout_model *model;
  ho_buf texts[TEXTS];
  handout_verdict wanted[TEXTS];
} shared;

static void *score_all(void *context) {
  const shared *s = context;
  handout_scorer *scorer;
  uintptr_t wrong = 0;
  if (handout_scorer_new(s->model, &scorer) != HANDOUT_OK)
    return (void *)1;
  for (int round = 0; round < ROUNDS; round++)
    for (size_t i = 0; i < TEXTS; i++) {
      handout_verdict v;
      handout_explanation explanation;
      const handout_article *articles;
      size_t count;
      wrong += handout_score(scorer, s->texts[i].data, s->texts[i].length, NULL, &v) != HANDOUT_OK;
      wrong += memcmp(v.scores, s->wanted[i].scores, sizeof v.scores) != 0 || v.label != s->wanted[i].label;
      wrong += handout_find_articles(scorer, s->texts[i].data, s->texts[i].length, &articles, &count) !=
               HANDOUT_OK;
      wrong += round == 0 && handout_explain(scorer, s->texts[i].data, s->texts[i].length, NULL,
                                             &explanation) != HANDOUT_OK;
    }
  handout_scorer_free(scorer);
  return (void *)wrong;
}

static void eight_threads_answer_as_one(void **state) {
  const small_fixture *f = *state;
  shared s = {.model = f->model};
  pthread_t threads[THREADS];
  random_source source = {15};
  for (size_t i = 0; i < TEXTS; i++) {
    append_random_text(&source, 300, &s.texts[i]);
    assert_int_equal(handout_score(f->scorer, s.texts[i].data, s.texts[i].length, NULL, &s.wanted[i]),
                     HANDOUT_OK);
  }
  for (int t = 0; t < THREADS; t++)
    assert_int_equal(pthread_create(&threads[t], NULL, score_all, &s), 0);
  for (int t = 0; t < THREADS; t++) {
    void *wrong;
    assert_int_equal(pthread_join(threads[t], &wrong), 0);
    assert_null(wrong);
  }
  for (size_t i = 0; i < TEXTS; i++)
    ho_buf_free(&s.texts[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, small_set_up, small_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(verdicts_are_sound),
      TEST(probabilities_are_a_softmax),
      TEST(no_words_no_answer),
      TEST(reasons_to_be_unsure),
      TEST(an_article_found_scores_as_the_whole),
      TEST(an_article_scores_the_same_wherever_it_stands),
      TEST(a_scorer_forgets),
      TEST(found_articles_are_in_order_and_inside),
      TEST(wrong_arguments),
      TEST(ranges_outside_the_text),
      TEST(a_model_without_a_release_label),
      TEST(the_share_can_be_skipped),
      TEST(eight_threads_answer_as_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
