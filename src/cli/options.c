/* The options of the commands that read articles. */
#include "options.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

enum { EVERY = HO_FOR_CLASSIFY | HO_FOR_TEXT | HO_FOR_EXPLAIN | HO_FOR_FEATURES };

typedef enum option_id {
  OPT_HELP = 1,
  OPT_MODEL,
  OPT_NAMES,
  OPT_JSON_LINES,
  OPT_TEXT_FIELD,
  OPT_HTML_FIELD,
  OPT_ID_FIELD,
  OPT_WHOLE,
  OPT_BODY,
  OPT_HEADLINE,
  OPT_THREADS,
  OPT_FORMAT,
  OPT_JSON,
  OPT_KEEP,
  OPT_LABEL,
  OPT_MIN_CONFIDENCE,
  OPT_THRESHOLD,
  OPT_SUMMARY,
  OPT_COLOR,
  OPT_LIST
} option_id;

typedef struct known_option {
  const char *name;
  int argument;
  option_id id;
  int commands;
} known_option;

static const known_option KNOWN[] = {
    {"help", no_argument, OPT_HELP, EVERY},
    {"model", required_argument, OPT_MODEL, EVERY & ~HO_FOR_TEXT},
    {"files0-from", required_argument, OPT_NAMES, EVERY},
    {"jsonl", no_argument, OPT_JSON_LINES, EVERY},
    {"text-field", required_argument, OPT_TEXT_FIELD, EVERY},
    {"html-field", required_argument, OPT_HTML_FIELD, EVERY},
    {"id-field", required_argument, OPT_ID_FIELD, EVERY},
    {"whole", no_argument, OPT_WHOLE, EVERY},
    {"body", no_argument, OPT_BODY, HO_FOR_TEXT},
    {"headline", no_argument, OPT_HEADLINE, HO_FOR_TEXT},
    {"threads", required_argument, OPT_THREADS, HO_FOR_CLASSIFY},
    {"format", required_argument, OPT_FORMAT, HO_FOR_CLASSIFY | HO_FOR_FEATURES},
    {"json", no_argument, OPT_JSON, HO_FOR_CLASSIFY | HO_FOR_EXPLAIN | HO_FOR_FEATURES},
    {"keep", no_argument, OPT_KEEP, HO_FOR_CLASSIFY},
    {"label", required_argument, OPT_LABEL, HO_FOR_CLASSIFY | HO_FOR_EXPLAIN},
    {"min-confidence", required_argument, OPT_MIN_CONFIDENCE, HO_FOR_CLASSIFY | HO_FOR_EXPLAIN},
    {"threshold", required_argument, OPT_THRESHOLD, HO_FOR_CLASSIFY | HO_FOR_EXPLAIN},
    {"summary", no_argument, OPT_SUMMARY, HO_FOR_CLASSIFY},
    {"color", required_argument, OPT_COLOR, HO_FOR_CLASSIFY | HO_FOR_EXPLAIN},
    {"list", no_argument, OPT_LIST, HO_FOR_FEATURES},
};

enum { KNOWN_COUNT = sizeof KNOWN / sizeof *KNOWN };

/* A word that stands for a number. */
typedef struct choice {
  const char *word;
  int value;
} choice;

static const choice FORMATS[] = {{"tsv", HO_FORMAT_TSV}, {"csv", HO_FORMAT_CSV}, {"json", HO_FORMAT_JSON}};
static const choice FEATURE_FORMATS[] = {
    {"tsv", HO_FORMAT_TSV}, {"libsvm", HO_FORMAT_LIBSVM}, {"json", HO_FORMAT_JSON}};

static bool read_format(ho_options *options, int command, const char *word) {
  const choice *choices = command == HO_FOR_FEATURES ? FEATURE_FORMATS : FORMATS;
  for (size_t i = 0; i < 3; i++)
    if (strcmp(word, choices[i].word) == 0) {
      options->format = (ho_format)choices[i].value;
      return true;
    }
  (void)ho_usage_error(options->command, "--format takes %s, %s or %s, not '%s'", choices[0].word,
                       choices[1].word, choices[2].word, word);
  return false;
}

static bool read_color(ho_options *options, const char *word) {
  options->color = word;
  if (strcmp(word, "auto") == 0 || strcmp(word, "always") == 0 || strcmp(word, "never") == 0)
    return true;
  (void)ho_usage_error(options->command, "--color takes auto, always or never, not '%s'", word);
  return false;
}

