/* What was learned, in memory and as a file. */
#ifndef HO_MODEL_H
#define HO_MODEL_H

#include "handout.h"
#include "novelty.h"
#include "reader.h"

#include <stdint.h>

enum {
  HO_MAX_PAIRS = HANDOUT_MAX_LABELS * (HANDOUT_MAX_LABELS - 1) / 2,
  HO_MAX_COLUMNS = 4096,
  HO_MODEL_FORMAT = 2
};

/* An input of the second stage: a dense feature, or (feature >= the number of dense
 * features) the first stage's value number feature - dense count: zone * labels + label.
 * z = clip((x - mean) / scale, -clip, clip). */
typedef struct ho_column {
  uint32_t feature;
  double mean;
  double scale;
  double clip;
} ho_column;

struct handout_model {
  bool attached; /* to an image: nothing in it is its own */
  size_t label_count;
  char *labels[HANDOUT_MAX_LABELS];
  size_t share_label; /* whose sentences the release share counts; label_count: none */

  ho_lexicon *lexicon; /* families and lists, compiled for matching */
  ho_matcher *matcher;
  ho_grams *grams; /* the n-grams that the first stage weighs */

  /* First stage, for each zone: value[zone][l] = gram_bias[zone * label_count + l] + sum over the zone's
   * n-grams of gram_weights[id * label_count + l] * (1 + log count) / norm, norm the Euclidean length of the
   * (1 + log count). */
  float *gram_weights; /* whole multiples of gram_unit */
  double gram_unit;
  double gram_bias[HO_ZONES * HANDOUT_MAX_LABELS];

  /* Second stage: for each pair (a, b), a < b, in libsvm's order (0,1) (0,2) … (1,2) …, the value
   * f = sum over columns of pair_weights[pair * column_count + c] * z[c] - rho[pair]; positive speaks for a.
   */
  size_t column_count;
  ho_column *columns;
  double *pair_weights;
  double rho[HO_MAX_PAIRS];

  /* A label's score is the sum of its signed pairwise values; probabilities are
   * softmax(slope * score[l] + offset[l]). */
  double slope;
  double offset[HANDOUT_MAX_LABELS];
  double threshold; /* least confidence of an answer */

  ho_novelty novelty; /* what the documents were like that it was trained on */

  /* Sentences: what one speaks for is the sum of the weights of its n-grams and of its phrases' families,
   * each by role, over sqrt(words + 4), and of its own role's weights;
   * leaning = softmax(lean_slope * (that, smoothed over its neighbours) + lean_offset). */
  float *lean_weights; /* [evidence * ho_lanes + label], whole multiples of lean_unit */
  double lean_unit;
  double lean_slope;
  double lean_offset[HANDOUT_MAX_LABELS];

  char *summary; /* lines "name value" about the training, for people */

  /* Derived when the model is read or finished. */
  int16_t *rows;      /* by n-gram: for each zone, and room for one more, ho_row_lanes numbers: the weights in
                         units, then 1 where it is weighed in this zone; 0 where it isn't */
  int16_t *lean_rows; /* lean_weights in units */
  double *label_weights; /* [c * ho_lanes + label] */
  double label_bias[HANDOUT_MAX_LABELS];
  double *zero_z;                         /* by column: z where its feature is 0, as most are in a document */
  uint32_t *family_columns;               /* by family, and one more: the columns before its first one */
  double zero_scores[HANDOUT_MAX_LABELS]; /* of a document all of whose features are 0 */
};

/* A column's input for the value of its feature. */
static inline double ho_column_z(const ho_column *column, double value) {
  double z = (value - column->mean) / column->scale;
  z = z > column->clip ? column->clip : z;
  return z < -column->clip ? -column->clip : z;
}

/* An empty model; the trainer fills it in. The caller frees it with handout_model_free. */
handout_model *ho_model_new(void);

/* Rounds first-stage weights to whole multiples of a unit of about five digits, which it returns. A model's
 * weights have to be so before anything is derived from them. */
double ho_round_weights(float *weights, size_t count);

/* Makes lexicon and n-grams ready for reading texts, once all words and n-grams have been added; nothing made
 * to read with them before can be used then. False when memory runs out. */
bool ho_model_settle(handout_model *model);

/* The same; and derives rows from the n-grams' weights, and what is known by label from the pairwise values.
 */
handout_status ho_model_finish(handout_model *model);

/* Only what is derived from the sentences' weights. False when memory runs out. */
bool ho_model_derive_leaning(handout_model *model);

/* Appends the model file's bytes. Reading them back gives the same model. */
handout_status ho_model_write(const handout_model *model, ho_buf *out);

/* Appends a model as an image, for the machine it was made on. */
handout_status ho_model_store(const handout_model *model, ho_buf *out);

/* The model in an image, which must be aligned to HO_IMAGE_ALIGN and outlive it. Nothing is copied but a few
 * thousand bytes, nothing is checked. The caller frees it with handout_model_free. */
handout_status ho_model_attach(const void *image, handout_model **model);

/* What lies between the weights of two n-grams, or pieces of evidence: the labels, filled up so that HO_LANES
 * are added at once. */
enum { HO_LANES = 4, HO_ROLES = 3 };
static inline size_t ho_lanes(const handout_model *model) {
  return (model->label_count + HO_LANES - 1) / HO_LANES * HO_LANES;
}

/* The numbers in a row: a weight for each label, and the mark, filled up likewise. With up to three labels an
 * n-gram's rows fill a line of the cache. */
enum { HO_ROWS_PER_GRAM = HO_ZONES + 1 };
static inline size_t ho_row_lanes(const handout_model *model) {
  return (model->label_count + 1 + HO_LANES - 1) / HO_LANES * HO_LANES;
}

/* What a sentence is judged by: first the n-grams, then each family in each role, then the sentence's role.
 */
size_t ho_lean_count(const handout_model *model);
size_t ho_lean_family(const handout_model *model, size_t family, handout_role role);
size_t ho_lean_role(const handout_model *model, handout_role role);

/* Number of values that the first stage gives. */
size_t ho_model_value_count(const handout_model *model);

/* Number of pairs of labels. */
size_t ho_model_pairs(const handout_model *model);

/* Appends a column's name: its feature's, or "n-grams (ZONE) for LABEL". */
bool ho_model_column_name(const handout_model *model, const ho_column *column, ho_buf *name);

/* Number of dense features, which come before the n-grams in every numbering. */
size_t ho_model_dense_count(const handout_model *model);

#endif
