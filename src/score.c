/* From an article to a verdict: two stages, calibration, and the reasons to be unsure. */
#include "score.h"

#include "bits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Sentences ---- */

double ho_lean_scale(size_t words) {
  return 1 / sqrt((double)words + 4);
}

/* A sentence reads like a release where it leans to one so much. */
static const double RELEASE_LEANING = 2.0 / 3;

static void add_row(int32_t *sum, const int16_t *row) {
  for (int l = 0; l < HO_LANES; l++)
    sum[l] += row[l];
}

/* What one sentence speaks for by itself. */
static void lean_raw(const handout_model *model, const ho_reader *reader, double *raw) {
  const double scale = ho_lean_scale(reader->sentence.words);
  const size_t lanes = ho_lanes(model);
  for (size_t first = 0; first < lanes; first += HO_LANES) {
    const int16_t *rows = model->lean_rows + first,
                  *role = rows + ho_lean_role(model, reader->said.role) * lanes;
    const int16_t *families = rows + ho_lean_family(model, 0, 0) * lanes;
    int32_t sums[HO_LANES] = {0};
    for (size_t i = 0; i < reader->known_count; i++)
      add_row(sums, rows + reader->known[i] * lanes);
    for (size_t i = 0; i < reader->hit_count; i++)
      add_row(sums, families + (reader->hits[i].family * HO_ROLES + ho_hit_role(reader, i)) * lanes);
    for (size_t l = 0; l < HO_LANES; l++)
      raw[first + l] = sums[l] * model->lean_unit * scale + role[l] * model->lean_unit;
  }
}

static void softmax(const double *values, size_t count, double *probabilities) {
  double most = values[0], sum = 0;
  for (size_t l = 1; l < count; l++)
    most = values[l] > most ? values[l] : most;
  for (size_t l = 0; l < count; l++)
    sum += probabilities[l] = exp(values[l] - most);
  for (size_t l = 0; l < count; l++)
    probabilities[l] /= sum;
}

static size_t best_of(const double *values, size_t count) {
  size_t best = 0;
  for (size_t l = 1; l < count; l++)
    if (values[l] > values[best])
      best = l;
  return best;
}

static void lean_values(const handout_model *model, const double *smoothed, double *values) {
  for (size_t l = 0; l < model->label_count; l++)
    values[l] = model->lean_slope * smoothed[l] + model->lean_offset[l];
}

void ho_lean_probabilities(const handout_model *model, const double *smoothed, double *leaning) {
  double values[HANDOUT_MAX_LABELS];
  lean_values(model, smoothed, values);
  softmax(values, model->label_count, leaning);
}

/* Whether a sentence leans to a release. Where another label comes near, it doesn't, whatever the rest: two
 * thirds against one are 0.693 of value. Where all others together can't come near, it does. */
static bool leans_to_release(const handout_model *model, const double *smoothed) {
  static const double NEAR = 0.69;
  const double far = model->label_count <= 3 ? 1.39 : 3.5; /* over log(2 x others) */
  double values[HANDOUT_MAX_LABELS], leaning[HANDOUT_MAX_LABELS], nearest = -HUGE_VAL;
  lean_values(model, smoothed, values);
  const double own = values[model->share_label];
  for (size_t l = 0; l < model->label_count; l++)
    nearest = l != model->share_label && values[l] > nearest ? values[l] : nearest;
  if (nearest > own - NEAR)
    return false;
  if (nearest < own - far)
    return true;
  softmax(values, model->label_count, leaning);
  return leaning[model->share_label] > RELEASE_LEANING;
}

/* The middle sentence counts twice, its neighbours once. */
static void lean_middle(ho_leaner *leaner, const handout_model *model, bool has_next, double *leaning) {
  double smoothed[HANDOUT_MAX_LABELS];
  bool has_before = leaner->count >= (has_next ? 3u : 2u);
  double total = 2 + has_before + has_next;
  for (size_t l = 0; l < model->label_count; l++)
    smoothed[l] =
        (2 * leaner->raw[1][l] + (has_before ? leaner->raw[0][l] : 0) + (has_next ? leaner->raw[2][l] : 0)) /
        total;
  if (leaning)
    ho_lean_probabilities(model, smoothed, leaning);
  leaner->all_words += leaner->words[1];
  if (model->share_label < model->label_count && (leaner->passed_on[1] || leans_to_release(model, smoothed)))
    leaner->release_words += leaner->words[1];
}

