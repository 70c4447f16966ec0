/* Tests of src/image.c and of the image compiled in: a model from an image is the model that was stored. */
#include "default_model.h"
#include "small_model.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Objects of the test's own ---- */

typedef struct part {
  uint16_t *numbers;
  size_t count;
} part;

typedef struct whole {
  char *name;
  part *part;
  ho_buf bytes;
  double value;
} whole;

static part *part_image(const part *given, ho_image *image) {
  part copy;
  const size_t place = ho_image_open(image, given, &copy, sizeof copy);
  const part *from = given ? given : &copy;
  copy.numbers = ho_image_table(image, from->numbers, from->count, sizeof *from->numbers);
  return ho_image_close(image, place, &copy, sizeof copy);
}

static whole *whole_image(const whole *given, ho_image *image) {
  whole copy;
  const size_t place = ho_image_open(image, given, &copy, sizeof copy);
  const whole *from = given ? given : &copy;
  copy.name = ho_image_text(image, from->name);
  copy.part = part_image(from->part, image);
  copy.bytes = ho_image_buf(image, &from->bytes);
  return ho_image_close(image, place, &copy, sizeof copy);
}

/* The bytes as an image has to lie. The caller frees them with free. */
static void *laid_out(const ho_buf *bytes) {
  assert_int_equal(bytes->length % HO_IMAGE_ALIGN, 0);
  void *image = aligned_alloc(HO_IMAGE_ALIGN, bytes->length);
  assert_non_null(image);
  return memcpy(image, bytes->data, bytes->length);
}

static void objects_come_back_as_they_were(void **state) {
  (void)state;
  uint16_t numbers[] = {7, 300, 65535};
  part inner = {numbers, 3};
  whole outer = {.name = (char[]){"a name"}, .part = &inner, .value = 0.1};
  ho_buf bytes = HO_BUF_INIT;
  ho_image image;
  ho_image_store(&image);
  assert_null(whole_image(&outer, &image));
  assert_true(ho_image_stored(&image, &bytes));
  char *data = laid_out(&bytes);
  assert_true(ho_image_attach(&image, data));
  whole *again = whole_image(NULL, &image);
  assert_string_equal(again->name, "a name");
  assert_int_equal(again->part->count, 3);
  assert_memory_equal(again->part->numbers, numbers, sizeof numbers);
  assert_int_equal(again->bytes.length, 0);
  assert_true(again->value == 0.1);
  /* Tables are used where they lie, each at the start of a line. */
  assert_true((char *)again->part->numbers > data && (char *)again->part->numbers < data + bytes.length);
  assert_int_equal((uintptr_t)again->part->numbers % HO_IMAGE_ALIGN, 0);
  free(again);
  free(data);
  ho_buf_free(&bytes);
}

/* ---- Models ---- */

static ho_buf written(const handout_model *model) {
  ho_buf file = HO_BUF_INIT;
  assert_int_equal(ho_model_write(model, &file), HANDOUT_OK);
  return file;
}

static ho_buf stored(const handout_model *model) {
  ho_buf image = HO_BUF_INIT;
  assert_int_equal(ho_model_store(model, &image), HANDOUT_OK);
  return image;
}

static void expect_same_bytes(ho_buf first, ho_buf second) {
  assert_int_equal(first.length, second.length);
  assert_memory_equal(first.data, second.data, first.length);
  ho_buf_free(&first);
  ho_buf_free(&second);
}

/* Every table, and every number beside them. */
static void expect_same_models(const handout_model *first, const handout_model *second) {
  expect_same_bytes(written(first), written(second));
  expect_same_bytes(stored(first), stored(second));
}

typedef struct pair {
  handout_scorer *scorers[2];
  size_t texts;
} pair;

static void pair_start(pair *p, const handout_model *first, const handout_model *second) {
  p->texts = 0;
  assert_int_equal(handout_scorer_new(first, &p->scorers[0]), HANDOUT_OK);
  assert_int_equal(handout_scorer_new(second, &p->scorers[1]), HANDOUT_OK);
}

static void pair_end(pair *p) {
  handout_scorer_free(p->scorers[0]);
  handout_scorer_free(p->scorers[1]);
}

static void expect_same_verdicts(const handout_verdict *first, const handout_verdict *second) {
  assert_int_equal(first->label, second->label);
  assert_true(first->confidence == second->confidence);
  assert_memory_equal(first->probabilities, second->probabilities, sizeof first->probabilities);
  assert_memory_equal(first->scores, second->scores, sizeof first->scores);
  assert_int_equal(first->unsure, second->unsure);
  assert_int_equal(first->reason, second->reason);
  assert_true(first->release_share == second->release_share);
  assert_int_equal(first->words, second->words);
}

