/* Tests of training as a whole, on the small labelled folders of this one. */
#include "evaluate.h"
#include "file.h"
#include "folder.h"
#include "summary.h"
#include "train.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static ho_buf lexicon;

static int read_lexicon(void **state) {
  (void)state;
  return ho_file_read(PROJECT_DIR "/models/default.lexicon", &lexicon, NULL) == HANDOUT_OK ? 0 : -1;
}

static int free_lexicon(void **state) {
  (void)state;
  ho_buf_free(&lexicon);
  return 0;
}

static size_t *all_of(const ho_dataset *data) {
  size_t *subset = calloc(data->count, sizeof *subset);
  assert_non_null(subset);
  for (size_t d = 0; d < data->count; d++)
    subset[d] = d;
  return subset;
}

static handout_model *train_on(const char *path, size_t threads, ho_fit *fit) {
  ho_dataset data;
  handout_model *model = NULL;
  handout_error error = {0};
  assert_int_equal(ho_dataset_read(path, &data, &error), HANDOUT_OK);
  size_t *subset = all_of(&data);
  ho_train_options options = {
      .fit = {.threads = threads}, .lexicon = lexicon.data, .lexicon_length = lexicon.length};
  handout_status status = ho_train(&data, subset, data.count, &options, &model, fit, &error);
  if (status != HANDOUT_OK)
    fail_msg("%s", error.message);
  free(subset);
  ho_dataset_free(&data);
  return model;
}

static ho_buf bytes_of(const handout_model *model) {
  ho_buf bytes = HO_BUF_INIT;
  assert_int_equal(ho_model_write(model, &bytes), HANDOUT_OK);
  return bytes;
}

static void gives_the_same_bytes_with_any_threads(void **state) {
  (void)state;
  handout_model *one = train_on(TESTS_DIR "/corpus", 1, NULL),
                *three = train_on(TESTS_DIR "/corpus", 3, NULL);
  ho_buf first = bytes_of(one), second = bytes_of(three);
  assert_int_equal(first.length, second.length);
  assert_memory_equal(first.data, second.data, first.length);
  ho_buf_free(&first);
  ho_buf_free(&second);
  handout_model_free(one);
  handout_model_free(three);
}

static void learns_to_tell_the_labels_of_publishers_not_seen(void **state) {
  (void)state;
  ho_fit fit;
  handout_model *model = train_on(TESTS_DIR "/corpus", 2, &fit);
  assert_true(fit.chosen.accuracy > 0.85);
  assert_true(fit.promise.answered > 0.5);
  assert_non_null(strstr(model->summary, "svm-c "));
  assert_int_equal(model->share_label, 1);
  ho_fit_free(&fit);
  handout_model_free(model);
}

/* The model scores a text as the trainer's own matrices say. */
static void scores_as_the_trainer_does(void **state) {
  (void)state;
  ho_dataset data;
  ho_matrix matrix;
  ho_fit fit;
  handout_scorer *scorer;
  handout_model *model = train_on(TESTS_DIR "/corpus", 2, &fit);
  assert_int_equal(ho_dataset_read(TESTS_DIR "/corpus", &data, NULL), HANDOUT_OK);
  size_t *subset = all_of(&data);
  double *probabilities = calloc(data.count * 3, sizeof *probabilities);
  assert_int_equal(ho_extract(model, &data, subset, data.count, 1, &matrix), HANDOUT_OK);
  assert_int_equal(ho_fit_predict(&fit, &matrix, probabilities), HANDOUT_OK);
  assert_int_equal(handout_scorer_new(model, &scorer), HANDOUT_OK);
  for (size_t d = 0; d < data.count; d++) {
    handout_verdict verdict;
    const ho_document *document = &data.documents[d];
    assert_int_equal(handout_score(scorer, document->text, document->length, NULL, &verdict), HANDOUT_OK);
    for (size_t l = 0; l < 3; l++)
      assert_true(fabs(verdict.probabilities[l] - probabilities[d * 3 + l]) < 1e-5);
  }
  handout_scorer_free(scorer);
  free(probabilities);
  free(subset);
  ho_matrix_free(&matrix);
  ho_dataset_free(&data);
  ho_fit_free(&fit);
  handout_model_free(model);
}

static void retrains_on_four_other_labels(void **state) {
  (void)state;
  ho_fit fit;
  handout_model *model = train_on(TESTS_DIR "/fourlabels", 2, &fit);
  ho_buf bytes = bytes_of(model);
  handout_model *again = NULL;
  assert_int_equal(handout_model_load(bytes.data, bytes.length, &again, NULL), HANDOUT_OK);
  assert_int_equal(handout_model_label_count(again), 4);
  assert_int_equal(again->share_label, 4);
  assert_true(fit.chosen.accuracy > 0.7);
  ho_buf_free(&bytes);
  ho_fit_free(&fit);
  handout_model_free(again);
  handout_model_free(model);
}

static void fails_to_train(const folder *at, const char *message) {
  ho_dataset data;
  handout_model *model = NULL;
  handout_error error = {0};
  assert_int_equal(ho_dataset_read(at->path, &data, &error), HANDOUT_OK);
  size_t *subset = all_of(&data);
  ho_train_options options = {
      .fit = {.threads = 1}, .lexicon = lexicon.data, .lexicon_length = lexicon.length};
  assert_int_equal(ho_train(&data, subset, data.count, &options, &model, NULL, &error), HANDOUT_BAD_ARGUMENT);
  assert_null(model);
  if (!strstr(error.message, message))
    fail_msg("'%s' is not in '%s'", message, error.message);
  free(subset);
  ho_dataset_free(&data);
}

