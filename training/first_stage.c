/* First stage by folds: every document's n-gram values by a model that has not seen its publisher. */
#include "first_stage.h"

#include "ngram_fit.h"
#include "parallel.h"

#include <stdlib.h>
#include <string.h>

void ho_first_stage_free(ho_first_stage *stage) {
  free(stage->weights);
  free(stage->bias);
  *stage = (ho_first_stage){0};
}

static size_t model_number(const ho_first_stage *stage, size_t j, size_t k) {
  return j < k ? j * stage->folds + k : k * stage->folds + j;
}

static float *model_weights(const ho_first_stage *stage, size_t j, size_t k) {
  return stage->weights + model_number(stage, j, k) * stage->gram_count * stage->label_count;
}

static double *model_bias(const ho_first_stage *stage, size_t j, size_t k) {
  return stage->bias + model_number(stage, j, k) * HO_ZONES * stage->label_count;
}

typedef struct work {
  ho_first_stage *stage;
  const ho_ngram_rows *rows;
  const ho_sample *sample;
  const unsigned *copies;
  double c;
} work;

/* Job n fits the n-th model (j, k), j <= k; the last one, that of all documents. */
static handout_status fit_model(void *context, size_t index) {
  const work *of = context;
  size_t j = 0, k = index;
  for (size_t left = of->stage->folds; left && k >= left; left--) {
    k -= left;
    j++;
  }
  k += j;
  unsigned *copies = ho_alloc_array(of->sample->count, sizeof *copies);
  if (!copies)
    return HANDOUT_NO_MEMORY;
  for (size_t d = 0; d < of->sample->count; d++)
    copies[d] = of->stage->fold[d] == j || of->stage->fold[d] == k ? 0 : of->copies[d];
  handout_status status = ho_ngram_fit(of->rows, of->sample->label, copies, of->stage->label_count, of->c,
                                       model_weights(of->stage, j, k), model_bias(of->stage, j, k));
  free(copies);
  return status;
}

/* One zone after the other: the rows of all together would take several times the memory. */
static handout_status fit_zone(ho_first_stage *stage, const ho_sample *sample, ho_zone zone,
                               const unsigned *copies, double c, size_t threads) {
  ho_ngram_rows *rows = ho_ngram_rows_new(stage->matrix, zone);
  if (!rows)
    return HANDOUT_NO_MEMORY;
  work context = {stage, rows, sample, copies, c};
  handout_status status =
      ho_run_jobs(stage->folds * (stage->folds + 1) / 2 + 1, threads, fit_model, &context);
  ho_ngram_rows_free(rows);
  return status;
}

handout_status ho_first_stage_fit(const ho_matrix *matrix, const ho_sample *sample, const size_t *fold,
                                  size_t folds, double c, size_t threads, ho_first_stage *stage) {
  *stage = (ho_first_stage){sample->label_count, matrix->gram_count, folds, NULL, NULL, fold, matrix};
  size_t models = (folds + 1) * (folds + 1) * stage->label_count;
  unsigned *copies = ho_alloc_array(sample->count, sizeof *copies);
  stage->bias = ho_alloc_array(models, HO_ZONES * sizeof *stage->bias);
  stage->weights = ho_alloc_array(models, matrix->gram_count * sizeof *stage->weights);
  handout_status status = HANDOUT_NO_MEMORY;
  if (copies && stage->bias && stage->weights)
    status = ho_split_copies(sample, 0, copies);
  for (int zone = 0; status == HANDOUT_OK && zone < HO_ZONES; zone++)
    if (matrix->zone_start[zone + 1] > matrix->zone_start[zone])
      status = fit_zone(stage, sample, (ho_zone)zone, copies, c, threads);
  free(copies);
  if (status != HANDOUT_OK)
    ho_first_stage_free(stage);
  return status;
}

void ho_first_stage_model(const ho_first_stage *stage, size_t held, float *weights, double *bias,
                          double *unit) {
  size_t numbers = stage->gram_count * stage->label_count;
  memcpy(weights, model_weights(stage, held, held), numbers * sizeof *weights);
  memcpy(bias, model_bias(stage, held, held), HO_ZONES * stage->label_count * sizeof *bias);
  *unit = ho_round_weights(weights, numbers);
}

handout_status ho_first_stage_values(const ho_first_stage *stage, size_t held, double *values) {
  double bias[HO_ZONES * HANDOUT_MAX_LABELS], unit;
  size_t labels = stage->label_count, wide = HO_ZONES * labels;
  float *model = ho_alloc_array(stage->gram_count * labels, sizeof *model);
  if (!model)
    return HANDOUT_NO_MEMORY;
  if (held < stage->folds)
    ho_first_stage_model(stage, held, model, bias, &unit);
  for (size_t r = 0; r < stage->matrix->rows; r++) {
    size_t j = stage->fold[r], k = held < stage->folds ? held : j;
    if (j == held)
      ho_ngram_values(stage->matrix, r, model, bias, labels, values + r * wide);
    else
      ho_ngram_values(stage->matrix, r, model_weights(stage, j, k), model_bias(stage, j, k), labels,
                      values + r * wide);
  }
  free(model);
  return HANDOUT_OK;
}
