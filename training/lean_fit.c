/* A linear model of sentences, by liblinear's primal logistic regression, which draws no random numbers. */
#include "lean_fit.h"

#include "score.h"
#include "solvers.h"

#include <stdlib.h>
#include <string.h>

static const double C = 0.5;
static const double TOLERANCE = 0.01;

/* What a sentence's own role counts beside its words, which are scaled by its length. */
static const double ROLE_VALUE = 0.3;

void ho_lean_rows_free(ho_lean_rows *rows) {
  ho_buf_free(&rows->nodes);
  ho_buf_free(&rows->starts);
  ho_buf_free(&rows->labels);
  ho_buf_free(&rows->groups);
  *rows = (ho_lean_rows){0};
}

/* ---- Rows ---- */

typedef struct adding {
  ho_lean_rows *rows;
  const handout_model *model;
  size_t label, group;
  bool failed;
} adding;

static int by_index(const void *a, const void *b) {
  return ((const struct feature_node *)a)->index - ((const struct feature_node *)b)->index;
}

/* Evidence that stands in a sentence more than once becomes one node; returns how many are left. */
static size_t merge(struct feature_node *nodes, size_t count) {
  size_t kept = 0;
  qsort(nodes, count, sizeof *nodes, by_index);
  for (size_t i = 0; i < count; i++)
    if (kept && nodes[kept - 1].index == nodes[i].index)
      nodes[kept - 1].value += nodes[i].value;
    else
      nodes[kept++] = nodes[i];
  return kept;
}

static bool append_row(adding *of, const ho_reader *reader, struct feature_node *nodes) {
  double scale = ho_lean_scale(reader->sentence.words);
  size_t count = 0, start = of->rows->nodes.length / sizeof *nodes;
  for (size_t i = 0; i < reader->known_count; i++)
    nodes[count++] = (struct feature_node){(int)reader->known[i] + 1, scale};
  for (size_t i = 0; i < reader->hit_count; i++) {
    size_t evidence = ho_lean_family(of->model, reader->hits[i].family, ho_hit_role(reader, i));
    nodes[count++] = (struct feature_node){(int)evidence + 1, scale};
  }
  nodes[count++] = (struct feature_node){(int)ho_lean_role(of->model, reader->said.role) + 1, ROLE_VALUE};
  count = merge(nodes, count);
  nodes[count++] = (struct feature_node){-1, 0};
  return ho_buf_append(&of->rows->nodes, nodes, count * sizeof *nodes) &&
         ho_buf_append(&of->rows->starts, &start, sizeof start) &&
         ho_buf_append(&of->rows->labels, &of->label, sizeof of->label) &&
         ho_buf_append(&of->rows->groups, &of->group, sizeof of->group);
}

static void add_sentence(void *context, const ho_reader *reader) {
  adding *of = context;
  if (reader->headline || of->failed)
    return;
  struct feature_node *nodes = ho_alloc_array(reader->known_count + reader->hit_count + 2, sizeof *nodes);
  of->failed = !nodes || !append_row(of, reader, nodes);
  free(nodes);
}

handout_status ho_lean_rows_add(ho_lean_rows *rows, handout_scorer *scorer, const ho_document *document,
                                size_t group) {
  handout_article article;
  adding of = {rows, scorer->model, document->label, group, false};
  handout_status status = ho_take_article(document->text, document->length, NULL, &article);
  if (status != HANDOUT_OK)
    return status;
  rows->evidence_count = ho_lean_count(scorer->model);
  scorer->reader.visit = add_sentence;
  scorer->reader.context = &of;
  ho_read(&scorer->reader, document->text, &article, scorer->dense);
  return of.failed ? HANDOUT_NO_MEMORY : HANDOUT_OK;
}

/* ---- Fitting ---- */

/* The rows that take part, and their labels. */
static bool set_up(const ho_lean_rows *rows, size_t part, size_t parts, struct problem *problem,
                   size_t *labels) {
  size_t count = rows->starts.length / sizeof(size_t), kept = 0;
  const size_t *starts = (const size_t *)(const void *)rows->starts.data;
  const size_t *groups = (const size_t *)(const void *)rows->groups.data;
  problem->n = (int)rows->evidence_count;
  problem->bias = -1;
  problem->x = ho_alloc_array(count, sizeof(struct feature_node *));
  problem->y = ho_alloc_array(count, sizeof *problem->y);
  if (!problem->x || !problem->y)
    return false;
  for (size_t r = 0; r < count; r++) {
    if (groups[r] % parts == part)
      continue;
    problem->x[kept] = (struct feature_node *)(void *)rows->nodes.data + starts[r];
    labels[kept++] = ((const size_t *)(const void *)rows->labels.data)[r];
  }
  problem->l = (int)kept;
  return true;
}

static size_t mark_label(struct problem *problem, const size_t *labels, size_t wanted) {
  size_t positive = 0;
  for (int r = 0; r < problem->l; r++) {
    problem->y[r] = labels[r] == wanted ? 1 : -1;
    positive += labels[r] == wanted;
  }
  return positive;
}

static handout_status solve(const struct problem *problem, size_t positive, size_t label, size_t stride,
                            float *weights) {
  int classes[2] = {1, -1};
  double even[2] = {(double)problem->l / 2 / (double)positive,
                    (double)problem->l / 2 / (double)((size_t)problem->l - positive)};
  struct parameter parameter = {.solver_type = L2R_LR,
                                .eps = TOLERANCE,
                                .C = C,
                                .p = 0.1,
                                .nr_weight = 2,
                                .weight_label = classes,
                                .weight = even};
  const ho_solvers *solvers = ho_solvers_load(NULL);
  if (!solvers)
    return HANDOUT_BAD_ARGUMENT;
  struct model *fitted = solvers->linear_train(problem, &parameter);
  if (!fitted)
    return HANDOUT_NO_MEMORY;
  double sign = fitted->label[0] == 1 ? 1 : -1;
  for (size_t e = 0; e < (size_t)problem->n; e++)
    weights[e * stride + label] = (float)(sign * fitted->w[e]);
  solvers->linear_free(&fitted);
  return HANDOUT_OK;
}

static handout_status set_weights(handout_model *model) {
  size_t stride = ho_lanes(model), count = ho_lean_count(model);
  for (size_t at = ho_lean_role(model, HANDOUT_UNATTRIBUTED) * stride; at < count * stride; at++)
    model->lean_weights[at] *= (float)ROLE_VALUE;
  model->lean_unit = ho_round_weights(model->lean_weights, count * stride);
  return ho_model_derive_leaning(model) ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

handout_status ho_lean_fit(const ho_lean_rows *rows, size_t part, size_t parts, handout_model *model) {
  struct problem problem = {0};
  size_t *labels = ho_alloc_array(rows->starts.length / sizeof(size_t), sizeof *labels);
  size_t stride = ho_lanes(model);
  handout_status status =
      labels && set_up(rows, part, parts, &problem, labels) ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  memset(model->lean_weights, 0, rows->evidence_count * stride * sizeof *model->lean_weights);
  for (size_t l = 0; status == HANDOUT_OK && l < model->label_count; l++) {
    size_t positive = mark_label(&problem, labels, l);
    if (positive > 0 && positive < (size_t)problem.l)
      status = solve(&problem, positive, l, stride, model->lean_weights);
  }
  if (status == HANDOUT_OK)
    status = set_weights(model);
  free(problem.x);
  free(problem.y);
  free(labels);
  return status;
}
