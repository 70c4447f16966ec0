/* Tests of src/explain.c: contributions add up exactly, and every place is what it is said to be. */
#include "score.h"
#include "small_model.h"
#include "tokens.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef void check_function(const small_fixture *f, const char *text, size_t length,
                            const handout_explanation *explanation);

/* Explains the small texts and many random ones. */
static void each_explanation(const small_fixture *f, check_function *check) {
  random_source source = {61};
  for (size_t round = 0; round < 150; round++) {
    ho_buf text = HO_BUF_INIT;
    handout_explanation explanation;
    if (round < SMALL_TEXTS)
      assert_true(ho_buf_append_text(&text, small_texts[round]));
    else
      append_random_text(&source, random_below(&source, 600), &text);
    assert_int_equal(handout_explain(f->scorer, text.data, text.length, NULL, &explanation), HANDOUT_OK);
    check(f, text.data, text.length, &explanation);
    ho_buf_free(&text);
  }
}

static void check_sums(const small_fixture *f, const char *text, size_t length,
                       const handout_explanation *e) {
  (void)text;
  (void)length;
  for (size_t l = 0; l < f->model->label_count; l++) {
    double sum = e->base[l];
    for (size_t c = 0; c < e->contribution_count; c++)
      sum += e->contributions[c].by_label[l];
    if (fabs(sum - e->verdict.scores[l]) > 1e-9)
      fail_msg("label %zu: %.15g in place of %.15g", l, sum, e->verdict.scores[l]);
  }
}

static void contributions_add_up_to_the_scores(void **state) {
  each_explanation(*state, check_sums);
}

/* Also where n-gram values are clipped, and far from the mean. */
static void clipped_values_add_up_too(void **state) {
  small_fixture f = *(const small_fixture *)*state;
  for (size_t c = 0; c < f.model->column_count; c++)
    f.model->columns[c].clip = c % 3 ? 0.05 : 3;
  assert_int_equal(ho_model_finish(f.model), HANDOUT_OK);
  assert_int_equal(handout_scorer_new(f.model, &f.scorer), HANDOUT_OK);
  each_explanation(&f, check_sums);
  handout_scorer_free(f.scorer);
}

static void check_hits(const small_fixture *f, const char *text, size_t length,
                       const handout_explanation *e) {
  (void)text;
  for (size_t c = 0; c < e->contribution_count; c++) {
    const handout_contribution *contribution = &e->contributions[c];
    assert_true(contribution->feature < handout_model_feature_count(f->model));
    assert_true(c == 0 || contribution[-1].feature < contribution->feature);
    double sums[3] = {0};
    for (size_t h = 0; h < contribution->hit_count; h++) {
      assert_true(contribution->hits[h].span.start < contribution->hits[h].span.end);
      assert_true(contribution->hits[h].span.end <= length);
      for (size_t l = 0; l < 3; l++)
        sums[l] += contribution->hits[h].by_label[l];
    }
    for (size_t l = 0; l < 3 && contribution->hit_count; l++)
      assert_true(fabs(sums[l] - contribution->by_label[l]) < 1e-9);
  }
}

static void hits_share_their_contribution(void **state) {
  each_explanation(*state, check_hits);
}

/* The last paragraph has more n-grams than count of one; the others are no evidence. */
static void a_long_last_paragraph(void **state) {
  const small_fixture *f = *state;
  random_source source = {62};
  for (int round = 0; round < 10; round++) {
    ho_buf text = HO_BUF_INIT;
    handout_explanation e;
    append_random_text(&source, 6000, &text);
    for (size_t i = text.length / 10; i < text.length; i++)
      if (text.data[i] == '\n')
        text.data[i] = ' ';
    assert_int_equal(handout_explain(f->scorer, text.data, text.length, NULL, &e), HANDOUT_OK);
    assert_int_equal(f->scorer->reader.line_count, HO_LINE_GRAMS);
    check_sums(f, text.data, text.length, &e);
    check_hits(f, text.data, text.length, &e);
    ho_buf_free(&text);
  }
}