bool ho_lean_next(ho_leaner *leaner, const handout_model *model, const ho_reader *reader, double *leaning) {
  size_t at = leaner->count < 1 ? 1 : 2;
  lean_raw(model, reader, leaner->raw[at]);
  leaner->words[at] = reader->sentence.words;
  leaner->passed_on[at] = reader->said.release;
  if (leaner->count++ == 0)
    return false;
  lean_middle(leaner, model, true, leaning);
  memmove(leaner->raw[0], leaner->raw[1], 2 * sizeof leaner->raw[0]);
  leaner->words[1] = leaner->words[2];
  leaner->passed_on[1] = leaner->passed_on[2];
  return true;
}

bool ho_lean_end(ho_leaner *leaner, const handout_model *model, double *leaning) {
  if (leaner->count == 0)
    return false;
  lean_middle(leaner, model, false, leaning);
  return true;
}

static void follow_sentence(void *context, const ho_reader *reader) {
  handout_scorer *scorer = context;
  if (!reader->headline)
    ho_lean_next(&scorer->leaner, scorer->model, reader, NULL);
}

/* ---- The two stages ---- */

/* What an n-gram's row is multiplied with, lane by lane: 1 + log count, and for the mark the square of that.
 */
static void set_factors(double weight, size_t mark, double *factors) {
  for (size_t l = 0; l < HO_LANES; l++)
    factors[l] = l == mark ? weight * weight : weight;
}

/* What n-grams weigh: HO_LANES numbers of each row. */
typedef struct weighing {
  const ho_zone_list *seen; /* by zone */
  const int16_t *rows;      /* the first n-gram's in the first zone; */
  size_t stride, wide;      /* so far behind lie the next n-gram's, the next zone's */
  const double *factors;    /* by count: [count * HO_LANES] */
  size_t mark;              /* its lane, HO_LANES where there is none */
} weighing;

static inline const int16_t *row_of(const weighing *w, ho_zone zone, uint32_t gram) {
  return w->rows + gram * w->stride + zone * w->wide;
}

static inline const double *factors_of(const weighing *w, size_t count) {
  return w->factors + count * HO_LANES;
}

/* How often an n-gram stands in the parts before one. */
static HO_IN_EACH size_t count_before(const weighing *w, size_t part, uint32_t gram) {
  size_t count = 0;
  for (size_t i = 0; i < part; i++)
    count += w->seen[ho_parts[i]].few[gram];
  return count;
}

/* Adds up the rows of a zone's n-grams, each times the factors of its count. Given `all`, the zone is a part,
 * and rows for all are added, too, each times what the part adds to the factors of the parts before. Rows are
 * added by turns to several sums, so that none waits for the one before it. Each way does the same steps in
 * the same order, so that all give the same sums. */
typedef void add_rows_way(const weighing *w, ho_zone zone, size_t part, double *sum, double *all);
enum { TURNS = 4 };

static void add_turns(double turns[TURNS][HO_LANES], double *sum) {
  for (int l = 0; l < HO_LANES; l++)
    sum[l] += (turns[0][l] + turns[1][l]) + (turns[2][l] + turns[3][l]);
}

static void add_rows_portable(const weighing *w, ho_zone zone, size_t part, double *sum, double *all) {
  const ho_zone_list *seen = &w->seen[zone];
  double sums[TURNS][HO_LANES] = {{0}}, alls[TURNS][HO_LANES] = {{0}};
  for (size_t i = 0; i < seen->count; i++) {
    const uint32_t gram = seen->grams[i];
    const size_t few = seen->few[gram], before = all ? count_before(w, part, gram) : 0;
    const double *factors = factors_of(w, few), *with = factors_of(w, before + few),
                 *without = factors_of(w, before);
    const int16_t *row = row_of(w, zone, gram), *row_of_all = row_of(w, HO_ZONE_ALL, gram);
    for (int l = 0; l < HO_LANES; l++) {
      sums[i % TURNS][l] += factors[l] * row[l];
      alls[i % TURNS][l] += (with[l] - without[l]) * row_of_all[l];
    }
  }
  add_turns(sums, sum);
  if (all)
    add_turns(alls, all);
}

