/* A program that uses the installed library: two threads score with one model. */
#include <handout.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char text[] =
    "Harbour Minister Receives Envoy\n"
    "The envoy called on the Minister of Harbours here today. Matters of mutual interest "
    "were discussed.\n";

typedef struct job {
  const handout_model *model;
  handout_verdict verdict;
  handout_status status;
} job;

static void *score(void *context) {
  job *j = context;
  handout_scorer *scorer;
  j->status = handout_scorer_new(j->model, &scorer);
  for (int i = 0; i < 100 && j->status == HANDOUT_OK; i++)
    j->status = handout_score(scorer, text, strlen(text), NULL, &j->verdict);
  if (j->status == HANDOUT_OK)
    handout_scorer_free(scorer);
  return NULL;
}

static int load(handout_model **model) {
  handout_error error = {0, ""};
  handout_status status = handout_model_default(model, &error);
  if (status == HANDOUT_OK)
    return 1;
  fprintf(stderr, "%s: line %zu: %s\n", handout_strerror(status), error.line, error.message);
  return 0;
}

int main(void) {
  handout_model *model;
  pthread_t thread;
  if (strcmp(handout_version(), HANDOUT_VERSION) != 0)
    return 2;
  if (!load(&model))
    return 77; /* built without a model */
  job jobs[2] = {{.model = model}, {.model = model}};
  if (pthread_create(&thread, NULL, score, &jobs[0]) != 0)
    return 3;
  score(&jobs[1]);
  pthread_join(thread, NULL);
  int same = jobs[0].status == HANDOUT_OK && jobs[1].status == HANDOUT_OK &&
             memcmp(jobs[0].verdict.scores, jobs[1].verdict.scores, sizeof jobs[0].verdict.scores) == 0;
  printf("%s %.3f\n", handout_model_label(model, jobs[0].verdict.label), jobs[0].verdict.confidence);
  handout_model_free(model);
  return same ? 0 : 1;
}
