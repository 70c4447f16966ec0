/* The training's summary, by which a person can judge a model. */
#include "summary.h"

#include "number.h"

#include <math.h>
#include <stdlib.h>

static ho_prediction predict(const ho_fit *fit, const ho_dataset *data, const size_t *subset, size_t row) {
  const ho_document *document = &data->documents[subset[row]];
  ho_prediction prediction = {.document = subset[row], .gold = document->label, .group = document->group};
  ho_probabilities(&fit->calibration, fit->held_out + row * fit->label_count, fit->label_count,
                   prediction.probability);
  for (size_t l = 1; l < fit->label_count; l++)
    if (prediction.probability[l] > prediction.probability[prediction.label])
      prediction.label = l;
  if (prediction.probability[prediction.label] < fit->promise.threshold)
    prediction.reason = HANDOUT_LOW_CONFIDENCE;
  return prediction;
}

handout_status ho_held_out_predictions(const ho_dataset *data, const size_t *subset, const ho_sample *sample,
                                       const ho_fit *fit, ho_predictions *predictions) {
  *predictions = (ho_predictions){.label_count = fit->label_count,
                                  .probability_count = fit->label_count,
                                  .group_count = data->group_count,
                                  .groups = data->groups,
                                  .count = sample->count};
  for (size_t l = 0; l < data->label_count; l++)
    predictions->labels[l] = data->labels[l];
  predictions->rows = ho_alloc_array(sample->count, sizeof *predictions->rows);
  for (size_t d = 0; predictions->rows && d < sample->count; d++)
    predictions->rows[d] = predict(fit, data, subset, d);
  return predictions->rows ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

static bool put(ho_buf *out, const char *name, double value, int decimals) {
  bool ok = ho_buf_append_format(out, "%s ", name);
  ok = ok && (isnan(value) ? ho_buf_append_char(out, '-') : ho_append_fixed(out, value, decimals));
  return ok && ho_buf_append_char(out, '\n');
}

static bool put_labels(ho_buf *out, const ho_predictions *predictions, const ho_figures *figures) {
  bool ok = true;
  for (size_t l = 0; l < predictions->label_count; l++) {
    size_t publishers = 0;
    for (size_t c = 0; c < figures->cell_count; c++)
      publishers += figures->cells[c].label == l;
    ok =
        ok && ho_buf_append_format(out, "documents-of-%s %zu\npublishers-of-%s %zu\n", predictions->labels[l],
                                   figures->documents[l], predictions->labels[l], publishers);
  }
  for (size_t l = 0; l < predictions->label_count; l++)
    ok = ok && ho_buf_append_format(out, "mean-recall-of-%s ", predictions->labels[l]) &&
         (isnan(figures->recall[l].value) ? ho_buf_append_char(out, '-')
                                          : ho_append_fixed(out, figures->recall[l].value, 4)) &&
         ho_buf_append_char(out, '\n');
  return ok;
}

static bool put_machine(ho_buf *out, const ho_fit *fit, const ho_predictions *predictions) {
  bool ok = ho_buf_append_format(out, "svm-rows %zu\nsvm-columns %zu\nsvm-c ", fit->rows.count,
                                 fit->rows.columns) &&
            ho_append_exact(out, fit->rows.c) && ho_buf_append_char(out, '\n');
  for (size_t l = 0; l < fit->label_count; l++)
    ok = ok && ho_buf_append_format(out, "svm-weight-of-%s ", predictions->labels[l]) &&
         ho_append_exact(out, fit->rows.class_weight[l]) && ho_buf_append_char(out, '\n');
  for (size_t i = 0; i < fit->cost_count; i++)
    ok = ok && ho_buf_append_text(out, "tried-c ") && ho_append_double(out, fit->costs[i].cost) &&
         ho_buf_append_text(out, " log-loss ") && ho_append_fixed(out, fit->costs[i].log_loss, 4) &&
         ho_buf_append_text(out, " recall ") && ho_append_fixed(out, fit->costs[i].accuracy, 4) &&
         ho_buf_append_char(out, '\n');
  return ok && ho_buf_append_text(out, "chosen-c ") && ho_append_double(out, fit->chosen.cost) &&
         ho_buf_append_char(out, '\n');
}

static bool put_figures(ho_buf *out, const ho_fit *fit, const ho_figures *figures) {
  return put(out, "unseen-publisher-accuracy", figures->of[HO_UPA].value, 4) &&
         put(out, "macro-f1", figures->of[HO_MACRO_F1].value, 4) &&
         put(out, "accuracy", figures->of[HO_ACCURACY].value, 4) &&
         put(out, "calibration-error", figures->of[HO_ECE].value, 4) &&
         put(out, "coverage-at-98", figures->of[HO_COVERAGE_98].value, 4) &&
         put(out, "threshold", fit->promise.threshold, 4) && put(out, "answered", fit->promise.answered, 4) &&
         put(out, "answered-right", fit->promise.right, 4) &&
         put(out, "answered-right-by-publisher", fit->promise.right_evened, 4);
}

handout_status ho_summarise(const ho_dataset *data, const size_t *subset, const ho_sample *sample,
                            const ho_fit *fit, char **summary) {
  ho_predictions predictions = {0};
  ho_figures figures = {0};
  ho_buf out = HO_BUF_INIT;
  handout_status status = ho_held_out_predictions(data, subset, sample, fit, &predictions);
  if (status == HANDOUT_OK)
    status = ho_evaluate(&predictions, 0, &figures);
  if (status == HANDOUT_OK &&
      !(ho_buf_append_format(&out, "documents %zu\ngroups %zu\nfolds %zu\n", sample->count,
                             sample->groups_in_use, fit->folds) &&
        put_labels(&out, &predictions, &figures) && put_figures(&out, fit, &figures) &&
        put_machine(&out, fit, &predictions) && ho_buf_terminate(&out)))
    status = HANDOUT_NO_MEMORY;
  *summary = NULL;
  if (status == HANDOUT_OK)
    *summary = out.data;
  else
    ho_buf_free(&out);
  ho_figures_free(&figures);
  free(predictions.rows);
  return status;
}
