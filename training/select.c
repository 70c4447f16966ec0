/* Which inputs the second stage gets, and on what scale. */
#include "select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WANTED_PUBLISHERS = 5, PUBLISHERS_PER_WANTED = 16 };

/* A first-stage value sums up hundreds of n-grams, so it is penalised less than a dense feature: its scale is
 * up to so many times smaller, the more publishers have shown that it can be relied on. Held-out publishers:
 * 1 gives 0.965 on average, 2 to 8 give 0.973; with a dozen publishers 4 gives 0.65, and 1 gives 0.79. */
static const double MOST_STRETCH = 4;

size_t ho_input_count(const ho_inputs *inputs) {
  return inputs->matrix->dense_count + inputs->value_count;
}

double ho_input(const ho_inputs *inputs, size_t row, size_t feature) {
  size_t dense = inputs->matrix->dense_count;
  return feature < dense ? inputs->matrix->dense[row * dense + feature]
                         : inputs->values[row * inputs->value_count + feature - dense];
}

double ho_standardise(const ho_column *column, double value) {
  double z = (value - column->mean) / column->scale;
  return z > column->clip ? column->clip : z < -column->clip ? -column->clip : z;
}

/* What is known of one input. */
typedef struct measure {
  double sum, squares, first;
  size_t publishers; /* with a value other than zero */
  size_t last_group; /* the last group counted, plus one */
  bool varies;
} measure;

/* Rows in the order of their groups, so that a group is counted once. */
static size_t *order_by_group(const ho_sample *sample, const bool *used, size_t *count) {
  size_t *start = ho_alloc_array(sample->group_count + 1, sizeof *start);
  size_t *order = ho_alloc_array(sample->count, sizeof *order);
  *count = 0;
  for (size_t r = 0; start && order && r < sample->count; r++)
    if (!used || used[r])
      start[sample->group[r] + 1]++;
  for (size_t g = 0; start && order && g < sample->group_count; g++)
    start[g + 1] += start[g];
  for (size_t r = 0; start && order && r < sample->count; r++)
    if (!used || used[r]) {
      order[start[sample->group[r]]++] = r;
      ++*count;
    }
  if (!start) {
    free(order);
    order = NULL;
  }
  free(start);
  return order;
}

static void add_row(measure *measures, const ho_inputs *inputs, const ho_sample *sample, size_t row,
                    bool first_row) {
  for (size_t f = 0; f < ho_input_count(inputs); f++) {
    measure *of = &measures[f];
    double value = ho_input(inputs, row, f);
    if (first_row)
      of->first = value;
    double shifted = value - of->first; /* the variance of a large constant would be rounding */
    of->sum += sample->weight[row] * shifted;
    of->squares += sample->weight[row] * shifted * shifted;
    of->varies = of->varies || shifted < 0 || shifted > 0;
    if ((value < 0 || value > 0) && of->last_group != sample->group[row] + 1) {
      of->last_group = sample->group[row] + 1;
      of->publishers++;
    }
  }
}

static size_t count_groups(const ho_sample *sample, const size_t *order, size_t rows) {
  size_t groups = 0;
  for (size_t i = 0; i < rows; i++)
    groups += i == 0 || sample->group[order[i]] != sample->group[order[i - 1]];
  return groups;
}

static double stretch_of_values(size_t groups) {
  double stretch = (double)groups / PUBLISHERS_PER_WANTED;
  return stretch < 1 ? 1 : stretch > MOST_STRETCH ? MOST_STRETCH : stretch;
}

static size_t wanted_publishers(size_t groups) {
  size_t wanted = groups / PUBLISHERS_PER_WANTED;
  return wanted < 1 ? 1 : wanted > WANTED_PUBLISHERS ? WANTED_PUBLISHERS : wanted;
}

static ho_column column_of(size_t feature, double mean, double deviation, double clip, double stretch) {
  return (ho_column){(uint32_t)feature, mean, deviation / stretch, clip * stretch};
}

handout_status ho_select_columns(const ho_inputs *inputs, const ho_sample *sample, const bool *used,
                                 const bool *left_out, double clip, ho_column *columns, size_t *count) {
  size_t rows = 0, wide = ho_input_count(inputs);
  size_t *order = order_by_group(sample, used, &rows);
  measure *measures = ho_alloc_array(wide, sizeof *measures);
  handout_status status = order && measures ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  double total = 0;
  *count = 0;
  for (size_t i = 0; status == HANDOUT_OK && i < rows; i++) {
    add_row(measures, inputs, sample, order[i], i == 0);
    total += sample->weight[order[i]];
  }
  size_t groups = status == HANDOUT_OK ? count_groups(sample, order, rows) : 0;
  size_t wanted = wanted_publishers(groups);
  for (size_t f = 0; status == HANDOUT_OK && f < wide; f++) {
    bool dropped = left_out && left_out[f];
    double mean = measures[f].sum / total;
    double variance = measures[f].squares / total - mean * mean;
    if (!dropped && measures[f].varies && measures[f].publishers >= wanted && variance > 1e-12)
      columns[(*count)++] = column_of(f, measures[f].first + mean, sqrt(variance), clip,
                                      f < inputs->matrix->dense_count ? 1 : stretch_of_values(groups));
  }
  free(measures);
  free(order);
  return status;
}
