/* handout: tells an official readout from a wire rewrite of it and from opinion.
 *
 * The whole public interface of libhandout. Two opaque types:
 *
 *   handout_model   what was learned. Immutable once loaded; any number of
 *                   threads may share one.
 *   handout_scorer  scratch memory for scoring. One a thread. It keeps a pointer
 *                   to its model, which must outlive it.
 *
 * Text goes in as a pointer and a length in bytes and should be UTF-8; bytes that
 * are not are read as U+FFFD and harm nothing. All offsets that come out are
 * bytes of that text, start inclusive, end exclusive. The library opens no file,
 * prints nothing, keeps no global state, and never calls setlocale, exit or abort.
 *
 * Every call that can fail returns a handout_status. Ownership is said with one of
 * three phrases: "the caller frees it with X", "valid until the scorer's next
 * call", "valid as long as the model".
 *
 * Limits: HANDOUT_MAX_* below. A text of any length is read in one pass and in
 * memory that does not grow with it, except handout_explain (see there); a word
 * over 120 bytes and a sentence over 256 words and marks are cut, and parts left
 * out of an article over the 512th stay text. README.md has those of files.
 */
#ifndef HANDOUT_H
#define HANDOUT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HANDOUT_VERSION_MAJOR 1
#define HANDOUT_VERSION_MINOR 0
#define HANDOUT_VERSION_PATCH 0
#define HANDOUT_VERSION "1.0.0"

#if defined(__GNUC__)
#define HANDOUT_API __attribute__((visibility("default")))
#else
#define HANDOUT_API
#endif

#define HANDOUT_MAX_LABELS 16           /* labels a model can have */
#define HANDOUT_MAX_ARTICLES 10000      /* articles looked for in one text; the last takes the rest */
#define HANDOUT_MAX_EXPLAINED 67108864u /* bytes handout_explain takes: 64 MiB */

typedef struct handout_model handout_model;
typedef struct handout_scorer handout_scorer;

typedef enum handout_status {
  HANDOUT_OK = 0,
  HANDOUT_NO_MEMORY,    /* an allocation failed; every object is still usable or freed */
  HANDOUT_BAD_ARGUMENT, /* a null pointer, a range outside the text, an index too large */
  HANDOUT_BAD_MODEL,    /* the model is damaged or not a model; the error has the line */
  HANDOUT_BAD_VERSION,  /* the model's format is of another version of handout */
  HANDOUT_BAD_LEXICON,  /* the lexicon is malformed; the error has the line */
  HANDOUT_TOO_LARGE,    /* over a documented limit */
  HANDOUT_BAD_TEXT      /* not text: a PDF or another binary file */
} handout_status;

/* Details of a failure, owned and zeroed by the caller; every `error` parameter
 * may be NULL. `line` is 1-based, 0 where no line is to blame. */
typedef struct handout_error {
  size_t line;
  char message[256];
} handout_error;

/* A fixed English sentence for a status; never NULL. */
HANDOUT_API const char *handout_strerror(handout_status status);

/* The version of the library in use, "MAJOR.MINOR.PATCH". */
HANDOUT_API const char *handout_version(void);

/* ---- Models ---------------------------------------------------------------- */

/* The model compiled into the library, which the build read with handout_model_load.
 * The caller frees it with handout_model_free. */
HANDOUT_API handout_status handout_model_default(handout_model **model, handout_error *error);

/* Reads a model from memory, strictly: HANDOUT_BAD_MODEL or HANDOUT_BAD_VERSION
 * for anything that handout train did not write. `data` is not kept.
 * The caller frees it with handout_model_free. */
HANDOUT_API handout_status handout_model_load(const void *data, size_t length, handout_model **model,
                                              handout_error *error);

/* NULL is fine. */
HANDOUT_API void handout_model_free(handout_model *model);

HANDOUT_API size_t handout_model_label_count(const handout_model *model);

/* A label's name, NULL beyond the last. Valid as long as the model. */
HANDOUT_API const char *handout_model_label(const handout_model *model, size_t label);

/* The confidence below which a verdict is unsure, in 0..1. */
HANDOUT_API double handout_model_threshold(const handout_model *model);

/* Number of features: the dense ones (phrase families, style, position), then the
 * n-grams. */
HANDOUT_API size_t handout_model_feature_count(const handout_model *model);

/* Writes a feature's name into `name`, which has room for `size` bytes, cut short to fit and NUL-terminated,
 * and returns its whole length, 0 beyond the last feature and where memory runs out. An n-gram's name is its
 * words, with where in the article it counts: "said in (lead)". */
HANDOUT_API size_t handout_model_feature_name(const handout_model *model, size_t feature, char *name,
                                              size_t size);

/* ---- Scoring --------------------------------------------------------------- */

