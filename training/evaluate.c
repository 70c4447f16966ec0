/* How good predictions are: the figures, with intervals by drawing publishers again. */
#include "evaluate.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 15 };

double ho_round_probability(double probability) {
  return round(probability * 1e6) / 1e6;
}

void ho_figures_free(ho_figures *figures) {
  free(figures->cells);
  *figures = (ho_figures){0};
}

/* A prediction as the figures see it. */
typedef struct outcome {
  double confidence;
  double squares; /* of the probabilities' errors */
  bool hit;       /* the most probable label as written is right */
  bool right;     /* the label is right */
  bool unsure, unlike;
  size_t cell;
} outcome;

/* Everything that a draw needs: outcomes by confidence, and cells by label. */
typedef struct table {
  const ho_predictions *predictions;
  outcome *outcomes; /* least confident first */
  ho_cell *cells;    /* by label, then group */
  size_t cell_count;
  size_t first_cell[HO_LABELS_AND_GOLD + 1];
} table;

/* ---- Setting the table --------------------------------------------------- */

static int compare_outcomes(const void *left, const void *right) {
  const outcome *a = left, *b = right;
  if (a->confidence != b->confidence)
    return a->confidence < b->confidence ? -1 : 1;
  return (int)a->hit - (int)b->hit;
}

static outcome judge(const ho_predictions *predictions, const ho_prediction *row, size_t cell) {
  outcome result = {.cell = cell, .right = row->label == row->gold, .unsure = row->reason != HANDOUT_SURE};
  size_t best = 0;
  for (size_t l = 0; l < predictions->probability_count; l++) {
    double probability = ho_round_probability(row->probability[l]);
    double error = probability - (l == row->gold ? 1 : 0);
    result.squares += error * error;
    if (l == 0 || probability > result.confidence) {
      result.confidence = probability;
      best = l;
    }
  }
  result.hit = best == row->gold;
  result.unlike = row->reason == HANDOUT_UNLIKE;
  return result;
}

/* Numbers the (label, group) that occur, in that order; `number` has a place for each. */
static size_t number_cells(const ho_predictions *predictions, size_t *number) {
  size_t places = predictions->label_count * predictions->group_count, cells = 0;
  memset(number, 0, places * sizeof *number);
  for (size_t i = 0; i < predictions->count; i++)
    number[predictions->rows[i].gold * predictions->group_count + predictions->rows[i].group] = 1;
  for (size_t p = 0; p < places; p++)
    number[p] = number[p] ? cells++ : SIZE_MAX;
  return cells;
}

static void name_cells(table *of, const size_t *number) {
  size_t groups = of->predictions->group_count, next = 0;
  for (size_t l = 0; l < of->predictions->label_count; l++) {
    of->first_cell[l] = next;
    for (size_t g = 0; g < groups; g++)
      if (number[l * groups + g] != SIZE_MAX)
        of->cells[next++] = (ho_cell){.label = l, .group = g};
  }
  of->first_cell[of->predictions->label_count] = next;
}

static void add_to_cell(ho_cell *cell, const ho_prediction *row, const outcome *result) {
  cell->documents++;
  cell->right += result->right;
  cell->unsure += result->unsure;
  cell->predicted[row->label]++;
}

static bool set_table(table *of) {
  const ho_predictions *predictions = of->predictions;
  size_t *number = ho_alloc_array(predictions->label_count * predictions->group_count, sizeof *number);
  if (!number)
    return false;
  of->cell_count = number_cells(predictions, number);
  of->cells = ho_alloc_array(of->cell_count, sizeof *of->cells);
  of->outcomes = ho_alloc_array(predictions->count, sizeof *of->outcomes);
  if (of->cells && of->outcomes) {
    name_cells(of, number);
    for (size_t i = 0; i < predictions->count; i++) {
      const ho_prediction *row = &predictions->rows[i];
      size_t cell = number[row->gold * predictions->group_count + row->group];
      of->outcomes[i] = judge(predictions, row, cell);
      add_to_cell(&of->cells[cell], row, &of->outcomes[i]);
    }
    qsort(of->outcomes, predictions->count, sizeof *of->outcomes, compare_outcomes);
  }
  free(number);
  return of->cells && of->outcomes;
}

/* ---- Figures of a draw --------------------------------------------------- */

/* The figures when cell c stands times[c] times. */
typedef struct measured {
  double of[HO_FIGURES];
  double recall[HO_LABELS_AND_GOLD];
} measured;

