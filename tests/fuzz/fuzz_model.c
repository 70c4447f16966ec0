/* Model files, also with the checksum made right again: refused with a reason, or read, fit to score with,
 * and written as the same bytes each time. */
#include "fuzz.h"
#include "model.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

static void check_scores(const handout_model *model) {
  handout_scorer *scorer = NULL;
  handout_verdict verdict;
  double sum = 0;
  CHECK(handout_scorer_new(model, &scorer) == HANDOUT_OK);
  CHECK(handout_score(scorer, FUZZ_TEXT, strlen(FUZZ_TEXT), NULL, &verdict) == HANDOUT_OK);
  for (size_t l = 0; l < handout_model_label_count(model); l++) {
    CHECK(isfinite(verdict.scores[l]));
    CHECK(verdict.probabilities[l] >= 0 && verdict.probabilities[l] <= 1);
    sum += verdict.probabilities[l];
  }
  CHECK(fabs(sum - 1) < 1e-9);
  handout_scorer_free(scorer);
}

static void check_names(const handout_model *model) {
  char name[64];
  const size_t count = handout_model_feature_count(model);
  for (size_t i = 0; i < count; i++)
    CHECK(handout_model_feature_name(model, i, name, sizeof name) > 0);
  CHECK(handout_model_feature_name(model, count, name, sizeof name) == 0);
}

static void check_writing(const handout_model *model) {
  ho_buf first = HO_BUF_INIT, second = HO_BUF_INIT;
  handout_model *again = NULL;
  CHECK(ho_model_write(model, &first) == HANDOUT_OK);
  CHECK(handout_model_load(first.data, first.length, &again, NULL) == HANDOUT_OK);
  CHECK(ho_model_write(again, &second) == HANDOUT_OK);
  CHECK(first.length == second.length && memcmp(first.data, second.data, first.length) == 0);
  handout_model_free(again);
  ho_buf_free(&first);
  ho_buf_free(&second);
}

static void load(const char *bytes, size_t length) {
  handout_model *model = NULL;
  handout_error error = {0};
  const handout_status status = handout_model_load(bytes, length, &model, &error);
  CHECK(status == HANDOUT_OK || status == HANDOUT_BAD_MODEL || status == HANDOUT_BAD_VERSION);
  CHECK((status == HANDOUT_OK) == (model != NULL));
  CHECK(status == HANDOUT_OK || (error.message[0] && error.line));
  if (!model)
    return;
  check_scores(model);
  check_names(model);
  check_writing(model);
  handout_model_free(model);
}

/* What follows the two lines of a model's header; the whole input if it has none. */
static const char *find_body(const char *bytes, size_t *length) {
  const char *at = bytes, *end = bytes + *length;
  for (int line = 0; line < 2 && at && *length > 14 && memcmp(bytes, "handout-model\t", 14) == 0; line++)
    if ((at = memchr(at, '\n', (size_t)(end - at))) != NULL)
      at++;
  at = at ? at : bytes;
  *length = (size_t)(end - at);
  return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ho_buf mended = HO_BUF_INIT;
  size_t length = size;
  load((const char *)data, size);
  const char *body = find_body((const char *)data, &length);
  CHECK(ho_buf_append_format(&mended, "handout-model\t%d\nchecksum\t%016llx\n", HO_MODEL_FORMAT,
                             (unsigned long long)ho_hash(body, length)) &&
        ho_buf_append(&mended, body, length));
  load(mended.data, mended.length);
  ho_buf_free(&mended);
  return 0;
}
