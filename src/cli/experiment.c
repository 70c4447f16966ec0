/* handout experiment: how training does on publishers it has not seen, and what each family of features adds.
 */
#include "ablate.h"
#include "learn.h"
#include "number.h"
#include "report.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char HELP[] =
    "handout experiment measures how training does on publishers that it has not seen. The\n"
    "articles are read once; everything that is learned from them is learned anew for each\n"
    "set of publishers held out.\n"
    "\n"
    "Usage: handout experiment --data FOLDER [--folds FILE | --cv K] [OPTION]...\n"
    "\n"
    "It prints accuracy on unseen publishers (UPA) with its 95 % interval, the other figures of\n"
    "'handout eval' and the publishers with the lowest recall first.\n"
    "\n"
    "  --data FOLDER       Takes the labelled articles in FOLDER, as for 'handout train'.\n"
    "  --folds FILE        Holds out the sets in FILE: publisher, tab, number, a line each.\n"
    "  --cv K              Holds out K sets of publishers, 5 if nothing is given.\n"
    "  --leave-out NAME    Holds out, one at a time, the publisher NAME or every publisher of the\n"
    "                      label NAME, in place of sets. It can be given more than once.\n"
    "  --ablate            Prints what is lost without each family of features.\n"
    "  --also FOLDER       Trains also on the articles in FOLDER, which are not scored.\n"
    "  --lexicon FILE      Takes the phrases from FILE instead of the built-in model's.\n"
    "  --publishers N      Uses n-grams that occur at N publishers or more.\n"
    "  --cost C            Sets the machine's C instead of choosing it.\n"
    "  --predictions FILE  Writes gold label, publisher, most probable label, probabilities.\n"
    "  --threads N         Uses N threads, 1 to 64.\n"
    "\n"
    "Example: handout experiment --data corpus --folds folds.tsv --ablate\n";

enum { DRAWS = 1000, FOLDS_IF_NOT_GIVEN = 5, MAX_NAMES = 256 };

typedef struct options {
  ho_learning learning;
  const char *folds_file, *predictions;
  const char *leave_out[MAX_NAMES];
  size_t leave_out_count, cv, publishers;
  double cost;
  bool ablate;
} options;

enum { DATA = 256, ALSO, FOLDS, CV, LEAVE_OUT, ABLATE, LEXICON, PUBLISHERS, COST, PREDICTIONS, THREADS };

static const struct option KNOWN[] = {{"help", no_argument, NULL, 'h'},
                                      {"data", required_argument, NULL, DATA},
                                      {"also", required_argument, NULL, ALSO},
                                      {"folds", required_argument, NULL, FOLDS},
                                      {"cv", required_argument, NULL, CV},
                                      {"leave-out", required_argument, NULL, LEAVE_OUT},
                                      {"ablate", no_argument, NULL, ABLATE},
                                      {"lexicon", required_argument, NULL, LEXICON},
                                      {"publishers", required_argument, NULL, PUBLISHERS},
                                      {"cost", required_argument, NULL, COST},
                                      {"predictions", required_argument, NULL, PREDICTIONS},
                                      {"threads", required_argument, NULL, THREADS},
                                      {NULL, 0, NULL, 0}};

static bool take_name(options *of, const char *name) {
  if (of->leave_out_count == MAX_NAMES) {
    ho_usage_error("experiment", "--leave-out can be given %d times", MAX_NAMES);
    return false;
  }
  of->leave_out[of->leave_out_count++] = name;
  return true;
}

static bool take_number_option(options *of, int id, const char *value) {
  switch (id) {
  case CV:
    return ho_parse_count("experiment", "cv", value, 2, 1000, &of->cv);
  case PUBLISHERS:
    return ho_parse_count("experiment", "publishers", value, 1, 1000000, &of->publishers);
  case THREADS:
    return ho_parse_count("experiment", "threads", value, 1, HO_MAX_TRAIN_THREADS, &of->learning.threads);
  case COST:
    return ho_learning_cost("experiment", value, &of->cost);
  default:
    return false;
  }
}

