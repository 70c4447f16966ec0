/* From scores to probabilities that hold, and to the confidence below which no answer is given. */
#include "calibrate.h"

#include "buf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PARAMETERS = HANDOUT_MAX_LABELS + 1, MAX_STEPS = 100, MAX_HALVINGS = 40 };

/* Keeps the offsets, of which only differences count, and the slope of separable data finite. */
static const double RIDGE = 1e-6;

/* Log loss with its slope and curvature; the parameters are the offsets, then the slope. */
typedef struct objective {
  double loss;
  double gradient[MAX_PARAMETERS];
  double hessian[MAX_PARAMETERS][MAX_PARAMETERS];
} objective;

void ho_probabilities(const ho_calibration *calibration, const double *scores, size_t label_count,
                      double *probabilities) {
  double largest = -HUGE_VAL, sum = 0;
  for (size_t l = 0; l < label_count; l++) {
    probabilities[l] = calibration->slope * scores[l] + calibration->offset[l];
    largest = probabilities[l] > largest ? probabilities[l] : largest;
  }
  for (size_t l = 0; l < label_count; l++)
    sum += probabilities[l] = exp(probabilities[l] - largest);
  for (size_t l = 0; l < label_count; l++)
    probabilities[l] /= sum;
}

static double document_loss(const ho_calibration *calibration, const double *scores, size_t label_count,
                            size_t label) {
  double logit[HANDOUT_MAX_LABELS] = {0}, largest = -HUGE_VAL, sum = 0;
  for (size_t l = 0; l < label_count; l++) {
    logit[l] = calibration->slope * scores[l] + calibration->offset[l];
    largest = logit[l] > largest ? logit[l] : largest;
  }
  for (size_t l = 0; l < label_count; l++)
    sum += exp(logit[l] - largest);
  return largest + log(fmax(sum, 1)) - logit[label]; /* one of the terms is 1 */
}

double ho_log_loss(const ho_scored *scored, const ho_calibration *calibration) {
  double loss = 0;
  for (size_t d = 0; d < scored->count; d++)
    loss += scored->weight[d] * document_loss(calibration, scored->scores + d * scored->label_count,
                                              scored->label_count, scored->label[d]);
  return loss;
}

static double penalised_loss(const ho_scored *scored, const ho_calibration *calibration) {
  double squares = calibration->slope * calibration->slope;
  for (size_t l = 0; l < scored->label_count; l++)
    squares += calibration->offset[l] * calibration->offset[l];
  return ho_log_loss(scored, calibration) + RIDGE / 2 * squares;
}

static void add_document(objective *at, const double *scores, const double *probabilities, size_t labels,
                         size_t label, double weight) {
  double mean = 0, square = 0;
  for (size_t l = 0; l < labels; l++) {
    mean += probabilities[l] * scores[l];
    square += probabilities[l] * scores[l] * scores[l];
  }
  for (size_t l = 0; l < labels; l++) {
    double p = probabilities[l];
    at->gradient[l] += weight * (p - (l == label));
    for (size_t m = 0; m < labels; m++)
      at->hessian[l][m] += weight * ((l == m ? p : 0) - p * probabilities[m]);
    at->hessian[l][labels] += weight * p * (scores[l] - mean);
    at->hessian[labels][l] += weight * p * (scores[l] - mean);
  }
  at->gradient[labels] += weight * (mean - scores[label]);
  at->hessian[labels][labels] += weight * (square - mean * mean);
}

static void measure(const ho_scored *scored, const ho_calibration *calibration, objective *at) {
  size_t labels = scored->label_count;
  *at = (objective){.loss = penalised_loss(scored, calibration)};
  for (size_t d = 0; d < scored->count; d++) {
    double probabilities[HANDOUT_MAX_LABELS];
    const double *scores = scored->scores + d * labels;
    ho_probabilities(calibration, scores, labels, probabilities);
    add_document(at, scores, probabilities, labels, scored->label[d], scored->weight[d]);
  }
  for (size_t i = 0; i <= labels; i++) {
    at->gradient[i] += RIDGE * (i < labels ? calibration->offset[i] : calibration->slope);
    at->hessian[i][i] += RIDGE;
  }
}

