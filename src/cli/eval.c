/* handout eval: how good a model is on labelled articles, or training on them by cross-validation. */
#include "learn.h"
#include "number.h"
#include "report.h"
#include "sentences.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char HELP[] =
    "handout eval measures how good a model is on labelled articles, or with --cv or --folds how\n"
    "good training on them is: each publisher is scored by a model that has not seen it.\n"
    "\n"
    "Usage: handout eval --data FOLDER [--model MODEL | --cv K | --folds FILE] [OPTION]...\n"
    "\n"
    "FOLDER is as for 'handout train'; every file is one article. It prints accuracy on unseen\n"
    "publishers (UPA: recall averaged over a label's publishers of 20 articles or more, then over\n"
    "labels) and other figures with their 95 % intervals over publishers, the labels, what was\n"
    "taken for what, and the publishers with the lowest recall first.\n"
    "\n"
    "  --data FOLDER       Scores the articles in FOLDER. It can be given more than once.\n"
    "  --model MODEL       Scores with MODEL instead of the built-in model.\n"
    "  --cv K              Trains K times, each time without one of K sets of publishers.\n"
    "  --folds FILE        The same with the sets in FILE: publisher, tab, number, a line each.\n"
    "  --also FOLDER       Trains also on the articles in FOLDER, which are not scored.\n"
    "  --lexicon FILE      Takes the phrases from FILE instead of the built-in model's.\n"
    "  --threads N         Uses N threads, 1 to 64.\n"
    "  --predictions FILE  Writes gold label, publisher, most probable label, probabilities.\n"
    "  --errors N          Lists the N most confident mistakes with what made them.\n"
    "  --sentences         Measures too how well sentences of labels are told apart.\n"
    "  --json              Prints the figures as one JSON object.\n"
    "\n"
    "Example: handout eval --data corpus --folds folds.tsv --errors 20\n";

enum { DRAWS = 1000, REASONS = 6 };

typedef struct options {
  ho_learning learning;
  const char *model, *folds_file, *predictions;
  size_t cv, errors, publishers;
  double cost;
  bool json, sentences;
} options;

enum {
  DATA = 256,
  MODEL,
  CV,
  FOLDS,
  ALSO,
  LEXICON,
  THREADS,
  PREDICTIONS,
  ERRORS,
  SENTENCES,
  JSON,
  WHOLE,
  COST
};

static const struct option KNOWN[] = {{"help", no_argument, NULL, 'h'},
                                      {"data", required_argument, NULL, DATA},
                                      {"model", required_argument, NULL, MODEL},
                                      {"cv", required_argument, NULL, CV},
                                      {"folds", required_argument, NULL, FOLDS},
                                      {"also", required_argument, NULL, ALSO},
                                      {"lexicon", required_argument, NULL, LEXICON},
                                      {"threads", required_argument, NULL, THREADS},
                                      {"predictions", required_argument, NULL, PREDICTIONS},
                                      {"errors", required_argument, NULL, ERRORS},
                                      {"sentences", no_argument, NULL, SENTENCES},
                                      {"json", no_argument, NULL, JSON},
                                      {"whole", no_argument, NULL, WHOLE},
                                      {"cost", required_argument, NULL, COST},
                                      {NULL, 0, NULL, 0}};

static bool take_number_option(options *of, int id, const char *value) {
  switch (id) {
  case CV:
    return ho_parse_count("eval", "cv", value, 2, 1000, &of->cv);
  case THREADS:
    return ho_parse_count("eval", "threads", value, 1, HO_MAX_TRAIN_THREADS, &of->learning.threads);
  case ERRORS:
    return ho_parse_count("eval", "errors", value, 0, 1000000, &of->errors);
  case COST:
    return ho_learning_cost("eval", value, &of->cost);
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
  case MODEL:
    of->model = value;
    return true;
  case FOLDS:
    of->folds_file = value;
    return true;
  case LEXICON:
    of->learning.lexicon_path = value;
    return true;
  case PREDICTIONS:
    of->predictions = value;
    return true;
  case SENTENCES:
    return of->sentences = true;
  case JSON:
    return of->json = true;
  case WHOLE: /* every file is one article anyway */
    return true;
  default:
    return take_number_option(of, id, value);
  }
}

/* ---- Scoring ------------------------------------------------------------- */

typedef struct evaluation {
  options *of;
  ho_predictions predictions;
  ho_mistake *mistakes; /* all of them, with reasons the caller of free_evaluation frees */
  size_t mistake_count;
  ho_leanings leanings;
  size_t *fold; /* of each document; SIZE_MAX: in none */
  size_t folds;
} evaluation;

static void free_evaluation(evaluation *e) {
  for (size_t i = 0; i < e->mistake_count; i++)
    free((char *)(size_t)e->mistakes[i].reasons);
  free(e->mistakes);
  ho_leanings_free(&e->leanings);
  free(e->predictions.rows);
  free(e->fold);
}

