/* Writing a model as text. */
#include "model.h"

#include "number.h"

#include <math.h>
#include <string.h>

static bool put_double(ho_buf *out, double value) {
  return ho_buf_append_char(out, '\t') && ho_append_double(out, value);
}

static bool put_doubles(ho_buf *out, const char *name, const double *values, size_t count) {
  bool ok = ho_buf_append_text(out, name);
  for (size_t i = 0; i < count; i++)
    ok = ok && put_double(out, values[i]);
  return ok && ho_buf_append_char(out, '\n');
}

static size_t lines_of(const char *text, size_t length) {
  size_t lines = 0;
  for (size_t i = 0; i < length; i++)
    lines += text[i] == '\n';
  return lines;
}

/* A text as a number of whole lines. */
static bool put_lines(ho_buf *out, const char *name, const char *text, size_t length) {
  bool unfinished = length && text[length - 1] != '\n';
  return ho_buf_append_format(out, "%s\t%zu\n", name, lines_of(text, length) + unfinished) &&
         ho_buf_append(out, text, length) && (!unfinished || ho_buf_append_char(out, '\n'));
}

static bool put_labels(ho_buf *out, const handout_model *m) {
  bool ok = ho_buf_append_format(out, "labels\t%zu", m->label_count);
  for (size_t i = 0; i < m->label_count; i++)
    ok = ok && ho_buf_append_char(out, '\t') && ho_buf_append_text(out, m->labels[i]);
  return ok && ho_buf_append_format(out, "\nshare\t%zu\n", m->share_label);
}

static bool put_weights(ho_buf *out, const float *weights, size_t count, double unit) {
  bool ok = true;
  for (size_t i = 0; i < count; i++)
    ok = ok && ho_buf_append_format(out, "\t%ld", lround((double)weights[i] / unit));
  return ok;
}

static bool put_lean(ho_buf *out, const handout_model *m, size_t evidence) {
  return put_weights(out, m->lean_weights + evidence * ho_lanes(m), m->label_count, m->lean_unit);
}

static bool leans(const handout_model *m, size_t evidence) {
  const float *weights = m->lean_weights + evidence * ho_lanes(m);
  for (size_t l = 0; l < m->label_count; l++)
    if (weights[l] < 0 || weights[l] > 0)
      return true;
  return false;
}

/* The n-gram's name, then zone and weights for each zone in which it is weighed; last, under a number that no
 * zone has, its weights in a sentence. */
static bool put_gram(ho_buf *out, const handout_model *m, const ho_gram *gram) {
  bool ok = ho_gram_name(&m->lexicon->vocabulary, gram->key, out);
  for (int zone = 0; zone < HO_ZONES && ok; zone++) {
    if (gram->ids[zone] == HO_NO_GRAM)
      continue;
    const float *weights = m->gram_weights + gram->ids[zone] * m->label_count;
    ok = ho_buf_append_format(out, "\t%d", zone) && put_weights(out, weights, m->label_count, m->gram_unit);
  }
  size_t index = (size_t)(gram - m->grams->list);
  if (leans(m, index))
    ok = ok && ho_buf_append_format(out, "\t%d", HO_ZONES) && put_lean(out, m, index);
  return ok && ho_buf_append_char(out, '\n');
}

static bool put_grams(ho_buf *out, const handout_model *m) {
  bool ok = ho_buf_append_format(out, "ngrams\t%zu", m->grams->count) && put_double(out, m->gram_unit) &&
            put_double(out, m->lean_unit) && ho_buf_append_char(out, '\n');
  for (size_t i = 0; i < m->grams->count && ok; i++)
    ok = put_gram(out, m, &m->grams->list[i]);
  return ok && put_doubles(out, "ngram-bias", m->gram_bias, ho_model_value_count(m));
}

static bool put_leaning(ho_buf *out, const handout_model *m) {
  size_t families = m->lexicon->family_count;
  bool ok = true;
  for (size_t f = 0; ok && f <= families; f++) {
    ok = f < families ? ho_buf_append_format(out, "lean-family\t%s", ho_family_name(m->lexicon, f))
                      : ho_buf_append_text(out, "lean-role");
    for (unsigned role = 0; role < HO_ROLES; role++)
      ok = ok && put_lean(out, m, ho_lean_family(m, f, role));
    ok = ok && ho_buf_append_char(out, '\n');
  }
  return ok;
}

static bool put_columns(ho_buf *out, const handout_model *m) {
  size_t pairs = ho_model_pairs(m);
  bool ok = ho_buf_append_format(out, "columns\t%zu\n", m->column_count);
  for (size_t c = 0; c < m->column_count && ok; c++) {
    const ho_column *column = &m->columns[c];
    ok = ho_buf_append_format(out, "%u\t", (unsigned)column->feature) &&
         ho_model_column_name(m, column, out) && put_double(out, column->mean) &&
         put_double(out, column->scale) && put_double(out, column->clip);
    for (size_t p = 0; p < pairs; p++)
      ok = ok && put_double(out, m->pair_weights[p * m->column_count + c]);
    ok = ok && ho_buf_append_char(out, '\n');
  }
  return ok && put_doubles(out, "rho", m->rho, pairs);
}

static bool put_body(ho_buf *out, const handout_model *m) {
  const char *summary = m->summary ? m->summary : "";
  return put_labels(out, m) && put_lines(out, "lexicon", m->lexicon->text.data, m->lexicon->text.length) &&
         put_grams(out, m) && put_leaning(out, m) && put_columns(out, m) &&
         put_doubles(out, "slope", &m->slope, 1) && put_doubles(out, "offset", m->offset, m->label_count) &&
         put_doubles(out, "threshold", &m->threshold, 1) &&
         put_doubles(out, "novelty-mean", m->novelty.mean, HO_NOVELTY_COUNT) &&
         put_doubles(out, "novelty-scale", m->novelty.scale, HO_NOVELTY_COUNT) &&
         put_doubles(out, "novelty-limit", &m->novelty.limit, 1) &&
         put_doubles(out, "lean-slope", &m->lean_slope, 1) &&
         put_doubles(out, "lean-offset", m->lean_offset, m->label_count) &&
         put_lines(out, "summary", summary, strlen(summary)) && ho_buf_append_text(out, "end\n");
}

handout_status ho_model_write(const handout_model *model, ho_buf *out) {
  ho_buf body = HO_BUF_INIT;
  bool ok = put_body(&body, model) &&
            ho_buf_append_format(out, "handout-model\t%d\nchecksum\t%016llx\n", HO_MODEL_FORMAT,
                                 (unsigned long long)ho_hash(body.data, body.length)) &&
            ho_buf_append(out, body.data, body.length);
  ho_buf_free(&body);
  return ok ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}
