/* Why a verdict is what it is: the score taken apart into features, and features into places in the text. */
#include "score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A phrase or n-gram found, before its worth is known. */
typedef struct place {
  uint32_t feature; /* a family's index for phrases, an n-gram's for n-grams */
  handout_span span;
  ho_family_hit family; /* of a phrase */
} place;

struct ho_explaining {
  handout_scorer *scorer;
  double *z;             /* by column */
  ho_buf phrases, grams; /* arrays of place */
  ho_buf line_grams;     /* of the current paragraph, which may be the last */
  size_t line_known;     /* n-grams there so far; the reader counts HO_LINE_GRAMS of them and no more */
  ho_buf sentences;      /* handout_sentence */
  ho_buf contributions;  /* handout_contribution */
  ho_buf hits;           /* handout_hit */
  bool failed;
};

void ho_explaining_free(ho_explaining *e) {
  if (!e)
    return;
  ho_buf_free(&e->phrases);
  ho_buf_free(&e->grams);
  ho_buf_free(&e->line_grams);
  ho_buf_free(&e->sentences);
  ho_buf_free(&e->contributions);
  ho_buf_free(&e->hits);
  free(e->z);
  free(e);
}

/* ---- Recording while reading ---- */

static handout_span units_span(const ho_sentence *s, size_t first, size_t end) {
  const ho_token *a = ho_unit_token(s, first), *b = ho_unit_token(s, end - 1);
  return (handout_span){a->start, b->start + b->length};
}

static void keep(ho_explaining *e, ho_buf *buf, const void *item, size_t size) {
  e->failed = e->failed || !ho_buf_append(buf, item, size);
}

static void keep_phrases(ho_explaining *e, const ho_reader *r) {
  for (size_t i = 0; i < r->hit_count; i++) {
    const ho_phrase_hit *hit = &r->hits[i];
    place p = {hit->family,
               units_span(&r->sentence, hit->first, hit->end),
               {hit->family, (uint8_t)ho_hit_role(r, i), r->headline, r->said.words + hit->first}};
    keep(e, &e->phrases, &p, sizeof p);
  }
}

/* An n-gram that ends with a unit of the sentence. */
static void keep_gram(ho_explaining *e, const ho_reader *r, uint32_t index, size_t last_unit) {
  const ho_gram *gram = &r->grams->list[index];
  const size_t first = last_unit - (last_unit > 0 && ho_is_pair(gram->key));
  place p = {0, units_span(&r->sentence, first, last_unit + 1), {0}};
  const unsigned zones = ho_reader_zones(r, last_unit);
  for (int zone = 0; zone < HO_ZONES; zone++) {
    const bool last = zone == HO_ZONE_LAST && !r->headline && e->line_known < HO_LINE_GRAMS;
    p.feature = gram->ids[zone];
    if (p.feature != HO_NO_GRAM && (last || zones >> zone & 1))
      keep(e, last ? &e->line_grams : &e->grams, &p, sizeof p);
  }
  e->line_known += !r->headline;
}

static void keep_grams(ho_explaining *e, const ho_reader *r) {
  if (!r->headline && r->sentence.starts_line) {
    ho_buf_clear(&e->line_grams);
    e->line_known = 0;
  }
  for (size_t unit = 0, i = 0; unit < r->sentence.unit_count; unit++)
    for (; i < ho_grams_before(r, unit + 1); i++)
      keep_gram(e, r, r->known[i], unit);
}

/* The last paragraph is known now. */
static void keep_last_line(ho_explaining *e) {
  e->failed = e->failed || !ho_buf_append(&e->grams, e->line_grams.data, e->line_grams.length);
}

static void keep_leaning(ho_explaining *e, const double *leaning, size_t behind) {
  size_t count = e->sentences.length / sizeof(handout_sentence);
  handout_sentence *sentences = (handout_sentence *)(void *)e->sentences.data;
  if (count > behind)
    memcpy(sentences[count - 1 - behind].leaning, leaning, sizeof sentences->leaning);
}

static void record(void *context, const ho_reader *r) {
  ho_explaining *e = context;
  handout_scorer *scorer = e->scorer;
  double leaning[HANDOUT_MAX_LABELS] = {0};
  keep_phrases(e, r);
  keep_grams(e, r);
  if (r->headline)
    return;
  const ho_token *tokens = r->sentence.tokens, *last = &tokens[r->sentence.end - 1];
  handout_sentence sentence = {
      {tokens[r->sentence.first].start, last->start + last->length}, (handout_role)r->said.role, {0}};
  keep(e, &e->sentences, &sentence, sizeof sentence);
  if (ho_lean_next(&scorer->leaner, scorer->model, r, leaning))
    keep_leaning(e, leaning, 1);
}

