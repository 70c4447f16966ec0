/* Reading a model from its file, strictly. */
#include "model.h"

#include "number.h"
#include "status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct field {
  const char *at;
  size_t length;
} field;

typedef struct reading {
  handout_model *model;
  handout_error *error;
  const char *at, *end;
  size_t line;
  field rest;     /* of the current line */
  ho_buf weights; /* of n-grams, while they are read */
} reading;

static handout_status bad(reading *r, const char *what) {
  return ho_fail(r->error, HANDOUT_BAD_MODEL, r->line, "%s", what);
}

static bool next_line(reading *r) {
  const char *newline = r->at < r->end ? memchr(r->at, '\n', (size_t)(r->end - r->at)) : NULL;
  r->line++;
  if (!newline)
    return false;
  r->rest = (field){r->at, (size_t)(newline - r->at)};
  r->at = newline + 1;
  return true;
}

/* The next field before a tab, or the rest of the line. */
static field next_field(reading *r) {
  const char *tab = memchr(r->rest.at, '\t', r->rest.length);
  field f = {r->rest.at, tab ? (size_t)(tab - r->rest.at) : r->rest.length};
  size_t taken = f.length + (tab != NULL);
  r->rest = (field){r->rest.at + taken, r->rest.length - taken};
  return f;
}

static bool is(field f, const char *word) {
  return f.length == strlen(word) && memcmp(f.at, word, f.length) == 0;
}

/* A line of the given name; its fields follow. */
static bool line_named(reading *r, const char *name) {
  return next_line(r) && is(next_field(r), name);
}

/* Numbers of a size that no training gives could add up to infinity, and then to no number at all. */
static const double LARGEST = 1e9, SMALLEST_SCALE = 1e-9;

static bool take_double(reading *r, double *value) {
  field f = next_field(r);
  return ho_parse_double(f.at, f.length, value) && fabs(*value) <= LARGEST;
}

static bool take_doubles(reading *r, double *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!take_double(r, &values[i]))
      return false;
  return r->rest.length == 0;
}

static bool take_size(reading *r, size_t *value, size_t limit) {
  enum { SAFE_DIGITS = 9 }; /* so many don't overflow: nearly all numbers, and most of a model */
  const char *at = r->rest.at;
  size_t most = r->rest.length < SAFE_DIGITS ? r->rest.length : SAFE_DIGITS, digits = 0, result = 0;
  for (; digits < most && at[digits] >= '0' && at[digits] <= '9'; digits++)
    result = result * 10 + (size_t)(at[digits] - '0');
  bool ends = digits == r->rest.length, tab = !ends && at[digits] == '\t';
  if (digits == 0 || (!ends && !tab)) {
    field f = next_field(r);
    return ho_parse_size(f.at, f.length, value) && *value <= limit;
  }
  r->rest = (field){r->rest.at + digits + tab, r->rest.length - digits - tab};
  *value = result;
  return result <= limit;
}

static bool take_text(field f, char **text) {
  *text = malloc(f.length + 1);
  if (!*text)
    return false;
  memcpy(*text, f.at, f.length);
  (*text)[f.length] = '\0';
  return true;
}

/* Names would end at a NUL. */
static handout_status refuse_nul(reading *r) {
  const char *nul = r->at < r->end ? memchr(r->at, '\0', (size_t)(r->end - r->at)) : NULL;
  size_t line = r->line + 1;
  for (const char *at = r->at; nul && at < nul; at++)
    line += *at == '\n';
  return nul ? ho_fail(r->error, HANDOUT_BAD_MODEL, line, "a NUL; a model is text") : HANDOUT_OK;
}

