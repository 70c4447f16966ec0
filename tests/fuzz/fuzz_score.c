/* Scoring: explaining gives the same verdict, contributions add up, a used scorer is as good as a new one,
 * and an article that can't be is refused. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARTICLES = 8 };

static handout_model *model;
static handout_scorer *used;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  model = fuzz_model(SIZE_MAX);
  CHECK(handout_scorer_new(model, &used) == HANDOUT_OK);
  return 0;
}

static void check_verdict(const handout_verdict *verdict) {
  double sum = 0;
  CHECK(verdict->label < handout_model_label_count(model));
  for (size_t l = 0; l < handout_model_label_count(model); l++) {
    CHECK(verdict->probabilities[l] >= 0 && verdict->probabilities[l] <= verdict->confidence);
    sum += verdict->probabilities[l];
  }
  CHECK(fabs(sum - 1) < 1e-9);
  CHECK(verdict->confidence == verdict->probabilities[verdict->label]);
  CHECK(verdict->release_share >= 0 && verdict->release_share <= 1);
  CHECK(verdict->unsure == (verdict->reason != HANDOUT_SURE));
}

static void check_same(const handout_verdict *a, const handout_verdict *b) {
  CHECK(a->label == b->label && a->confidence == b->confidence && a->unsure == b->unsure);
  CHECK(a->reason == b->reason && a->release_share == b->release_share && a->words == b->words);
  CHECK(memcmp(a->scores, b->scores, sizeof a->scores) == 0);
  CHECK(memcmp(a->probabilities, b->probabilities, sizeof a->probabilities) == 0);
}

static void check_hits(const handout_contribution *c, size_t label, size_t length) {
  double sum = 0;
  for (size_t i = 0; i < c->hit_count; i++) {
    CHECK(c->hits[i].span.start < c->hits[i].span.end && c->hits[i].span.end <= length);
    sum += c->hits[i].by_label[label];
  }
  CHECK(!c->hit_count || fabs(sum - c->by_label[label]) < 1e-6 * (1 + fabs(sum)));
}

static void check_sums(const handout_explanation *e, size_t length) {
  for (size_t l = 0; l < handout_model_label_count(model); l++) {
    double sum = e->base[l];
    for (size_t i = 0; i < e->contribution_count; i++) {
      sum += e->contributions[i].by_label[l];
      check_hits(&e->contributions[i], l, length);
    }
    CHECK(fabs(sum - e->verdict.scores[l]) < 1e-6 * (1 + fabs(sum)));
  }
}

static void check_sentences(const handout_explanation *e, size_t length) {
  size_t at = 0;
  for (size_t i = 0; i < e->sentence_count; i++) {
    const handout_sentence *sentence = &e->sentences[i];
    double sum = 0;
    CHECK(sentence->span.start >= at && sentence->span.start <= sentence->span.end);
    CHECK(sentence->span.end <= length && sentence->role <= HANDOUT_QUOTED);
    for (size_t l = 0; l < handout_model_label_count(model); l++)
      sum += sentence->leaning[l];
    CHECK(fabs(sum - 1) < 1e-9);
    at = sentence->span.end;
  }
}

static void check_explanation(const char *text, size_t length, const handout_article *article,
                              const handout_verdict *verdict) {
  handout_explanation explanation;
  CHECK(handout_explain(used, text, length, article, &explanation) == HANDOUT_OK);
  check_same(verdict, &explanation.verdict);
  check_sums(&explanation, length);
  check_sentences(&explanation, length);
}

static void check_article(const char *text, size_t length, const handout_article *article) {
  handout_verdict verdict, again;
  handout_scorer *fresh = NULL;
  CHECK(handout_score(used, text, length, article, &verdict) == HANDOUT_OK);
  check_verdict(&verdict);
  CHECK(handout_scorer_new(model, &fresh) == HANDOUT_OK);
  CHECK(handout_score(fresh, text, length, article, &again) == HANDOUT_OK);
  check_same(&verdict, &again);
  handout_scorer_free(fresh);
  check_explanation(text, length, article, &verdict);
}

/* Spans that the input's own bytes make up, most of them impossible. */
static void try_ranges(const char *text, size_t length, const uint8_t *data) {
  const handout_left_out parts[] = {{{data[0], data[1]}, "other"}, {{data[2], data[3]}, "other"}};
  const handout_article article = {{data[4], data[5]}, {data[6], data[7]}, parts, data[8] % 3u};
  handout_verdict verdict;
  handout_explanation explanation;
  const handout_status status = handout_score(used, text, length, &article, &verdict);
  CHECK(status == HANDOUT_OK || status == HANDOUT_BAD_ARGUMENT);
  CHECK(handout_explain(used, text, length, &article, &explanation) == status);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  const handout_article *found = NULL;
  handout_article copies[MOST_ARTICLES];
  size_t count = 0;
  CHECK(handout_find_articles(used, text, size, &found, &count) == HANDOUT_OK);
  count = count < MOST_ARTICLES ? count : MOST_ARTICLES;
  memcpy(copies, found, count * sizeof *copies);
  for (size_t i = 0; i < count; i++)
    check_article(text, size, &copies[i]);
  check_article(text, size, NULL);
  if (size > 9)
    try_ranges(text, size, data);
  return 0;
}
