/* How well the leanings of sentences tell labels apart, in articles of one label and in spliced ones. */
#include "sentences.h"

#include "number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Spliced articles of two labels, at most, for each call. */
enum { MOST_SPLICED = 300 };

typedef struct leaning {
  size_t label;
  double by_label[HANDOUT_MAX_LABELS];
} leaning;

void ho_leanings_free(ho_leanings *leanings) {
  ho_buf_free(&leanings->sentences);
  *leanings = (ho_leanings){0};
}

static int compare_ranked(const void *left, const void *right) {
  const ho_ranked *a = left, *b = right;
  return a->score < b->score ? -1 : a->score > b->score;
}

double ho_area_under_curve(ho_ranked *ranked, size_t count) {
  double below = 0, won = 0, firsts = 0;
  qsort(ranked, count, sizeof *ranked, compare_ranked);
  for (size_t i = 0, end; i < count; i = end) {
    double first = 0, second = 0;
    for (end = i; end < count && !(ranked[end].score > ranked[i].score); end++)
      if (ranked[end].first)
        first++;
      else
        second++;
    won += first * (below + second / 2);
    below += second;
    firsts += first;
  }
  return firsts > 0 && below > 0 ? won / (firsts * below) : NAN;
}

static double score_for(const double *by_label, size_t a, size_t b) {
  return log(fmax(by_label[a], 1e-300)) - log(fmax(by_label[b], 1e-300));
}

/* ---- Whole articles ------------------------------------------------------ */

static handout_status add_article(ho_leanings *leanings, handout_scorer *scorer,
                                  const ho_document *document) {
  handout_explanation explanation;
  handout_status status = handout_explain(scorer, document->text, document->length, NULL, &explanation);
  if (status == HANDOUT_TOO_LARGE)
    return HANDOUT_OK;
  for (size_t s = 0; status == HANDOUT_OK && s < explanation.sentence_count; s++) {
    leaning of = {.label = document->label};
    memcpy(of.by_label, explanation.sentences[s].leaning, leanings->label_count * sizeof of.by_label[0]);
    if (!ho_buf_append(&leanings->sentences, &of, sizeof of))
      status = HANDOUT_NO_MEMORY;
  }
  return status;
}

/* ---- Spliced articles ---------------------------------------------------- */

/* The area under the curve within one article that begins with a text of `first` and goes on, after `border`
 * bytes, with one of `second`. */
static handout_status measure_within(handout_scorer *scorer, const ho_buf *text, size_t border, size_t first,
                                     size_t second, double *area) {
  handout_explanation explanation;
  handout_status status = handout_explain(scorer, text->data, text->length, NULL, &explanation);
  *area = NAN;
  if (status != HANDOUT_OK)
    return status == HANDOUT_TOO_LARGE ? HANDOUT_OK : status;
  ho_ranked *ranked = ho_alloc_array(explanation.sentence_count, sizeof *ranked);
  if (!ranked)
    return HANDOUT_NO_MEMORY;
  for (size_t s = 0; s < explanation.sentence_count; s++)
    ranked[s] = (ho_ranked){score_for(explanation.sentences[s].leaning, first, second),
                            explanation.sentences[s].span.start < border};
  *area = ho_area_under_curve(ranked, explanation.sentence_count);
  free(ranked);
  return HANDOUT_OK;
}

static handout_status splice(ho_leanings *leanings, handout_scorer *scorer, const ho_document *first,
                             const ho_document *second) {
  ho_buf text = HO_BUF_INIT;
  double area = NAN;
  handout_status status = HANDOUT_NO_MEMORY;
  if (ho_buf_append(&text, first->text, first->length) && ho_buf_append_char(&text, '\n') &&
      ho_buf_append(&text, second->text, second->length))
    status = measure_within(scorer, &text, first->length, first->label, second->label, &area);
  ho_buf_free(&text);
  size_t a = first->label < second->label ? first->label : second->label;
  size_t b = first->label < second->label ? second->label : first->label;
  if (status == HANDOUT_OK && !isnan(area)) {
    leanings->within[a][b] += area;
    leanings->spliced[a][b]++;
  }
  return status;
}

