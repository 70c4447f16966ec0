/* What a sentence leans to, learned from the sentences of documents of each label, and how sure that is: for
 * that, leanings of publishers that were left out. */
#include "lean.h"

#include "calibrate.h"
#include "lean_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  DOCUMENTS = 1500, /* of each label whose sentences are learned from */
  PARTS = 2         /* of the publishers; one is left out for calibration */
};

/* Leanings of sentences, their logarithms in the place of scores: a softmax takes them as it takes the sums
 * they came from. */
typedef struct leanings {
  ho_buf scores;  /* double, label_count a sentence */
  ho_buf labels;  /* size_t */
  ho_buf weights; /* double */
  double total;
} leanings;

static bool add_sentence(leanings *of, const handout_sentence *sentence, size_t label_count, size_t label,
                         double weight) {
  double scores[HANDOUT_MAX_LABELS];
  for (size_t l = 0; l < label_count; l++)
    scores[l] = log(fmax(sentence->leaning[l], 1e-300));
  of->total += weight;
  return ho_buf_append(&of->scores, scores, label_count * sizeof *scores) &&
         ho_buf_append(&of->labels, &label, sizeof label) &&
         ho_buf_append(&of->weights, &weight, sizeof weight);
}

static handout_status add_document(leanings *of, handout_scorer *scorer, const ho_document *document,
                                   size_t label_count, double weight) {
  handout_explanation explanation;
  handout_status status = handout_explain(scorer, document->text, document->length, NULL, &explanation);
  if (status == HANDOUT_TOO_LARGE)
    return HANDOUT_OK;
  for (size_t s = 0; status == HANDOUT_OK && s < explanation.sentence_count; s++)
    if (!add_sentence(of, &explanation.sentences[s], label_count, document->label,
                      weight / (double)explanation.sentence_count))
      status = HANDOUT_NO_MEMORY;
  return status;
}

static void set_leaning(handout_model *model, leanings *of) {
  ho_calibration calibration;
  size_t count = of->labels.length / sizeof(size_t);
  double *weights = (double *)(void *)of->weights.data;
  for (size_t i = 0; i < count; i++)
    weights[i] /= of->total;
  ho_scored scored = {count, model->label_count, (const double *)(const void *)of->scores.data,
                      (const size_t *)(const void *)of->labels.data, weights};
  ho_calibrate(&scored, &calibration);
  model->lean_slope = calibration.slope;
  memcpy(model->lean_offset, calibration.offset, sizeof model->lean_offset);
}

/* The documents that are learned from: publishers evened out. */
static handout_status read_rows(handout_scorer *scorer, const ho_dataset *data, const size_t *subset,
                                const ho_sample *sample, const unsigned *copies, ho_lean_rows *rows) {
  handout_status status = HANDOUT_OK;
  for (size_t d = 0; status == HANDOUT_OK && d < sample->count; d++)
    if (copies[d])
      status = ho_lean_rows_add(rows, scorer, &data->documents[subset[d]], sample->group[d]);
  return status;
}

/* Learns from one part of the publishers how sure leanings are on the other. */
static handout_status calibrate(handout_model *model, handout_scorer *scorer, const ho_dataset *data,
                                const size_t *subset, const ho_sample *sample, const unsigned *copies,
                                const ho_lean_rows *rows) {
  leanings of = {.total = 0};
  handout_status status = ho_lean_fit(rows, 0, PARTS, model);
  for (size_t d = 0; status == HANDOUT_OK && d < sample->count; d++)
    if (copies[d] && sample->group[d] % PARTS == 0)
      status = add_document(&of, scorer, &data->documents[subset[d]], model->label_count, sample->weight[d]);
  if (status == HANDOUT_OK && of.total > 0)
    set_leaning(model, &of);
  ho_buf_free(&of.scores);
  ho_buf_free(&of.labels);
  ho_buf_free(&of.weights);
  return status;
}

handout_status ho_fit_leaning(handout_model *model, const ho_dataset *data, const size_t *subset,
                              const ho_sample *sample) {
  handout_scorer *scorer = NULL;
  ho_lean_rows rows = {0};
  unsigned *copies = ho_alloc_array(sample->count, sizeof *copies);
  model->lean_slope = 1;
  memset(model->lean_offset, 0, sizeof model->lean_offset);
  handout_status status = copies ? handout_scorer_new(model, &scorer) : HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    status = ho_split_copies(sample, DOCUMENTS, copies);
  if (status == HANDOUT_OK)
    status = read_rows(scorer, data, subset, sample, copies, &rows);
  if (status == HANDOUT_OK)
    status = calibrate(model, scorer, data, subset, sample, copies, &rows);
  if (status == HANDOUT_OK)
    status = ho_lean_fit(&rows, PARTS, PARTS, model);
  handout_scorer_free(scorer);
  ho_lean_rows_free(&rows);
  free(copies);
  return status;
}
