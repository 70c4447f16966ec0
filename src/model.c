/* A model in memory, and what is derived from what it was trained. */
#include "model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

handout_model *ho_model_new(void) {
  handout_model *model = calloc(1, sizeof *model);
  if (!model)
    return NULL;
  model->slope = model->lean_slope = model->gram_unit = model->lean_unit = 1;
  model->novelty.limit = HUGE_VAL;
  for (int i = 0; i < HO_NOVELTY_COUNT; i++)
    model->novelty.scale[i] = 1;
  return model;
}

static void free_tables(handout_model *model) {
  for (size_t i = 0; i < HANDOUT_MAX_LABELS; i++)
    free(model->labels[i]);
  ho_matcher_free(model->matcher);
  ho_lexicon_free(model->lexicon);
  ho_grams_free(model->grams);
  free(model->gram_weights);
  free(model->columns);
  free(model->pair_weights);
  free(model->rows);
  free(model->lean_rows);
  free(model->label_weights);
  free(model->zero_z);
  free(model->family_columns);
  free(model->lean_weights);
  free(model->summary);
}

void handout_model_free(handout_model *model) {
  if (model && !model->attached)
    free_tables(model);
  free(model);
}

size_t ho_model_pairs(const handout_model *model) {
  return model->label_count * (model->label_count - 1) / 2;
}

size_t ho_model_value_count(const handout_model *model) {
  return HO_ZONES * model->label_count;
}

size_t ho_model_dense_count(const handout_model *model) {
  return ho_dense_count(model->lexicon->family_count);
}

size_t ho_lean_count(const handout_model *model) {
  return ho_lean_role(model, 0) + HO_ROLES;
}

size_t ho_lean_family(const handout_model *model, size_t family, handout_role role) {
  return model->grams->count + family * HO_ROLES + role;
}

size_t ho_lean_role(const handout_model *model, handout_role role) {
  return ho_lean_family(model, model->lexicon->family_count, role);
}

double ho_round_weights(float *weights, size_t count) {
  double largest = 0;
  for (size_t i = 0; i < count; i++)
    largest = fmax(largest, fabs((double)weights[i]));
  /* A power of two times a whole number below 2^15 is exact in a float and in the file. */
  double unit = largest > 0 ? ldexp(1, (int)ceil(log2(largest)) - 14) : 1;
  for (size_t i = 0; i < count; i++)
    weights[i] = (float)(round((double)weights[i] / unit) * unit);
  return unit;
}

/* Before they are learned, sentences lean to nothing. */
static bool have_lean_weights(handout_model *model) {
  if (!model->lean_weights)
    model->lean_weights = ho_alloc_array(ho_lean_count(model) * ho_lanes(model), sizeof(float));
  return model->lean_weights;
}

static bool derive_rows(handout_model *model) {
  const ho_grams *grams = model->grams;
  const size_t labels = model->label_count, lanes = ho_row_lanes(model);
  free(model->rows);
  model->rows = ho_alloc_array(grams->count * HO_ROWS_PER_GRAM, lanes * sizeof *model->rows);
  for (size_t id = 0; model->rows && id < grams->id_count; id++) {
    const ho_gram_origin origin = grams->origins[id];
    int16_t *row = model->rows + (origin.gram * HO_ROWS_PER_GRAM + origin.zone) * lanes;
    for (size_t l = 0; l < labels; l++)
      row[l] = (int16_t)lround((double)model->gram_weights[id * labels + l] / model->gram_unit);
    row[labels] = 1;
  }
  return model->rows;
}

bool ho_model_derive_leaning(handout_model *model) {
  const size_t count = ho_lean_count(model) * ho_lanes(model);
  free(model->lean_rows);
  model->lean_rows = ho_alloc_array(count, sizeof *model->lean_rows);
  for (size_t i = 0; model->lean_rows && i < count; i++)
    model->lean_rows[i] = (int16_t)lround((double)model->lean_weights[i] / model->lean_unit);
  return model->lean_rows;
}

