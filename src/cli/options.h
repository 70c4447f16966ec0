/* The options of the commands that read articles. */
#ifndef HO_OPTIONS_H
#define HO_OPTIONS_H

#include "command.h"

typedef enum ho_format {
  HO_FORMAT_DEFAULT = 0,
  HO_FORMAT_TSV,
  HO_FORMAT_CSV,
  HO_FORMAT_JSON,
  HO_FORMAT_LIBSVM
} ho_format;

/* Which commands know an option; each command is one bit. */
enum { HO_FOR_CLASSIFY = 1, HO_FOR_TEXT = 2, HO_FOR_EXPLAIN = 4, HO_FOR_FEATURES = 8 };

enum { HO_MAX_THREADS = 64, HO_MAX_LABEL_FILTERS = 32 };

typedef struct ho_options {
  const char *command;
  ho_format format;
  bool help, list;
  bool json_lines; /* inputs are JSON lines */
  bool keep;       /* their other fields are kept */
  const char *text_field, *html_field, *id_field;
  bool whole;    /* one article an input */
  bool body;     /* its text without the headline */
  bool headline; /* a page's text with the headline */
  bool summary;
  const char *labels[HO_MAX_LABEL_FILTERS]; /* only these answers; "unsure" is one */
  size_t label_count;
  double min_confidence; /* 0: all */
  double threshold;      /* below 0: the model's */
  size_t threads;
  const char *color; /* "auto", "always", "never" */
  const char *model; /* a file, NULL for the built-in one */
  const char *names; /* a file with the inputs' names, NULL for none */
  char *const *inputs;
  size_t input_count;
} ho_options;

/* Reads the options of the command with that bit, argv[0] being its name. False, with a message, where they
 * are wrong. Without inputs, stdin is the input, unless it is a terminal. */
bool ho_read_options(ho_options *options, int command, int argc, char **argv);

#endif
