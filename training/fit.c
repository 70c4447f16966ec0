/* From a matrix of features to everything that is learned, in numbers. */
#include "fit.h"

#include "first_stage.h"
#include "ngram_fit.h"
#include "parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double GRAM_COST = 0.3, CLIP = 3, PROMISE = 0.98;
static const double NOVEL = 0.005, LEAST_NOVELTY_SCALE = 0.02;
static const double FIRST_COST = 0.0006, COST_STEP = 2.5;
enum { BUDGET = 4500, COST_BUDGET = 1500 };

/* What the steps of one training share. */
typedef struct work {
  const ho_matrix *matrix;
  const ho_sample *sample;
  ho_fit_options options;
  ho_fit *fit;
  size_t *fold;
  ho_first_stage first;
  double *values[HO_FOLDS + 1]; /* first-stage values with fold k held out; the last: with none */
} work;

void ho_fit_free(ho_fit *fit) {
  free(fit->gram_weights);
  ho_second_stage_free(&fit->second);
  ho_svm_rows_free(&fit->rows);
  free(fit->held_out);
  free(fit->values);
  *fit = (ho_fit){0};
}

static void tell(const work *of, const char *step, double done) {
  if (of->options.tell)
    of->options.tell(of->options.context, step, done);
}

static ho_inputs inputs_of(const work *of, size_t held) {
  return (ho_inputs){of->matrix, of->values[held],
                     of->options.without_grams ? 0 : HO_ZONES * of->fit->label_count};
}

/* ---- First stage --------------------------------------------------------- */

static handout_status make_folds(work *of) {
  size_t groups = of->sample->fewest_groups;
  of->fit->folds = groups < 2 ? 2 : groups < HO_FOLDS ? groups : HO_FOLDS;
  of->fold = ho_alloc_array(of->sample->count, sizeof *of->fold);
  return of->fold ? ho_split_folds(of->sample, of->fit->folds, of->fold) : HANDOUT_NO_MEMORY;
}

static handout_status learn_grams(work *of) {
  size_t labels = of->fit->label_count;
  of->fit->gram_weights = ho_alloc_array(of->matrix->gram_count * labels, sizeof *of->fit->gram_weights);
  if (!of->fit->gram_weights)
    return HANDOUT_NO_MEMORY;
  if (of->options.without_grams)
    return HANDOUT_OK;
  handout_status status = ho_first_stage_fit(of->matrix, of->sample, of->fold, of->fit->folds,
                                             of->options.gram_cost, of->options.threads, &of->first);
  for (size_t k = 0; status == HANDOUT_OK && k <= of->fit->folds; k++) {
    of->values[k] = ho_alloc_array(of->matrix->rows * labels, HO_ZONES * sizeof(double));
    status = of->values[k] ? ho_first_stage_values(&of->first, k, of->values[k]) : HANDOUT_NO_MEMORY;
  }
  if (status == HANDOUT_OK)
    ho_first_stage_model(&of->first, of->fit->folds, of->fit->gram_weights, of->fit->gram_bias,
                         &of->fit->gram_unit);
  ho_first_stage_free(&of->first);
  return status;
}

/* ---- Choosing the cost --------------------------------------------------- */