static void refuses_what_nothing_can_be_learned_from(void **state) {
  (void)state;
  folder at;
  folder_make(&at);
  folder_write(&at, "notice/p/1.txt", "The bridge is closed on Sunday.");
  folder_write(&at, "notice/q/1.txt", "The bridge is open again.");
  fails_to_train(&at, "the only label is 'notice'");
  folder_write(&at, "letter/p/1.txt", "I write to complain.");
  fails_to_train(&at, "label 'letter' has one document");
  folder_remove(&at);
}

/* Few documents of one publisher, or of none, still make a model, and one that can be read. */
static void makes_a_model_of_little(void **state) {
  (void)state;
  static const char *const layouts[2][4] = {{"a/p/1.txt", "a/p/2.txt", "b/p/1.txt", "b/p/2.txt"},
                                            {"a/1.txt", "a/2.txt", "b/1.txt", "b/2.txt"}};
  for (size_t i = 0; i < 2; i++) {
    folder at;
    folder_make(&at);
    folder_write(&at, layouts[i][0], "The ministry announced the opening of a school.");
    folder_write(&at, layouts[i][1], "The ministry announced the closing of a road today.");
    folder_write(&at, layouts[i][2], "I think that this is wrong, and we should say so.");
    folder_write(&at, layouts[i][3], "We must ask why nobody ever asked them, I think.");
    handout_model *model = train_on(at.path, 1, NULL), *again = NULL;
    ho_buf bytes = bytes_of(model);
    assert_int_equal(handout_model_load(bytes.data, bytes.length, &again, NULL), HANDOUT_OK);
    ho_buf_free(&bytes);
    handout_model_free(model);
    handout_model_free(again);
    folder_remove(&at);
  }
}

static void warns_of_missing_publishers(void **state) {
  (void)state;
  folder at;
  ho_dataset data;
  ho_sample sample;
  folder_make(&at);
  folder_write(&at, "a/1.txt", "One.");
  folder_write(&at, "b/1.txt", "Two.");
  assert_int_equal(ho_dataset_read(at.path, &data, NULL), HANDOUT_OK);
  size_t *subset = all_of(&data);
  assert_int_equal(ho_sample_new(&data, subset, data.count, &sample), HANDOUT_OK);
  assert_non_null(ho_publisher_warning(&data, &sample));
  free(subset);
  ho_sample_free(&sample);
  ho_dataset_free(&data);
  folder_remove(&at);
}

static void writes_the_problem_and_its_votes(void **state) {
  (void)state;
  ho_fit fit;
  ho_buf problem = HO_BUF_INIT, votes = HO_BUF_INIT;
  handout_model *model = train_on(TESTS_DIR "/corpus", 2, &fit);
  assert_true(ho_write_problem(&fit.rows, &problem) && ho_write_votes(&fit, &votes));
  size_t lines = 0, right = 0;
  for (size_t i = 0; i < problem.length; i++)
    lines += problem.data[i] == '\n';
  assert_int_equal(lines, fit.rows.count);
  assert_int_equal(votes.length, 2 * fit.rows.count);
  for (size_t r = 0; r < fit.rows.count; r++)
    right += (size_t)(votes.data[2 * r] - '0') == fit.rows.label[r];
  assert_true(right * 10 > fit.rows.count * 9);
  ho_buf_free(&problem);
  ho_buf_free(&votes);
  ho_fit_free(&fit);
  handout_model_free(model);
}

/* ---- Writing a file ---- */

static void holds(const char *path, const char *text) {
  ho_buf bytes = HO_BUF_INIT;
  assert_int_equal(ho_file_read(path, &bytes, NULL), HANDOUT_OK);
  assert_true(ho_buf_terminate(&bytes));
  assert_string_equal(bytes.data, text);
  ho_buf_free(&bytes);
}

static void replaces_a_file_as_a_whole(void **state) {
  (void)state;
  folder at;
  handout_error error = {0};
  folder_make(&at);
  const char *path = folder_path(&at, "m");
  assert_int_equal(ho_file_replace(path, "first", 5, &error), HANDOUT_OK);
  assert_int_equal(ho_file_replace(path, "second", 6, &error), HANDOUT_OK);
  holds(path, "second");
  assert_int_equal(ho_file_replace(folder_path(&at, "missing/m"), "x", 1, &error), HANDOUT_BAD_ARGUMENT);
  assert_non_null(strstr(error.message, "missing/m"));
  folder_remove(&at);
}

static void leaves_the_old_file_where_writing_fails(void **state) {
  (void)state;
  folder at;
  handout_error error = {0};
  struct rlimit old, low;
  static char large[100000];
  folder_make(&at);
  const char *path = folder_path(&at, "m");
  assert_int_equal(ho_file_replace(path, "old", 3, &error), HANDOUT_OK);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  low = (struct rlimit){4096, old.rlim_max};
  (void)signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
  handout_status status = ho_file_replace(path, large, sizeof large, &error);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_int_equal(status, HANDOUT_BAD_ARGUMENT);
  holds(path, "old");
  assert_int_equal(unlink(path), 0);
  assert_int_equal(rmdir(at.path), 0); /* no temporary file is left */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gives_the_same_bytes_with_any_threads),
      cmocka_unit_test(learns_to_tell_the_labels_of_publishers_not_seen),
      cmocka_unit_test(scores_as_the_trainer_does),
      cmocka_unit_test(retrains_on_four_other_labels),
      cmocka_unit_test(refuses_what_nothing_can_be_learned_from),
      cmocka_unit_test(makes_a_model_of_little),
      cmocka_unit_test(warns_of_missing_publishers),
      cmocka_unit_test(writes_the_problem_and_its_votes),
      cmocka_unit_test(replaces_a_file_as_a_whole),
      cmocka_unit_test(leaves_the_old_file_where_writing_fails),
  };
  return cmocka_run_group_tests(tests, read_lexicon, free_lexicon);
}