static bool take_option(options *of, int id, const char *value) {
  switch (id) {
  case DATA:
    return ho_learning_add(&of->learning, value, false);
  case ALSO:
    return ho_learning_add(&of->learning, value, true);
  case FOLDS:
    of->folds_file = value;
    return true;
  case LEAVE_OUT:
    return take_name(of, value);
  case ABLATE:
    return of->ablate = true;
  case LEXICON:
    of->learning.lexicon_path = value;
    return true;
  case PREDICTIONS:
    of->predictions = value;
    return true;
  default:
    return take_number_option(of, id, value);
  }
}

/* ---- What is held out ---------------------------------------------------- */

typedef struct experiment {
  options *of;
  const ho_dataset *data;
  handout_model *skeleton;
  ho_sample sample;
  ho_matrix matrix;
  size_t *fold; /* of each document; SIZE_MAX: never held out */
  size_t folds;
  ho_family_groups groups;
  double *threshold;                           /* of each document's round */
  double *probabilities, *reference, *without; /* of each document; without: of each group, document */
  ho_predictions predictions;
} experiment;

static void free_experiment(experiment *e) {
  handout_model_free(e->skeleton);
  ho_sample_free(&e->sample);
  ho_matrix_free(&e->matrix);
  ho_family_groups_free(&e->groups);
  free(e->fold);
  free(e->threshold);
  free(e->probabilities);
  free(e->reference);
  free(e->without);
  free(e->predictions.rows);
}

static bool is_left_out(const options *of, const ho_document *document) {
  for (size_t i = 0; i < of->leave_out_count; i++)
    if (strcmp(of->leave_out[i], document->label_name) == 0 ||
        (document->publisher && strcmp(of->leave_out[i], document->publisher) == 0))
      return true;
  return false;
}

/* Each publisher that is left out is a fold; all its documents are, of whatever label. */
static handout_status leave_out(experiment *e, handout_error *error) {
  const ho_dataset *data = e->data;
  size_t *fold_of_group = ho_alloc_array(data->group_count, sizeof *fold_of_group);
  if (!fold_of_group)
    return HANDOUT_NO_MEMORY;
  for (size_t g = 0; g < data->group_count; g++)
    fold_of_group[g] = SIZE_MAX;
  for (size_t d = 0; d < data->count; d++) {
    size_t *fold = &fold_of_group[data->documents[d].group];
    if (*fold == SIZE_MAX && !data->documents[d].training_only && is_left_out(e->of, &data->documents[d]))
      *fold = e->folds++;
  }
  for (size_t d = 0; d < data->count; d++)
    e->fold[d] = fold_of_group[data->documents[d].group];
  free(fold_of_group);
  if (e->folds > 0)
    return HANDOUT_OK;
  if (error)
    *error = (handout_error){0, "--leave-out names no publisher and no label of the articles"};
  return HANDOUT_BAD_ARGUMENT;
}

static handout_status read_folds(experiment *e, handout_error *error) {
  size_t *fold_of_group = ho_alloc_array(e->data->group_count, sizeof *fold_of_group);
  if (!fold_of_group)
    return HANDOUT_NO_MEMORY;
  handout_status status = ho_split_read(e->of->folds_file, e->data, fold_of_group, &e->folds, error);
  for (size_t d = 0; status == HANDOUT_OK && d < e->data->count; d++)
    e->fold[d] = fold_of_group[e->data->documents[d].group];
  free(fold_of_group);
  return status;
}

static handout_status make_folds(experiment *e, handout_error *error) {
  e->fold = ho_alloc_array(e->data->count, sizeof *e->fold);
  if (!e->fold)
    return HANDOUT_NO_MEMORY;
  if (e->of->leave_out_count > 0)
    return leave_out(e, error);
  if (e->of->folds_file)
    return read_folds(e, error);
  e->folds = e->of->cv ? e->of->cv : FOLDS_IF_NOT_GIVEN;
  return ho_split_folds(&e->sample, e->folds, e->fold);
}

/* ---- The rounds ---------------------------------------------------------- */

