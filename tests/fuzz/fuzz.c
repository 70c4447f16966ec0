/* Shared by the fuzz targets: checks, and a small model made in code. */
#include "fuzz.h"

#include "model.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_check(bool condition, const char *file, int line, const char *what) {
  if (condition)
    return;
  (void)fprintf(stderr, "%s:%d: not true: %s\n", file, line, what);
  abort();
}

void fuzz_check_utf8(const char *text, size_t length) {
  bool valid = true;
  for (size_t at = 0; at < length; CHECK(valid))
    at += ho_text_sequence(text + at, length - at, &valid);
}

void fuzz_check_clean(const char *text, size_t length) {
  fuzz_check_utf8(text, length);
  for (size_t i = 0; i < length; i++) {
    const unsigned char c = (unsigned char)text[i];
    CHECK(c >= 0x20 || c == '\n' || c == '\t' || c == '\r' || c == '\f');
    CHECK(c != 0x7F);
    CHECK(c != 0xC2 || (unsigned char)text[i + 1] >= 0xA0);
    CHECK(c != 0xEF || memcmp(text + i, "\xEF\xBB\xBF", 3) != 0);
  }
}

const char FUZZ_TEXT[] =
    "Harbour chief opens third pier\n"
    "PORT AMBER, May 6 (Gull Agency) - The minister called on the visiting delegation on Monday. Matters of\n"
    "mutual interest were discussed, the harbour office said in a statement.\n"
    "\"I think we must ask why,\" said Ada Brine. Who would not? They met in 2031 and 12 boats were there.\n";

static const char LEXICON[] = "handout-lexicon 1\n"
                              "[protocol] Phrases of visits.\n"
                              "called on the\n"
                              "matters|issues of ** mutual interest\n"
                              "[source speaker] Who says it.\n"
                              "<name> said\n"
                              "said in a statement\n"
                              "[first-person] The writer.\n"
                              "^ i think\n"
                              "we must * why\n"
                              "[@abbreviation]\n"
                              "mr dr\n"
                              "[@weekday]\n"
                              "=Monday\n"
                              "[@month]\n"
                              "=May\n"
                              "[@mask]\n"
                              "amber\n";

static const char *const GRAMS[] = {"said in",   "<name> said", "^ the", "the minister",
                                    "=minister", "mutual",      "of",    "\" said"};

/* Numbers from -1 to 1, the same ones every time. */
static double next_number(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 40) / (1 << 23) - 1;
}

static char *copy_text(const char *text) {
  char *copy = malloc(strlen(text) + 1);
  CHECK(copy != NULL);
  memcpy(copy, text, strlen(text) + 1);
  return copy;
}

static void add_labels(handout_model *model) {
  static const char *const labels[] = {"opinion", "readout", "wire"};
  model->label_count = 3;
  model->share_label = 1;
  for (size_t i = 0; i < model->label_count; i++)
    model->labels[i] = copy_text(labels[i]);
  model->summary = copy_text("documents 0\n");
}

static void add_lexicon(handout_model *model) {
  ho_lexicon *lexicon = NULL;
  CHECK(ho_lexicon_read(LEXICON, sizeof LEXICON - 1, 0, &lexicon, NULL) == HANDOUT_OK);
  model->lexicon = lexicon;
}

/* An n-gram is weighed in every zone but the one that its number leaves out. */
static void add_grams(handout_model *model, uint64_t *state) {
  CHECK((model->grams = ho_grams_new()) != NULL);
  for (uint32_t i = 0; i < sizeof GRAMS / sizeof *GRAMS; i++) {
    CHECK(ho_grams_add(model->grams, &model->lexicon->vocabulary, GRAMS[i], strlen(GRAMS[i])) == HANDOUT_OK);
    for (uint32_t zone = 0; zone < HO_ZONES; zone++)
      if (zone != i)
        CHECK(ho_grams_weigh(model->grams, i, (ho_zone)zone));
  }
  const size_t count = model->grams->id_count * model->label_count;
  CHECK((model->gram_weights = ho_alloc_array(count, sizeof(float))) != NULL);
  for (size_t i = 0; i < count; i++)
    model->gram_weights[i] = (float)next_number(state);
  model->gram_unit = ho_round_weights(model->gram_weights, count);
}

static void add_columns(handout_model *model, size_t columns, uint64_t *state) {
  const size_t all = ho_model_dense_count(model) + ho_model_value_count(model), pairs = ho_model_pairs(model);
  model->column_count = columns < all ? columns : all;
  CHECK((model->columns = ho_alloc_array(model->column_count, sizeof *model->columns)) != NULL);
  CHECK((model->pair_weights = ho_alloc_array(model->column_count * pairs, sizeof(double))) != NULL);
  for (size_t i = 0; i < model->column_count; i++)
    model->columns[i] = (ho_column){(uint32_t)(all - model->column_count + i), next_number(state), 0.5, 4};
  for (size_t i = 0; i < model->column_count * pairs; i++)
    model->pair_weights[i] = next_number(state) / 8;
}

handout_model *fuzz_model(size_t columns) {
  uint64_t state = 1;
  handout_model *model = ho_model_new();
  CHECK(model != NULL);
  add_labels(model);
  add_lexicon(model);
  add_grams(model, &state);
  add_columns(model, columns, &state);
  model->threshold = 0.4;
  model->novelty.limit = 40;
  CHECK(ho_model_finish(model) == HANDOUT_OK);
  return model;
}
