/* Second stage: from standardised inputs to the labels' scores. */
#include "second_stage.h"

#include <stdlib.h>
#include <string.h>

void ho_second_stage_free(ho_second_stage *stage) {
  free(stage->columns);
  free(stage->pair_weights);
  *stage = (ho_second_stage){0};
}

void ho_svm_rows_free(ho_svm_rows *rows) {
  free(rows->value);
  free(rows->label);
  *rows = (ho_svm_rows){0};
}

/* The copies of the rows in use, counted as if there were no others. */
static handout_status count_copies(const ho_sample *sample, const bool *used, size_t budget,
                                   unsigned *copies) {
  size_t count = 0;
  size_t *rows = ho_alloc_array(sample->count, sizeof *rows);
  unsigned *taken_copies = ho_alloc_array(sample->count, sizeof *taken_copies);
  ho_sample taken = {0};
  handout_status status = HANDOUT_NO_MEMORY;
  if (!rows || !taken_copies)
    goto cleanup;
  for (size_t r = 0; r < sample->count; r++)
    if (!used || used[r])
      rows[count++] = r;
  status = ho_sample_take(sample, rows, count, &taken);
  if (status == HANDOUT_OK)
    status = ho_split_copies(&taken, budget, taken_copies);
  memset(copies, 0, sample->count * sizeof *copies);
  for (size_t i = 0; status == HANDOUT_OK && i < count; i++)
    copies[rows[i]] = taken_copies[i];
cleanup:
  ho_sample_free(&taken);
  free(taken_copies);
  free(rows);
  return status;
}

static size_t sum_copies(const unsigned *copies, size_t count) {
  size_t sum = 0;
  for (size_t r = 0; r < count; r++)
    sum += copies[r];
  return sum;
}

/* Labels are evened out, and the total cost is that of the problem without a limit on its rows. */
static void set_costs(ho_svm_rows *rows, size_t natural, double c) {
  size_t of_label[HANDOUT_MAX_LABELS] = {0}, labels = 0;
  for (size_t r = 0; r < rows->count; r++)
    of_label[rows->label[r]]++;
  for (size_t l = 0; l < rows->label_count; l++)
    labels += of_label[l] > 0;
  for (size_t l = 0; l < rows->label_count; l++)
    rows->class_weight[l] = of_label[l] > 0 ? (double)rows->count / (double)labels / (double)of_label[l] : 1;
  rows->c = c * (double)natural / (double)rows->count;
}

/* Rows are measured from the value of a zero input, so that most are sparse: a linear machine whose bias
 * costs nothing does not change by that. */
static handout_status fill_rows(const ho_inputs *inputs, const ho_sample *sample, const unsigned *copies,
                                const ho_second_stage *stage, ho_svm_rows *rows) {
  *rows = (ho_svm_rows){.columns = stage->column_count, .label_count = stage->label_count};
  rows->count = sum_copies(copies, sample->count);
  rows->value = ho_alloc_array(rows->count * rows->columns, sizeof *rows->value);
  rows->label = ho_alloc_array(rows->count, sizeof *rows->label);
  if (!rows->value || !rows->label) {
    ho_svm_rows_free(rows);
    return HANDOUT_NO_MEMORY;
  }
  size_t next = 0;
  for (size_t r = 0; r < sample->count; r++)
    for (unsigned copy = 0; copy < copies[r]; copy++, next++) {
      rows->label[next] = sample->label[r];
      double *row = rows->value + next * rows->columns;
      for (size_t c = 0; c < rows->columns; c++)
        row[c] = ho_standardise(&stage->columns[c], ho_input(inputs, r, stage->columns[c].feature)) -
                 ho_standardise(&stage->columns[c], 0);
    }
  return HANDOUT_OK;
}

/* Moves the origin from a zero input to the mean document. */
static void shift_to_mean(ho_second_stage *stage) {
  size_t pairs = stage->label_count * (stage->label_count - 1) / 2;
  memcpy(stage->raw_rho, stage->rho, sizeof stage->raw_rho);
  for (size_t p = 0; p < pairs; p++)
    for (size_t c = 0; c < stage->column_count; c++)
      stage->rho[p] +=
          stage->pair_weights[p * stage->column_count + c] * ho_standardise(&stage->columns[c], 0);
}

static handout_status allocate(const ho_inputs *inputs, size_t label_count, ho_second_stage *stage) {
  size_t wide = ho_input_count(inputs);
  *stage = (ho_second_stage){.label_count = label_count};
  stage->columns = ho_alloc_array(wide, sizeof *stage->columns);
  stage->pair_weights = ho_alloc_array(HO_MAX_PAIRS * wide, sizeof *stage->pair_weights);
  return stage->columns && stage->pair_weights ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

handout_status ho_second_stage_fit(const ho_inputs *inputs, const ho_sample *sample, const bool *used,
                                   const ho_second_options *options, ho_second_stage *stage,
                                   ho_svm_rows *rows) {
  ho_svm_rows own = {0};
  unsigned *copies = ho_alloc_array(sample->count, sizeof *copies);
  handout_status status = allocate(inputs, sample->label_count, stage);
  if (status == HANDOUT_OK && !copies)
    status = HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    status = ho_select_columns(inputs, sample, used, options->left_out, options->clip, stage->columns,
                               &stage->column_count);
  if (status == HANDOUT_OK)
    status = count_copies(sample, used, 0, copies);
  size_t natural = status == HANDOUT_OK ? sum_copies(copies, sample->count) : 0;
  if (status == HANDOUT_OK)
    status = count_copies(sample, used, options->budget, copies);
  if (status == HANDOUT_OK)
    status = fill_rows(inputs, sample, copies, stage, &own);
  if (status == HANDOUT_OK) {
    set_costs(&own, natural, options->c);
    status = ho_svm_fit(&own, stage->pair_weights, stage->rho);
  }
  if (status == HANDOUT_OK)
    shift_to_mean(stage);
  else
    ho_second_stage_free(stage);
  if (status == HANDOUT_OK && rows)
    *rows = own;
  else
    ho_svm_rows_free(&own);
  free(copies);
  return status;
}

void ho_second_stage_score(const ho_second_stage *stage, const ho_inputs *inputs, size_t row,
                           double *scores) {
  double value[HO_MAX_PAIRS] = {0};
  size_t labels = stage->label_count, pairs = labels * (labels - 1) / 2, pair = 0;
  for (size_t p = 0; p < pairs; p++)
    value[p] = -stage->rho[p];
  for (size_t c = 0; c < stage->column_count; c++) {
    double z = ho_standardise(&stage->columns[c], ho_input(inputs, row, stage->columns[c].feature));
    for (size_t p = 0; p < pairs; p++)
      value[p] += stage->pair_weights[p * stage->column_count + c] * z;
  }
  memset(scores, 0, labels * sizeof *scores);
  for (size_t a = 0; a < labels; a++)
    for (size_t b = a + 1; b < labels; b++, pair++) {
      scores[a] += value[pair];
      scores[b] -= value[pair];
    }
}