handout_status ho_publisher_accuracy(const ho_sample *sample, const double *scores, size_t label_count,
                                     double *accuracy) {
  size_t groups = sample->group_count, labels = 0;
  double *right = ho_alloc_array(label_count * groups, sizeof *right);
  double *all = ho_alloc_array(label_count * groups, sizeof *all);
  bool ok = right && all;
  double mean = 0;
  for (size_t d = 0; ok && d < sample->count; d++) {
    size_t best = 0, cell = sample->label[d] * groups + sample->group[d];
    for (size_t l = 1; l < label_count; l++)
      if (scores[d * label_count + l] > scores[d * label_count + best])
        best = l;
    right[cell] += best == sample->label[d];
    all[cell]++;
  }
  for (size_t l = 0; ok && l < label_count; l++) {
    double sum = 0, publishers = 0;
    for (size_t g = 0; g < groups; g++)
      if (all[l * groups + g] > 0) {
        sum += right[l * groups + g] / all[l * groups + g];
        publishers++;
      }
    mean += publishers > 0 ? sum / publishers : 0;
    labels += publishers > 0;
  }
  free(all);
  free(right);
  *accuracy = labels > 0 ? mean / (double)labels : 0;
  return ok ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

/* Several costs, each scored by folds. */
typedef struct trial {
  const work *of;
  ho_cost_result *results; /* their costs are given */
  double *scores;          /* result, document, label */
  size_t budget;
} trial;

/* Job (cost, fold): learns outside the fold and scores the documents in it. */
static handout_status score_fold(void *context, size_t index) {
  const trial *tried = context;
  const work *of = tried->of;
  size_t folds = of->fit->folds, labels = of->fit->label_count, held = index % folds;
  ho_inputs inputs = inputs_of(of, held);
  ho_second_options options = {tried->results[index / folds].cost, tried->budget, of->options.clip,
                               of->options.left_out};
  ho_second_stage stage = {0};
  bool *used = ho_alloc_array(of->sample->count, sizeof *used);
  handout_status status = used ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  for (size_t d = 0; used && d < of->sample->count; d++)
    used[d] = of->fold[d] != held;
  if (status == HANDOUT_OK)
    status = ho_second_stage_fit(&inputs, of->sample, used, &options, &stage, NULL);
  double *scores = tried->scores + index / folds * of->sample->count * labels;
  for (size_t d = 0; status == HANDOUT_OK && d < of->sample->count; d++)
    if (!used[d])
      ho_second_stage_score(&stage, &inputs, d, scores + d * labels);
  ho_second_stage_free(&stage);
  free(used);
  return status;
}

static ho_scored scored_by(const work *of, const double *scores) {
  return (ho_scored){of->sample->count, of->fit->label_count, scores, of->sample->label, of->sample->weight};
}

/* Fills in the results of `count` costs and, where wanted, the scores of the last. */
static handout_status try_costs(const work *of, ho_cost_result *results, size_t count, size_t budget,
                                double *scores_of_last) {
  size_t numbers = of->sample->count * of->fit->label_count;
  trial tried = {of, results, ho_alloc_array(count * numbers, sizeof(double)), budget};
  if (!tried.scores)
    return HANDOUT_NO_MEMORY;
  handout_status status = ho_run_jobs(count * of->fit->folds, of->options.threads, score_fold, &tried);
  for (size_t i = 0; status == HANDOUT_OK && i < count; i++) {
    ho_scored scored = scored_by(of, tried.scores + i * numbers);
    ho_calibration calibration;
    ho_calibrate(&scored, &calibration);
    results[i].log_loss = ho_log_loss(&scored, &calibration);
    status = ho_publisher_accuracy(of->sample, scored.scores, of->fit->label_count, &results[i].accuracy);
  }
  if (status == HANDOUT_OK && scores_of_last)
    memcpy(scores_of_last, tried.scores + (count - 1) * numbers, numbers * sizeof *scores_of_last);
  free(tried.scores);
  return status;
}

/* The cost after the best one, on the side where none has been tried; 0 where the best stands between others.
 */
static double next_cost(const ho_fit *fit) {
  double best = fit->costs[fit->best_cost].cost;
  bool lower = false, higher = false;
  for (size_t i = 0; i < fit->cost_count; i++) {
    lower = lower || fit->costs[i].cost < best;
    higher = higher || fit->costs[i].cost > best;
  }
  return lower && higher ? 0 : higher ? best / COST_STEP : best * COST_STEP;
}

/* Least log loss: recall by publisher moves by whole documents and says less. Searched on few rows, since
 * time grows with their square, and the best cost hardly moves. */
static handout_status search_cost(work *of) {
  ho_fit *fit = of->fit;
  handout_status status = HANDOUT_OK;
  for (double next = FIRST_COST; status == HANDOUT_OK && next > 0 && fit->cost_count < HO_MAX_COSTS;) {
    size_t more = fit->cost_count == 0 ? 3 : 1;
    for (size_t i = 0; i < more; i++, next *= COST_STEP)
      fit->costs[fit->cost_count + i].cost = next;
    status = try_costs(of, fit->costs + fit->cost_count, more, COST_BUDGET, NULL);
    for (size_t i = 0; i < more; i++, fit->cost_count++)
      if (fit->costs[fit->cost_count].log_loss < fit->costs[fit->best_cost].log_loss)
        fit->best_cost = fit->cost_count;
    next = next_cost(fit);
  }
  return status;
}

static handout_status choose_cost(work *of) {
  ho_fit *fit = of->fit;
  fit->chosen.cost = of->options.cost;
  fit->held_out = ho_alloc_array(of->sample->count * fit->label_count, sizeof *fit->held_out);
  handout_status status = fit->held_out ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK && of->options.cost <= 0) {
    status = search_cost(of);
    fit->chosen.cost = fit->costs[fit->best_cost].cost;
  }
  tell(of, "calibrating", 0.6);
  return status == HANDOUT_OK ? try_costs(of, &fit->chosen, 1, of->options.budget, fit->held_out) : status;
}

/* ---- All of it ----------------------------------------------------------- */