/* The documents of a label among the rows, evenly spaced, at most MOST_SPLICED. */
static size_t pick(const ho_dataset *data, const size_t *rows, size_t count, size_t label, size_t *picked) {
  size_t all = 0, taken = 0, seen = 0;
  for (size_t i = 0; i < count; i++)
    all += data->documents[rows[i]].label == label;
  size_t wanted = all < MOST_SPLICED ? all : MOST_SPLICED;
  for (size_t i = 0; i < count; i++)
    if (data->documents[rows[i]].label == label && ++seen * wanted / all > taken)
      picked[taken++] = rows[i];
  return taken;
}

static handout_status splice_labels(ho_leanings *leanings, handout_scorer *scorer, const ho_dataset *data,
                                    const size_t *rows, size_t count, size_t a, size_t b) {
  size_t first[MOST_SPLICED], second[MOST_SPLICED];
  size_t firsts = pick(data, rows, count, a, first), seconds = pick(data, rows, count, b, second);
  handout_status status = HANDOUT_OK;
  for (size_t i = 0; status == HANDOUT_OK && i < firsts && i < seconds; i++) {
    const ho_document *of_a = &data->documents[first[i]], *of_b = &data->documents[second[i]];
    status = i % 2 ? splice(leanings, scorer, of_b, of_a) : splice(leanings, scorer, of_a, of_b);
  }
  return status;
}

handout_status ho_leanings_add(ho_leanings *leanings, handout_scorer *scorer, const ho_dataset *data,
                               const size_t *rows, size_t count) {
  handout_status status = HANDOUT_OK;
  for (size_t i = 0; status == HANDOUT_OK && i < count; i++)
    status = add_article(leanings, scorer, &data->documents[rows[i]]);
  for (size_t a = 0; a < leanings->label_count; a++)
    for (size_t b = a + 1; status == HANDOUT_OK && b < leanings->label_count; b++)
      status = splice_labels(leanings, scorer, data, rows, count, a, b);
  return status;
}

/* ---- Report -------------------------------------------------------------- */

static double area_between(const ho_leanings *leanings, size_t a, size_t b, ho_ranked *ranked) {
  const leaning *sentences = (const leaning *)(const void *)leanings->sentences.data;
  size_t count = leanings->sentences.length / sizeof *sentences, kept = 0;
  for (size_t s = 0; s < count; s++)
    if (sentences[s].label == a || sentences[s].label == b)
      ranked[kept++] = (ho_ranked){score_for(sentences[s].by_label, a, b), sentences[s].label == a};
  return ho_area_under_curve(ranked, kept);
}

static bool put_area(ho_buf *out, double area) {
  return isnan(area) ? ho_buf_append_char(out, '-') : ho_append_fixed(out, area, 4);
}

bool ho_leanings_report(const ho_leanings *leanings, char *const *labels, ho_buf *out) {
  ho_ranked *ranked = ho_alloc_array(leanings->sentences.length / sizeof(leaning), sizeof *ranked);
  bool ok = ranked && ho_buf_append_text(out, "\nsentences told apart (area under the curve)\n");
  for (size_t a = 0; a < leanings->label_count; a++)
    for (size_t b = a + 1; ok && b < leanings->label_count; b++) {
      size_t spliced = leanings->spliced[a][b];
      ok = ho_buf_append_format(out, "  %s and %s  ", labels[a], labels[b]) &&
           put_area(out, area_between(leanings, a, b, ranked)) && ho_buf_append_text(out, ", within ") &&
           ho_buf_append_format(out, "%zu spliced articles ", spliced) &&
           put_area(out, spliced ? leanings->within[a][b] / (double)spliced : NAN) &&
           ho_buf_append_char(out, '\n');
    }
  free(ranked);
  return ok;
}