#ifdef HO_HAS_WIDE
HO_WIDE static inline __m256d add_times(__m256d sum, __m256d factors, const int16_t *row) {
  const __m128i numbers = _mm_cvtepi16_epi32(_mm_loadl_epi64((const __m128i *)(const void *)row));
  return _mm256_add_pd(sum, _mm256_mul_pd(factors, _mm256_cvtepi32_pd(numbers)));
}

/* The n-th n-gram's. A part's are the first that are asked of a row, and fetch those to come. */
HO_WIDE HO_IN_EACH static void add_gram(const weighing *w, ho_zone zone, size_t part, size_t n, __m256d *sum,
                                        __m256d *all) {
  const ho_zone_list *seen = &w->seen[zone];
  const uint32_t gram = seen->grams[n];
  const size_t few = seen->few[gram];
  const __m256d factors = _mm256_loadu_pd(factors_of(w, few));
  *sum = add_times(*sum, factors, row_of(w, zone, gram));
  if (!all)
    return;
  ho_fetch(row_of(w, HO_ZONE_ALL, seen->grams[n + HO_LIST_AHEAD]));
  const size_t before = count_before(w, part, gram);
  const __m256d with = part ? _mm256_loadu_pd(factors_of(w, before + few)) : factors;
  const __m256d more = part ? _mm256_sub_pd(with, _mm256_loadu_pd(factors_of(w, before))) : with;
  *all = add_times(*all, more, row_of(w, HO_ZONE_ALL, gram));
}

HO_WIDE HO_IN_EACH static void add_turns_wide(const __m256d *turns, double *sum) {
  const __m256d more = _mm256_add_pd(_mm256_add_pd(turns[0], turns[1]), _mm256_add_pd(turns[2], turns[3]));
  _mm256_storeu_pd(sum, _mm256_add_pd(_mm256_loadu_pd(sum), more));
}

/* Compiled for each part, whose parts before are known then. */
HO_WIDE HO_IN_EACH static void add_rows_wide(const weighing *of, ho_zone zone, size_t part, double *sum,
                                             double *all) {
  const weighing w = *of;
  const size_t count = w.seen[zone].count;
  __m256d sums[TURNS], alls[TURNS];
  size_t i = 0;
  for (int t = 0; t < TURNS; t++)
    sums[t] = alls[t] = _mm256_setzero_pd();
  for (; i + TURNS <= count; i += TURNS)
    for (size_t t = 0; t < TURNS; t++)
      add_gram(&w, zone, part, i + t, &sums[t], all ? &alls[t] : NULL);
  for (size_t t = 0; i + t < count; t++)
    add_gram(&w, zone, part, i + t, &sums[t], all ? &alls[t] : NULL);
  add_turns_wide(sums, sum);
  if (all)
    add_turns_wide(alls, all);
}

HO_WIDE static void add_rows_avx2(const weighing *w, ho_zone zone, size_t part, double *sum, double *all) {
  if (!all)
    add_rows_wide(w, zone, 0, sum, NULL);
  else if (part == 0)
    add_rows_wide(w, zone, 0, sum, all);
  else if (part == 1)
    add_rows_wide(w, zone, 1, sum, all);
  else if (part == 2)
    add_rows_wide(w, zone, 2, sum, all);
  else
    add_rows_wide(w, zone, 3, sum, all);
}
_Static_assert(HO_PARTS == 4, "each is there");
#endif

static void add_rows(const weighing *w, ho_zone zone, size_t part, double *sum, double *all) {
  static add_rows_way *const ways[] = {HO_IF_WIDE(add_rows_avx2) add_rows_portable};
  ways[ho_way(0)](w, zone, part, sum, all);
}

