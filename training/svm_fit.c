/* Second stage: pairs of labels told apart by libsvm's linear support vector machine. */
#include "svm_fit.h"

#include "buf.h"
#include "solvers.h"

#include <stdlib.h>
#include <string.h>

/* Megabytes for rows of the kernel; what doesn't fit is computed again. */
enum { CACHE_MEGABYTES = 300 };
static const double TOLERANCE = 0.001;

static size_t count_nonzero(const ho_svm_rows *rows) {
  size_t nonzero = 0;
  for (size_t i = 0; i < rows->count * rows->columns; i++)
    nonzero += rows->value[i] < 0 || rows->value[i] > 0;
  return nonzero;
}

static void fill(const ho_svm_rows *rows, struct svm_problem *problem, struct svm_node *next) {
  for (size_t r = 0; r < rows->count; r++) {
    problem->x[r] = next;
    problem->y[r] = (double)rows->label[r];
    const double *row = rows->value + r * rows->columns;
    for (size_t c = 0; c < rows->columns; c++)
      if (row[c] < 0 || row[c] > 0)
        *next++ = (struct svm_node){(int)c + 1, row[c]};
    *next++ = (struct svm_node){-1, 0};
  }
}

/* Adds the support vectors of one class in one pair, times their coefficients. */
static void add_vectors(const struct svm_model *model, size_t class, size_t other, double sign,
                        double *weights) {
  size_t first = 0;
  for (size_t k = 0; k < class; k++)
    first += (size_t)model->nSV[k];
  const double *coefficient = model->sv_coef[other > class ? other - 1 : other];
  for (size_t v = first; v < first + (size_t)model->nSV[class]; v++)
    for (const struct svm_node *node = model->SV[v]; node->index != -1; node++)
      weights[node->index - 1] += sign * coefficient[v] * node->value;
}

static size_t pair_number(size_t a, size_t b, size_t labels) {
  return a * labels - a * (a + 1) / 2 + b - a - 1;
}

/* libsvm numbers its classes by first appearance; ours are the labels' numbers. */
static void collapse(const struct svm_model *model, size_t columns, size_t label_count, double *weights,
                     double *rho) {
  size_t classes = (size_t)model->nr_class, pair = 0;
  for (size_t i = 0; i < classes; i++)
    for (size_t j = i + 1; j < classes; j++, pair++) {
      size_t a = (size_t)model->label[i], b = (size_t)model->label[j];
      double sign = a < b ? 1 : -1;
      size_t ours = a < b ? pair_number(a, b, label_count) : pair_number(b, a, label_count);
      add_vectors(model, i, j, sign, weights + ours * columns);
      add_vectors(model, j, i, sign, weights + ours * columns);
      rho[ours] = sign * model->rho[pair];
    }
}

static bool has_rows(const ho_svm_rows *rows, size_t label) {
  for (size_t r = 0; r < rows->count; r++)
    if (rows->label[r] == label)
      return true;
  return false;
}

static handout_status solve(const ho_svm_rows *rows, const struct svm_problem *problem, double *weights,
                            double *rho) {
  int labels[HANDOUT_MAX_LABELS], count = 0;
  double class_weights[HANDOUT_MAX_LABELS];
  for (size_t l = 0; l < rows->label_count; l++)
    if (has_rows(rows, l)) { /* it warns on stderr of a weight for a label without rows */
      labels[count] = (int)l;
      class_weights[count++] = rows->class_weight[l];
    }
  struct svm_parameter parameter = {.svm_type = C_SVC,
                                    .kernel_type = LINEAR,
                                    .cache_size = CACHE_MEGABYTES,
                                    .eps = TOLERANCE,
                                    .C = rows->c,
                                    .nr_weight = count,
                                    .weight_label = labels,
                                    .weight = class_weights,
                                    .shrinking = 1};
  const ho_solvers *solvers = ho_solvers_load(NULL);
  if (!solvers)
    return HANDOUT_BAD_ARGUMENT;
  struct svm_model *model = solvers->svm_train(problem, &parameter);
  if (!model)
    return HANDOUT_NO_MEMORY;
  if (model->nr_class > 1)
    collapse(model, rows->columns, rows->label_count, weights, rho);
  solvers->svm_free(&model);
  return HANDOUT_OK;
}

handout_status ho_svm_fit(const ho_svm_rows *rows, double *weights, double *rho) {
  size_t pairs = rows->label_count * (rows->label_count - 1) / 2;
  memset(weights, 0, pairs * rows->columns * sizeof *weights);
  memset(rho, 0, pairs * sizeof *rho);
  struct svm_problem problem = {.l = (int)rows->count};
  struct svm_node *nodes = ho_alloc_array(count_nonzero(rows) + rows->count, sizeof *nodes);
  problem.x = ho_alloc_array(rows->count, sizeof(struct svm_node *));
  problem.y = ho_alloc_array(rows->count, sizeof *problem.y);
  handout_status status = HANDOUT_NO_MEMORY;
  if (nodes && problem.x && problem.y && rows->count > 0) {
    fill(rows, &problem, nodes);
    status = solve(rows, &problem, weights, rho);
  }
  free(nodes);
  free(problem.x);
  free(problem.y);
  return status;
}

double ho_svm_value(const double *weights, double rho, const double *row, size_t columns) {
  double value = -rho;
  for (size_t c = 0; c < columns; c++)
    value += weights[c] * row[c];
  return value;
}

size_t ho_svm_vote(const ho_svm_rows *rows, const double *weights, const double *rho, const double *row) {
  size_t votes[HANDOUT_MAX_LABELS] = {0}, pair = 0, best = 0;
  for (size_t a = 0; a < rows->label_count; a++)
    for (size_t b = a + 1; b < rows->label_count; b++, pair++) {
      double value = ho_svm_value(weights + pair * rows->columns, rho[pair], row, rows->columns);
      votes[value > 0 ? a : b]++;
    }
  for (size_t l = 1; l < rows->label_count; l++)
    if (votes[l] > votes[best])
      best = l;
  return best;
}
