/* From labelled documents to a model. */
#ifndef HO_TRAIN_H
#define HO_TRAIN_H

#include "fit.h"

typedef struct ho_train_options {
  ho_fit_options fit;
  size_t publishers; /* an n-gram is used that occurs at so many; 0: as is good for their number */
  const char *lexicon;
  size_t lexicon_length;
} ho_train_options;

/* Loads libsvm and liblinear. What learns does, too, but can't say why it failed: HANDOUT_BAD_ARGUMENT and
 * `error` where they aren't here. */
handout_status ho_train_prepare(handout_error *error);

/* Learns from the documents of `subset`. The same documents and options give the same model, whatever the
 * threads. HANDOUT_BAD_ARGUMENT says what is wrong with the documents. `fit`, where not NULL, gets the
 * numbers: free it with ho_fit_free. The caller frees the model with handout_model_free. */
handout_status ho_train(const ho_dataset *data, const size_t *subset, size_t count,
                        const ho_train_options *options, handout_model **model, ho_fit *fit,
                        handout_error *error);

/* Refuses documents that nothing can be learned from: fewer than two labels, or a label with one document. */
handout_status ho_check_documents(const ho_dataset *data, const size_t *subset, size_t count,
                                  handout_error *error);

/* Publishers that an n-gram has to occur at. */
size_t ho_wanted_publishers(const ho_sample *sample);

/* Appends the machine's rows in libsvm's format, 17 digits; or what our weights say of each row, a label's
 * number a line, as svm-predict prints it. */
bool ho_write_problem(const ho_svm_rows *rows, ho_buf *out);
bool ho_write_votes(const ho_fit *fit, ho_buf *out);

/* What a warning should say about the documents, or NULL. */
const char *ho_publisher_warning(const ho_dataset *data, const ho_sample *sample);

#endif
