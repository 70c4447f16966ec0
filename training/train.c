/* From labelled documents to a model. */
#include "train.h"

#include "evaluate.h"
#include "lean.h"
#include "number.h"
#include "solvers.h"
#include "status.h"
#include "summary.h"

#include <stdlib.h>
#include <string.h>

enum { PUBLISHERS = 30, PUBLISHERS_MEANT_FOR = 84, LEAST_PUBLISHERS = 2 };

size_t ho_wanted_publishers(const ho_sample *sample) {
  size_t wanted = sample->groups_in_use * PUBLISHERS / PUBLISHERS_MEANT_FOR;
  return wanted < LEAST_PUBLISHERS ? LEAST_PUBLISHERS : wanted > PUBLISHERS ? PUBLISHERS : wanted;
}

const char *ho_publisher_warning(const ho_dataset *data, const ho_sample *sample) {
  if (!data->has_publishers)
    return "no publishers are named (LABEL/PUBLISHER/NAME.txt): each document counts as its own, and the "
           "figures "
           "are too good for publishers never seen";
  if (data->publisher_count == 1)
    return "there is one publisher only: each document counts as its own, and the figures are too good for "
           "publishers never seen";
  if (sample->single > 0)
    return "a label has one publisher only: each of its documents counts as its own";
  return NULL;
}

handout_status ho_check_documents(const ho_dataset *data, const size_t *subset, size_t count,
                                  handout_error *error) {
  size_t documents[HANDOUT_MAX_LABELS] = {0}, labels = 0;
  for (size_t d = 0; d < count; d++)
    labels += documents[data->documents[subset[d]].label]++ == 0;
  if (labels < 2)
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0,
                   "%s%s%s: at least two labels are needed, a folder each: LABEL/PUBLISHER/NAME.txt",
                   labels ? "the only label is '" : "no label",
                   labels ? data->labels[data->documents[subset[0]].label] : "", labels ? "'" : "");
  for (size_t l = 0; l < data->label_count; l++)
    if (documents[l] == 1)
      return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0,
                     "label '%s' has one document; two are the least, and hundreds are good",
                     data->labels[l]);
  return HANDOUT_OK;
}

static char *copy_text(const char *text) {
  size_t length = strlen(text) + 1;
  char *copy = malloc(length);
  if (copy)
    memcpy(copy, text, length);
  return copy;
}

