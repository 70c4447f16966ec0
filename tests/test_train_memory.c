/* Each call of training with its first, second, third… allocation failing, until it gets through. libsvm and
 * liblinear, which don't all check theirs, are spared: only calls from our own code are replaced. */
#include "ablate.h"
#include "alloc.h"
#include "file.h"
#include "folder.h"
#include "sentences.h"
#include "small_model.h"
#include "summary.h"
#include "train.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENTS = 12, FOLDS = 2 };

/* What the calls work on, all made before any fails. */
typedef struct material {
  folder at;
  ho_dataset data;
  size_t subset[DOCUMENTS];
  ho_sample sample;
  handout_model *skeleton, *model;
  ho_matrix matrix;
  ho_fit fit;
} material;

static const ho_train_options options = {
    .fit = {.threads = 1, .cost = 0.01}, .publishers = 2, .lexicon = small_lexicon, .lexicon_length = 0};

static ho_train_options with_lexicon(double cost) {
  ho_train_options how = options;
  how.lexicon_length = strlen(small_lexicon);
  how.fit.cost = cost;
  return how;
}

/* ---- Documents ----------------------------------------------------------------- */

static handout_status read_folder(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  ho_dataset data;
  alloc_fail_at(n, all_later);
  handout_status status = ho_dataset_read(folder_path(&m->at, "data"), &data, NULL);
  *failed = alloc_stop();
  ho_dataset_free(&data);
  return status;
}

static handout_status read_lines(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  ho_dataset data = {0};
  alloc_fail_at(n, all_later);
  handout_status status = ho_dataset_add(&data, folder_path(&m->at, "lines.jsonl"), false, NULL);
  if (status == HANDOUT_OK)
    status = ho_dataset_add(&data, folder_path(&m->at, "data"), true, NULL);
  if (status == HANDOUT_OK)
    status = ho_dataset_finish(&data, NULL);
  *failed = alloc_stop();
  ho_dataset_free(&data);
  return status;
}

/* ---- Samples and folds ---------------------------------------------------------- */

static handout_status make_sample(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  const size_t rows[] = {0, 1, 5};
  ho_sample sample = {0}, part = {0};
  alloc_fail_at(n, all_later);
  handout_status status = ho_sample_new(&m->data, m->subset, DOCUMENTS, &sample);
  if (status == HANDOUT_OK)
    status = ho_sample_take(&sample, rows, 3, &part);
  *failed = alloc_stop();
  ho_sample_free(&sample);
  ho_sample_free(&part);
  return status;
}

static handout_status split(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  size_t fold[DOCUMENTS];
  unsigned copies[DOCUMENTS];
  alloc_fail_at(n, all_later);
  handout_status status = ho_split_folds(&m->sample, FOLDS, fold);
  if (status == HANDOUT_OK)
    status = ho_split_copies(&m->sample, 6, copies);
  *failed = alloc_stop();
  return status;
}

static handout_status read_folds(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  size_t fold_of_group[DOCUMENTS], folds;
  alloc_fail_at(n, all_later);
  handout_status status = ho_split_read(folder_path(&m->at, "folds"), &m->data, fold_of_group, &folds, NULL);
  *failed = alloc_stop();
  return status;
}

/* ---- Features ------------------------------------------------------------------- */

static handout_status build_skeleton(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_model *skeleton = NULL;
  alloc_fail_at(n, all_later);
  handout_status status = ho_skeleton_build(small_lexicon, strlen(small_lexicon), &m->data, m->subset,
                                            DOCUMENTS, 2, &skeleton, NULL);
  *failed = alloc_stop();
  handout_model_free(skeleton);
  return status;
}

static handout_status extract(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  ho_matrix matrix = {0};
  alloc_fail_at(n, all_later);
  handout_status status = ho_extract(m->skeleton, &m->data, m->subset, DOCUMENTS, 1, &matrix);
  *failed = alloc_stop();
  ho_matrix_free(&matrix);
  return status;
}

/* ---- Learning ------------------------------------------------------------------- */

