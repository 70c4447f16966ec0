/* What all commands share: the model they score with, messages and plain output. */
#include "command.h"

#include "contents.h"
#include "number.h"
#include "output.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void ho_complain(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)fputs("handout: ", stderr);
  (void)vfprintf(stderr, format, arguments);
  (void)fputc('\n', stderr);
  va_end(arguments);
}

int ho_usage_error(const char *command, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)fputs("handout: ", stderr);
  (void)vfprintf(stderr, format, arguments);
  (void)fprintf(stderr, "\nhandout: 'handout %s --help' says how it is used\n", command);
  va_end(arguments);
  return HO_EXIT_USAGE;
}

int ho_out_of_memory(void) {
  ho_complain("out of memory");
  return HO_EXIT_MEMORY;
}

static int model_failure(const char *path, handout_status status, const handout_error *error) {
  if (status == HANDOUT_NO_MEMORY)
    return ho_out_of_memory();
  const char *message = error->message[0] ? error->message : handout_strerror(status);
  if (error->line)
    ho_complain("%s:%zu: %s", path, error->line, message);
  else
    ho_complain("%s: %s", path, message);
  return HO_EXIT_MODEL;
}

static int load_model_file(const char *path, handout_model **model) {
  ho_contents contents = {0};
  handout_error error = {0};
  handout_status status = ho_contents_read(&contents, path, &error);
  if (status == HANDOUT_OK)
    status = handout_model_load(contents.bytes, contents.length, model, &error);
  ho_contents_free(&contents);
  return status == HANDOUT_OK ? HO_EXIT_DONE : model_failure(path, status, &error);
}

int ho_load_model(const char *path, handout_model **model) {
  *model = NULL;
  if (path)
    return load_model_file(path, model);
  handout_error error = {0};
  const handout_status status = handout_model_default(model, &error);
  return status == HANDOUT_OK ? HO_EXIT_DONE : model_failure("built-in model", status, &error);
}

bool ho_append_feature_name(ho_buf *out, const handout_model *model, size_t feature) {
  char name[HO_LONGEST_FEATURE_NAME];
  return handout_model_feature_name(model, feature, name, sizeof name) > 0 && ho_buf_append_text(out, name);
}

int ho_print(const char *text, size_t length, int code) {
  ho_output output;
  ho_output_start(&output);
  (void)ho_output_add(&output, text, length);
  return ho_output_finish(&output, code);
}

int ho_print_text(const char *text) {
  return ho_print(text, strlen(text), HO_EXIT_DONE);
}

bool ho_parse_share(const char *command, const char *option, const char *value, double *share) {
  if (ho_parse_double(value, strlen(value), share) && *share >= 0 && *share <= 1)
    return true;
  (void)ho_usage_error(command, "--%s takes a number from 0 to 1, not '%s'", option, value);
  return false;
}

bool ho_parse_count(const char *command, const char *option, const char *value, size_t low, size_t high,
                    size_t *count) {
  if (ho_parse_size(value, strlen(value), count) && *count >= low && *count <= high)
    return true;
  (void)ho_usage_error(command, "--%s takes a whole number from %zu to %zu, not '%s'", option, low, high,
                       value);
  return false;
}

bool ho_wants_color(const char *when, int fd) {
  const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
  if (when && strcmp(when, "always") == 0)
    return true;
  if ((when && strcmp(when, "never") == 0) || (no_color && *no_color))
    return false;
  return isatty(fd) && !(terminal && strcmp(terminal, "dumb") == 0);
}