/* ---- What stands at a hit's place ---- */

typedef struct looked_for {
  const handout_model *model;
  size_t family;
  bool found;
} looked_for;

static void look_for_family(const ho_sentence *sentence, void *context) {
  looked_for *l = context;
  ho_phrase_hit hits[HO_MAX_SENTENCE_HITS + 1];
  bool crowded;
  size_t count = match_sentence(l->model->matcher, &l->model->lexicon->vocabulary, sentence, hits, &crowded);
  for (size_t i = 0; i < count; i++)
    l->found = l->found ||
               (hits[i].family == l->family && hits[i].first == 0 && hits[i].end == sentence->unit_count);
}

static void expect_phrase(const small_fixture *f, const char *text, const handout_hit *hit, size_t family) {
  looked_for l = {f->model, family, false};
  each_sentence(text + hit->span.start, hit->span.end - hit->span.start, &f->model->lexicon->vocabulary,
                look_for_family, &l);
  if (!l.found)
    fail_msg("no phrase of %s: %.*s", ho_family_name(f->model->lexicon, family),
             (int)(hit->span.end - hit->span.start), text + hit->span.start);
}

/* The last word of the n-gram's name is the last of its place, folded or as its class. */
static void expect_gram(const small_fixture *f, const char *text, const handout_hit *hit, size_t id) {
  const ho_gram *gram = &f->model->grams->list[f->model->grams->origins[id].gram];
  token_list list = tokens_of(text + hit->span.start, 0, hit->span.end - hit->span.start, ho_scan, 100);
  assert_true(list.count > 0);
  const looked_up last = look_up(&f->model->lexicon->vocabulary, &list.tokens[list.count - 1]);
  assert_int_equal(last.gram, (uint32_t)gram->key);
  tokens_free(&list);
}

static void check_places(const small_fixture *f, const char *text, size_t length,
                         const handout_explanation *e) {
  (void)length;
  size_t dense = ho_model_dense_count(f->model), family;
  ho_context context;
  for (size_t c = 0; c < e->contribution_count; c++) {
    const handout_contribution *contribution = &e->contributions[c];
    for (size_t h = 0; h < contribution->hit_count; h++)
      if (contribution->feature >= dense)
        expect_gram(f, text, &contribution->hits[h], contribution->feature - dense);
      else if (ho_dense_family(contribution->feature, &family, &context))
        expect_phrase(f, text, &contribution->hits[h], family);
      else
        fail_msg("a measure of the whole text has a place");
  }
}

static void places_hold_what_they_are_said_to_hold(void **state) {
  each_explanation(*state, check_places);
}

static void a_phrase_in_its_place(void **state) {
  const small_fixture *f = *state;
  const char *text = small_texts[0];
  handout_explanation e;
  size_t seen = 0;
  assert_int_equal(handout_explain(f->scorer, text, strlen(text), NULL, &e), HANDOUT_OK);
  for (size_t c = 0; c < e.contribution_count; c++) {
    char name[64];
    (void)handout_model_feature_name(f->model, e.contributions[c].feature, name, sizeof name);
    if (strcmp(name, "protocol in own voice") != 0)
      continue;
    static const char *const phrases[] = {"guard of honour", "matters of mutual interest"};
    for (size_t h = 0; h < e.contributions[c].hit_count; h++)
      for (size_t p = 0; p < sizeof phrases / sizeof *phrases; p++)
        seen +=
            strncmp(text + e.contributions[c].hits[h].span.start, phrases[p], strlen(phrases[p])) == 0 &&
            e.contributions[c].hits[h].span.end - e.contributions[c].hits[h].span.start == strlen(phrases[p]);
  }
  assert_int_equal(seen, 2);
}

/* ---- Sentences and the verdict ---- */