static handout_status calibrate(work *of) {
  ho_scored scored = scored_by(of, of->fit->held_out);
  ho_calibrate(&scored, &of->fit->calibration);
  return ho_find_threshold(&scored, &of->fit->calibration, of->options.promise, &of->fit->promise);
}

static handout_status learn_final(work *of) {
  ho_inputs inputs = inputs_of(of, of->fit->folds);
  ho_second_options options = {of->fit->chosen.cost, of->options.budget, of->options.clip,
                               of->options.left_out};
  return ho_second_stage_fit(&inputs, of->sample, NULL, &options, &of->fit->second, &of->fit->rows);
}

/* ---- Novelty ------------------------------------------------------------- */

static void set_novelty_scales(const work *of, ho_novelty *novelty) {
  for (size_t m = 0; m < HO_NOVELTY_COUNT; m++) {
    double sum = 0, squares = 0, first = of->matrix->novelty[m];
    for (size_t d = 0; d < of->sample->count; d++) {
      double shifted = of->matrix->novelty[d * HO_NOVELTY_COUNT + m] - first;
      sum += of->sample->weight[d] * shifted;
      squares += of->sample->weight[d] * shifted * shifted;
    }
    novelty->mean[m] = first + sum;
    novelty->scale[m] = fmax(sqrt(fmax(squares - sum * sum, 0)), LEAST_NOVELTY_SCALE);
  }
}

static int compare_numbers(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

/* All but few documents are within the limit, which is the wider the fewer publishers show what is usual. */
static handout_status set_novelty(work *of) {
  ho_novelty *novelty = &of->fit->novelty;
  size_t count = of->sample->count;
  double *distance = ho_alloc_array(count, sizeof *distance);
  if (!distance)
    return HANDOUT_NO_MEMORY;
  set_novelty_scales(of, novelty);
  for (size_t d = 0; d < count; d++)
    distance[d] = ho_novelty_distance(novelty, of->matrix->novelty + d * HO_NOVELTY_COUNT);
  qsort(distance, count, sizeof *distance, compare_numbers);
  double groups = (double)of->sample->groups_in_use;
  novelty->limit = distance[(size_t)((1 - NOVEL) * (double)(count - 1))] * (1 + 1 / fmax(groups, 1));
  free(distance);
  return HANDOUT_OK;
}

static void set_defaults(ho_fit_options *options) {
  if (options->gram_cost <= 0)
    options->gram_cost = GRAM_COST;
  if (options->budget == 0)
    options->budget = BUDGET;
  if (options->clip <= 0)
    options->clip = CLIP;
  if (options->promise <= 0)
    options->promise = PROMISE;
}

handout_status ho_fit_train(const ho_matrix *matrix, const ho_sample *sample, const ho_fit_options *options,
                            ho_fit *fit) {
  *fit = (ho_fit){.label_count = sample->label_count, .without_grams = options->without_grams};
  work of = {.matrix = matrix, .sample = sample, .options = *options, .fit = fit};
  set_defaults(&of.options);
  handout_status status = make_folds(&of);
  tell(&of, "n-grams", 0.1);
  if (status == HANDOUT_OK)
    status = learn_grams(&of);
  tell(&of, "choosing C", 0.25);
  if (status == HANDOUT_OK)
    status = choose_cost(&of);
  tell(&of, "last fit", 0.85);
  if (status == HANDOUT_OK)
    status = calibrate(&of);
  if (status == HANDOUT_OK)
    status = learn_final(&of);
  if (status == HANDOUT_OK)
    status = set_novelty(&of);
  fit->clip = of.options.clip;
  fit->values = of.values[fit->folds];
  for (size_t k = 0; k < fit->folds; k++)
    free(of.values[k]);
  free(of.fold);
  if (status != HANDOUT_OK)
    ho_fit_free(fit);
  return status;
}

handout_status ho_fit_predict(const ho_fit *fit, const ho_matrix *matrix, double *probabilities) {
  size_t labels = fit->label_count, wide = HO_ZONES * labels;
  double *values = ho_alloc_array(matrix->rows, wide * sizeof *values);
  if (!values)
    return HANDOUT_NO_MEMORY;
  ho_inputs inputs = {matrix, values, fit->without_grams ? 0 : wide};
  for (size_t r = 0; r < matrix->rows; r++) {
    double scores[HANDOUT_MAX_LABELS];
    ho_ngram_values(matrix, r, fit->gram_weights, fit->gram_bias, labels, values + r * wide);
    ho_second_stage_score(&fit->second, &inputs, r, scores);
    ho_probabilities(&fit->calibration, scores, labels, probabilities + r * labels);
  }
  free(values);
  return HANDOUT_OK;
}