/* The label whose sentences count as release text, where there is one of that name. */
static size_t find_share_label(const ho_dataset *data) {
  static const char *const names[] = {"readout", "release"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    for (size_t l = 0; l < data->label_count; l++)
      if (strcmp(data->labels[l], names[n]) == 0)
        return l;
  return data->label_count;
}

static bool set_labels(handout_model *model, const ho_dataset *data) {
  for (size_t l = 0; l < data->label_count; l++) {
    model->labels[l] = copy_text(data->labels[l]);
    if (!model->labels[l])
      return false;
    model->label_count = l + 1;
  }
  model->share_label = find_share_label(data);
  return true;
}

static void *copy_bytes(const void *bytes, size_t length) {
  void *copy = malloc(length ? length : 1);
  if (!copy)
    return NULL;
  if (length)
    memcpy(copy, bytes, length);
  return copy;
}

/* Puts what was learned into the model. */
static handout_status fill_model(handout_model *model, const ho_fit *fit, size_t gram_count) {
  size_t columns = fit->second.column_count, pairs = fit->label_count * (fit->label_count - 1) / 2;
  model->gram_weights = copy_bytes(fit->gram_weights, gram_count * fit->label_count * sizeof(float));
  model->columns = copy_bytes(fit->second.columns, columns * sizeof(ho_column));
  model->pair_weights = copy_bytes(fit->second.pair_weights, pairs * columns * sizeof(double));
  if (!model->gram_weights || !model->columns || !model->pair_weights)
    return HANDOUT_NO_MEMORY;
  model->gram_unit = fit->gram_unit;
  model->column_count = columns;
  memcpy(model->gram_bias, fit->gram_bias, sizeof model->gram_bias);
  memcpy(model->rho, fit->second.rho, sizeof model->rho);
  model->slope = fit->calibration.slope;
  memcpy(model->offset, fit->calibration.offset, sizeof model->offset);
  model->threshold = fit->promise.threshold;
  model->novelty = fit->novelty;
  model->lean_slope = 1;
  return ho_model_finish(model);
}

/* What one training holds while it runs. */
typedef struct training {
  const ho_dataset *data;
  const size_t *subset;
  size_t count;
  const ho_train_options *options;
  ho_sample sample;
  ho_matrix matrix;
  ho_fit fit;
  handout_model *model;
} training;

static void tell(const training *of, const char *step, double done) {
  if (of->options->fit.tell)
    of->options->fit.tell(of->options->fit.context, step, done);
}

static handout_status extract(training *of, handout_error *error) {
  size_t publishers = of->options->publishers ? of->options->publishers : ho_wanted_publishers(&of->sample);
  tell(of, "reading", 0);
  handout_status status = ho_skeleton_build(of->options->lexicon, of->options->lexicon_length, of->data,
                                            of->subset, of->count, publishers, &of->model, error);
  if (status != HANDOUT_OK)
    return status;
  tell(of, "measuring", 0.05);
  return ho_extract(of->model, of->data, of->subset, of->count, of->options->fit.threads, &of->matrix);
}

static handout_status finish_model(training *of) {
  handout_status status = HANDOUT_NO_MEMORY;
  if (set_labels(of->model, of->data))
    status = fill_model(of->model, &of->fit, of->matrix.gram_count);
  tell(of, "sentences", 0.95);
  if (status == HANDOUT_OK)
    status = ho_fit_leaning(of->model, of->data, of->subset, &of->sample);
  if (status == HANDOUT_OK)
    status = ho_summarise(of->data, of->subset, &of->sample, &of->fit, &of->model->summary);
  return status;
}

handout_status ho_train_prepare(handout_error *error) {
  return ho_solvers_load(error) ? HANDOUT_OK : HANDOUT_BAD_ARGUMENT;
}

handout_status ho_train(const ho_dataset *data, const size_t *subset, size_t count,
                        const ho_train_options *options, handout_model **model, ho_fit *fit,
                        handout_error *error) {
  training of = {.data = data, .subset = subset, .count = count, .options = options};
  *model = NULL;
  handout_status status = ho_check_documents(data, subset, count, error);
  if (status == HANDOUT_OK)
    status = ho_sample_new(data, subset, count, &of.sample);
  if (status == HANDOUT_OK)
    status = extract(&of, error);
  if (status == HANDOUT_OK)
    status = ho_fit_train(&of.matrix, &of.sample, &options->fit, &of.fit);
  if (status == HANDOUT_OK)
    status = finish_model(&of);
  if (status == HANDOUT_OK)
    *model = of.model;
  else
    handout_model_free(of.model);
  if (status == HANDOUT_OK && fit)
    *fit = of.fit;
  else
    ho_fit_free(&of.fit);
  ho_matrix_free(&of.matrix);
  ho_sample_free(&of.sample);
  return status;
}

bool ho_write_problem(const ho_svm_rows *rows, ho_buf *out) {
  bool ok = true;
  for (size_t r = 0; ok && r < rows->count; r++) {
    const double *row = rows->value + r * rows->columns;
    ok = ho_buf_append_format(out, "%zu", rows->label[r]);
    for (size_t c = 0; ok && c < rows->columns; c++)
      if (row[c] < 0 || row[c] > 0)
        ok = ho_buf_append_format(out, " %zu:", c + 1) && ho_append_exact(out, row[c]);
    ok = ok && ho_buf_append_char(out, '\n');
  }
  return ok;
}

bool ho_write_votes(const ho_fit *fit, ho_buf *out) {
  bool ok = true;
  for (size_t r = 0; ok && r < fit->rows.count; r++) {
    size_t vote = ho_svm_vote(&fit->rows, fit->second.pair_weights, fit->second.raw_rho,
                              fit->rows.value + r * fit->rows.columns);
    ok = ho_buf_append_format(out, "%zu\n", vote);
  }
  return ok;
}