/* Solves hessian * step = gradient; the ridge makes the matrix positive definite, so no pivots are looked
 * for. */
static void solve(objective *at, size_t size, double *step) {
  for (size_t i = 0; i < size; i++)
    for (size_t j = i + 1; j < size; j++) {
      double factor = at->hessian[j][i] / at->hessian[i][i];
      for (size_t k = i; k < size; k++)
        at->hessian[j][k] -= factor * at->hessian[i][k];
      at->gradient[j] -= factor * at->gradient[i];
    }
  for (size_t i = size; i-- > 0;) {
    step[i] = at->gradient[i];
    for (size_t j = i + 1; j < size; j++)
      step[i] -= at->hessian[i][j] * step[j];
    step[i] /= at->hessian[i][i];
  }
}

static ho_calibration take_step(const ho_calibration *from, const double *step, size_t labels,
                                double length) {
  ho_calibration to = *from;
  for (size_t l = 0; l < labels; l++)
    to.offset[l] -= length * step[l];
  to.slope -= length * step[labels];
  return to;
}

/* Newton's method with halved steps: the loss is convex. */
void ho_calibrate(const ho_scored *scored, ho_calibration *calibration) {
  *calibration = (ho_calibration){.slope = 1};
  for (int steps = 0; steps < MAX_STEPS; steps++) {
    objective at;
    double step[MAX_PARAMETERS], before, length = 1;
    measure(scored, calibration, &at);
    before = at.loss;
    solve(&at, scored->label_count + 1, step);
    ho_calibration next = take_step(calibration, step, scored->label_count, length);
    for (int halvings = 0; halvings < MAX_HALVINGS && !(penalised_loss(scored, &next) < before); halvings++)
      next = take_step(calibration, step, scored->label_count, length /= 2);
    double gain = before - penalised_loss(scored, &next);
    if (!(gain > 0))
      return;
    *calibration = next;
    if (gain < 1e-13)
      return;
  }
}

/* ---- The threshold ------------------------------------------------------- */

typedef struct answer {
  double confidence, weight;
  bool right;
} answer;

/* Surest first; among equals the wrong ones, since a threshold takes all of them or none. */
static int compare_answers(const void *left, const void *right) {
  const answer *a = left, *b = right;
  if (a->confidence != b->confidence)
    return a->confidence > b->confidence ? -1 : 1;
  return (int)a->right - (int)b->right;
}

static answer *list_answers(const ho_scored *scored, const ho_calibration *calibration) {
  answer *answers = ho_alloc_array(scored->count, sizeof *answers);
  for (size_t d = 0; answers && d < scored->count; d++) {
    double probabilities[HANDOUT_MAX_LABELS] = {0};
    size_t best = 0;
    ho_probabilities(calibration, scored->scores + d * scored->label_count, scored->label_count,
                     probabilities);
    for (size_t l = 1; l < scored->label_count; l++)
      if (probabilities[l] > probabilities[best])
        best = l;
    answers[d] = (answer){probabilities[best], scored->weight[d], best == scored->label[d]};
  }
  if (answers)
    qsort(answers, scored->count, sizeof *answers, compare_answers);
  return answers;
}

handout_status ho_find_threshold(const ho_scored *scored, const ho_calibration *calibration, double right,
                                 ho_promise *promise) {
  answer *answers = list_answers(scored, calibration);
  if (!answers)
    return HANDOUT_NO_MEMORY;
  *promise = (ho_promise){.threshold = 1, .right = 1, .right_evened = 1};
  double good = 0, good_weight = 0, weight = 0;
  for (size_t i = 0; i < scored->count; i++) {
    good += answers[i].right;
    good_weight += answers[i].right ? answers[i].weight : 0;
    weight += answers[i].weight;
    bool last = i + 1 == scored->count || answers[i + 1].confidence < answers[i].confidence;
    double share = good / (double)(i + 1);
    if (last && share >= right && good_weight >= right * weight)
      *promise = (ho_promise){answers[i].confidence, share, good_weight / weight,
                              (double)(i + 1) / (double)scored->count};
  }
  free(answers);
  return HANDOUT_OK;
}
