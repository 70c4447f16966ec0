/* What the public interface says about models and features beyond reading them. */
#include "score.h"

#include "default_model.h"
#include "status.h"

handout_status handout_model_default(handout_model **model, handout_error *error) {
  return handout_model_load(ho_default_model, ho_default_model_length, model, error);
}

size_t handout_model_feature_count(const handout_model *model) {
  return model ? ho_model_dense_count(model) + model->grams->count : 0;
}
