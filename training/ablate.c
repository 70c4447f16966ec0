/* One held-out set of publishers: training without them, scoring them, and what each family of features adds.
 */
#include "ablate.h"

#include "ngram_fit.h"
#include "parallel.h"
#include "take.h"
#include "train.h"

#include <stdlib.h>
#include <string.h>

/* Differences between families are seen as well on few rows, and in little time. */
enum { ABLATION_BUDGET = 1500 };

/* ---- Families ------------------------------------------------------------ */

void ho_family_groups_free(ho_family_groups *groups) {
  free(groups->left_out);
  *groups = (ho_family_groups){0};
}

/* The number of the group of that name, a new one where there is none yet. */
static size_t find_group(ho_family_groups *groups, const char *name, size_t length) {
  if (length >= HO_FAMILY_GROUP_NAME)
    length = HO_FAMILY_GROUP_NAME - 1;
  for (size_t i = 0; i < groups->count; i++)
    if (strlen(groups->name[i]) == length && memcmp(groups->name[i], name, length) == 0)
      return i;
  if (groups->count == HO_MAX_FAMILY_GROUPS)
    return HO_MAX_FAMILY_GROUPS - 1;
  memcpy(groups->name[groups->count], name, length);
  return groups->count++;
}

static size_t find_feature_group(ho_family_groups *groups, const handout_model *skeleton, size_t feature) {
  size_t family;
  ho_context context;
  if (!ho_dense_family(feature, &family, &context))
    return find_group(groups, "style", strlen("style"));
  const char *name = ho_family_name(skeleton->lexicon, family);
  return find_group(groups, name, strcspn(name, "-"));
}

static void mark_values(ho_family_groups *groups, size_t dense, size_t label_count) {
  for (size_t zone = 0; zone < HO_ZONES; zone++) {
    char name[HO_FAMILY_GROUP_NAME] = "n-grams, ";
    const char *zone_name = zone == 0 ? "whole text" : ho_zone_name((ho_zone)zone);
    size_t length = strlen(name), more = strlen(zone_name);
    memcpy(name + length, zone_name, more < sizeof name - length ? more : sizeof name - length - 1);
    size_t group = find_group(groups, name, length + more),
           all = find_group(groups, "n-grams", strlen("n-grams"));
    for (size_t l = 0; l < label_count; l++) {
      size_t input = dense + zone * label_count + l;
      groups->left_out[group * groups->inputs + input] = true;
      groups->left_out[all * groups->inputs + input] = true;
    }
  }
}

handout_status ho_family_groups_find(const handout_model *skeleton, size_t label_count,
                                     ho_family_groups *groups) {
  size_t dense = ho_model_dense_count(skeleton);
  *groups = (ho_family_groups){.inputs = dense + HO_ZONES * label_count};
  groups->left_out = ho_alloc_array(HO_MAX_FAMILY_GROUPS, groups->inputs * sizeof *groups->left_out);
  if (!groups->left_out)
    return HANDOUT_NO_MEMORY;
  for (size_t f = 0; f < dense; f++)
    groups->left_out[find_feature_group(groups, skeleton, f) * groups->inputs + f] = true;
  mark_values(groups, dense, label_count);
  return HANDOUT_OK;
}

/* ---- Training and scoring ------------------------------------------------ */

typedef struct work {
  const ho_held_out *held;
  ho_fit_options options;
  const ho_family_groups *groups;
  ho_matrix train, test;
  ho_sample sample;
  ho_fit fit;
  double *test_values;
  double *reference, *without;
} work;

static handout_status take_rows(work *of) {
  const ho_held_out *held = of->held;
  bool *kept = ho_alloc_array(held->matrix->gram_count, sizeof *kept);
  handout_status status = HANDOUT_NO_MEMORY;
  if (kept)
    status = ho_sample_take(held->sample, held->train, held->train_count, &of->sample);
  if (status == HANDOUT_OK)
    status = ho_mark_grams(held->matrix, held->sample, held->train, held->train_count,
                           held->publishers ? held->publishers : ho_wanted_publishers(&of->sample), kept);
  if (status == HANDOUT_OK)
    status = ho_matrix_take(held->matrix, held->train, held->train_count, kept, &of->train);
  if (status == HANDOUT_OK)
    status = ho_matrix_take(held->matrix, held->test, held->test_count, kept, &of->test);
  free(kept);
  return status;
}

/* Job n leaves out group n; the one after the last none. */
static handout_status score_without(void *context, size_t group) {
  work *of = context;
  size_t labels = of->fit.label_count, wide = HO_ZONES * labels;
  bool all = group == of->groups->count;
  double *into = all ? of->reference : of->without + group * of->test.rows * labels;
  ho_inputs train = {&of->train, of->fit.values, wide}, test = {&of->test, of->test_values, wide};
  ho_second_options options = {of->fit.chosen.cost, ABLATION_BUDGET, of->options.clip,
                               all ? NULL : of->groups->left_out + group * of->groups->inputs};
  ho_second_stage stage = {0};
  handout_status status = ho_second_stage_fit(&train, &of->sample, NULL, &options, &stage, NULL);
  for (size_t r = 0; status == HANDOUT_OK && r < of->test.rows; r++) {
    double scores[HANDOUT_MAX_LABELS];
    ho_second_stage_score(&stage, &test, r, scores);
    ho_probabilities(&of->fit.calibration, scores, labels, into + r * labels);
  }
  ho_second_stage_free(&stage);
  return status;
}

static handout_status ablate(work *of) {
  size_t labels = of->fit.label_count, wide = HO_ZONES * labels;
  of->test_values = ho_alloc_array(of->test.rows, wide * sizeof *of->test_values);
  if (!of->test_values)
    return HANDOUT_NO_MEMORY;
  for (size_t r = 0; r < of->test.rows; r++)
    ho_ngram_values(&of->test, r, of->fit.gram_weights, of->fit.gram_bias, labels,
                    of->test_values + r * wide);
  of->options.clip = of->fit.clip;
  return ho_run_jobs(of->groups->count + 1, of->options.threads, score_without, of);
}

handout_status ho_score_held_out(const ho_held_out *held, const ho_fit_options *options,
                                 const ho_family_groups *groups, double *probabilities, double *reference,
                                 double *without, double *threshold) {
  work of = {.held = held, .options = *options, .groups = groups, .reference = reference, .without = without};
  handout_status status = take_rows(&of);
  if (status == HANDOUT_OK)
    status = ho_fit_train(&of.train, &of.sample, options, &of.fit);
  if (status == HANDOUT_OK)
    status = ho_fit_predict(&of.fit, &of.test, probabilities);
  if (status == HANDOUT_OK && groups)
    status = ablate(&of);
  *threshold = of.fit.promise.threshold;
  free(of.test_values);
  ho_fit_free(&of.fit);
  ho_sample_free(&of.sample);
  ho_matrix_free(&of.train);
  ho_matrix_free(&of.test);
  return status;
}