/* What the rows of large counts are more than they were taken for. */
static void add_rest(const weighing *w, ho_zone zone, double *sum) {
  const ho_zone_list *seen = &w->seen[zone];
  for (size_t i = 0; i < seen->count; i++) {
    const uint32_t gram = seen->grams[i];
    double factors[HO_LANES];
    if (!seen->more[gram])
      continue;
    set_factors(ho_gram_weight(ho_times(seen, gram)), w->mark, factors);
    for (int l = 0; l < HO_LANES; l++)
      sum[l] += (factors[l] - factors_of(w, seen->few[gram])[l]) * row_of(w, zone, gram)[l];
  }
}

/* All zones by their lists. */
static void add_zones(const weighing *w, double sums[HO_ZONES][HO_LANES]) {
  for (int zone = 0; zone < HO_ZONES; zone++) {
    add_rows(w, (ho_zone)zone, 0, sums[zone], NULL);
    if (w->seen[zone].has_more)
      add_rest(w, (ho_zone)zone, sums[zone]);
  }
}

/* The same, that of all by its parts, which is quicker than to list what they have together. */
static void add_parts(const weighing *w, double sums[HO_ZONES][HO_LANES]) {
  for (size_t part = 0; part < HO_PARTS; part++)
    add_rows(w, ho_parts[part], part, sums[ho_parts[part]], sums[HO_ZONE_ALL]);
  add_rows(w, HO_ZONE_LEAD, 0, sums[HO_ZONE_LEAD], NULL);
  add_rows(w, HO_ZONE_LAST, 0, sums[HO_ZONE_LAST], NULL);
}

static bool has_large_counts(const ho_zone_list *seen) {
  bool any = false;
  for (int zone = 0; zone < HO_ZONES; zone++)
    any |= seen[zone].has_more;
  return any;
}

/* The first stage's values; the mark comes behind the labels and tells the norm. */
static void first_stage(handout_scorer *scorer) {
  const handout_model *m = scorer->model;
  const size_t labels = m->label_count, wide = ho_row_lanes(m);
  const bool large = has_large_counts(scorer->reader.seen);
  double *values = scorer->dense + ho_model_dense_count(m);
  if (large)
    ho_count_all(&scorer->reader);
  for (size_t first = 0; first < wide; first += HO_LANES) {
    const bool marked = first + HO_LANES == wide;
    double sums[HO_ZONES][HO_LANES] = {{0}};
    (large ? add_zones : add_parts)(&(weighing){.seen = scorer->reader.seen,
                                                .rows = m->rows + first,
                                                .stride = HO_ROWS_PER_GRAM * wide,
                                                .wide = wide,
                                                .factors = scorer->factors[marked],
                                                .mark = marked ? labels - first : HO_LANES},
                                    sums);
    for (size_t zone = 0; zone < HO_ZONES; zone++) {
      for (size_t l = first; l < labels && l < first + HO_LANES; l++)
        values[zone * labels + l] = sums[zone][l - first] * m->gram_unit;
      if (marked)
        scorer->norm[zone] = sums[zone][labels - first] > 0 ? sqrt(sums[zone][labels - first]) : 1;
    }
  }
  for (size_t zone = 0; zone < HO_ZONES; zone++)
    for (size_t l = 0; l < labels; l++)
      values[zone * labels + l] =
          values[zone * labels + l] / scorer->norm[zone] + m->gram_bias[zone * labels + l];
}

/* Appends columns from `first` up to `end`. */
static size_t append_columns(uint32_t *list, size_t count, size_t first, size_t end) {
  for (size_t c = first; c < end; c++)
    list[count++] = (uint32_t)c;
  return count;
}

/* The columns whose features may be something, in order; nothing tells which of a family's are, so that there
 * is no branch on it. */
