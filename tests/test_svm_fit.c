/* Tests of the two machines: collapsed weights against libsvm's own decision values, and n-gram weights. */
#include "ngram_fit.h"
#include "random.h"
#include "svm_fit.h"

#include <libsvm/svm.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 300, COLUMNS = 12, PAIRS = 6 };

static double share(random_source *source) {
  return (double)(random_number(source) >> 11) / 9007199254740992.0;
}

/* Rows around their label's corner, many values zero; the label order is what is asked for. */
static ho_svm_rows make_rows(size_t labels, size_t first_label) {
  random_source source = {99};
  ho_svm_rows rows = {.count = ROWS, .columns = COLUMNS, .label_count = labels, .c = 0.3};
  rows.value = calloc(ROWS * COLUMNS, sizeof *rows.value);
  rows.label = calloc(ROWS, sizeof *rows.label);
  assert_true(rows.value && rows.label);
  for (size_t r = 0; r < ROWS; r++) {
    rows.label[r] = (first_label + r) % labels;
    for (size_t c = 0; c < COLUMNS; c++)
      if (random_below(&source, 3) > 0)
        rows.value[r * COLUMNS + c] = 2 * share(&source) - 1 + (c % labels == rows.label[r]);
  }
  for (size_t l = 0; l < labels; l++)
    rows.class_weight[l] = 1 + 0.25 * (double)l;
  return rows;
}

static void free_rows(ho_svm_rows *rows) {
  free(rows->value);
  free(rows->label);
}

static void be_quiet(const char *text) {
  (void)text;
}

/* libsvm asked directly, with the same problem. */
typedef struct direct {
  struct svm_problem problem;
  struct svm_node *nodes;
  struct svm_model *model;
} direct;

static direct ask_libsvm(const ho_svm_rows *rows) {
  direct of = {{(int)rows->count, calloc(rows->count, sizeof(double)), calloc(rows->count, sizeof(void *))},
               NULL,
               NULL};
  struct svm_node *next = of.nodes = calloc(rows->count * (rows->columns + 1), sizeof *next);
  int labels[HANDOUT_MAX_LABELS];
  double weights[HANDOUT_MAX_LABELS];
  for (size_t r = 0; r < rows->count; r++) {
    of.problem.y[r] = (double)rows->label[r];
    of.problem.x[r] = next;
    for (size_t c = 0; c < rows->columns; c++)
      if (rows->value[r * rows->columns + c] != 0)
        *next++ = (struct svm_node){(int)c + 1, rows->value[r * rows->columns + c]};
    *next++ = (struct svm_node){-1, 0};
  }
  for (size_t l = 0; l < rows->label_count; l++) {
    labels[l] = (int)l;
    weights[l] = rows->class_weight[l];
  }
  struct svm_parameter parameter = {.svm_type = C_SVC,
                                    .kernel_type = LINEAR,
                                    .cache_size = 10,
                                    .eps = 0.001,
                                    .C = rows->c,
                                    .nr_weight = (int)rows->label_count,
                                    .weight_label = labels,
                                    .weight = weights,
                                    .shrinking = 1};
  svm_set_print_string_function(be_quiet);
  of.model = svm_train(&of.problem, &parameter);
  return of;
}

static void free_direct(direct *of) {
  svm_free_and_destroy_model(&of->model);
  free(of->problem.x);
  free(of->problem.y);
  free(of->nodes);
}

/* The decision value of our pair (a, b) among libsvm's, whose classes have an order of their own. */
static double decision(const struct svm_model *model, const double *values, size_t a, size_t b) {
  int pair = 0;
  for (int i = 0; i < model->nr_class; i++)
    for (int j = i + 1; j < model->nr_class; j++, pair++) {
      if ((size_t)model->label[i] == a && (size_t)model->label[j] == b)
        return values[pair];
      if ((size_t)model->label[i] == b && (size_t)model->label[j] == a)
        return -values[pair];
    }
  return NAN;
}

static void compare(size_t labels, size_t first_label) {
  ho_svm_rows rows = make_rows(labels, first_label);
  double weights[PAIRS * COLUMNS], rho[PAIRS];
  assert_int_equal(ho_svm_fit(&rows, weights, rho), HANDOUT_OK);
  direct of = ask_libsvm(&rows);
  for (size_t r = 0; r < ROWS; r++) {
    const double *row = rows.value + r * COLUMNS;
    double values[PAIRS];
    size_t pair = 0;
    double voted = svm_predict_values(of.model, of.problem.x[r], values);
    for (size_t a = 0; a < labels; a++)
      for (size_t b = a + 1; b < labels; b++, pair++) {
        double ours = ho_svm_value(weights + pair * COLUMNS, rho[pair], row, COLUMNS);
        assert_true(fabs(ours - decision(of.model, values, a, b)) < 1e-9);
      }
    if (first_label == 0) /* libsvm gives ties to the class it saw first */
      assert_int_equal((size_t)voted, ho_svm_vote(&rows, weights, rho, row));
  }
  free_direct(&of);
  free_rows(&rows);
}

static void collapses_exactly(void **state) {
  (void)state;
  compare(3, 0);
  compare(2, 0);
  compare(4, 0);
}

static void knows_libsvms_order_of_labels(void **state) {
  (void)state;
  compare(3, 2);
  compare(2, 1);
  compare(4, 3);
}

