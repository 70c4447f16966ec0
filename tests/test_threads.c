/* One model shared by eight threads with a scorer each: for as long as THREAD_SECONDS says, every answer has
 * the bytes that one thread got. */
#include "articles.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { THREADS = 8, SECONDS = 2, SCORER_LASTS = 40 };

typedef struct shared {
  const handout_model *model;
  articles all;
  uint64_t *wanted; /* what one thread was told about each text */
  double end;       /* when to stop, in seconds of the clock */
} shared;

typedef struct thread {
  const shared *of;
  pthread_t id;
  size_t first; /* each begins with another text */
  size_t texts, wrong;
} thread;

static double now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The names of labels and features are written by every call anew. */
static bool names_are_right(const handout_model *model, size_t feature) {
  char name[64] = "", again[64] = "";
  feature %= handout_model_feature_count(model);
  return handout_model_feature_name(model, feature, name, sizeof name) > 0 &&
         handout_model_feature_name(model, feature, again, sizeof again) > 0 && !strcmp(name, again) &&
         handout_model_label(model, feature % handout_model_label_count(model)) != NULL;
}

/* Answers for some texts with a scorer of its own. */
static void work(thread *t) {
  const shared *s = t->of;
  handout_scorer *scorer;
  if (handout_scorer_new(s->model, &scorer) != HANDOUT_OK) {
    t->wrong++;
    return;
  }
  for (int i = 0; i < SCORER_LASTS; i++, t->texts++) {
    size_t at = (t->first + t->texts) % s->all.count;
    uint64_t digest = 0;
    t->wrong +=
        articles_digest(scorer, s->all.texts[at].data, s->all.texts[at].length, true, &digest) != HANDOUT_OK;
    t->wrong += digest != s->wanted[at];
    t->wrong += !names_are_right(s->model, t->first + t->texts * 101);
  }
  handout_scorer_free(scorer);
}

/* Every text once at the least, however slow a checker makes it. */
static void *run(void *context) {
  thread *t = context;
  while (t->wrong == 0 && (t->texts < t->of->all.count || now() < t->of->end))
    work(t);
  return NULL;
}

static void answer_alone(shared *s) {
  handout_scorer *scorer;
  assert_int_equal(handout_scorer_new(s->model, &scorer), HANDOUT_OK);
  s->wanted = calloc(s->all.count, sizeof *s->wanted);
  assert_non_null(s->wanted);
  for (size_t i = 0; i < s->all.count; i++)
    assert_int_equal(
        articles_digest(scorer, s->all.texts[i].data, s->all.texts[i].length, true, &s->wanted[i]),
        HANDOUT_OK);
  handout_scorer_free(scorer);
}

static void eight_threads_answer_as_one(void **state) {
  (void)state;
  handout_model *model;
  thread threads[THREADS] = {{0}};
  const char *seconds = getenv("THREAD_SECONDS");
  size_t texts = 0;
  assert_int_equal(handout_model_default(&model, NULL), HANDOUT_OK);
  shared s = {.model = model, .all = articles_read()};
  answer_alone(&s);
  double start = now();
  s.end = start + (seconds ? (double)strtoul(seconds, NULL, 10) : SECONDS);
  for (size_t i = 0; i < THREADS; i++) {
    threads[i] = (thread){.of = &s, .first = i * s.all.count / THREADS};
    assert_int_equal(pthread_create(&threads[i].id, NULL, run, &threads[i]), 0);
  }
  for (size_t i = 0; i < THREADS; i++) {
    assert_int_equal(pthread_join(threads[i].id, NULL), 0);
    assert_int_equal(threads[i].wrong, 0);
    texts += threads[i].texts;
  }
  print_message("%d threads, %.0f s, %zu texts found, scored and explained\n", THREADS, now() - start, texts);
  free(s.wanted);
  articles_free(&s.all);
  handout_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(eight_threads_answer_as_one)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