/* The labels of the model, then those of the documents that it does not have. */
static void set_labels(ho_predictions *predictions, const handout_model *model, const ho_dataset *data) {
  predictions->probability_count = predictions->label_count = handout_model_label_count(model);
  for (size_t l = 0; l < predictions->label_count; l++)
    predictions->labels[l] = handout_model_label(model, l);
  for (size_t l = 0; l < data->label_count; l++) {
    size_t at = 0;
    while (at < predictions->label_count && strcmp(predictions->labels[at], data->labels[l]) != 0)
      at++;
    if (at == predictions->label_count)
      predictions->labels[predictions->label_count++] = data->labels[l];
  }
}

static size_t find_label(const ho_predictions *predictions, const char *name) {
  size_t at = 0;
  while (at + 1 < predictions->label_count && strcmp(predictions->labels[at], name) != 0)
    at++;
  return at;
}

typedef struct reason {
  size_t feature;
  double weight;
} reason;

static int compare_reasons(const void *left, const void *right) {
  const reason *a = left, *b = right;
  if (a->weight != b->weight)
    return a->weight > b->weight ? -1 : 1;
  return a->feature < b->feature ? -1 : a->feature > b->feature;
}

/* The features that speak most for the label given against the right one. */
static bool write_reasons(const handout_explanation *explanation, const handout_model *model, size_t given,
                          size_t right, ho_buf *out) {
  reason *reasons = ho_alloc_array(explanation->contribution_count, sizeof *reasons);
  bool ok = reasons != NULL;
  for (size_t i = 0; ok && i < explanation->contribution_count; i++) {
    const handout_contribution *c = &explanation->contributions[i];
    reasons[i] =
        (reason){c->feature, c->by_label[given] - (right < model->label_count ? c->by_label[right] : 0)};
  }
  if (ok)
    qsort(reasons, explanation->contribution_count, sizeof *reasons, compare_reasons);
  for (size_t i = 0; ok && i < REASONS && i < explanation->contribution_count && reasons[i].weight > 0; i++)
    ok = (i == 0 || ho_buf_append_text(out, ", ")) &&
         ho_append_feature_name(out, model, reasons[i].feature) && ho_buf_append_text(out, " +") &&
         ho_append_fixed(out, reasons[i].weight, 2);
  free(reasons);
  return ok && ho_buf_terminate(out);
}

static handout_status note_mistake(evaluation *e, handout_scorer *scorer, const handout_model *model,
                                   size_t row) {
  const ho_prediction *prediction = &e->predictions.rows[row];
  const ho_document *document = &e->of->learning.documents.documents[prediction->document];
  handout_explanation explanation = {0};
  ho_buf reasons = HO_BUF_INIT;
  handout_status status = handout_explain(scorer, document->text, document->length, NULL, &explanation);
  if (status == HANDOUT_TOO_LARGE)
    status = HANDOUT_OK;
  if (status == HANDOUT_OK &&
      !write_reasons(&explanation, model, prediction->label, prediction->gold, &reasons))
    status = HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    e->mistakes[e->mistake_count++] = (ho_mistake){row, document->path, reasons.data};
  else
    ho_buf_free(&reasons);
  return status;
}

static handout_status score_document(evaluation *e, handout_scorer *scorer, const handout_model *model,
                                     size_t d) {
  const ho_document *document = &e->of->learning.documents.documents[d];
  handout_verdict verdict;
  handout_status status = handout_score(scorer, document->text, document->length, NULL, &verdict);
  if (status != HANDOUT_OK)
    return status;
  size_t row = e->predictions.count++;
  ho_prediction *prediction = &e->predictions.rows[row];
  *prediction = (ho_prediction){.document = d,
                                .gold = find_label(&e->predictions, document->label_name),
                                .group = document->group,
                                .label = verdict.label,
                                .reason = verdict.unsure ? verdict.reason : HANDOUT_SURE};
  memcpy(prediction->probability, verdict.probabilities, sizeof prediction->probability);
  bool wrong = prediction->gold != prediction->label;
  return e->of->errors > 0 && wrong ? note_mistake(e, scorer, model, row) : HANDOUT_OK;
}

static handout_status measure_sentences(evaluation *e, handout_scorer *scorer, size_t first) {
  size_t count = e->predictions.count - first;
  size_t *rows = ho_alloc_array(count, sizeof *rows);
  if (!rows)
    return HANDOUT_NO_MEMORY;
  for (size_t i = 0; i < count; i++)
    rows[i] = e->predictions.rows[first + i].document;
  handout_status status = ho_leanings_add(&e->leanings, scorer, &e->of->learning.documents, rows, count);
  free(rows);
  return status;
}

