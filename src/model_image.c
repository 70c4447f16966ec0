/* A model as an image: stored by the build, attached by the library. */
#include "model.h"

static handout_model *model_image(const handout_model *model, ho_image *image) {
  handout_model copy;
  const size_t place = ho_image_open(image, model, &copy, sizeof copy);
  const handout_model *from = model ? model : &copy;
  const size_t labels = from->label_count, columns = from->column_count;
  copy.attached = true;
  for (size_t i = 0; i < labels; i++)
    copy.labels[i] = ho_image_text(image, from->labels[i]);
  copy.lexicon = ho_lexicon_image(from->lexicon, image);
  copy.matcher = ho_matcher_image(from->matcher, image);
  copy.grams = ho_grams_image(from->grams, image);
  const ho_grams *grams = from->grams;
  copy.gram_weights = ho_image_table(image, from->gram_weights, grams->id_count * labels, sizeof(float));
  copy.rows = ho_image_table(image, from->rows, grams->count * HO_ROWS_PER_GRAM * ho_row_lanes(from),
                             sizeof(int16_t));
  copy.lean_weights =
      ho_image_table(image, from->lean_weights, ho_lean_count(from) * ho_lanes(from), sizeof(float));
  copy.lean_rows =
      ho_image_table(image, from->lean_rows, ho_lean_count(from) * ho_lanes(from), sizeof(int16_t));
  copy.columns = ho_image_table(image, from->columns, columns, sizeof *from->columns);
  copy.pair_weights =
      ho_image_table(image, from->pair_weights, columns * ho_model_pairs(from), sizeof(double));
  copy.label_weights = ho_image_table(image, from->label_weights, columns * ho_lanes(from), sizeof(double));
  copy.zero_z = ho_image_table(image, from->zero_z, columns, sizeof(double));
  copy.family_columns =
      ho_image_table(image, from->family_columns, from->lexicon->family_count + 1, sizeof(uint32_t));
  copy.summary = ho_image_text(image, from->summary);
  return ho_image_close(image, place, &copy, sizeof copy);
}

handout_status ho_model_store(const handout_model *model, ho_buf *out) {
  ho_image image;
  ho_image_store(&image);
  (void)model_image(model, &image);
  return ho_image_stored(&image, out) ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

handout_status ho_model_attach(const void *image, handout_model **model) {
  ho_image attaching;
  *model = NULL;
  if (!ho_image_attach(&attaching, image))
    return HANDOUT_NO_MEMORY;
  *model = model_image(NULL, &attaching);
  return HANDOUT_OK;
}