static void expect_same_answers(pair *p, const char *text, size_t length) {
  handout_verdict verdicts[2];
  handout_explanation why[2];
  for (int i = 0; i < 2; i++) {
    assert_int_equal(handout_score(p->scorers[i], text, length, NULL, &verdicts[i]), HANDOUT_OK);
    assert_int_equal(handout_explain(p->scorers[i], text, length, NULL, &why[i]), HANDOUT_OK);
  }
  expect_same_verdicts(&verdicts[0], &verdicts[1]);
  assert_int_equal(why[0].contribution_count, why[1].contribution_count);
  assert_int_equal(why[0].sentence_count, why[1].sentence_count);
  for (size_t c = 0; c < why[0].contribution_count; c++)
    assert_memory_equal(why[0].contributions[c].by_label, why[1].contributions[c].by_label,
                        sizeof why[0].contributions[c].by_label);
  p->texts++;
}

static void a_stored_model_is_the_same(void **state) {
  (void)state;
  handout_model *model = small_model(), *attached;
  ho_buf bytes = stored(model);
  void *image = laid_out(&bytes);
  assert_int_equal(ho_model_attach(image, &attached), HANDOUT_OK);
  expect_same_models(model, attached);
  pair p;
  pair_start(&p, model, attached);
  for (size_t t = 0; t < SMALL_TEXTS; t++)
    expect_same_answers(&p, small_texts[t], strlen(small_texts[t]));
  pair_end(&p);
  handout_model_free(attached);
  handout_model_free(model);
  free(image);
  ho_buf_free(&bytes);
}

/* ---- The model that is compiled in ---- */

static ho_buf read_file(const char *path) {
  ho_buf bytes = HO_BUF_INIT;
  FILE *file = fopen(path, "rb");
  for (size_t taken = 1; file && taken > 0; bytes.length += taken) {
    assert_true(ho_buf_reserve(&bytes, 1 << 16));
    taken = fread(bytes.data + bytes.length, 1, 1 << 16, file);
  }
  if (file)
    (void)fclose(file);
  return bytes;
}

/* Loads models/default.model as anybody's model file. */
static handout_model *model_of_file(void) {
  ho_buf file = read_file(PROJECT_DIR "/models/default.model");
  handout_model *model = NULL;
  if (file.length > 0)
    assert_int_equal(handout_model_load(file.data, file.length, &model, NULL), HANDOUT_OK);
  ho_buf_free(&file);
  return model;
}

/* nftw hands nothing on. */
static pair walked;

static int answer_file(const char *path, const struct stat *status, int type, struct FTW *place) {
  (void)status;
  (void)place;
  if (type != FTW_F)
    return 0;
  ho_buf text = read_file(path);
  expect_same_answers(&walked, text.data, text.length);
  ho_buf_free(&text);
  return 0;
}

static void the_default_model_is_its_file(void **state) {
  (void)state;
  handout_model *from_file = model_of_file(), *built_in;
  if (!from_file)
    skip();
  assert_int_equal(handout_model_default(&built_in, NULL), HANDOUT_OK);
  expect_same_models(from_file, built_in);
  pair_start(&walked, from_file, built_in);
  assert_int_equal(nftw(TESTS_DIR "/samples", answer_file, 16, FTW_PHYS), 0);
  assert_int_equal(nftw(TESTS_DIR "/domain", answer_file, 16, FTW_PHYS), 0);
  assert_true(walked.texts > 50);
  pair_end(&walked);
  handout_model_free(built_in);
  handout_model_free(from_file);
}

/* Nothing depends on when and where it was made. */
static void the_image_is_what_storing_gives(void **state) {
  (void)state;
  handout_model *from_file = model_of_file();
  if (!from_file)
    skip();
  ho_buf image = stored(from_file);
  assert_int_equal((uintptr_t)ho_default_model % HO_IMAGE_ALIGN, 0);
  assert_int_equal(image.length, ho_default_model_length);
  assert_memory_equal(image.data, ho_default_model, image.length);
  ho_buf_free(&image);
  handout_model_free(from_file);
}

/* Each has objects of its own, over the same tables. */
static void two_default_models_share_their_tables(void **state) {
  (void)state;
  handout_model *models[2];
  if (handout_model_default(&models[0], NULL) != HANDOUT_OK)
    skip();
  assert_int_equal(handout_model_default(&models[1], NULL), HANDOUT_OK);
  assert_ptr_not_equal(models[0], models[1]);
  assert_ptr_not_equal(models[0]->grams, models[1]->grams);
  assert_ptr_equal(models[0]->gram_weights, models[1]->gram_weights);
  handout_model_free(models[0]);
  assert_string_equal(handout_model_label(models[1], 0), "opinion");
  handout_model_free(models[1]);
}

static void no_place_for_the_default_model(void **state) {
  (void)state;
  handout_error error = {0};
  assert_int_equal(handout_model_default(NULL, &error), HANDOUT_BAD_ARGUMENT);
  assert_string_equal(error.message, "no model was given");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(objects_come_back_as_they_were),
      cmocka_unit_test(a_stored_model_is_the_same),
      cmocka_unit_test(the_default_model_is_its_file),
      cmocka_unit_test(the_image_is_what_storing_gives),
      cmocka_unit_test(two_default_models_share_their_tables),
      cmocka_unit_test(no_place_for_the_default_model),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