static void measure_recalls(const table *of, const unsigned *times, measured *result) {
  double sum = 0, labels = 0;
  for (size_t l = 0; l < of->predictions->label_count; l++) {
    double recalls = 0, publishers = 0;
    for (size_t c = of->first_cell[l]; c < of->first_cell[l + 1]; c++)
      if (of->cells[c].documents >= HO_FEW_DOCUMENTS) {
        recalls += times[c] * (double)of->cells[c].right / (double)of->cells[c].documents;
        publishers += times[c];
      }
    result->recall[l] = publishers > 0 ? recalls / publishers : NAN;
    sum += publishers > 0 ? result->recall[l] : 0;
    labels += publishers > 0;
  }
  result->of[HO_UPA] = labels > 0 ? sum / labels : NAN;
}

static double measure_f1(const table *of, const unsigned *times) {
  double gold[HO_LABELS_AND_GOLD] = {0}, predicted[HO_LABELS_AND_GOLD] = {0}, right[HO_LABELS_AND_GOLD] = {0};
  double sum = 0, labels = 0;
  for (size_t c = 0; c < of->cell_count; c++) {
    const ho_cell *cell = &of->cells[c];
    gold[cell->label] += times[c] * (double)cell->documents;
    right[cell->label] += times[c] * (double)cell->right;
    for (size_t l = 0; l < of->predictions->label_count; l++)
      predicted[l] += times[c] * (double)cell->predicted[l];
  }
  for (size_t l = 0; l < of->predictions->label_count; l++)
    if (gold[l] > 0) {
      sum += 2 * right[l] / (gold[l] + predicted[l]);
      labels++;
    }
  return labels > 0 ? sum / labels : NAN;
}

/* Expected calibration error over bins of equally many documents. */
static double measure_ece(const table *of, const unsigned *times, size_t total) {
  double error = 0, confidence = 0, hits = 0;
  size_t position = 0, bin = 0;
  for (size_t i = 0; i < of->predictions->count; i++)
    for (unsigned t = 0; t < times[of->outcomes[i].cell]; t++) {
      confidence += of->outcomes[i].confidence;
      hits += of->outcomes[i].hit;
      position++;
      for (; bin < BINS && position >= (bin + 1) * total / BINS; bin++) {
        error += fabs(confidence - hits) / (double)total;
        confidence = hits = 0;
      }
    }
  return error;
}

/* The largest share of documents, the surest first, of which `accuracy` is right. */
static double measure_coverage(const table *of, const unsigned *times, size_t total, double accuracy) {
  double good = 0, seen = 0, share = 0;
  for (size_t i = of->predictions->count; i-- > 0;)
    for (unsigned t = 0; t < times[of->outcomes[i].cell]; t++) {
      good += of->outcomes[i].hit;
      seen++;
      if (good >= accuracy * seen)
        share = seen / (double)total;
    }
  return share;
}

static void measure_shares(const table *of, const unsigned *times, double total, double *figures) {
  double right = 0, squares = 0, answered = 0, answered_right = 0, unlike = 0;
  for (size_t i = 0; i < of->predictions->count; i++) {
    const outcome *result = &of->outcomes[i];
    double count = times[result->cell];
    right += result->right ? count : 0;
    squares += count * result->squares;
    answered += result->unsure ? 0 : count;
    answered_right += !result->unsure && result->right ? count : 0;
    unlike += result->unlike ? count : 0;
  }
  figures[HO_ACCURACY] = right / total;
  figures[HO_BRIER] = squares / total;
  figures[HO_ANSWERED] = answered / total;
  figures[HO_ANSWERED_RIGHT] = answered > 0 ? answered_right / answered : NAN;
  figures[HO_UNLIKE] = unlike / total;
}

static void measure(const table *of, const unsigned *times, measured *result) {
  size_t total = 0;
  for (size_t c = 0; c < of->cell_count; c++)
    total += times[c] * of->cells[c].documents;
  measure_recalls(of, times, result);
  result->of[HO_MACRO_F1] = measure_f1(of, times);
  measure_shares(of, times, (double)total, result->of);
  result->of[HO_ECE] = measure_ece(of, times, total);
  result->of[HO_COVERAGE_95] = measure_coverage(of, times, total, 95 / 100.0);
  result->of[HO_COVERAGE_98] = measure_coverage(of, times, total, 98 / 100.0);
  result->of[HO_COVERAGE_99] = measure_coverage(of, times, total, 99 / 100.0);
}

/* ---- Intervals ----------------------------------------------------------- */

/* SplitMix64: the same numbers on every machine. */
static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* Draws as many of each label's publishers as it has, with replacement. */
static void draw(const table *of, uint64_t *state, unsigned *times) {
  memset(times, 0, of->cell_count * sizeof *times);
  for (size_t l = 0; l < of->predictions->label_count; l++) {
    size_t first = of->first_cell[l], cells = of->first_cell[l + 1] - first;
    for (size_t i = 0; i < cells; i++)
      times[first + next_random(state) % cells]++;
  }
}

