/* Tests of weights, folds and copies. */
#include "folder.h"
#include "split.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 2000 };

/* Documents of a label and a publisher, behind those there are. */
typedef struct made {
  ho_document documents[MOST];
  size_t subset[MOST];
  ho_dataset data;
} made;

static void add(made *of, size_t label, size_t group, size_t count) {
  for (size_t i = 0; i < count; i++) {
    of->subset[of->data.count] = of->data.count;
    of->documents[of->data.count++] = (ho_document){.label = label, .group = group};
  }
  of->data.documents = of->documents;
  if (label >= of->data.label_count)
    of->data.label_count = label + 1;
  if (group >= of->data.group_count)
    of->data.group_count = group + 1;
}

static made *make(void) {
  made *of = calloc(1, sizeof *of);
  assert_non_null(of);
  return of;
}

static ho_sample sample_of(const made *of) {
  ho_sample sample;
  assert_int_equal(ho_sample_new(&of->data, of->subset, of->data.count, &sample), HANDOUT_OK);
  return sample;
}

static void weighs_labels_alike_and_publishers_by_the_root(void **state) {
  (void)state;
  made *of = make();
  add(of, 0, 0, 100);
  add(of, 0, 1, 25);
  add(of, 1, 2, 10);
  add(of, 1, 3, 10);
  ho_sample sample = sample_of(of);
  double by_group[4] = {0};
  for (size_t d = 0; d < sample.count; d++)
    by_group[sample.group[d]] += sample.weight[d];
  assert_true(fabs(by_group[0] - 1.0 / 3) < 1e-12);
  assert_true(fabs(by_group[1] - 1.0 / 6) < 1e-12);
  assert_true(fabs(by_group[2] - 1.0 / 4) < 1e-12);
  assert_int_equal(sample.groups_in_use, 4);
  assert_int_equal(sample.fewest_groups, 2);
  ho_sample_free(&sample);
  free(of);
}

static void parts_the_documents_of_a_single_publisher(void **state) {
  (void)state;
  made *of = make();
  add(of, 0, 0, 7);
  add(of, 1, 1, 3);
  add(of, 1, 2, 3);
  ho_sample sample = sample_of(of);
  assert_int_equal(sample.single, 1);
  assert_int_equal(sample.groups_in_use, 9);
  assert_int_not_equal(sample.group[0], sample.group[1]);
  assert_int_equal(sample.group[7], sample.group[8]);
  ho_sample_free(&sample);
  free(of);
}

static void keeps_groups_whole_and_every_label_in_every_fold(void **state) {
  (void)state;
  made *of = make();
  for (size_t group = 0; group < 30; group++) {
    add(of, group % 3, group, 3 + group * 2);
    if (group % 5 == 0)
      add(of, (group + 1) % 3, group, 4);
  }
  ho_sample sample = sample_of(of);
  size_t fold[MOST], fold_of_group[30], seen[5][3] = {{0}};
  memset(fold_of_group, 0xff, sizeof fold_of_group);
  assert_int_equal(ho_split_folds(&sample, 5, fold), HANDOUT_OK);
  for (size_t d = 0; d < sample.count; d++) {
    assert_in_range(fold[d], 0, 4);
    if (fold_of_group[sample.group[d]] == SIZE_MAX)
      fold_of_group[sample.group[d]] = fold[d];
    assert_int_equal(fold_of_group[sample.group[d]], fold[d]);
    seen[fold[d]][sample.label[d]]++;
  }
  for (size_t f = 0; f < 5; f++)
    for (size_t l = 0; l < 3; l++)
      assert_true(seen[f][l] > 0);
  ho_sample_free(&sample);
  free(of);
}

static void copies_documents_of_small_publishers(void **state) {
  (void)state;
  made *of = make();
  unsigned copies[MOST];
  size_t rows[3] = {0};
  add(of, 0, 0, 250);
  add(of, 0, 1, 10);
  add(of, 1, 0, 1);
  add(of, 1, 2, 1);
  ho_sample sample = sample_of(of);
  assert_int_equal(ho_split_copies(&sample, 0, copies), HANDOUT_OK);
  for (size_t d = 0; d < 260; d++)
    rows[sample.group[d]] += copies[d];
  assert_int_equal(rows[0], 250); /* the largest publisher's once each */
  assert_int_equal(rows[1], 50);  /* root of 10 * 250 */
  for (size_t d = 0; d < 250; d++)
    assert_int_equal(copies[d], 1);
  ho_sample_free(&sample);
  free(of);
}

static void keeps_to_a_budget_evenly(void **state) {
  (void)state;
  made *of = make();
  unsigned copies[MOST];
  size_t sum = 0, first_half = 0;
  add(of, 0, 0, 1000);
  add(of, 0, 1, 250);
  add(of, 1, 2, 5);
  add(of, 1, 3, 5);
  ho_sample sample = sample_of(of);
  assert_int_equal(ho_split_copies(&sample, 300, copies), HANDOUT_OK);
  for (size_t d = 0; d < 1250; d++)
    sum += copies[d];
  for (size_t d = 0; d < 500; d++)
    first_half += copies[d];
  assert_in_range(sum, 298, 302);
  assert_in_range(first_half, 99, 101); /* 200 for the first publisher, spread over it */
  ho_sample_free(&sample);
  free(of);
}

static void reads_folds_of_a_file(void **state) {
  (void)state;
  folder at;
  folder_make(&at);
  folder_write(&at, "a/p/1.txt", "One.");
  folder_write(&at, "a/q/1.txt", "Two.");
  folder_write(&at, "b/r/1.txt", "Three.");
  folder_write(&at, "folds.tsv", "publisher\tfold\nr\t7\np\t3\r\nnobody\t1\nq\t7\n");
  folder_write(&at, "short.tsv", "publisher\tfold\np\t0\nq\t1\n");
  folder_write(&at, "bad.tsv", "publisher\tfold\np\tone\n");
  ho_dataset data;
  size_t fold[3], folds = 0;
  handout_error error = {0};
  assert_int_equal(ho_dataset_read(at.path, &data, &error), HANDOUT_OK);
  assert_int_equal(ho_split_read(folder_path(&at, "folds.tsv"), &data, fold, &folds, &error), HANDOUT_OK);
  assert_int_equal(folds, 2);
  assert_int_equal(fold[0], 0);
  assert_int_equal(fold[1], 1);
  assert_int_equal(fold[2], 1);
  assert_int_equal(ho_split_read(folder_path(&at, "short.tsv"), &data, fold, &folds, &error),
                   HANDOUT_BAD_ARGUMENT);
  assert_non_null(strstr(error.message, "publisher r"));
  assert_int_equal(ho_split_read(folder_path(&at, "bad.tsv"), &data, fold, &folds, &error),
                   HANDOUT_BAD_ARGUMENT);
  assert_int_equal(error.line, 2);
  ho_dataset_free(&data);
  folder_remove(&at);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(weighs_labels_alike_and_publishers_by_the_root),
      cmocka_unit_test(parts_the_documents_of_a_single_publisher),
      cmocka_unit_test(keeps_groups_whole_and_every_label_in_every_fold),
      cmocka_unit_test(copies_documents_of_small_publishers),
      cmocka_unit_test(keeps_to_a_budget_evenly),
      cmocka_unit_test(reads_folds_of_a_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