/* Scores the documents of a fold that are not only trained on; SIZE_MAX: all of them. */
static handout_status score_fold(evaluation *e, const handout_model *model, size_t fold) {
  const ho_dataset *data = &e->of->learning.documents;
  handout_scorer *scorer = NULL;
  size_t first = e->predictions.count;
  handout_status status = handout_scorer_new(model, &scorer);
  for (size_t d = 0; status == HANDOUT_OK && d < data->count; d++)
    if (!data->documents[d].training_only && (fold == SIZE_MAX || e->fold[d] == fold))
      status = score_document(e, scorer, model, d);
  if (status == HANDOUT_OK && e->of->sentences)
    status = measure_sentences(e, scorer, first);
  handout_scorer_free(scorer);
  return status;
}

/* ---- Folds --------------------------------------------------------------- */

static handout_status split_publishers(evaluation *e) {
  const ho_dataset *data = &e->of->learning.documents;
  size_t count = 0, *subset = ho_learning_subset(&e->of->learning, NULL, &count);
  ho_sample sample = {0};
  handout_status status = subset ? ho_sample_new(data, subset, count, &sample) : HANDOUT_NO_MEMORY;
  e->folds = e->of->cv;
  if (status == HANDOUT_OK)
    status = ho_split_folds(&sample, e->folds, e->fold);
  ho_sample_free(&sample);
  free(subset);
  return status;
}

static handout_status make_folds(evaluation *e, handout_error *error) {
  const ho_dataset *data = &e->of->learning.documents;
  e->fold = ho_alloc_array(data->count, sizeof *e->fold);
  if (!e->fold)
    return HANDOUT_NO_MEMORY;
  if (!e->of->folds_file)
    return split_publishers(e);
  size_t *fold_of_group = ho_alloc_array(data->group_count, sizeof *fold_of_group);
  handout_status status = HANDOUT_NO_MEMORY;
  if (fold_of_group)
    status = ho_split_read(e->of->folds_file, data, fold_of_group, &e->folds, error);
  for (size_t d = 0; status == HANDOUT_OK && d < data->count; d++)
    e->fold[d] = fold_of_group[data->documents[d].group];
  free(fold_of_group);
  return status;
}

static handout_status train_fold(evaluation *e, size_t fold, handout_model **model, handout_error *error) {
  const ho_dataset *data = &e->of->learning.documents;
  bool *held = ho_alloc_array(data->count, sizeof *held);
  size_t count = 0, *subset = NULL;
  handout_status status = HANDOUT_NO_MEMORY;
  for (size_t d = 0; held && d < data->count; d++)
    held[d] = e->fold[d] == fold;
  if (held)
    subset = ho_learning_subset(&e->of->learning, held, &count);
  e->of->learning.done_before = (double)fold / (double)e->folds;
  e->of->learning.share = 1 / (double)e->folds;
  ho_train_options how = ho_learning_options(&e->of->learning);
  how.fit.cost = e->of->cost;
  if (subset)
    status = ho_train(data, subset, count, &how, model, NULL, error);
  free(subset);
  free(held);
  return status;
}

static handout_status cross_validate(evaluation *e, handout_error *error) {
  handout_status status = make_folds(e, error);
  for (size_t fold = 0; status == HANDOUT_OK && fold < e->folds; fold++) {
    handout_model *model = NULL;
    status = train_fold(e, fold, &model, error);
    if (status == HANDOUT_OK) {
      set_labels(&e->predictions, model, &e->of->learning.documents);
      status = score_fold(e, model, fold);
    }
    handout_model_free(model);
  }
  /* The models are gone; their labels were the documents'. */
  for (size_t l = 0; l < e->of->learning.documents.label_count; l++)
    e->predictions.labels[l] = e->of->learning.documents.labels[l];
  ho_learning_quiet(&e->of->learning);
  return status;
}

/* ---- Output -------------------------------------------------------------- */

static const ho_prediction *row_of(const void *mistake, const ho_predictions *predictions) {
  return &predictions->rows[((const ho_mistake *)mistake)->row];
}

/* The most confident first: by insertion, since qsort could not be told of the predictions. */
static void sort_mistakes(evaluation *e) {
  for (size_t i = 1; i < e->mistake_count; i++) {
    ho_mistake moved = e->mistakes[i];
    const ho_prediction *row = row_of(&moved, &e->predictions);
    size_t at = i;
    for (; at > 0; at--) {
      const ho_prediction *before = row_of(&e->mistakes[at - 1], &e->predictions);
      if (before->probability[before->label] >= row->probability[row->label])
        break;
      e->mistakes[at] = e->mistakes[at - 1];
    }
    e->mistakes[at] = moved;
  }
}