static void leaves_pairs_without_rows_at_zero(void **state) {
  (void)state;
  ho_svm_rows rows = make_rows(3, 0);
  double weights[3 * COLUMNS], rho[3];
  for (size_t r = 0; r < ROWS; r++)
    rows.label[r] = rows.label[r] == 1 ? 0 : rows.label[r];
  assert_int_equal(ho_svm_fit(&rows, weights, rho), HANDOUT_OK);
  for (size_t c = 0; c < COLUMNS; c++)
    assert_true(weights[c] == 0 && weights[2 * COLUMNS + c] == 0);
  double squares = 0;
  for (size_t c = 0; c < COLUMNS; c++)
    squares += weights[COLUMNS + c] * weights[COLUMNS + c];
  assert_true(squares > 0 && rho[0] == 0 && rho[2] == 0);
  free_rows(&rows);
}

/* ---- N-grams ---- */

enum { DOCUMENTS = 60, GRAMS = 8, ZONE_GRAMS = 4 };

/* Two zones of four n-grams. The first n-gram of each zone stands in documents of label 0, the second in
 * those of label 1; every tenth document has nothing in the second zone. */
static ho_matrix make_matrix(size_t *label) {
  ho_matrix m = {.rows = DOCUMENTS, .gram_count = GRAMS};
  for (size_t zone = 1; zone <= HO_ZONES; zone++)
    m.zone_start[zone] = zone == 1 ? ZONE_GRAMS : GRAMS;
  m.start = calloc(DOCUMENTS + 1, sizeof *m.start);
  m.gram = calloc(DOCUMENTS * 4, sizeof *m.gram);
  m.value = calloc(DOCUMENTS * 4, sizeof *m.value);
  for (size_t d = 0, next = 0; d < DOCUMENTS; d++) {
    label[d] = d % 2;
    for (uint32_t zone = 0; zone < (d % 10 == 0 ? 1u : 2u); zone++) {
      m.gram[next] = zone * ZONE_GRAMS + (uint32_t)label[d];
      m.value[next++] = 0.8f;
      m.gram[next] = zone * ZONE_GRAMS + 2 + (uint32_t)(d / 2 % 2);
      m.value[next++] = 0.6f;
    }
    m.start[d + 1] = next;
  }
  return m;
}

static void weighs_ngrams_of_each_zone(void **state) {
  (void)state;
  size_t label[DOCUMENTS];
  unsigned copies[DOCUMENTS];
  float weights[GRAMS * 2];
  double bias[HO_ZONES * 2] = {0}, values[HO_ZONES * 2];
  ho_matrix m = make_matrix(label);
  for (size_t d = 0; d < DOCUMENTS; d++)
    copies[d] = 1;
  for (int zone = 0; zone < 2; zone++) {
    ho_ngram_rows *rows = ho_ngram_rows_new(&m, (ho_zone)zone);
    assert_non_null(rows);
    assert_int_equal(ho_ngram_fit(rows, label, copies, 2, 1, weights, bias), HANDOUT_OK);
    ho_ngram_rows_free(rows);
  }
  for (size_t zone = 0; zone < 2; zone++) {
    const float *of = weights + zone * ZONE_GRAMS * 2;
    assert_true(of[0] > 0.3f && of[1] < -0.3f && of[2] < -0.3f && of[3] > 0.3f);
    assert_true(fabsf(of[4]) < 0.1f && fabsf(of[6]) < 0.1f);
  }
  ho_ngram_values(&m, 0, weights, bias, 2, values); /* nothing in the second zone: its bias */
  assert_true(values[0] > 0.3 && values[2] == bias[2] && values[3] == bias[3]);
  free(m.start);
  free(m.gram);
  free(m.value);
}

static void draws_no_random_numbers(void **state) {
  srand(7);
  int first = rand();
  srand(7);
  weighs_ngrams_of_each_zone(state);
  collapses_exactly(state);
  assert_int_equal(rand(), first);
}

static void leaves_out_rows_without_copies(void **state) {
  (void)state;
  size_t label[DOCUMENTS];
  unsigned copies[DOCUMENTS];
  float weights[GRAMS * 2], fewer[GRAMS * 2];
  double bias[HO_ZONES * 2] = {0};
  ho_matrix m = make_matrix(label);
  ho_ngram_rows *rows = ho_ngram_rows_new(&m, HO_ZONE_ALL);
  for (size_t d = 0; d < DOCUMENTS; d++)
    copies[d] = label[d] == 0;
  assert_non_null(rows);
  assert_int_equal(ho_ngram_fit(rows, label, copies, 2, 1, weights, bias), HANDOUT_OK);
  for (size_t i = 0; i < ZONE_GRAMS * 2; i++)
    assert_true(weights[i] == 0); /* one label only */
  for (size_t d = 0; d < DOCUMENTS; d++)
    copies[d] = d < 20;
  assert_int_equal(ho_ngram_fit(rows, label, copies, 2, 1, fewer, bias), HANDOUT_OK);
  assert_true(fewer[0] > 0.1f);
  ho_ngram_rows_free(rows);
  free(m.start);
  free(m.gram);
  free(m.value);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(collapses_exactly),
      cmocka_unit_test(knows_libsvms_order_of_labels),
      cmocka_unit_test(leaves_pairs_without_rows_at_zero),
      cmocka_unit_test(weighs_ngrams_of_each_zone),
      cmocka_unit_test(draws_no_random_numbers),
      cmocka_unit_test(leaves_out_rows_without_copies),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