static handout_status train_with(const material *m, double cost, size_t n, bool all_later, bool *failed) {
  handout_model *model = NULL;
  ho_fit fit = {0};
  handout_error error = {0};
  ho_train_options how = with_lexicon(cost);
  alloc_fail_at(n, all_later);
  handout_status status = ho_train(&m->data, m->subset, DOCUMENTS, &how, &model, &fit, &error);
  *failed = alloc_stop();
  assert_true((model != NULL) == (status == HANDOUT_OK));
  ho_fit_free(&fit);
  handout_model_free(model);
  return status;
}

static handout_status train(const void *context, size_t n, bool all_later, bool *failed) {
  return train_with(context, 0.01, n, all_later, failed);
}

static handout_status train_choosing(const void *context, size_t n, bool all_later, bool *failed) {
  return train_with(context, 0, n, all_later, failed);
}

static handout_status fit_and_predict(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  double probabilities[DOCUMENTS * 2], accuracy;
  ho_fit fit = {0};
  alloc_fail_at(n, all_later);
  handout_status status = ho_fit_train(&m->matrix, &m->sample, &options.fit, &fit);
  if (status == HANDOUT_OK)
    status = ho_fit_predict(&fit, &m->matrix, probabilities);
  if (status == HANDOUT_OK)
    status = ho_publisher_accuracy(&m->sample, fit.held_out, 2, &accuracy);
  *failed = alloc_stop();
  ho_fit_free(&fit);
  return status;
}

static handout_status leave_out(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  static const size_t rows[DOCUMENTS] = {0, 1, 3, 4, 6, 7, 9, 10, 2, 5, 8, 11};
  ho_held_out held = {&m->matrix, &m->sample, 2, rows, 8, rows + 8, 4};
  ho_family_groups groups = {0};
  double probabilities[8], reference[8], without[8 * HO_MAX_FAMILY_GROUPS], threshold;
  alloc_fail_at(n, all_later);
  handout_status status = ho_family_groups_find(m->skeleton, 2, &groups);
  if (status == HANDOUT_OK)
    status = ho_score_held_out(&held, &options.fit, &groups, probabilities, reference, without, &threshold);
  *failed = alloc_stop();
  ho_family_groups_free(&groups);
  return status;
}

static handout_status measure_sentences(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  handout_scorer *scorer;
  ho_leanings leanings = {.label_count = 2};
  ho_buf out = HO_BUF_INIT;
  assert_int_equal(handout_scorer_new(m->model, &scorer), HANDOUT_OK);
  alloc_fail_at(n, all_later);
  handout_status status = ho_leanings_add(&leanings, scorer, &m->data, m->subset, DOCUMENTS);
  if (status == HANDOUT_OK && !ho_leanings_report(&leanings, m->data.labels, &out))
    status = HANDOUT_NO_MEMORY;
  *failed = alloc_stop();
  ho_buf_free(&out);
  ho_leanings_free(&leanings);
  handout_scorer_free(scorer);
  return status;
}

/* ---- Files ---------------------------------------------------------------------- */

static handout_status write_files(const void *context, size_t n, bool all_later, bool *failed) {
  const material *m = context;
  ho_buf bytes = HO_BUF_INIT, read = HO_BUF_INIT;
  const char *path = folder_path(&m->at, "written");
  alloc_fail_at(n, all_later);
  handout_status status = ho_model_write(m->model, &bytes);
  if (status == HANDOUT_OK && (!ho_write_problem(&m->fit.rows, &bytes) || !ho_write_votes(&m->fit, &bytes)))
    status = HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    status = ho_file_replace(path, bytes.data, bytes.length, NULL);
  if (status == HANDOUT_OK)
    status = ho_file_read(path, &read, NULL);
  *failed = alloc_stop();
  if (status == HANDOUT_OK)
    assert_int_equal(read.length, bytes.length);
  ho_buf_free(&bytes);
  ho_buf_free(&read);
  return status;
}

/* ---- All of them ----------------------------------------------------------------- */

static const char *const TEXTS[2] = {
    "The minister visited the site.\nThe minister welcomed the delegation and the work at the site.",
    "I think the minister is wrong.\nWe should ask why, and I think that nobody does."};

