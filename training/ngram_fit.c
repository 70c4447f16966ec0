/* First stage: a linear model of n-grams, one label against the others. liblinear's primal solver of the
 * squared hinge loss draws no random numbers; the dual ones use the global rand(). */
#include "ngram_fit.h"

#include "solvers.h"

#include <stdlib.h>
#include <string.h>

struct ho_ngram_rows {
  const ho_matrix *matrix;
  ho_zone zone;
  size_t gram_count; /* of the zone */
  struct feature_node *nodes;
  struct feature_node **row; /* into nodes; NULL for a row with nothing in the zone */
};

/* The constant input that stands for the bias. */
static const double BIAS = 1;
static const double TOLERANCE = 0.01;

void ho_ngram_rows_free(ho_ngram_rows *rows) {
  if (!rows)
    return;
  free(rows->nodes);
  free(rows->row);
  free(rows);
}

/* The part of a row that is in a zone: its ids follow each other. */
static void find_zone(const ho_matrix *matrix, size_t row, ho_zone zone, size_t *first, size_t *end) {
  *first = matrix->start[row];
  while (*first < matrix->start[row + 1] && matrix->gram[*first] < matrix->zone_start[zone])
    ++*first;
  *end = *first;
  while (*end < matrix->start[row + 1] && matrix->gram[*end] < matrix->zone_start[zone + 1])
    ++*end;
}

static size_t count_nodes(const ho_matrix *matrix, ho_zone zone) {
  size_t nodes = 0, first, end;
  for (size_t r = 0; r < matrix->rows; r++) {
    find_zone(matrix, r, zone, &first, &end);
    nodes += end - first + 2;
  }
  return nodes;
}

static void fill_rows(ho_ngram_rows *rows) {
  const ho_matrix *matrix = rows->matrix;
  struct feature_node *next = rows->nodes;
  for (size_t r = 0, first, end; r < matrix->rows; r++) {
    find_zone(matrix, r, rows->zone, &first, &end);
    if (first == end)
      continue;
    rows->row[r] = next;
    for (size_t i = first; i < end; i++)
      *next++ = (struct feature_node){(int)(matrix->gram[i] - matrix->zone_start[rows->zone]) + 1,
                                      (double)matrix->value[i]};
    *next++ = (struct feature_node){(int)rows->gram_count + 1, BIAS};
    *next++ = (struct feature_node){-1, 0};
  }
}

ho_ngram_rows *ho_ngram_rows_new(const ho_matrix *matrix, ho_zone zone) {
  ho_ngram_rows *rows = calloc(1, sizeof *rows);
  if (!rows)
    return NULL;
  rows->matrix = matrix;
  rows->zone = zone;
  rows->gram_count = matrix->zone_start[zone + 1] - matrix->zone_start[zone];
  rows->nodes = ho_alloc_array(count_nodes(matrix, zone), sizeof *rows->nodes);
  rows->row = ho_alloc_array(matrix->rows, sizeof(struct feature_node *));
  if (!rows->nodes || !rows->row) {
    ho_ngram_rows_free(rows);
    return NULL;
  }
  fill_rows(rows);
  return rows;
}

/* How often a row stands in the problem. */
static unsigned copies_of(const ho_ngram_rows *rows, const unsigned *copies, size_t row) {
  return rows->row[row] ? copies[row] : 0;
}

/* A problem whose classes are one label and all others; y is set for each label in turn. */
static bool set_up(const ho_ngram_rows *rows, const unsigned *copies, struct problem *problem) {
  size_t count = 0;
  for (size_t r = 0; r < rows->matrix->rows; r++)
    count += copies_of(rows, copies, r);
  problem->l = (int)count;
  problem->n = (int)rows->gram_count + 1;
  problem->bias = BIAS;
  problem->x = ho_alloc_array(count, sizeof(struct feature_node *));
  problem->y = ho_alloc_array(count, sizeof *problem->y);
  if (!problem->x || !problem->y)
    return false;
  size_t next = 0;
  for (size_t r = 0; r < rows->matrix->rows; r++)
    for (unsigned c = 0; c < copies_of(rows, copies, r); c++)
      problem->x[next++] = rows->row[r];
  return true;
}

/* Marks the rows of a label; returns their number. */
static size_t mark_label(struct problem *problem, const ho_ngram_rows *rows, const size_t *label,
                         const unsigned *copies, size_t wanted) {
  size_t next = 0, positive = 0;
  for (size_t r = 0; r < rows->matrix->rows; r++)
    for (unsigned c = 0; c < copies_of(rows, copies, r); c++) {
      problem->y[next++] = label[r] == wanted ? 1 : -1;
      positive += label[r] == wanted;
    }
  return positive;
}

static handout_status solve(const struct problem *problem, double c, size_t label, size_t label_count,
                            float *weights, double *bias) {
  struct parameter parameter = {.solver_type = L2R_L2LOSS_SVC, .eps = TOLERANCE, .C = c, .p = 0.1};
  const ho_solvers *solvers = ho_solvers_load(NULL);
  if (!solvers)
    return HANDOUT_BAD_ARGUMENT;
  struct model *model = solvers->linear_train(problem, &parameter);
  if (!model)
    return HANDOUT_NO_MEMORY;
  double sign = model->label[0] == 1 ? 1 : -1;
  size_t grams = (size_t)problem->n - 1;
  for (size_t g = 0; g < grams; g++)
    weights[g * label_count + label] = (float)(sign * model->w[g]);
  bias[label] = sign * model->w[grams] * BIAS;
  solvers->linear_free(&model);
  return HANDOUT_OK;
}

handout_status ho_ngram_fit(const ho_ngram_rows *rows, const size_t *label, const unsigned *copies,
                            size_t label_count, double c, float *weights, double *bias) {
  struct problem problem = {0};
  weights += rows->matrix->zone_start[rows->zone] * label_count;
  bias += rows->zone * label_count;
  memset(weights, 0, rows->gram_count * label_count * sizeof *weights);
  memset(bias, 0, label_count * sizeof *bias);
  handout_status status = set_up(rows, copies, &problem) ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  for (size_t l = 0; status == HANDOUT_OK && l < label_count; l++) {
    size_t positive = mark_label(&problem, rows, label, copies, l);
    if (positive > 0 && positive < (size_t)problem.l)
      status = solve(&problem, c, l, label_count, weights, bias);
  }
  free(problem.x);
  free(problem.y);
  return status;
}

void ho_ngram_values(const ho_matrix *matrix, size_t row, const float *weights, const double *bias,
                     size_t label_count, double *values) {
  memcpy(values, bias, HO_ZONES * label_count * sizeof *values);
  size_t zone = 0;
  for (size_t i = matrix->start[row]; i < matrix->start[row + 1]; i++) {
    while (matrix->gram[i] >= matrix->zone_start[zone + 1])
      zone++;
    const float *of = weights + (size_t)matrix->gram[i] * label_count;
    double value = (double)matrix->value[i];
    for (size_t l = 0; l < label_count; l++)
      values[zone * label_count + l] += value * (double)of[l];
  }
}