static int compare_numbers(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

/* The middle 95 of 100 of a figure's values over the draws; those that are not defined are left out. */
static void set_interval(ho_figure *figure, const measured *draws, size_t count, size_t offset,
                         double *values) {
  size_t defined = 0;
  for (size_t i = 0; i < count; i++) {
    double value = *(const double *)(const void *)((const char *)&draws[i] + offset);
    if (!isnan(value))
      values[defined++] = value;
  }
  qsort(values, defined, sizeof *values, compare_numbers);
  if (defined > 0) {
    figure->low = values[(size_t)(0.025 * (double)(defined - 1) + 0.5)];
    figure->high = values[(size_t)(0.975 * (double)(defined - 1) + 0.5)];
  }
}

static handout_status draw_intervals(const table *of, size_t draws, unsigned *times, ho_figures *figures) {
  measured *drawn = ho_alloc_array(draws, sizeof *drawn);
  double *values = ho_alloc_array(draws, sizeof *values);
  uint64_t state = 1;
  if (drawn && values) {
    for (size_t i = 0; i < draws; i++) {
      draw(of, &state, times);
      measure(of, times, &drawn[i]);
    }
    for (size_t f = 0; f < HO_FIGURES; f++)
      set_interval(&figures->of[f], drawn, draws, offsetof(measured, of) + f * sizeof(double), values);
    for (size_t l = 0; l < of->predictions->label_count; l++)
      set_interval(&figures->recall[l], drawn, draws, offsetof(measured, recall) + l * sizeof(double),
                   values);
  }
  handout_status status = drawn && values ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  free(values);
  free(drawn);
  return status;
}

/* ---- All of it ----------------------------------------------------------- */

static double cell_recall(const ho_cell *cell) {
  return (double)cell->right / (double)cell->documents;
}

static int compare_cells(const void *left, const void *right) {
  const ho_cell *a = left, *b = right;
  if (cell_recall(a) != cell_recall(b))
    return cell_recall(a) < cell_recall(b) ? -1 : 1;
  if (a->label != b->label)
    return a->label < b->label ? -1 : 1;
  return a->group < b->group ? -1 : a->group > b->group;
}

static void count_confusion(const table *of, ho_figures *figures) {
  for (size_t c = 0; c < of->cell_count; c++) {
    figures->documents[of->cells[c].label] += of->cells[c].documents;
    for (size_t l = 0; l < of->predictions->label_count; l++)
      figures->confusion[of->cells[c].label][l] += of->cells[c].predicted[l];
  }
}

static void set_values(const table *of, const unsigned *times, ho_figures *figures) {
  measured all;
  measure(of, times, &all);
  for (size_t f = 0; f < HO_FIGURES; f++)
    figures->of[f] = (ho_figure){all.of[f], all.of[f], all.of[f]};
  for (size_t l = 0; l < of->predictions->label_count; l++)
    figures->recall[l] = (ho_figure){all.recall[l], all.recall[l], all.recall[l]};
}

handout_status ho_evaluate(const ho_predictions *predictions, size_t draws, ho_figures *figures) {
  table of = {.predictions = predictions};
  handout_status status = set_table(&of) ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  unsigned *times = ho_alloc_array(of.cell_count, sizeof *times);
  *figures = (ho_figures){0};
  if (!times)
    status = HANDOUT_NO_MEMORY;
  for (size_t c = 0; times && c < of.cell_count; c++)
    times[c] = 1;
  if (status == HANDOUT_OK) {
    set_values(&of, times, figures);
    if (draws > 0)
      status = draw_intervals(&of, draws, times, figures);
  }
  if (status == HANDOUT_OK) {
    count_confusion(&of, figures);
    qsort(of.cells, of.cell_count, sizeof *of.cells, compare_cells);
    figures->cells = of.cells;
    figures->cell_count = of.cell_count;
  } else {
    free(of.cells);
  }
  free(times);
  free(of.outcomes);
  return status;
}

void ho_label_figures(const ho_figures *figures, const ho_predictions *predictions, size_t label,
                      double *precision, double *recall, double *f1) {
  size_t predicted = 0, gold = figures->documents[label], right = figures->confusion[label][label];
  for (size_t l = 0; l < predictions->label_count; l++)
    predicted += figures->confusion[l][label];
  *precision = predicted > 0 ? (double)right / (double)predicted : NAN;
  *recall = gold > 0 ? (double)right / (double)gold : NAN;
  *f1 = gold + predicted > 0 ? 2 * (double)right / (double)(gold + predicted) : NAN;
}