static handout_status read_articles(experiment *e, handout_error *error) {
  ho_learning *learning = &e->of->learning;
  size_t count = 0, *subset = ho_learning_subset(learning, NULL, &count);
  handout_status status = subset ? ho_check_documents(e->data, subset, count, error) : HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    status = ho_sample_new(e->data, subset, count, &e->sample);
  /* Within a fold fewer publishers are left, and n-grams may be asked of fewer. */
  size_t publishers = e->of->publishers ? e->of->publishers : ho_wanted_publishers(&e->sample) / 2 + 1;
  if (status == HANDOUT_OK)
    status = ho_skeleton_build(learning->lexicon.data, learning->lexicon.length, e->data, subset, count,
                               publishers, &e->skeleton, error);
  if (status == HANDOUT_OK)
    status = ho_extract(e->skeleton, e->data, subset, count, learning->threads, &e->matrix);
  if (status == HANDOUT_OK && e->of->ablate)
    status = ho_family_groups_find(e->skeleton, e->data->label_count, &e->groups);
  free(subset);
  return status;
}

static bool allocate(experiment *e) {
  size_t numbers = e->data->count * e->data->label_count;
  e->threshold = ho_alloc_array(e->data->count, sizeof(double));
  e->probabilities = ho_alloc_array(numbers, sizeof(double));
  e->reference = ho_alloc_array(numbers, sizeof(double));
  e->without = ho_alloc_array(numbers, (e->groups.count + 1) * sizeof(double));
  e->predictions.rows = ho_alloc_array(e->data->count, sizeof *e->predictions.rows);
  return e->threshold && e->probabilities && e->reference && e->without && e->predictions.rows;
}

/* Adds the documents of a round behind those of the rounds before: `done` of them. */
static handout_status run_round(experiment *e, size_t fold, size_t *test, size_t *done) {
  size_t *train = ho_alloc_array(e->data->count, sizeof *train), labels = e->data->label_count;
  size_t groups = e->groups.count;
  double threshold = 0;
  ho_held_out held = {&e->matrix, &e->sample, e->of->publishers, train, 0, test + *done, 0};
  if (!train)
    return HANDOUT_NO_MEMORY;
  for (size_t d = 0; d < e->data->count; d++)
    if (e->fold[d] != fold)
      train[held.train_count++] = d;
    else if (!e->data->documents[d].training_only)
      test[*done + held.test_count++] = d;
  e->of->learning.done_before = 0.05 + 0.95 * (double)fold / (double)e->folds;
  e->of->learning.share = 0.95 / (double)e->folds;
  ho_train_options how = ho_learning_options(&e->of->learning);
  how.fit.cost = e->of->cost;
  double *without = ho_alloc_array(held.test_count * labels, (groups + 1) * sizeof *without);
  handout_status status = HANDOUT_NO_MEMORY;
  if (without)
    status = ho_score_held_out(&held, &how.fit, e->of->ablate ? &e->groups : NULL,
                               e->probabilities + *done * labels, e->reference + *done * labels, without,
                               &threshold);
  for (size_t i = 0; i < held.test_count; i++)
    e->threshold[*done + i] = threshold;
  for (size_t g = 0; status == HANDOUT_OK && g < groups; g++)
    memcpy(e->without + (g * e->data->count + *done) * labels, without + g * held.test_count * labels,
           held.test_count * labels * sizeof *without);
  *done += held.test_count;
  free(without);
  free(train);
  return status;
}

/* ---- Output -------------------------------------------------------------- */

static void set_predictions(experiment *e, const size_t *test, size_t count, const double *probabilities) {
  size_t labels = e->data->label_count;
  ho_predictions *predictions = &e->predictions;
  predictions->label_count = predictions->probability_count = labels;
  predictions->group_count = e->data->group_count;
  predictions->groups = e->data->groups;
  predictions->count = count;
  for (size_t l = 0; l < labels; l++)
    predictions->labels[l] = e->data->labels[l];
  for (size_t i = 0; i < count; i++) {
    const ho_document *document = &e->data->documents[test[i]];
    ho_prediction *row = &predictions->rows[i];
    *row = (ho_prediction){.document = test[i], .gold = document->label, .group = document->group};
    memcpy(row->probability, probabilities + i * labels, labels * sizeof *row->probability);
    for (size_t l = 1; l < labels; l++)
      if (row->probability[l] > row->probability[row->label])
        row->label = l;
    if (row->probability[row->label] < e->threshold[i])
      row->reason = HANDOUT_LOW_CONFIDENCE;
  }
}

