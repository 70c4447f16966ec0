/* How good predictions are: the figures, with intervals by drawing publishers again. */
#ifndef HO_EVALUATE_H
#define HO_EVALUATE_H

#include "buf.h"
#include "handout.h"

enum {
  HO_PREDICTION_DECIMALS = 6, /* of a probability, as written */
  HO_LABELS_AND_GOLD = 2 * HANDOUT_MAX_LABELS,
  HO_FEW_DOCUMENTS = 20 /* a publisher with fewer does not count for UPA */
};

typedef struct ho_prediction {
  size_t document; /* the caller's number */
  size_t gold;     /* into labels */
  size_t group;
  size_t label; /* the most probable one */
  double probability[HANDOUT_MAX_LABELS];
  handout_reason reason; /* other than HANDOUT_SURE: unsure */
} ho_prediction;

/* Labels are those with a probability, then gold ones that the model does not have. */
typedef struct ho_predictions {
  size_t label_count, probability_count;
  const char *labels[HO_LABELS_AND_GOLD];
  size_t group_count;
  char *const *groups;
  size_t count;
  ho_prediction *rows;
} ho_predictions;

/* A figure and where 95 of 100 such sets of publishers would have it. Undefined ones are NaN. */
typedef struct ho_figure {
  double value, low, high;
} ho_figure;

typedef enum ho_figure_name {
  HO_UPA,
  HO_MACRO_F1,
  HO_ACCURACY,
  HO_ECE,
  HO_BRIER,
  HO_COVERAGE_95,
  HO_COVERAGE_98,
  HO_COVERAGE_99,
  HO_ANSWERED,       /* share of documents not unsure */
  HO_ANSWERED_RIGHT, /* of those */
  HO_UNLIKE,         /* share of documents unlike anything trained on */
  HO_FIGURES
} ho_figure_name;

/* Documents of one publisher under one label. */
typedef struct ho_cell {
  size_t label, group;
  size_t documents, right, unsure;
  size_t predicted[HO_LABELS_AND_GOLD];
} ho_cell;

typedef struct ho_figures {
  ho_figure of[HO_FIGURES];
  ho_figure recall[HO_LABELS_AND_GOLD]; /* mean recall of a label's publishers */
  size_t documents[HO_LABELS_AND_GOLD];
  size_t confusion[HO_LABELS_AND_GOLD][HO_LABELS_AND_GOLD]; /* gold, predicted */
  ho_cell *cells;                                           /* lowest recall first */
  size_t cell_count;
} ho_figures;

/* Rounds a probability as it is written. */
double ho_round_probability(double probability);

/* Computes all figures from probabilities as written; the intervals with `draws` draws (0: none). The caller
 * frees `figures` with ho_figures_free. */
handout_status ho_evaluate(const ho_predictions *predictions, size_t draws, ho_figures *figures);
void ho_figures_free(ho_figures *figures);

/* Precision, recall and F1 of a label, by document. */
void ho_label_figures(const ho_figures *figures, const ho_predictions *predictions, size_t label,
                      double *precision, double *recall, double *f1);

#endif
