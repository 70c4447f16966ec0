/* A small model with weights made up, and texts to score with it. */
#ifndef SMALL_MODEL_H
#define SMALL_MODEL_H

#include "model.h"
#include "random.h"

/* Six families, 30 n-grams in several zones, every feature a column. The caller frees it with
 * handout_model_free. */
handout_model *small_model(void);

/* The same as a model file's bytes. The caller frees them with ho_buf_free. */
ho_buf small_model_file(void);

/* The small model and a scorer of it, as a group's state. */
typedef struct small_fixture {
  handout_model *model;
  handout_scorer *scorer;
} small_fixture;

int small_set_up(void **state);
int small_tear_down(void **state);

extern const char small_lexicon[];

/* Short articles, in words of our own: a readout, a wire report, a column. */
enum { SMALL_TEXTS = 3 };
extern const char *const small_texts[SMALL_TEXTS];

/* Appends `words` random words, marks, quotations and line ends, with the small lexicon's phrases among them.
 */
void append_random_text(random_source *source, size_t words, ho_buf *out);

#endif