/* ---- Taking the scores apart ---- */

static void begin_contribution(ho_explaining *e, size_t feature, double value) {
  handout_contribution c = {.feature = feature, .value = value};
  /* Until all hits stand, `hits` counts from the start of their array. */
  c.hits = NULL;
  c.hit_count = e->hits.length / sizeof(handout_hit);
  keep(e, &e->contributions, &c, sizeof c);
}

static handout_contribution *current(ho_explaining *e) {
  return (handout_contribution *)(void *)(e->contributions.data + e->contributions.length) - 1;
}

/* A dense column's share of each label's score, from the mean document. */
static void column_share(const handout_model *m, double z, size_t c, double *by_label) {
  for (size_t l = 0; l < m->label_count; l++)
    by_label[l] = m->label_weights[c * ho_lanes(m) + l] * z;
}

static void divide_among_phrases(ho_explaining *e, size_t feature, const double *by_label) {
  const handout_model *m = e->scorer->model;
  const place *phrases = (const place *)(const void *)e->phrases.data;
  size_t count = e->phrases.length / sizeof *phrases, family, matching = 0;
  ho_context context;
  if (!ho_dense_family(feature, &family, &context))
    return;
  for (size_t i = 0; i < count; i++)
    matching += phrases[i].feature == family &&
                ho_hit_counts(&phrases[i].family, context, e->scorer->reader.tally.words);
  for (size_t i = 0; i < count; i++) {
    if (phrases[i].feature != family ||
        !ho_hit_counts(&phrases[i].family, context, e->scorer->reader.tally.words))
      continue;
    handout_hit hit = {.span = phrases[i].span};
    for (size_t l = 0; l < m->label_count; l++)
      hit.by_label[l] = by_label[l] / (double)matching;
    keep(e, &e->hits, &hit, sizeof hit);
  }
}

static void explain_dense(ho_explaining *e) {
  const handout_scorer *s = e->scorer;
  const handout_model *m = s->model;
  double by_label[HANDOUT_MAX_LABELS] = {0};
  for (size_t c = 0; c < m->column_count && !e->failed; c++) {
    if (m->columns[c].feature >= ho_model_dense_count(m) || e->z[c] == 0)
      continue;
    column_share(m, e->z[c], c, by_label);
    begin_contribution(e, m->columns[c].feature, s->dense[m->columns[c].feature]);
    if (e->failed)
      return;
    memcpy(current(e)->by_label, by_label, m->label_count * sizeof *by_label);
    divide_among_phrases(e, m->columns[c].feature, by_label);
  }
}

/* How much a unit of each value of the first stage adds to each label's score. */
typedef struct factors {
  double of[HO_ZONES * HANDOUT_MAX_LABELS][HANDOUT_MAX_LABELS];
} factors;

/* Where a value was clipped, what its n-grams add up to is scaled down alike, so that the sum still holds. */
static void value_factors(const ho_explaining *e, factors *f, double *base) {
  const handout_scorer *s = e->scorer;
  const handout_model *m = s->model;
  size_t dense = ho_model_dense_count(m);
  memset(f, 0, sizeof *f);
  for (size_t c = 0; c < m->column_count; c++) {
    const ho_column *column = &m->columns[c];
    if (column->feature < dense)
      continue;
    size_t value = column->feature - dense;
    double constant = (m->gram_bias[value] - column->mean) / column->scale;
    double grams = (s->dense[column->feature] - m->gram_bias[value]) / column->scale;
    double ratio = grams != 0 ? (e->z[c] - constant) / grams : 0;
    for (size_t l = 0; l < m->label_count; l++) {
      double weight = m->label_weights[c * ho_lanes(m) + l];
      f->of[value][l] = weight * ratio / column->scale;
      base[l] += weight * (grams != 0 ? constant : e->z[c]);
    }
  }
}

static int by_feature_then_place(const void *a, const void *b) {
  const place *x = a, *y = b;
  if (x->feature != y->feature)
    return x->feature < y->feature ? -1 : 1;
  return x->span.start < y->span.start ? -1 : x->span.start > y->span.start;
}

