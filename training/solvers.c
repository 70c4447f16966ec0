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

/* Both keep their way of printing in a variable that all threads share. */
static bool load_svm(void) {
  __typeof__(svm_set_print_string_function) *print_by = NULL;
  void *library = ho_late_library(HO_LIBSVM, &failure);
  const bool ok = library && ho_late_function(library, "svm_train", &solvers.svm_train, &failure) &&
                  ho_late_function(library, "svm_free_and_destroy_model", &solvers.svm_free, &failure) &&
                  ho_late_function(library, "svm_set_print_string_function", &print_by, &failure);
  if (ok)
    print_by(be_quiet);
  return ok;
}

static bool load_linear(void) {
  __typeof__(set_print_string_function) *print_by = NULL;
  void *library = ho_late_library(HO_LIBLINEAR, &failure);
  const bool ok = library && ho_late_function(library, "train", &solvers.linear_train, &failure) &&
                  ho_late_function(library, "free_and_destroy_model", &solvers.linear_free, &failure) &&
                  ho_late_function(library, "set_print_string_function", &print_by, &failure);
  if (ok)
    print_by(be_quiet);
  return ok;
}

static void load(void) {
  loaded = load_svm() && load_linear();
}

const ho_solvers *ho_solvers_load(handout_error *error) {
  (void)pthread_once(&once, load);
  if (!loaded)
    ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "a library to learn with %s", failure.message);
  return loaded ? &solvers : NULL;
}
