/* What a sentence leans to. */
#ifndef HO_LEAN_H
#define HO_LEAN_H

#include "model.h"
#include "split.h"

/* Sets the model's weights of sentences, and lean_slope and lean_offset so that leanings are probabilities of
 * the document's label. The model is complete otherwise. */
handout_status ho_fit_leaning(handout_model *model, const ho_dataset *data, const size_t *subset,
                              const ho_sample *sample);

#endif