/* handout-model 1 / checksum of all that follows */
static handout_status read_header(reading *r) {
  char digits[17] = "";
  if (!next_line(r) || !is(next_field(r), "handout-model"))
    return bad(r, "this is not a handout model");
  size_t format;
  if (!take_size(r, &format, SIZE_MAX) || r->rest.length)
    return bad(r, "this is not a handout model");
  if (format != HO_MODEL_FORMAT)
    return ho_fail(r->error, HANDOUT_BAD_VERSION, r->line,
                   "the model has format %zu, this version of handout reads %d; train it again", format,
                   HO_MODEL_FORMAT);
  if (!line_named(r, "checksum"))
    return bad(r, "the checksum is missing; the file is damaged");
  field sum = next_field(r);
  uint64_t hash = ho_hash(r->at, (size_t)(r->end - r->at));
  for (int i = 0; i < 16; i++)
    digits[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
  if (!is(sum, digits) || r->rest.length)
    return bad(r, "the checksum is wrong; the file is damaged or was edited");
  return refuse_nul(r);
}

static handout_status read_labels(reading *r) {
  handout_model *m = r->model;
  if (!line_named(r, "labels") || !take_size(r, &m->label_count, HANDOUT_MAX_LABELS) || m->label_count < 2)
    return bad(r, "there must be 2 to 16 labels");
  for (size_t i = 0; i < m->label_count; i++) {
    field name = next_field(r);
    if (name.length == 0)
      return bad(r, "a label's name is missing");
    if (!take_text(name, &m->labels[i]))
      return HANDOUT_NO_MEMORY;
    if (i > 0 && strcmp(m->labels[i - 1], m->labels[i]) >= 0)
      return bad(r, "labels must be in order and differ");
  }
  if (r->rest.length)
    return bad(r, "there are more labels than announced");
  if (!line_named(r, "share") || !take_size(r, &m->share_label, m->label_count) || r->rest.length)
    return bad(r, "the label of the release share is missing");
  return HANDOUT_OK;
}

/* Takes the lines that a line of that name announces; false, and says why, where they aren't there. */
static bool take_lines(reading *r, const char *name, field *text) {
  size_t lines;
  if (!line_named(r, name) || !take_size(r, &lines, SIZE_MAX) || r->rest.length) {
    ho_fail(r->error, HANDOUT_BAD_MODEL, r->line, "the %s is missing", name);
    return false;
  }
  text->at = r->at;
  for (size_t i = 0; i < lines; i++)
    if (!next_line(r)) {
      ho_fail(r->error, HANDOUT_BAD_MODEL, r->line, "the %s is cut off", name);
      return false;
    }
  text->length = (size_t)(r->at - text->at);
  return true;
}

static handout_status read_lexicon(reading *r) {
  const size_t first = r->line + 1;
  field text;
  if (!take_lines(r, "lexicon", &text))
    return HANDOUT_BAD_MODEL;
  ho_lexicon *lexicon;
  handout_status status = ho_lexicon_read(text.at, text.length, first, &lexicon, r->error);
  if (status != HANDOUT_OK)
    return status == HANDOUT_NO_MEMORY ? status : HANDOUT_BAD_MODEL;
  r->model->lexicon = lexicon;
  return HANDOUT_OK;
}

/* A weight is a whole number of units. */
static bool take_weight(reading *r, double unit, float *weight) {
  bool negative = r->rest.length && *r->rest.at == '-';
  size_t value;
  r->rest = (field){r->rest.at + negative, r->rest.length - negative};
  if (!take_size(r, &value, INT16_MAX))
    return false;
  *weight = (float)((negative ? -unit : unit) * (double)value);
  return true;
}

/* The weights of the n-gram read last in one zone. */
static handout_status read_zone(reading *r, size_t zone) {
  handout_model *m = r->model;
  size_t id = m->grams->id_count;
  if (zone >= HO_ZONES || m->grams->list[m->grams->count - 1].ids[zone] != HO_NO_GRAM)
    return bad(r, "an n-gram has an unknown or repeated zone");
  if (!ho_buf_reserve(&r->weights, m->label_count * sizeof(float)) ||
      !ho_grams_weigh(m->grams, (uint32_t)m->grams->count - 1, (ho_zone)zone))
    return HANDOUT_NO_MEMORY;
  float *weights = (float *)(void *)r->weights.data + id * m->label_count;
  for (size_t l = 0; l < m->label_count; l++)
    if (!take_weight(r, m->gram_unit, &weights[l]))
      return bad(r, "an n-gram needs a weight for each label, whole numbers of units");
  r->weights.length += m->label_count * sizeof(float);
  return HANDOUT_OK;
}

/* The leaning's weights of one piece of evidence. */
static bool take_lean(reading *r, size_t evidence) {
  handout_model *m = r->model;
  float *weights = m->lean_weights + evidence * ho_lanes(m);
  for (size_t l = 0; l < m->label_count; l++)
    if (!take_weight(r, m->lean_unit, &weights[l]))
      return false;
  return true;
}

/* The n-gram, then for each zone in which it is weighed the zone's number and a weight for each label; behind
 * the zones, in the same way, those of a sentence's leaning. */
static handout_status read_gram(reading *r) {
  handout_model *m = r->model;
  if (!next_line(r))
    return bad(r, "the n-grams are cut off");
  field name = next_field(r);
  handout_status status = ho_grams_add(m->grams, &m->lexicon->vocabulary, name.at, name.length);
  if (status != HANDOUT_OK)
    return status == HANDOUT_NO_MEMORY ? status : bad(r, "a malformed or repeated n-gram, or too many words");
  while (r->rest.length && status == HANDOUT_OK) {
    size_t zone;
    if (!take_size(r, &zone, HO_ZONES))
      return bad(r, "an n-gram has an unknown or repeated zone");
    if (zone < HO_ZONES)
      status = read_zone(r, zone);
    else if (!take_lean(r, m->grams->count - 1) || r->rest.length)
      return bad(r, "an n-gram's line doesn't end with a weight of sentences for each label");
  }
  return status;
}

static handout_status read_grams(reading *r) {
  handout_model *m = r->model;
  size_t count;
  if (!line_named(r, "ngrams") || !take_size(r, &count, HO_MAX_GRAMS) || !take_double(r, &m->gram_unit) ||
      !take_double(r, &m->lean_unit) || r->rest.length || m->gram_unit <= 0 || m->lean_unit <= 0)
    return bad(r, "the number of n-grams or their units are wrong");
  /* A line has two bytes or more, whatever the count claims. */
  size_t most = (size_t)(r->end - r->at) / 2, room = count < most ? count : most;
  size_t evidence = room + (m->lexicon->family_count + 1) * HO_ROLES;
  m->grams = ho_grams_new();
  m->lean_weights = ho_alloc_array(evidence * ho_lanes(m), sizeof(float));
  if (!m->grams || !m->lean_weights || !ho_grams_reserve(m->grams, room) ||
      !ho_buf_reserve(&r->weights, room * 2 * m->label_count * sizeof(float)))
    return HANDOUT_NO_MEMORY;
  handout_status status = HANDOUT_OK;
  for (size_t i = 0; i < count && status == HANDOUT_OK; i++)
    status = read_gram(r);
  m->gram_weights = (float *)(void *)r->weights.data;
  r->weights = (ho_buf)HO_BUF_INIT;
  if (status != HANDOUT_OK)
    return status;
  if (!line_named(r, "ngram-bias") || !take_doubles(r, m->gram_bias, ho_model_value_count(m)))
    return bad(r, "the n-grams' bias is missing");
  return HANDOUT_OK;
}

/* A line of each family, with the weights of each role, then one of the roles themselves. */
static handout_status read_leaning(reading *r) {
  handout_model *m = r->model;
  size_t families = m->lexicon->family_count;
  for (size_t f = 0; f <= families; f++) {
    bool ok = f < families ? line_named(r, "lean-family") && is(next_field(r), ho_family_name(m->lexicon, f))
                           : line_named(r, "lean-role");
    for (unsigned role = 0; role < HO_ROLES; role++)
      ok = ok && take_lean(r, ho_lean_family(m, f, role));
    if (!ok || r->rest.length)
      return bad(r, "the sentences' weights of a family are wrong");
  }
  return HANDOUT_OK;
}

static handout_status read_column(reading *r, size_t index, size_t pairs, ho_buf *name) {
  handout_model *m = r->model;
  ho_column *column = &m->columns[index];
  size_t feature, limit = ho_model_dense_count(m) + ho_model_value_count(m) - 1;
  if (!next_line(r) || !take_size(r, &feature, limit))
    return bad(r, "a column has an unknown feature");
  if (index > 0 && feature <= column[-1].feature)
    return bad(r, "columns must be in order of their features");
  column->feature = (uint32_t)feature;
  ho_buf_clear(name);
  if (!ho_model_column_name(m, column, name) || !ho_buf_terminate(name))
    return HANDOUT_NO_MEMORY;
  if (!is(next_field(r), name->data))
    return bad(r, "a column's name is not that of its feature");
  if (!take_double(r, &column->mean) || !take_double(r, &column->scale) || !take_double(r, &column->clip) ||
      column->scale < SMALLEST_SCALE || column->clip <= 0)
    return bad(r, "a column needs its mean, scale and clip");
  for (size_t p = 0; p < pairs; p++)
    if (!take_double(r, &m->pair_weights[p * m->column_count + index]))
      return bad(r, "a column needs a weight for each pair of labels");
  return r->rest.length ? bad(r, "a column has too many weights") : HANDOUT_OK;
}

static handout_status read_columns(reading *r) {
  handout_model *m = r->model;
  size_t pairs = ho_model_pairs(m);
  if (!line_named(r, "columns") || !take_size(r, &m->column_count, HO_MAX_COLUMNS) || r->rest.length)
    return bad(r, "the number of columns is wrong");
  m->columns = ho_alloc_array(m->column_count, sizeof *m->columns);
  m->pair_weights = ho_alloc_array(m->column_count * pairs, sizeof(double));
  if (!m->columns || !m->pair_weights)
    return HANDOUT_NO_MEMORY;
  ho_buf name = HO_BUF_INIT;
  handout_status status = HANDOUT_OK;
  for (size_t i = 0; i < m->column_count && status == HANDOUT_OK; i++)
    status = read_column(r, i, pairs, &name);
  ho_buf_free(&name);
  if (status != HANDOUT_OK)
    return status;
  if (!line_named(r, "rho") || !take_doubles(r, m->rho, pairs))
    return bad(r, "the pairs' constants are missing");
  return HANDOUT_OK;
}

static handout_status read_calibration(reading *r) {
  handout_model *m = r->model;
  if (!line_named(r, "slope") || !take_doubles(r, &m->slope, 1) || m->slope <= 0)
    return bad(r, "the calibration's slope is wrong");
  if (!line_named(r, "offset") || !take_doubles(r, m->offset, m->label_count))
    return bad(r, "the calibration's offsets are wrong");
  if (!line_named(r, "threshold") || !take_doubles(r, &m->threshold, 1) || m->threshold < 0 ||
      m->threshold > 1)
    return bad(r, "the threshold is wrong");
  if (!line_named(r, "novelty-mean") || !take_doubles(r, m->novelty.mean, HO_NOVELTY_COUNT))
    return bad(r, "the means of novelty are wrong");
  if (!line_named(r, "novelty-scale") || !take_doubles(r, m->novelty.scale, HO_NOVELTY_COUNT))
    return bad(r, "the scales of novelty are wrong");
  for (int i = 0; i < HO_NOVELTY_COUNT; i++)
    if (m->novelty.scale[i] < SMALLEST_SCALE)
      return bad(r, "the scales of novelty are wrong");
  if (!line_named(r, "novelty-limit") || !take_doubles(r, &m->novelty.limit, 1))
    return bad(r, "the limit of novelty is wrong");
  if (!line_named(r, "lean-slope") || !take_doubles(r, &m->lean_slope, 1))
    return bad(r, "the sentences' slope is wrong");
  if (!line_named(r, "lean-offset") || !take_doubles(r, m->lean_offset, m->label_count))
    return bad(r, "the sentences' offsets are wrong");
  return HANDOUT_OK;
}

static handout_status read_summary(reading *r) {
  field text;
  if (!take_lines(r, "summary", &text))
    return HANDOUT_BAD_MODEL;
  if (!take_text(text, &r->model->summary))
    return HANDOUT_NO_MEMORY;
  if (!line_named(r, "end") || r->rest.length || r->at != r->end)
    return bad(r, "the file doesn't end where it should");
  return HANDOUT_OK;
}

handout_status handout_model_load(const void *data, size_t length, handout_model **model,
                                  handout_error *error) {
  static handout_status (*const steps[])(reading *) = {read_header,      read_labels,  read_lexicon,
                                                       read_grams,       read_leaning, read_columns,
                                                       read_calibration, read_summary};
  if (!model || (!data && length))
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "no model was given");
  *model = NULL;
  const char *start = data ? data : "";
  reading r = {.model = ho_model_new(), .error = error, .at = start, .end = start + length};
  handout_status status = r.model ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  for (size_t i = 0; i < sizeof steps / sizeof *steps && status == HANDOUT_OK; i++)
    status = steps[i](&r);
  if (status == HANDOUT_OK)
    status = ho_model_finish(r.model);
  if (status == HANDOUT_NO_MEMORY)
    ho_fail(error, status, 0, "%s", handout_strerror(status));
  if (status != HANDOUT_OK)
    handout_model_free(r.model);
  else
    *model = r.model;
  return status;
}
