/* handout train: a model from labelled articles. */
#include "learn.h"
#include "number.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char HELP[] =
    "handout train makes a model from labelled articles and prints a summary to judge it by.\n"
    "\n"
    "Usage: handout train --data FOLDER --out MODEL [OPTION]...\n"
    "\n"
    "FOLDER holds LABEL/PUBLISHER/NAME.txt or LABEL/NAME.txt, one article a file; other files in\n"
    "it are ignored. A JSON lines file with text, label and publisher will do too. Publishers are\n"
    "evened out, and every figure is about publishers that were not trained on.\n"
    "\n"
    "  --data FOLDER       Trains on the articles in FOLDER. It can be given more than once.\n"
    "  --out MODEL         Writes the model to MODEL, which is replaced only by a whole one.\n"
    "  --lexicon FILE      Takes the phrases from FILE instead of the built-in model's.\n"
    "  --threads N         Uses N threads, 1 to 64; the model is the same with any number.\n"
    "  --publishers N      Uses n-grams that occur at N publishers or more.\n"
    "  --cost C            Sets the machine's C instead of choosing it by cross-validation.\n"
    "  --problem FILE      Writes the rows given to libsvm, in its format, with 17 digits.\n"
    "  --votes FILE        Writes what the model's weights say of each row, as svm-predict does.\n"
    "\n"
    "The same articles, options and build give the same model, byte for byte.\n"
    "\n"
    "Example: handout train --data corpus --out my.model\n";

typedef struct options {
  ho_learning learning;
  const char *out, *problem, *votes;
  size_t publishers;
  double cost;
} options;

enum { DATA = 256, OUT, LEXICON, THREADS, PUBLISHERS, COST, PROBLEM, VOTES };

static const struct option KNOWN[] = {{"help", no_argument, NULL, 'h'},
                                      {"data", required_argument, NULL, DATA},
                                      {"out", required_argument, NULL, OUT},
                                      {"lexicon", required_argument, NULL, LEXICON},
                                      {"threads", required_argument, NULL, THREADS},
                                      {"publishers", required_argument, NULL, PUBLISHERS},
                                      {"cost", required_argument, NULL, COST},
                                      {"problem", required_argument, NULL, PROBLEM},
                                      {"votes", required_argument, NULL, VOTES},
                                      {NULL, 0, NULL, 0}};

static bool take_option(options *of, int id, const char *value) {
  switch (id) {
  case DATA:
    return ho_learning_add(&of->learning, value, false);
  case OUT:
    of->out = value;
    return true;
  case LEXICON:
    of->learning.lexicon_path = value;
    return true;
  case THREADS:
    return ho_parse_count("train", "threads", value, 1, HO_MAX_TRAIN_THREADS, &of->learning.threads);
  case PUBLISHERS:
    return ho_parse_count("train", "publishers", value, 1, 1000000, &of->publishers);
  case COST:
    return ho_learning_cost("train", value, &of->cost);
  case PROBLEM:
    of->problem = value;
    return true;
  case VOTES:
    of->votes = value;
    return true;
  default:
    return false;
  }
}

static int write_numbers(const options *of, const ho_fit *fit) {
  ho_buf bytes = HO_BUF_INIT;
  int code = HO_EXIT_DONE;
  if (of->problem)
    code = ho_write_problem(&fit->rows, &bytes) ? ho_learning_write(of->problem, &bytes) : ho_out_of_memory();
  ho_buf_clear(&bytes);
  if (code == HO_EXIT_DONE && of->votes)
    code = ho_write_votes(fit, &bytes) ? ho_learning_write(of->votes, &bytes) : ho_out_of_memory();
  ho_buf_free(&bytes);
  return code;
}

static int write_model(const options *of, const handout_model *model) {
  ho_buf bytes = HO_BUF_INIT;
  handout_status status = ho_model_write(model, &bytes);
  int code = status == HANDOUT_OK ? ho_learning_write(of->out, &bytes) : ho_out_of_memory();
  ho_buf_free(&bytes);
  return code;
}

static int train_and_write(options *of) {
  handout_model *model = NULL;
  ho_fit fit = {0};
  handout_error error = {0};
  size_t count = 0, *subset = ho_learning_subset(&of->learning, NULL, &count);
  if (!subset)
    return ho_out_of_memory();
  ho_train_options how = ho_learning_options(&of->learning);
  how.publishers = of->publishers;
  how.fit.cost = of->cost;
  handout_status status = ho_train(&of->learning.documents, subset, count, &how, &model, &fit, &error);
  ho_learning_quiet(&of->learning);
  int code =
      status == HANDOUT_OK ? write_numbers(of, &fit) : ho_learning_failed(&of->learning, status, &error);
  if (code == HO_EXIT_DONE)
    code = write_model(of, model);
  if (code == HO_EXIT_DONE)
    code = ho_print_text(model->summary);
  ho_fit_free(&fit);
  handout_model_free(model);
  free(subset);
  return code;
}

int ho_command_train(int argc, char **argv) {
  static char program[] = "handout";
  options of = {.learning = {.command = "train"}};
  argv[0] = program;
  for (int id = 0; (id = getopt_long(argc, argv, "h", KNOWN, NULL)) != -1;) {
    if (id == 'h')
      return ho_print_text(HELP);
    if (!take_option(&of, id, optarg))
      return id == '?' ? ho_usage_error("train", "the options are wrong") : HO_EXIT_USAGE;
  }
  if (optind < argc)
    return ho_usage_error("train", "'%s' is not an option; a folder is given with --data", argv[optind]);
  if (of.learning.data_count == 0 || !of.out)
    return ho_usage_error("train", "--data FOLDER and --out MODEL are needed");
  int code = ho_learning_read(&of.learning, true);
  if (code == HO_EXIT_DONE)
    code = train_and_write(&of);
  ho_learning_free(&of.learning);
  return code;
}