static void check_sentences(const small_fixture *f, const char *text, size_t length,
                            const handout_explanation *e) {
  (void)f;
  (void)text;
  size_t at = 0;
  for (size_t s = 0; s < e->sentence_count; s++) {
    const handout_sentence *sentence = &e->sentences[s];
    double sum = 0;
    assert_true(sentence->span.start >= at && sentence->span.start < sentence->span.end);
    at = sentence->span.end;
    for (size_t l = 0; l < 3; l++)
      sum += sentence->leaning[l];
    assert_true(fabs(sum - 1) < 1e-9);
    assert_true(sentence->role <= HANDOUT_QUOTED);
  }
  assert_true(at <= length);
}

static void sentences_follow_each_other(void **state) {
  each_explanation(*state, check_sentences);
}

static void check_verdict(const small_fixture *f, const char *text, size_t length,
                          const handout_explanation *e) {
  handout_verdict copy = e->verdict, verdict;
  assert_int_equal(handout_score(f->scorer, text, length, NULL, &verdict), HANDOUT_OK);
  assert_memory_equal(copy.scores, verdict.scores, sizeof copy.scores);
  assert_int_equal(copy.label, verdict.label);
  assert_int_equal(copy.reason, verdict.reason);
  assert_true(copy.release_share == verdict.release_share);
}

static void the_verdict_is_the_same_as_without(void **state) {
  each_explanation(*state, check_verdict);
}

static void roles_of_sentences(void **state) {
  const small_fixture *f = *state;
  const char *text = "The boats came in late. He said that all was well. \"We are all well,\" it was.";
  static const handout_role roles[] = {HANDOUT_UNATTRIBUTED, HANDOUT_ATTRIBUTED, HANDOUT_QUOTED};
  handout_explanation e;
  assert_int_equal(handout_explain(f->scorer, text, strlen(text), NULL, &e), HANDOUT_OK);
  assert_int_equal(e.sentence_count, 3);
  for (size_t i = 0; i < 3; i++)
    assert_int_equal(e.sentences[i].role, roles[i]);
}

static void nothing_to_explain(void **state) {
  const small_fixture *f = *state;
  handout_explanation e;
  assert_int_equal(handout_explain(f->scorer, NULL, 0, NULL, &e), HANDOUT_OK);
  assert_int_equal(e.verdict.reason, HANDOUT_NO_TEXT);
  assert_int_equal(e.sentence_count, 0);
  check_sums(f, "", 0, &e);
  assert_int_equal(handout_explain(NULL, "a", 1, NULL, &e), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_explain(f->scorer, NULL, 1, NULL, &e), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(handout_explain(f->scorer, "a", 1, NULL, NULL), HANDOUT_BAD_ARGUMENT);
}

static void the_limit(void **state) {
  const small_fixture *f = *state;
  handout_explanation e;
  size_t length = (size_t)HANDOUT_MAX_EXPLAINED + 1;
  char *text = malloc(length);
  assert_non_null(text);
  memset(text, ' ', length);
  memcpy(text, "Harbour talks", 13);
  assert_int_equal(handout_explain(f->scorer, text, length, NULL, &e), HANDOUT_TOO_LARGE);
  assert_int_equal(handout_explain(f->scorer, text, length - 1, NULL, &e), HANDOUT_OK);
  assert_int_equal(e.verdict.words, 2);
  handout_article part = {{length - 9, length}, {length - 9, length - 9}, NULL, 0};
  assert_int_equal(handout_explain(f->scorer, text, length, &part, &e), HANDOUT_OK);
  free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, small_set_up, small_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(contributions_add_up_to_the_scores),
      TEST(clipped_values_add_up_too),
      TEST(hits_share_their_contribution),
      TEST(a_long_last_paragraph),
      TEST(places_hold_what_they_are_said_to_hold),
      TEST(a_phrase_in_its_place),
      TEST(sentences_follow_each_other),
      TEST(the_verdict_is_the_same_as_without),
      TEST(roles_of_sentences),
      TEST(nothing_to_explain),
      TEST(the_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
