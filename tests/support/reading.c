/* A reader over the small model, and measures by their names. */
#include "reading.h"

#include "small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

reading reading_start(void) {
  reading r = {.model = small_model(), .reader = calloc(1, sizeof *r.reader)};
  r.dense = ho_alloc_array(ho_model_dense_count(r.model), sizeof *r.dense);
  assert_true(r.reader && r.dense);
  assert_int_equal(ho_reader_init(r.reader, r.model->lexicon, r.model->matcher, r.model->grams), HANDOUT_OK);
  return r;
}

void reading_end(reading *r) {
  ho_reader_free(r->reader);
  free(r->reader);
  free(r->dense);
  handout_model_free(r->model);
}

void reading_read(reading *r, const char *text, size_t length, bool headline) {
  const char *newline = headline ? memchr(text, '\n', length) : NULL;
  handout_article article = {.span = {0, length}, .headline = {0, newline ? (size_t)(newline - text) : 0}};
  ho_read(r->reader, text, &article, r->dense);
  ho_count_all(r->reader);
}

double reading_value(const reading *r, const char *name) {
  ho_buf found = HO_BUF_INIT;
  for (size_t i = 0; i < ho_model_dense_count(r->model); i++) {
    ho_buf_clear(&found);
    assert_true(ho_dense_name(r->model->lexicon, i, &found) && ho_buf_terminate(&found));
    if (strcmp(found.data, name) == 0) {
      ho_buf_free(&found);
      return r->dense[i];
    }
  }
  fail_msg("no feature has the name %s", name);
  return 0;
}
