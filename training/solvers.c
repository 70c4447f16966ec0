/* Loads libsvm and liblinear: with the libraries that they need they take a third of the time in which the
 * command starts, and only learning needs them. */
#include "solvers.h"

#include "late.h"

#include <pthread.h>

static ho_solvers solvers;
static bool loaded;
static handout_error failure;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void be_quiet(const char *text) {
  (void)text;
}

static void load(void) {
  __typeof__(svm_set_print_string_function) *print_svm_by = NULL;
  __typeof__(set_print_string_function) *print_linear_by = NULL;
  const ho_late_function svm[] = {{"svm_train", &solvers.svm_train},
                                  {"svm_free_and_destroy_model", &solvers.svm_free},
                                  {"svm_set_print_string_function", &print_svm_by},
                                  {NULL, NULL}};
  const ho_late_function linear[] = {{"train", &solvers.linear_train},
                                     {"free_and_destroy_model", &solvers.linear_free},
                                     {"set_print_string_function", &print_linear_by},
                                     {NULL, NULL}};
  loaded = ho_late_load(HO_LIBSVM, svm, &failure) && ho_late_load(HO_LIBLINEAR, linear, &failure);
  if (!loaded)
    return;
  print_svm_by(be_quiet); /* both keep their way of printing in a variable that all threads share */
  print_linear_by(be_quiet);
}

const ho_solvers *ho_solvers_load(handout_error *error) {
  (void)pthread_once(&once, load);
  if (!loaded)
    ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "a library to learn with %s", failure.message);
  return loaded ? &solvers : NULL;
}
