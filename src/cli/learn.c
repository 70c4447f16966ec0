/* What train, eval and experiment share: reading labelled documents and a lexicon, progress, failures. */
#include "learn.h"

#include "file.h"
#include "number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool ho_learning_add(ho_learning *learning, const char *folder, bool training_only) {
  size_t *count = training_only ? &learning->also_count : &learning->data_count;
  if (*count == HO_MAX_FOLDERS) {
    ho_usage_error(learning->command, "at most %d folders can be given", HO_MAX_FOLDERS);
    return false;
  }
  (training_only ? learning->also : learning->data)[(*count)++] = folder;
  return true;
}

void ho_learning_free(ho_learning *learning) {
  ho_dataset_free(&learning->documents);
  ho_buf_free(&learning->lexicon);
}

int ho_learning_failed(ho_learning *learning, handout_status status, const handout_error *error) {
  ho_learning_quiet(learning);
  if (status == HANDOUT_NO_MEMORY)
    return ho_out_of_memory();
  const char *message = error && error->message[0] ? error->message : handout_strerror(status);
  if (error && error->line > 0)
    ho_complain("%s (line %zu)", message, error->line);
  else
    ho_complain("%s", message);
  return HO_EXIT_USAGE;
}

static int load_solvers(ho_learning *learning) {
  handout_error error = {0};
  handout_status status = ho_train_prepare(&error);
  return status == HANDOUT_OK ? HO_EXIT_DONE : ho_learning_failed(learning, status, &error);
}

static int read_documents(ho_learning *learning) {
  handout_error error = {0};
  handout_status status = HANDOUT_OK;
  for (size_t i = 0; status == HANDOUT_OK && i < learning->data_count; i++)
    status = ho_dataset_add(&learning->documents, learning->data[i], false, &error);
  for (size_t i = 0; status == HANDOUT_OK && i < learning->also_count; i++)
    status = ho_dataset_add(&learning->documents, learning->also[i], true, &error);
  if (status == HANDOUT_OK)
    status = ho_dataset_finish(&learning->documents, &error);
  return status == HANDOUT_OK ? HO_EXIT_DONE : ho_learning_failed(learning, status, &error);
}

static void warn_of_documents(const ho_dataset *data) {
  if (data->empty > 0)
    ho_complain("warning: %zu without text left out, the first is %s", data->empty, data->first_empty);
}

static int warn_of_publishers(ho_learning *learning) {
  size_t count = 0, *subset = ho_learning_subset(learning, NULL, &count);
  ho_sample sample = {0};
  handout_status status =
      subset ? ho_sample_new(&learning->documents, subset, count, &sample) : HANDOUT_NO_MEMORY;
  const char *warning = status == HANDOUT_OK ? ho_publisher_warning(&learning->documents, &sample) : NULL;
  if (warning)
    ho_complain("warning: %s", warning);
  ho_sample_free(&sample);
  free(subset);
  return status == HANDOUT_OK ? HO_EXIT_DONE : ho_out_of_memory();
}

static int read_lexicon(ho_learning *learning) {
  handout_error error = {0};
  handout_model *model = NULL;
  handout_status status = HANDOUT_OK;
  if (learning->lexicon_path) {
    status = ho_file_read(learning->lexicon_path, &learning->lexicon, &error);
    return status == HANDOUT_OK ? HO_EXIT_DONE : ho_learning_failed(learning, status, &error);
  }
  int code = ho_load_model(NULL, &model);
  if (code != HO_EXIT_DONE) {
    ho_complain("give a lexicon with --lexicon FILE, for example models/default.lexicon");
    return code;
  }
  if (!ho_buf_append(&learning->lexicon, model->lexicon->text.data, model->lexicon->text.length))
    code = ho_out_of_memory();
  handout_model_free(model);
  return code;
}

int ho_learning_read(ho_learning *learning, bool with_lexicon) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  if (learning->threads == 0)
    learning->threads = processors > 1 ? (size_t)processors : 1;
  if (learning->threads > HO_MAX_TRAIN_THREADS)
    learning->threads = HO_MAX_TRAIN_THREADS;
  learning->share = 1;
  int code = with_lexicon ? load_solvers(learning) : HO_EXIT_DONE;
  if (code == HO_EXIT_DONE)
    code = read_documents(learning);
  if (code == HO_EXIT_DONE)
    warn_of_documents(&learning->documents);
  if (code == HO_EXIT_DONE && with_lexicon)
    code = warn_of_publishers(learning);
  if (code == HO_EXIT_DONE && with_lexicon)
    code = read_lexicon(learning);
  return code;
}

/* "\r" and a line wiped to its end keep it one line. */
static void show_step(void *context, const char *step, double done) {
  ho_learning *learning = context;
  if (!isatty(STDERR_FILENO))
    return;
  int percent = (int)(100 * (learning->done_before + learning->share * done));
  (void)fprintf(stderr, "\r\033[K%3d %%  %s", percent, step);
  (void)fflush(stderr);
  learning->shown = true;
}

void ho_learning_quiet(ho_learning *learning) {
  if (learning->shown)
    (void)fputs("\r\033[K", stderr);
  learning->shown = false;
}

ho_train_options ho_learning_options(ho_learning *learning) {
  return (ho_train_options){.fit = {.threads = learning->threads, .tell = show_step, .context = learning},
                            .lexicon = learning->lexicon.data,
                            .lexicon_length = learning->lexicon.length};
}

size_t *ho_learning_subset(const ho_learning *learning, const bool *held, size_t *count) {
  size_t *subset = ho_alloc_array(learning->documents.count, sizeof *subset);
  *count = 0;
  for (size_t d = 0; subset && d < learning->documents.count; d++)
    if (!held || !held[d])
      subset[(*count)++] = d;
  return subset;
}

bool ho_learning_cost(const char *command, const char *value, double *cost) {
  if (ho_parse_double(value, strlen(value), cost) && *cost > 0)
    return true;
  ho_usage_error(command, "--cost takes a number over 0, not '%s'", value);
  return false;
}

int ho_learning_write(const char *path, const ho_buf *bytes) {
  handout_error error = {0};
  handout_status status = ho_file_replace(path, bytes->data, bytes->length, &error);
  if (status == HANDOUT_OK)
    return HO_EXIT_DONE;
  if (status == HANDOUT_NO_MEMORY)
    return ho_out_of_memory();
  ho_complain("%s", error.message);
  return HO_EXIT_OUTPUT;
}
