/* Rows of a matrix for one fold, without what only the other rows know. */
#include "take.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows ordered by group, by counting. */
static handout_status order_by_group(const ho_sample *sample, const size_t *rows, size_t count,
                                     size_t *order) {
  size_t *start = ho_alloc_array(sample->group_count + 1, sizeof *start);
  if (!start)
    return HANDOUT_NO_MEMORY;
  for (size_t i = 0; i < count; i++)
    start[sample->group[rows[i]] + 1]++;
  for (size_t g = 0; g < sample->group_count; g++)
    start[g + 1] += start[g];
  for (size_t i = 0; i < count; i++)
    order[start[sample->group[rows[i]]]++] = rows[i];
  free(start);
  return HANDOUT_OK;
}

handout_status ho_mark_grams(const ho_matrix *matrix, const ho_sample *sample, const size_t *rows,
                             size_t count, size_t publishers, bool *kept) {
  size_t *groups = ho_alloc_array(matrix->gram_count, sizeof *groups);
  size_t *last = ho_alloc_array(matrix->gram_count, sizeof *last); /* group counted last, plus one */
  size_t *order = ho_alloc_array(count, sizeof *order);
  handout_status status = HANDOUT_NO_MEMORY;
  if (groups && last && order)
    status = order_by_group(sample, rows, count, order);
  for (size_t i = 0; status == HANDOUT_OK && i < count; i++) {
    size_t group = sample->group[order[i]] + 1;
    for (size_t n = matrix->start[order[i]]; n < matrix->start[order[i] + 1]; n++)
      if (last[matrix->gram[n]] != group) {
        last[matrix->gram[n]] = group;
        groups[matrix->gram[n]]++;
      }
  }
  for (size_t g = 0; status == HANDOUT_OK && g < matrix->gram_count; g++)
    kept[g] = groups[g] >= publishers;
  free(order);
  free(last);
  free(groups);
  return status;
}

/* New numbers of the n-grams that are kept, in their old order, so that zones still follow each other. */
static uint32_t *number_grams(const ho_matrix *matrix, const bool *kept, ho_matrix *taken) {
  uint32_t *number = ho_alloc_array(matrix->gram_count, sizeof *number);
  for (int zone = 0; number && zone < HO_ZONES; zone++) {
    taken->zone_start[zone] = taken->gram_count;
    for (size_t g = matrix->zone_start[zone]; g < matrix->zone_start[zone + 1]; g++)
      number[g] = kept[g] ? (uint32_t)taken->gram_count++ : UINT32_MAX;
  }
  taken->zone_start[HO_ZONES] = taken->gram_count;
  return number;
}

static size_t count_values(const ho_matrix *matrix, const size_t *rows, size_t count, const bool *kept) {
  size_t values = 0;
  for (size_t i = 0; i < count; i++)
    for (size_t n = matrix->start[rows[i]]; n < matrix->start[rows[i] + 1]; n++)
      values += kept[matrix->gram[n]];
  return values;
}

/* Makes each zone of the last row of unit length. */
static void normalise(ho_matrix *taken, size_t first, size_t end) {
  for (int zone = 0; zone < HO_ZONES; zone++) {
    double squares = 0;
    size_t stop = first;
    for (; stop < end && taken->gram[stop] < taken->zone_start[zone + 1]; stop++)
      squares += (double)taken->value[stop] * (double)taken->value[stop];
    for (; first < stop; first++)
      taken->value[first] = (float)((double)taken->value[first] / sqrt(squares));
  }
}

static void copy_row(const ho_matrix *matrix, size_t row, const uint32_t *number, ho_matrix *taken,
                     size_t to) {
  size_t next = taken->start[to];
  memcpy(taken->dense + to * taken->dense_count, matrix->dense + row * matrix->dense_count,
         matrix->dense_count * sizeof *taken->dense);
  memcpy(taken->novelty + to * HO_NOVELTY_COUNT, matrix->novelty + row * HO_NOVELTY_COUNT,
         HO_NOVELTY_COUNT * sizeof *taken->novelty);
  for (size_t n = matrix->start[row]; n < matrix->start[row + 1]; n++)
    if (number[matrix->gram[n]] != UINT32_MAX) {
      taken->gram[next] = number[matrix->gram[n]];
      taken->value[next++] = matrix->value[n];
    }
  taken->start[to + 1] = next;
  normalise(taken, taken->start[to], next);
}

handout_status ho_matrix_take(const ho_matrix *matrix, const size_t *rows, size_t count, const bool *kept,
                              ho_matrix *taken) {
  *taken = (ho_matrix){.rows = count, .dense_count = matrix->dense_count};
  size_t values = count_values(matrix, rows, count, kept);
  uint32_t *number = number_grams(matrix, kept, taken);
  taken->dense = ho_alloc_array(count, matrix->dense_count * sizeof *taken->dense);
  taken->novelty = ho_alloc_array(count, HO_NOVELTY_COUNT * sizeof *taken->novelty);
  taken->start = ho_alloc_array(count + 1, sizeof *taken->start);
  taken->gram = ho_alloc_array(values, sizeof *taken->gram);
  taken->value = ho_alloc_array(values, sizeof *taken->value);
  bool ok = number && taken->dense && taken->novelty && taken->start && taken->gram && taken->value;
  for (size_t i = 0; ok && i < count; i++)
    copy_row(matrix, rows[i], number, taken, i);
  free(number);
  if (!ok)
    ho_matrix_free(taken);
  return ok ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}