static size_t list_columns(const handout_scorer *scorer, uint32_t *list) {
  const handout_model *m = scorer->model;
  const ho_tally *tally = &scorer->reader.tally;
  const uint32_t *families = m->family_columns;
  size_t count = append_columns(list, 0, 0, families[0]);
  for (size_t i = 0; i < tally->found_count; i++)
    for (size_t c = families[tally->found[i]]; c < families[tally->found[i] + 1u]; c++) {
      list[count] = (uint32_t)c;
      count += scorer->dense[m->columns[c].feature] != 0;
    }
  return append_columns(list, count, families[m->lexicon->family_count], m->column_count);
}

/* Adds a step for each listed column, that of one that is nothing being 0. */
static HO_IN_EACH void add_steps(const handout_scorer *scorer, const uint32_t *list, size_t count,
                                 double *scores) {
  const handout_model *m = scorer->model;
  const size_t lanes = ho_lanes(m);
  for (size_t lane = 0; lane < lanes; lane += HO_LANES) {
    double sum[HO_LANES];
    memcpy(sum, scores + lane, sizeof sum);
    for (size_t i = 0; i < count; i++) {
      const size_t c = list[i];
      const double step = ho_column_z(&m->columns[c], scorer->dense[m->columns[c].feature]) - m->zero_z[c];
      for (size_t l = 0; l < HO_LANES; l++)
        sum[l] += m->label_weights[c * lanes + lane + l] * step;
    }
    memcpy(scores + lane, sum, sizeof sum);
  }
}

typedef void add_steps_way(const handout_scorer *scorer, const uint32_t *list, size_t count, double *scores);

static void add_steps_portable(const handout_scorer *scorer, const uint32_t *list, size_t count,
                               double *scores) {
  add_steps(scorer, list, count, scores);
}

#ifdef HO_HAS_WIDE
HO_WIDE static void add_steps_wide(const handout_scorer *scorer, const uint32_t *list, size_t count,
                                   double *scores) {
  add_steps(scorer, list, count, scores);
}
#endif

/* From the document of zeros. */
static void second_stage(const handout_scorer *scorer, double *scores) {
  static add_steps_way *const ways[] = {HO_IF_WIDE(add_steps_wide) add_steps_portable};
  const handout_model *m = scorer->model;
  uint32_t list[HO_MAX_COLUMNS + 1];
  const size_t count = list_columns(scorer, list);
  memcpy(scores, m->zero_scores, m->label_count * sizeof *scores);
  ways[ho_way(0)](scorer, list, count, scores);
}
_Static_assert(HANDOUT_MAX_LABELS % HO_LANES == 0, "scores have all lanes");

static handout_reason reason_for(const handout_scorer *scorer, const handout_verdict *verdict) {
  const handout_model *m = scorer->model;
  double measures[HO_NOVELTY_COUNT];
  if (verdict->words == 0)
    return HANDOUT_NO_TEXT;
  ho_novelty_measure(&scorer->reader, measures);
  if (ho_novelty_distance(&m->novelty, measures) > m->novelty.limit)
    return HANDOUT_UNLIKE;
  return verdict->confidence < m->threshold ? HANDOUT_LOW_CONFIDENCE : HANDOUT_SURE;
}

void ho_judge(handout_scorer *scorer, handout_verdict *verdict) {
  const handout_model *m = scorer->model;
  const ho_tally *tally = &scorer->reader.tally;
  const ho_leaner *leaner = &scorer->leaner;
  double calibrated[HANDOUT_MAX_LABELS] = {0};
  *verdict = (handout_verdict){.words = tally->words + tally->head_words};
  first_stage(scorer);
  second_stage(scorer, verdict->scores);
  for (size_t l = 0; l < m->label_count; l++)
    calibrated[l] = m->slope * verdict->scores[l] + m->offset[l];
  softmax(calibrated, m->label_count, verdict->probabilities);
  verdict->label = best_of(verdict->probabilities, m->label_count);
  verdict->confidence = verdict->probabilities[verdict->label];
  verdict->release_share = leaner->all_words ? (double)leaner->release_words / (double)leaner->all_words : 0;
  verdict->reason = reason_for(scorer, verdict);
  verdict->unsure = verdict->reason != HANDOUT_SURE;
}

