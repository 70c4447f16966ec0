/* How sure the leaning of a sentence is: learned from leanings of training documents' sentences. */
#include "lean.h"

#include "calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* About so many documents are looked at, evenly spaced. */
enum { DOCUMENTS = 3000 };

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

handout_status ho_fit_leaning(handout_model *model, const ho_dataset *data, const size_t *subset,
                              const ho_sample *sample) {
  handout_scorer *scorer = NULL;
  leanings of = {.total = 0};
  size_t step = sample->count / DOCUMENTS + 1;
  model->lean_slope = 1;
  memset(model->lean_offset, 0, sizeof model->lean_offset);
  handout_status status = handout_scorer_new(model, &scorer);
  for (size_t d = 0; status == HANDOUT_OK && d < sample->count; d += step)
    status = add_document(&of, scorer, &data->documents[subset[d]], model->label_count, sample->weight[d]);
  if (status == HANDOUT_OK && of.total > 0)
    set_leaning(model, &of);
  handout_scorer_free(scorer);
  ho_buf_free(&of.scores);
  ho_buf_free(&of.labels);
  ho_buf_free(&of.weights);
  return status;
}