static bool derive_label_weights(handout_model *model) {
  size_t columns = model->column_count, labels = model->label_count, lanes = ho_lanes(model), pair = 0;
  free(model->label_weights);
  model->label_weights = ho_alloc_array(lanes * columns, sizeof(double));
  if (!model->label_weights)
    return false;
  memset(model->label_bias, 0, sizeof model->label_bias);
  for (size_t a = 0; a < labels; a++)
    for (size_t b = a + 1; b < labels; b++, pair++) {
      for (size_t c = 0; c < columns; c++) {
        model->label_weights[c * lanes + a] += model->pair_weights[pair * columns + c];
        model->label_weights[c * lanes + b] -= model->pair_weights[pair * columns + c];
      }
      model->label_bias[a] -= model->rho[pair];
      model->label_bias[b] += model->rho[pair];
    }
  return true;
}

static bool derive_zeros(handout_model *model) {
  size_t columns = model->column_count, labels = model->label_count;
  free(model->zero_z);
  model->zero_z = ho_alloc_array(columns, sizeof(double));
  if (!model->zero_z)
    return false;
  memcpy(model->zero_scores, model->label_bias, sizeof model->zero_scores);
  for (size_t c = 0; c < columns; c++) {
    model->zero_z[c] = ho_column_z(&model->columns[c], 0);
    for (size_t l = 0; l < labels; l++)
      model->zero_scores[l] += model->label_weights[c * ho_lanes(model) + l] * model->zero_z[c];
  }
  return true;
}

/* Columns are in the order of their features: style measures, families, the first stage's values. */
static bool find_family_columns(handout_model *model) {
  const size_t families = model->lexicon->family_count;
  free(model->family_columns);
  model->family_columns = ho_alloc_array(families + 1, sizeof *model->family_columns);
  for (size_t f = 0, c = 0; model->family_columns && f <= families; f++) {
    while (c < model->column_count && model->columns[c].feature < ho_dense_count(f))
      c++;
    model->family_columns[f] = (uint32_t)c;
  }
  return model->family_columns;
}

static bool renumber_words(handout_model *model) {
  uint32_t *numbers = ho_alloc_array(model->lexicon->vocabulary.count, sizeof *numbers);
  const bool ok =
      numbers && ho_lexicon_renumber(model->lexicon, numbers) && ho_grams_renumber(model->grams, numbers);
  free(numbers);
  return ok;
}

bool ho_model_settle(handout_model *model) {
  ho_vocabulary *vocabulary = &model->lexicon->vocabulary;
  ho_matcher_free(model->matcher);
  model->matcher = NULL;
  if (!renumber_words(model) || !ho_grams_settle(model->grams, vocabulary))
    return false;
  model->matcher = ho_matcher_new(model->lexicon);
  return model->matcher && ho_vocabulary_settle(vocabulary);
}

handout_status ho_model_finish(handout_model *model) {
  bool ok = ho_model_settle(model) && have_lean_weights(model) && derive_rows(model) &&
            ho_model_derive_leaning(model) && derive_label_weights(model) && derive_zeros(model) &&
            find_family_columns(model);
  return ok ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

/* ---- What a model is ---- */

bool ho_model_column_name(const handout_model *model, const ho_column *column, ho_buf *name) {
  size_t dense = ho_model_dense_count(model);
  if (column->feature < dense)
    return ho_dense_name(model->lexicon, column->feature, name);
  size_t value = column->feature - dense;
  const char *zone = ho_zone_name((ho_zone)(value / model->label_count));
  return (*zone ? ho_buf_append_format(name, "n-grams (%s) for ", zone)
                : ho_buf_append_text(name, "n-grams for ")) &&
         ho_buf_append_text(name, model->labels[value % model->label_count]);
}

size_t handout_model_label_count(const handout_model *model) {
  return model ? model->label_count : 0;
}

const char *handout_model_label(const handout_model *model, size_t label) {
  return model && label < model->label_count ? model->labels[label] : NULL;
}

double handout_model_threshold(const handout_model *model) {
  return model ? model->threshold : 0;
}