/* ---- The public calls ---- */

handout_status ho_take_article(const char *text, size_t length, const handout_article *given,
                               handout_article *article) {
  if (!text && length)
    return HANDOUT_BAD_ARGUMENT;
  if (!given) {
    *article = (handout_article){.span = {0, length}, .headline = ho_find_headline(text, 0, length)};
    return HANDOUT_OK;
  }
  *article = *given;
  size_t at = given->span.start;
  bool good = given->span.start <= given->span.end && given->span.end <= length &&
              given->headline.start <= given->headline.end && given->headline.end <= length &&
              (given->left_out || !given->left_out_count);
  for (size_t i = 0; good && i < given->left_out_count; i++) {
    const handout_span *span = &given->left_out[i].span;
    good = span->start >= at && span->start <= span->end && span->end <= given->span.end;
    at = span->end;
  }
  return good ? HANDOUT_OK : HANDOUT_BAD_ARGUMENT;
}

static void list_factors(handout_scorer *scorer) {
  for (uint32_t count = 0; count <= HO_PARTS * UINT8_MAX; count++) {
    const double weight = ho_gram_weight(count);
    set_factors(weight, HO_LANES, scorer->factors[0] + count * HO_LANES);
    set_factors(weight, scorer->model->label_count % HO_LANES, scorer->factors[1] + count * HO_LANES);
  }
}

handout_status handout_scorer_new(const handout_model *model, handout_scorer **scorer) {
  if (!model || !scorer)
    return HANDOUT_BAD_ARGUMENT;
  *scorer = NULL;
  handout_scorer *fresh = calloc(1, sizeof *fresh);
  if (!fresh)
    return HANDOUT_NO_MEMORY;
  fresh->model = model;
  fresh->dense = ho_alloc_array(ho_model_dense_count(model) + HO_ZONES * model->label_count, sizeof(double));
  if (!fresh->dense ||
      ho_reader_init(&fresh->reader, model->lexicon, model->matcher, model->grams) != HANDOUT_OK) {
    handout_scorer_free(fresh);
    return HANDOUT_NO_MEMORY;
  }
  list_factors(fresh);
  *scorer = fresh;
  return HANDOUT_OK;
}

void handout_scorer_free(handout_scorer *scorer) {
  if (!scorer)
    return;
  ho_reader_free(&scorer->reader);
  ho_pieces_free(&scorer->pieces);
  ho_explaining_free(scorer->explaining);
  free(scorer->dense);
  free(scorer);
}

void handout_scorer_skip_share(handout_scorer *scorer, bool skip) {
  if (scorer)
    scorer->skips_share = skip;
}

handout_status handout_find_articles(handout_scorer *scorer, const char *text, size_t length,
                                     const handout_article **articles, size_t *count) {
  if (!scorer || (!text && length) || !articles || !count)
    return HANDOUT_BAD_ARGUMENT;
  handout_status status = ho_find_pieces(&scorer->pieces, text ? text : "", length);
  *articles = status == HANDOUT_OK ? scorer->pieces.articles : NULL;
  *count = status == HANDOUT_OK ? scorer->pieces.count : 0;
  return status;
}

handout_status handout_score(handout_scorer *scorer, const char *text, size_t length,
                             const handout_article *given, handout_verdict *verdict) {
  handout_article article;
  if (!scorer || !verdict)
    return HANDOUT_BAD_ARGUMENT;
  handout_status status = ho_take_article(text ? text : "", text ? length : 0, given, &article);
  if (status != HANDOUT_OK || (!text && length))
    return HANDOUT_BAD_ARGUMENT;
  scorer->leaner = (ho_leaner){0};
  scorer->reader.visit = scorer->skips_share ? NULL : follow_sentence;
  scorer->reader.context = scorer;
  ho_read(&scorer->reader, text ? text : "", &article, scorer->dense);
  ho_lean_end(&scorer->leaner, scorer->model, NULL);
  ho_judge(scorer, verdict);
  return HANDOUT_OK;
}
