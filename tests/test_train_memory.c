/* Training with its first, second, third… allocation failing, until it gets through. libsvm and liblinear,
 * which don't all check theirs, are spared: only calls from our own code are replaced. */
#include "alloc.h"
#include "folder.h"
#include "small_model.h"
#include "train.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void write_documents(const folder *at) {
  folder_write(at, "a/p/1.txt", "The minister visited the site.\nThe minister welcomed the delegation.");
  folder_write(at, "a/q/1.txt", "The minister welcomed the work at the site.\nThe delegation visited.");
  folder_write(at, "b/r/1.txt", "I think the minister is wrong.\nWe should ask why, and I think so.");
  folder_write(at, "b/s/1.txt", "I think we should ask.\nWhy is the minister wrong, and why now?");
}

/* Reads, trains and writes. */
static handout_status train_once(const folder *at) {
  ho_dataset data;
  handout_model *model = NULL;
  handout_error error = {0};
  ho_buf bytes = HO_BUF_INIT;
  handout_status status = ho_dataset_read(at->path, &data, &error);
  if (status != HANDOUT_OK)
    return status;
  const size_t subset[] = {0, 1, 2, 3};
  ho_train_options options = {.fit = {.threads = 1, .cost = 0.01},
                              .publishers = 2,
                              .lexicon = small_lexicon,
                              .lexicon_length = strlen(small_lexicon)};
  status = ho_train(&data, subset, 4, &options, &model, NULL, &error);
  if (status == HANDOUT_OK)
    status = ho_model_write(model, &bytes);
  ho_buf_free(&bytes);
  handout_model_free(model);
  ho_dataset_free(&data);
  return status;
}

static void survives_every_failing_allocation(void **state) {
  (void)state;
  folder at;
  folder_make(&at);
  write_documents(&at);
  size_t points = 0, live = alloc_live();
  for (bool failed = true; failed; points++) {
    alloc_fail_at(points + 1, false);
    handout_status status = train_once(&at);
    failed = alloc_stop();
    if (!failed ||
        status != HANDOUT_OK) /* a buffer that could not be made large at once grows step by step */
      assert_int_equal(status, failed ? HANDOUT_NO_MEMORY : HANDOUT_OK);
    assert_int_equal(alloc_live(), live);
  }
  print_message("allocations that were made to fail: %zu\n", points - 1);
  assert_true(points > 100);
  folder_remove(&at);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(survives_every_failing_allocation)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