static int print_report(evaluation *e) {
  ho_figures figures = {0};
  ho_buf out = HO_BUF_INIT;
  sort_mistakes(e);
  size_t mistakes = e->mistake_count < e->of->errors ? e->mistake_count : e->of->errors;
  bool ok = ho_evaluate(&e->predictions, DRAWS, &figures) == HANDOUT_OK;
  if (ok && e->of->json)
    ok = ho_report_json(&figures, &e->predictions, e->mistakes, mistakes, &out);
  else if (ok)
    ok = ho_report_text(&figures, &e->predictions, e->mistakes, mistakes, &out) &&
         (!e->of->sentences || ho_leanings_report(&e->leanings, e->of->learning.documents.labels, &out));
  int code = ok ? ho_print(out.data, out.length, HO_EXIT_DONE) : ho_out_of_memory();
  ho_figures_free(&figures);
  ho_buf_free(&out);
  return code;
}

static int write_predictions(const evaluation *e) {
  ho_buf out = HO_BUF_INIT;
  int code = ho_write_predictions(&e->predictions, &out) ? ho_learning_write(e->of->predictions, &out)
                                                         : ho_out_of_memory();
  ho_buf_free(&out);
  return code;
}

static int finish(evaluation *e) {
  int code = e->of->predictions ? write_predictions(e) : HO_EXIT_DONE;
  return code == HO_EXIT_DONE ? print_report(e) : code;
}

/* ---- The command --------------------------------------------------------- */

/* Leanings are compared label by label, so these have to be the model's. */
static handout_status check_sentence_labels(const evaluation *e, handout_error *error) {
  const ho_dataset *data = &e->of->learning.documents;
  bool same = e->predictions.probability_count == data->label_count;
  for (size_t l = 0; same && l < data->label_count; l++)
    same = strcmp(e->predictions.labels[l], data->labels[l]) == 0;
  if (same || !e->of->sentences)
    return HANDOUT_OK;
  *error = (handout_error){0, "--sentences needs articles of each of the model's labels, and no others"};
  return HANDOUT_BAD_ARGUMENT;
}

static int evaluate(options *of) {
  const ho_dataset *data = &of->learning.documents;
  evaluation e = {.of = of,
                  .predictions = {.group_count = data->group_count, .groups = data->groups},
                  .leanings = {.label_count = data->label_count}};
  handout_model *model = NULL;
  handout_error error = {0};
  bool by_training = of->cv > 0 || of->folds_file;
  int code = by_training ? HO_EXIT_DONE : ho_load_model(of->model, &model);
  handout_status status = HANDOUT_NO_MEMORY;
  if (code == HO_EXIT_DONE) {
    e.predictions.rows = ho_alloc_array(data->count, sizeof *e.predictions.rows);
    e.mistakes = ho_alloc_array(data->count, sizeof *e.mistakes);
    if (e.predictions.rows && e.mistakes && by_training)
      status = cross_validate(&e, &error);
    else if (e.predictions.rows && e.mistakes) {
      set_labels(&e.predictions, model, data);
      status = check_sentence_labels(&e, &error);
      if (status == HANDOUT_OK)
        status = score_fold(&e, model, SIZE_MAX);
    }
    code = status == HANDOUT_OK ? finish(&e) : ho_learning_failed(&of->learning, status, &error);
  }
  free_evaluation(&e);
  handout_model_free(model);
  return code;
}

static int check_options(const options *of) {
  int ways = (of->model != NULL) + (of->cv > 0) + (of->folds_file != NULL);
  if (of->learning.data_count == 0)
    return ho_usage_error("eval", "--data FOLDER is needed");
  if (ways > 1)
    return ho_usage_error("eval", "one of --model, --cv and --folds can be given");
  if (of->learning.also_count > 0 && of->cv == 0 && !of->folds_file)
    return ho_usage_error("eval", "--also needs --cv or --folds");
  return HO_EXIT_DONE;
}

int ho_command_eval(int argc, char **argv) {
  static char program[] = "handout";
  options of = {.learning = {.command = "eval"}};
  argv[0] = program;
  for (int id = 0; (id = getopt_long(argc, argv, "h", KNOWN, NULL)) != -1;) {
    if (id == 'h')
      return ho_print_text(HELP);
    if (!take_option(&of, id, optarg))
      return id == '?' ? ho_usage_error("eval", "the options are wrong") : HO_EXIT_USAGE;
  }
  if (optind < argc)
    return ho_usage_error("eval", "'%s' is not an option; a folder is given with --data", argv[optind]);
  int code = check_options(&of);
  if (code == HO_EXIT_DONE)
    code = ho_learning_read(&of.learning, of.cv > 0 || of.folds_file);
  if (code == HO_EXIT_DONE)
    code = evaluate(&of);
  ho_learning_free(&of.learning);
  return code;
}
