/* What all commands share: their exit codes, the model they score with, messages and plain output. */
#ifndef HO_COMMAND_H
#define HO_COMMAND_H

#include "buf.h"
#include "handout.h"

typedef enum ho_exit {
  HO_EXIT_DONE = 0,   /* also when the reader of our output went away */
  HO_EXIT_INPUT = 1,  /* some input failed; the others are done */
  HO_EXIT_USAGE = 2,  /* an option or operand is wrong, or a training folder can't be used */
  HO_EXIT_MODEL = 3,  /* a model is missing, damaged or of another version */
  HO_EXIT_OUTPUT = 4, /* output can't be written */
  HO_EXIT_MEMORY = 5
} ho_exit;

/* A command gets its own name as argv[0] and returns an exit code. */
int ho_command_classify(int argc, char **argv);
int ho_command_text(int argc, char **argv);
int ho_command_explain(int argc, char **argv);
int ho_command_features(int argc, char **argv);
int ho_command_model(int argc, char **argv);
int ho_command_train(int argc, char **argv);
int ho_command_eval(int argc, char **argv);
int ho_command_experiment(int argc, char **argv);

/* Says "handout: …" on stderr, a line. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void ho_complain(const char *format, ...);

/* The same, and where the command's help is; returns HO_EXIT_USAGE. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int ho_usage_error(const char *command, const char *format, ...);

/* Says that memory ran out; returns HO_EXIT_MEMORY. */
int ho_out_of_memory(void);

/* Reads the model in a file, or the built-in one if `path` is NULL; on failure says why and returns the exit
 * code. The caller frees it with handout_model_free. */
int ho_load_model(const char *path, handout_model **model);

enum { HO_LONGEST_FEATURE_NAME = 256 };

/* Appends a feature's name; false when memory runs out. */
bool ho_append_feature_name(ho_buf *out, const handout_model *model, size_t feature);

/* Prints all of a text on stdout and closes it: returns `code`, or HO_EXIT_OUTPUT with a message where that
 * fails, or HO_EXIT_DONE where nobody reads. */
int ho_print(const char *text, size_t length, int code);
int ho_print_text(const char *text); /* up to its NUL, with HO_EXIT_DONE */

/* Reads an option's value; false, with a message, where it is not a number in low..high. */
bool ho_parse_share(const char *command, const char *option, const char *value, double *share);
bool ho_parse_count(const char *command, const char *option, const char *value, size_t low, size_t high,
                    size_t *count);

/* Whether colour is wanted on a stream: `when` is "auto" (or NULL), "always" or "never". */
bool ho_wants_color(const char *when, int fd);

#endif