static void write_documents(const folder *at) {
  ho_buf lines = HO_BUF_INIT;
  for (int i = 0; i < DOCUMENTS; i++) {
    char name[64], text[256];
    (void)snprintf(name, sizeof name, "data/%c/p%d/%d.txt", i % 2 ? 'b' : 'a', i % 6, i);
    (void)snprintf(text, sizeof text, "%s\nNumber %d of them.", TEXTS[i % 2], i);
    folder_write(at, name, text);
    assert_true(ho_buf_append_format(&lines, "{\"text\": \"A text, number %d.\", \"label\": \"%c\"%s}\n", i,
                                     i % 2 ? 'b' : 'a', i > 4 ? ", \"publisher\": \"q\"" : ""));
  }
  assert_true(ho_buf_terminate(&lines));
  folder_write(at, "lines.jsonl", lines.data);
  folder_write(at, "data/b/p5/empty.txt", "\n");
  folder_write(at, "folds", "publisher\tfold\np0\t1\np1\t1\np2\t2\np3\t2\np4\t1\np5\t2\n");
  ho_buf_free(&lines);
}

static int set_up(void **state) {
  static material m;
  ho_train_options how = with_lexicon(0.01);
  folder_make(&m.at);
  write_documents(&m.at);
  assert_int_equal(ho_dataset_read(folder_path(&m.at, "data"), &m.data, NULL), HANDOUT_OK);
  assert_int_equal(m.data.count, DOCUMENTS);
  for (size_t i = 0; i < DOCUMENTS; i++)
    m.subset[i] = i;
  assert_int_equal(ho_sample_new(&m.data, m.subset, DOCUMENTS, &m.sample), HANDOUT_OK);
  assert_int_equal(ho_skeleton_build(small_lexicon, strlen(small_lexicon), &m.data, m.subset, DOCUMENTS, 2,
                                     &m.skeleton, NULL),
                   HANDOUT_OK);
  assert_int_equal(ho_extract(m.skeleton, &m.data, m.subset, DOCUMENTS, 1, &m.matrix), HANDOUT_OK);
  assert_int_equal(ho_train(&m.data, m.subset, DOCUMENTS, &how, &m.model, &m.fit, NULL), HANDOUT_OK);
  *state = &m;
  return 0;
}

static int tear_down(void **state) {
  material *m = *state;
  ho_dataset_free(&m->data);
  ho_sample_free(&m->sample);
  handout_model_free(m->skeleton);
  handout_model_free(m->model);
  ho_matrix_free(&m->matrix);
  ho_fit_free(&m->fit);
  folder_remove(&m->at);
  assert_int_equal(alloc_live(), 0);
  return 0;
}

static void every_call_survives(void **state) {
  static const struct {
    const char *name;
    alloc_call *call;
    size_t fewest;  /* allocations that there are at least */
    bool may_go_on; /* a buffer that could not be made large at once grows step by step */
  } calls[] = {{"ho_dataset_read", read_folder, 50, true},
               {"ho_dataset_add, _finish", read_lines, 50, true},
               {"ho_sample_new, _take", make_sample, 5, false},
               {"ho_split_folds, _copies", split, 3, false},
               {"ho_split_read", read_folds, 1, true},
               {"ho_skeleton_build", build_skeleton, 50, false},
               {"ho_extract", extract, 10, false},
               {"ho_train", train, 100, false},
               {"ho_train, choosing the cost", train_choosing, 100, false},
               {"ho_fit_train, _predict, ho_publisher_accuracy", fit_and_predict, 50, false},
               {"ho_family_groups_find, ho_score_held_out", leave_out, 50, false},
               {"ho_leanings_add, _report", measure_sentences, 10, false},
               {"ho_model_write, ho_write_problem, _votes, ho_file_replace, _read", write_files, 10, true}};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    assert_true(alloc_survive(calls[i].name, calls[i].call, *state, calls[i].may_go_on) >= calls[i].fewest);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(every_call_survives, set_up, tear_down)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
