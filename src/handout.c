/* What the public interface says about models and features beyond reading them. */
#include "score.h"

#include "default_model.h"
#include "status.h"
#include <string.h>

handout_status handout_model_default(handout_model **model, handout_error *error) {
  if (!model || !ho_default_model_length)
    return handout_model_load(NULL, 0, model, error);
  handout_status status = ho_model_attach(ho_default_model, model);
  return status == HANDOUT_OK ? status : ho_fail(error, status, 0, "%s", handout_strerror(status));
}

size_t handout_model_feature_count(const handout_model *model) {
  return model ? ho_model_dense_count(model) + model->grams->id_count : 0;
}

static bool append_gram_name(const handout_model *model, size_t id, ho_buf *name) {
  const ho_gram_origin *origin = &model->grams->origins[id];
  const char *zone = ho_zone_name((ho_zone)origin->zone);
  return ho_gram_name(&model->lexicon->vocabulary, model->grams->list[origin->gram].key, name) &&
         (!*zone || ho_buf_append_format(name, " (%s)", zone));
}

size_t handout_model_feature_name(const handout_model *model, size_t feature, char *name, size_t size) {
  ho_buf buf = HO_BUF_INIT;
  if (size)
    *name = '\0';
  if (feature >= handout_model_feature_count(model))
    return 0;
  size_t dense = ho_model_dense_count(model);
  bool ok = feature < dense ? ho_dense_name(model->lexicon, feature, &buf)
                            : append_gram_name(model, feature - dense, &buf);
  size_t length = ok ? buf.length : 0, kept = length < size ? length : size ? size - 1 : 0;
  if (size) {
    memcpy(name, kept ? buf.data : "", kept);
    name[kept] = '\0';
  }
  ho_buf_free(&buf);
  return length;
}