static bool add_label(ho_options *options, const char *label) {
  if (options->label_count == HO_MAX_LABEL_FILTERS) {
    (void)ho_usage_error(options->command, "--label can be given %d times", HO_MAX_LABEL_FILTERS);
    return false;
  }
  options->labels[options->label_count++] = label;
  return true;
}

/* Options whose value is checked. */
static bool take_checked(ho_options *options, int command, option_id id, const char *value) {
  switch (id) {
  case OPT_THREADS:
    return ho_parse_count(options->command, "threads", value, 1, HO_MAX_THREADS, &options->threads);
  case OPT_FORMAT:
    return read_format(options, command, value);
  case OPT_LABEL:
    return add_label(options, value);
  case OPT_MIN_CONFIDENCE:
    return ho_parse_share(options->command, "min-confidence", value, &options->min_confidence);
  case OPT_THRESHOLD:
    return ho_parse_share(options->command, "threshold", value, &options->threshold);
  default:
    return read_color(options, value);
  }
}

static bool take_option(ho_options *options, int command, option_id id, const char *value) {
  switch (id) {
  case OPT_HELP:
    return options->help = true;
  case OPT_MODEL:
    return (options->model = value);
  case OPT_NAMES:
    return (options->names = value);
  case OPT_JSON_LINES:
    return options->json_lines = true;
  case OPT_TEXT_FIELD:
    return (options->text_field = value);
  case OPT_HTML_FIELD:
    return (options->html_field = value);
  case OPT_ID_FIELD:
    return (options->id_field = value);
  case OPT_WHOLE:
    return options->whole = true;
  case OPT_BODY:
    return options->body = true;
  case OPT_HEADLINE:
    return options->headline = true;
  case OPT_JSON:
    return (options->format = HO_FORMAT_JSON);
  case OPT_KEEP:
    return options->keep = true;
  case OPT_SUMMARY:
    return options->summary = true;
  case OPT_LIST:
    return options->list = true;
  default:
    return take_checked(options, command, id, value);
  }
}

/* The command's own options, for getopt_long. */
static void select_options(int command, struct option *selected) {
  size_t count = 0;
  for (size_t i = 0; i < KNOWN_COUNT; i++)
    if (KNOWN[i].commands & command)
      selected[count++] = (struct option){KNOWN[i].name, KNOWN[i].argument, NULL, (int)KNOWN[i].id};
  selected[count] = (struct option){NULL, 0, NULL, 0};
}

static bool check_inputs(ho_options *options) {
  static char stdin_name[] = "-";
  static char *const only_stdin[] = {stdin_name};
  if (options->help || options->list)
    return true;
  if (options->names && options->input_count) {
    (void)ho_usage_error(options->command,
                         "inputs are named by --files0-from or on the command line, not both");
    return false;
  }
  if (options->names || options->input_count)
    return true;
  options->inputs = only_stdin;
  options->input_count = 1;
  if (isatty(STDIN_FILENO))
    (void)ho_usage_error(options->command,
                         "there is no input; give a FILE, a folder, or - for standard input");
  return !isatty(STDIN_FILENO);
}

bool ho_read_options(ho_options *options, int command, int argc, char **argv) {
  static char program[] = "handout";
  struct option selected[KNOWN_COUNT + 1];
  *options = (ho_options){.command = argv[0],
                          .text_field = "text",
                          .html_field = "html",
                          .id_field = "id",
                          .threshold = -1,
                          .threads = 1,
                          .color = "auto"};
  select_options(command, selected);
  argv[0] = program; /* getopt_long's messages begin with it */
  for (int id = 0; (id = getopt_long(argc, argv, "h", selected, NULL)) != -1;) {
    if (id == '?') {
      ho_complain("'handout %s --help' says how it is used", options->command);
      return false;
    }
    if (!take_option(options, command, id == 'h' ? OPT_HELP : (option_id)id, optarg))
      return false;
  }
  options->inputs = argv + optind;
  options->input_count = (size_t)(argc - optind);
  if (options->json_lines && options->format == HO_FORMAT_DEFAULT)
    options->format = HO_FORMAT_JSON;
  return check_inputs(options);
}