static void explain_gram(ho_explaining *e, const place *places, size_t count, const factors *f) {
  const handout_scorer *s = e->scorer;
  const handout_model *m = s->model;
  uint32_t id = places->feature;
  size_t zone = m->grams->origins[id].zone;
  double value = ho_gram_weight((uint32_t)count) / s->norm[zone];
  handout_hit hit = {0};
  begin_contribution(e, ho_model_dense_count(m) + id, value);
  if (e->failed)
    return;
  for (size_t l = 0; l < m->label_count; l++) {
    double sum = 0;
    for (size_t k = 0; k < m->label_count; k++)
      sum += f->of[zone * m->label_count + k][l] * (double)m->gram_weights[id * m->label_count + k];
    current(e)->by_label[l] = sum * value;
    hit.by_label[l] = sum * value / (double)count;
  }
  for (size_t i = 0; i < count; i++) {
    hit.span = places[i].span;
    keep(e, &e->hits, &hit, sizeof hit);
  }
}

static void explain_grams(ho_explaining *e, double *base) {
  factors f;
  keep_last_line(e);
  place *places = (place *)(void *)e->grams.data;
  size_t count = e->grams.length / sizeof *places, end;
  value_factors(e, &f, base);
  if (count)
    qsort(places, count, sizeof *places, by_feature_then_place);
  for (size_t i = 0; i < count && !e->failed; i = end) {
    for (end = i + 1; end < count && places[end].feature == places[i].feature; end++)
      ;
    explain_gram(e, places + i, end - i, &f);
  }
}

/* Hits are in the order of their contributions, so each one's end where the next one's begin. */
static void link_hits(ho_explaining *e) {
  handout_contribution *list = (handout_contribution *)(void *)e->contributions.data;
  const handout_hit *hits = (const handout_hit *)(const void *)e->hits.data;
  size_t count = e->contributions.length / sizeof *list, total = e->hits.length / sizeof *hits;
  for (size_t i = 0; i < count; i++) {
    size_t first = list[i].hit_count, end = i + 1 < count ? list[i + 1].hit_count : total;
    list[i].hits = end > first ? hits + first : NULL;
    list[i].hit_count = end - first;
  }
}

static void take_apart(ho_explaining *e, handout_explanation *explanation) {
  const handout_model *m = e->scorer->model;
  for (size_t c = 0; c < m->column_count; c++)
    e->z[c] = ho_column_z(&m->columns[c], e->scorer->dense[m->columns[c].feature]);
  memcpy(explanation->base, m->label_bias, m->label_count * sizeof *explanation->base);
  explain_dense(e);
  explain_grams(e, explanation->base);
  if (e->failed)
    return;
  link_hits(e);
  explanation->contributions = (const handout_contribution *)(const void *)e->contributions.data;
  explanation->contribution_count = e->contributions.length / sizeof(handout_contribution);
  explanation->sentences = (const handout_sentence *)(const void *)e->sentences.data;
  explanation->sentence_count = e->sentences.length / sizeof(handout_sentence);
}

static ho_explaining *begin(handout_scorer *scorer) {
  if (!scorer->explaining)
    scorer->explaining = calloc(1, sizeof *scorer->explaining);
  ho_explaining *e = scorer->explaining;
  if (e && !e->z)
    e->z = ho_alloc_array(scorer->model->column_count, sizeof *e->z);
  if (!e || !e->z)
    return NULL;
  e->scorer = scorer;
  e->failed = false;
  ho_buf_clear(&e->phrases);
  ho_buf_clear(&e->grams);
  ho_buf_clear(&e->line_grams);
  e->line_known = 0;
  ho_buf_clear(&e->sentences);
  ho_buf_clear(&e->contributions);
  ho_buf_clear(&e->hits);
  return e;
}

handout_status handout_explain(handout_scorer *scorer, const char *text, size_t length,
                               const handout_article *given, handout_explanation *explanation) {
  handout_article article;
  double leaning[HANDOUT_MAX_LABELS] = {0};
  if (!scorer || !explanation || (!text && length) ||
      ho_take_article(text ? text : "", length, given, &article) != HANDOUT_OK)
    return HANDOUT_BAD_ARGUMENT;
  if (article.span.end - article.span.start > HANDOUT_MAX_EXPLAINED)
    return HANDOUT_TOO_LARGE;
  ho_explaining *e = begin(scorer);
  if (!e)
    return HANDOUT_NO_MEMORY;
  *explanation = (handout_explanation){0};
  scorer->leaner = (ho_leaner){0};
  scorer->reader.visit = record;
  scorer->reader.context = e;
  ho_read(&scorer->reader, text ? text : "", &article, scorer->dense);
  if (ho_lean_end(&scorer->leaner, scorer->model, leaning))
    keep_leaning(e, leaning, 0);
  ho_judge(scorer, &explanation->verdict);
  take_apart(e, explanation);
  return e->failed ? HANDOUT_NO_MEMORY : HANDOUT_OK;
}
