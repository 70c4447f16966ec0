/* The training's summary, by which a person can judge a model. */
#ifndef HO_SUMMARY_H
#define HO_SUMMARY_H

#include "evaluate.h"
#include "fit.h"

/* Predictions of the training documents by models that have not seen their publishers. The caller frees
 * `rows` of it. */
handout_status ho_held_out_predictions(const ho_dataset *data, const size_t *subset, const ho_sample *sample,
                                       const ho_fit *fit, ho_predictions *predictions);

/* Lines "name value". The caller frees the text. */
handout_status ho_summarise(const ho_dataset *data, const size_t *subset, const ho_sample *sample,
                            const ho_fit *fit, char **summary);

#endif