static bool put_loss(ho_buf *out, const char *name, double value, double reference) {
  bool ok = ho_buf_append_format(out, "  %-28s", name) && ho_append_fixed(out, value, 4) &&
            ho_buf_append_text(out, value < reference ? "  -" : "  +");
  return ok && ho_append_fixed(out, fabs(value - reference), 4) && ho_buf_append_char(out, '\n');
}

static bool put_ablation(experiment *e, const size_t *test, size_t count, ho_buf *out) {
  ho_figures figures = {0};
  double reference = 0;
  bool ok = ho_buf_append_text(
      out, "\nUPA (accuracy where it is undefined) without each family of features, and the difference\n");
  for (size_t g = 0; ok && g <= e->groups.count; g++) {
    const double *from = g == 0 ? e->reference : e->without + (g - 1) * e->data->count * e->data->label_count;
    set_predictions(e, test, count, from);
    ok = ho_evaluate(&e->predictions, 0, &figures) == HANDOUT_OK;
    double upa = figures.of[isnan(figures.of[HO_UPA].value) ? HO_ACCURACY : HO_UPA].value;
    reference = g == 0 ? upa : reference;
    ok = ok && put_loss(out, g == 0 ? "(all, fewer rows)" : e->groups.name[g - 1], upa, reference);
    ho_figures_free(&figures);
  }
  return ok;
}

static int report(experiment *e, const size_t *test, size_t count) {
  ho_figures figures = {0};
  ho_buf out = HO_BUF_INIT, table = HO_BUF_INIT;
  set_predictions(e, test, count, e->probabilities);
  bool ok = ho_evaluate(&e->predictions, DRAWS, &figures) == HANDOUT_OK &&
            ho_report_text(&figures, &e->predictions, NULL, 0, &out) &&
            (!e->of->predictions || ho_write_predictions(&e->predictions, &table));
  if (ok && e->of->ablate)
    ok = put_ablation(e, test, count, &out);
  int code = ok ? HO_EXIT_DONE : ho_out_of_memory();
  if (ok && e->of->predictions)
    code = ho_learning_write(e->of->predictions, &table);
  if (code == HO_EXIT_DONE)
    code = ho_print(out.data, out.length, code);
  ho_figures_free(&figures);
  ho_buf_free(&table);
  ho_buf_free(&out);
  return code;
}

static int run(options *of) {
  experiment e = {.of = of, .data = &of->learning.documents};
  handout_error error = {0};
  size_t done = 0, *test = ho_alloc_array(e.data->count, sizeof *test);
  handout_status status = test ? read_articles(&e, &error) : HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    status = make_folds(&e, &error);
  if (status == HANDOUT_OK && !allocate(&e))
    status = HANDOUT_NO_MEMORY;
  for (size_t fold = 0; status == HANDOUT_OK && fold < e.folds; fold++)
    status = run_round(&e, fold, test, &done);
  ho_learning_quiet(&of->learning);
  int code =
      status == HANDOUT_OK ? report(&e, test, done) : ho_learning_failed(&of->learning, status, &error);
  free_experiment(&e);
  free(test);
  return code;
}

static int check_options(const options *of) {
  int ways = (of->cv > 0) + (of->folds_file != NULL) + (of->leave_out_count > 0);
  if (of->learning.data_count == 0)
    return ho_usage_error("experiment", "--data FOLDER is needed");
  if (ways > 1)
    return ho_usage_error("experiment", "one of --cv, --folds and --leave-out can be given");
  return HO_EXIT_DONE;
}

int ho_command_experiment(int argc, char **argv) {
  static char program[] = "handout";
  options of = {.learning = {.command = "experiment"}};
  argv[0] = program;
  for (int id = 0; (id = getopt_long(argc, argv, "h", KNOWN, NULL)) != -1;) {
    if (id == 'h')
      return ho_print_text(HELP);
    if (!take_option(&of, id, optarg))
      return id == '?' ? ho_usage_error("experiment", "the options are wrong") : HO_EXIT_USAGE;
  }
  if (optind < argc)
    return ho_usage_error("experiment", "'%s' is not an option; a folder is given with --data", argv[optind]);
  int code = check_options(&of);
  if (code == HO_EXIT_DONE)
    code = ho_learning_read(&of.learning, true);
  if (code == HO_EXIT_DONE)
    code = run(&of);
  ho_learning_free(&of.learning);
  return code;
}