/* The caller frees it with handout_scorer_free. */
HANDOUT_API handout_status handout_scorer_new(const handout_model *model, handout_scorer **scorer);

/* NULL is fine. */
HANDOUT_API void handout_scorer_free(handout_scorer *scorer);

/* Whether handout_score leaves out the release share, which no label depends on, so as to take less time; a
 * new scorer's doesn't. NULL is fine. */
HANDOUT_API void handout_scorer_skip_share(handout_scorer *scorer, bool skip);

typedef struct handout_span {
  size_t start, end;
} handout_span;

/* A part of an article that is not its text. `kind` is a fixed string: "share",
 * "advertisement", "newsletter", "cookie", "caption", "date", "byline", "link",
 * "tag", "code", "repeated headline", "other". */
typedef struct handout_left_out {
  handout_span span;
  const char *kind;
} handout_left_out;

/* An article found in a text: its range, its headline (start == end where there
 * is none) and what in it is not its text, in order and disjoint. */
typedef struct handout_article {
  handout_span span;
  handout_span headline;
  const handout_left_out *left_out;
  size_t left_out_count;
} handout_article;

/* Finds the articles in a text, in order; at least one, which may be empty.
 * `*articles` is valid until the scorer's next call. */
HANDOUT_API handout_status handout_find_articles(handout_scorer *scorer, const char *text, size_t length,
                                                 const handout_article **articles, size_t *count);

typedef enum handout_reason {
  HANDOUT_SURE = 0,
  HANDOUT_NO_TEXT,        /* no words to judge by */
  HANDOUT_LOW_CONFIDENCE, /* the best label's probability is below the threshold */
  HANDOUT_UNLIKE          /* unlike anything the model was trained on */
} handout_reason;

/* A fixed English phrase for a reason: "", "no text", "low confidence",
 * "unlike anything trained on". */
HANDOUT_API const char *handout_reason_text(handout_reason reason);

typedef struct handout_verdict {
  size_t label;                             /* the most probable label, also where unsure */
  double confidence;                        /* its calibrated probability */
  double probabilities[HANDOUT_MAX_LABELS]; /* one a label, sum 1 */
  double scores[HANDOUT_MAX_LABELS];        /* before calibration: sums of signed pairwise values */
  bool unsure;
  handout_reason reason;
  double release_share; /* share of the words in sentences that read like a release or pass one on, 0..1; 0
                           where it is skipped */
  size_t words;
} handout_verdict;

/* Scores one article. `article` is an element of handout_find_articles' answer for
 * the same text (it may be a copy), or NULL to take the whole text as one article
 * whose headline, if it has one, is its first line. `verdict` is filled in. */
HANDOUT_API handout_status handout_score(handout_scorer *scorer, const char *text, size_t length,
                                         const handout_article *article, handout_verdict *verdict);

/* ---- Explaining ------------------------------------------------------------ */

/* One place in the text where a feature fired, and its share of the feature's
 * contribution to each label's score. */
typedef struct handout_hit {
  handout_span span;
  double by_label[HANDOUT_MAX_LABELS];
} handout_hit;

/* A feature's exact contribution to each label's score, measured from the mean
 * training document; base[l] plus all contributions is scores[l]. `hits` is empty
 * for measures of the whole text, and for phrases that are missed by absence. */
typedef struct handout_contribution {
  size_t feature;
  double value; /* as measured, before standardising */
  double by_label[HANDOUT_MAX_LABELS];
  const handout_hit *hits;
  size_t hit_count;
} handout_contribution;

typedef enum handout_role {
  HANDOUT_UNATTRIBUTED = 0, /* in the writer's own voice */
  HANDOUT_ATTRIBUTED,       /* somebody is said to have said it */
  HANDOUT_QUOTED            /* most of it stands in quotation marks */
} handout_role;

/* A sentence and how much it speaks for each label, smoothed over its neighbours;
 * the leanings of a sentence are probabilities and sum to 1. */
typedef struct handout_sentence {
  handout_span span;
  handout_role role;
  double leaning[HANDOUT_MAX_LABELS];
} handout_sentence;

typedef struct handout_explanation {
  handout_verdict verdict;
  double base[HANDOUT_MAX_LABELS];           /* the mean training document's scores */
  const handout_contribution *contributions; /* all that are not zero, by feature */
  size_t contribution_count;
  const handout_sentence *sentences; /* in order */
  size_t sentence_count;
} handout_explanation;

/* Scores one article and says why. Memory grows with the article; one over
 * HANDOUT_MAX_EXPLAINED bytes is HANDOUT_TOO_LARGE. What `explanation` points to
 * is valid until the scorer's next call. */
HANDOUT_API handout_status handout_explain(handout_scorer *scorer, const char *text, size_t length,
                                           const handout_article *article, handout_explanation *explanation);

#ifdef __cplusplus
}
#endif

#endif
