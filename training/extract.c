/* From labelled documents to rows of numbers, by the same pass that scores. */
#include "extract.h"

#include "piece.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- Which words and n-grams are spread over enough publishers ---- */

/* A thing seen, and at how many groups. Documents come grouped, so the last group is all that is kept. */
typedef struct seen {
  uint64_t key;                  /* 0: empty */
  uint32_t group;                /* last group + 1 that had it */
  uint32_t groups;               /* how many had it */
  uint32_t inner, inner_capital; /* times inside a sentence, and capitalised there */
  uint32_t name;                 /* offset of a word's text */
} seen;

typedef struct seen_table {
  seen *slots;
  size_t mask, count;
  ho_buf names;
} seen_table;

static size_t seen_slot(const seen_table *t, uint64_t key) {
  size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & t->mask;
  while (t->slots[at].key && t->slots[at].key != key)
    at = (at + 1) & t->mask;
  return at;
}

static bool seen_grow(seen_table *t) {
  if (t->slots && t->count * 2 <= t->mask)
    return true;
  seen_table bigger = {.mask = t->slots ? (t->mask + 1) * 2 - 1 : 65535};
  bigger.slots = ho_alloc_array(bigger.mask + 1, sizeof *bigger.slots);
  if (!bigger.slots)
    return false;
  for (size_t i = 0; t->slots && i <= t->mask; i++)
    if (t->slots[i].key)
      bigger.slots[seen_slot(&bigger, t->slots[i].key)] = t->slots[i];
  free(t->slots);
  t->slots = bigger.slots;
  t->mask = bigger.mask;
  return true;
}

/* The entry of a key, marked as seen at `group`; NULL when memory runs out. */
static seen *see(seen_table *t, uint64_t key, size_t group, bool *is_new) {
  if (!seen_grow(t))
    return NULL;
  seen *entry = &t->slots[seen_slot(t, key)];
  *is_new = !entry->key;
  t->count += *is_new;
  entry->key = key;
  entry->groups += entry->group != group + 1;
  entry->group = (uint32_t)group + 1;
  return entry;
}

static void seen_free(seen_table *t) {
  free(t->slots);
  ho_buf_free(&t->names);
}

typedef struct survey {
  seen_table words, grams;
  ho_buf line_keys; /* n-grams of the current paragraph, which may be the last */
  size_t group;
  const char *text;
  bool failed;
} survey;

static void survey_words(void *context, const ho_reader *r) {
  survey *s = context;
  bool first = true;
  for (size_t i = r->sentence.first; i < r->sentence.end && !s->failed; i++) {
    const ho_token *token = &r->sentence.tokens[i];
    char folded[HO_FOLDED_MAX];
    bool is_new;
    if (token->kind != HO_WORD || token->shape >= HO_DIGITS)
      continue;
    seen *word = see(&s->words, token->hash, s->group, &is_new);
    if (!word || (is_new && s->words.names.length > UINT32_MAX - HO_FOLDED_MAX)) {
      s->failed = true;
      return;
    }
    word->inner += !first;
    word->inner_capital += !first && token->shape != HO_LOWER;
    first = false;
    if (!is_new)
      continue;
    word->name = (uint32_t)s->words.names.length;
    size_t length = ho_fold_token(s->text, token, folded);
    s->failed = ho_hash(folded, length) != token->hash ? !ho_buf_append_char(&s->words.names, '\0')
                                                       : !ho_buf_append(&s->words.names, folded, length) ||
                                                             !ho_buf_append_char(&s->words.names, '\0');
  }
}

/* A key tells its zone too, in bits that words' numbers leave free. */
static uint64_t zone_key(uint64_t key, ho_zone zone) {
  return key | (uint64_t)zone << 56;
}

static void see_gram(survey *s, uint64_t key, ho_zone zone) {
  bool is_new;
  s->failed = s->failed || !see(&s->grams, zone_key(key, zone), s->group, &is_new);
}

static void survey_grams(void *context, const ho_reader *r) {
  survey *s = context;
  ho_gram_hit keys[HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT];
  size_t count = ho_gram_keys(&r->sentence, keys);
  if (r->sentence.starts_line && !r->headline)
    ho_buf_clear(&s->line_keys);
  for (size_t i = 0; i < count; i++) {
    unsigned zones = ho_reader_zones(r, keys[i].end - 1u);
    for (int zone = 0; zone < HO_ZONE_LAST; zone++)
      if (zones >> zone & 1)
        see_gram(s, keys[i].key, (ho_zone)zone);
    if (!r->headline)
      s->failed = s->failed || !ho_buf_append(&s->line_keys, &keys[i].key, sizeof keys[i].key);
  }
}

/* The last paragraph is known once the document is done. */
static void survey_last_line(survey *s) {
  const uint64_t *keys = (const uint64_t *)(const void *)s->line_keys.data;
  size_t count = s->line_keys.length / sizeof *keys;
  for (size_t i = 0; i < count && i < HO_LINE_GRAMS; i++)
    see_gram(s, keys[i], HO_ZONE_LAST);
  ho_buf_clear(&s->line_keys);
}

/* Documents in the order of their groups, so that a group is left once it is done. */
typedef struct grouped {
  size_t document, group;
} grouped;

static int by_group(const void *a, const void *b) {
  const grouped *x = a, *y = b;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  return x->document < y->document ? -1 : x->document > y->document;
}

static handout_article whole_article(const ho_document *document) {
  return (handout_article){.span = {0, document->length},
                           .headline = ho_find_headline(document->text, 0, document->length)};
}

static handout_status read_all(const handout_model *skeleton, const ho_dataset *data, const size_t *subset,
                               size_t count, ho_visit *visit, survey *s) {
  handout_status status = HANDOUT_NO_MEMORY;
  ho_reader *reader = calloc(1, sizeof *reader);
  grouped *order = ho_alloc_array(count, sizeof *order);
  double *dense = ho_alloc_array(ho_model_dense_count(skeleton), sizeof *dense);
  if (!reader || !order || !dense)
    goto cleanup;
  status = ho_reader_init(reader, skeleton->lexicon, skeleton->matcher, skeleton->grams);
  if (status != HANDOUT_OK)
    goto cleanup;
  reader->visit = visit;
  reader->context = s;
  for (size_t i = 0; i < count; i++)
    order[i] = (grouped){subset[i], data->documents[subset[i]].group};
  qsort(order, count, sizeof *order, by_group);
  for (size_t i = 0; i < count && !s->failed; i++) {
    const ho_document *document = &data->documents[order[i].document];
    handout_article article = whole_article(document);
    s->group = order[i].group;
    s->text = document->text;
    ho_read(reader, document->text, &article, dense);
    survey_last_line(s);
  }
  ho_reader_free(reader);
  status = s->failed ? HANDOUT_NO_MEMORY : HANDOUT_OK;
cleanup:
  free(reader);
  free(order);
  free(dense);
  return status;
}

/* A word that inside sentences is nearly always capitalised is somebody's name, unless a phrase has it. */
static bool is_name(const seen *word, bool in_lexicon) {
  return !in_lexicon && word->inner >= 4 && word->inner_capital * 10 > word->inner * 9;
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Tells the vocabulary which words n-grams may see, in byte order so that the model doesn't depend on the
 * table's. */
static handout_status adopt_words(ho_vocabulary *vocabulary, const survey *s, size_t publishers) {
  char **texts = ho_alloc_array(s->words.count, sizeof *texts);
  size_t count = 0;
  if (!texts)
    return HANDOUT_NO_MEMORY;
  for (size_t i = 0; i <= s->words.mask; i++) {
    const seen *word = &s->words.slots[i];
    if (!word->key || word->groups < publishers)
      continue;
    uint32_t known = ho_vocabulary_find(vocabulary, word->key);
    if (s->words.names.data[word->name] && !is_name(word, known != 0) &&
        !(known && vocabulary->words[known].flags & HO_MASKED))
      texts[count++] = s->words.names.data + word->name;
  }
  qsort(texts, count, sizeof *texts, by_text);
  handout_status status = HANDOUT_OK;
  for (size_t i = 0; i < count && status == HANDOUT_OK; i++) {
    uint32_t word = ho_vocabulary_add(vocabulary, texts[i], strlen(texts[i]));
    if (!word)
      status = HANDOUT_NO_MEMORY;
    else
      vocabulary->words[word].flags |= HO_IN_GRAMS;
  }
  free(texts);
  return status;
}

static bool is_spread(const survey *s, uint64_t key, ho_zone zone, size_t publishers) {
  const seen *entry = &s->grams.slots[seen_slot(&s->grams, zone_key(key, zone))];
  return entry->key && entry->groups >= publishers;
}

/* Ids zone by zone, so that a zone's follow each other. */
static handout_status weigh_grams(ho_grams *grams, const survey *s, size_t publishers) {
  for (int zone = 0; zone < HO_ZONES; zone++)
    for (size_t i = 0; i < grams->count; i++)
      if (is_spread(s, grams->list[i].key, (ho_zone)zone, publishers) &&
          !ho_grams_weigh(grams, (uint32_t)i, (ho_zone)zone))
        return HANDOUT_NO_MEMORY;
  return HANDOUT_OK;
}

static handout_status adopt_grams(handout_model *skeleton, const survey *s, size_t publishers) {
  ho_buf names = HO_BUF_INIT;
  char **texts = ho_alloc_array(s->grams.count, sizeof *texts);
  size_t *offsets = ho_alloc_array(s->grams.count, sizeof *offsets), count = 0;
  handout_status status = texts && offsets ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  for (size_t i = 0; status == HANDOUT_OK && i <= s->grams.mask; i++) {
    uint64_t key = s->grams.slots[i].key;
    if (!key || key >> 56 & 7 || s->grams.slots[i].groups < publishers)
      continue;
    offsets[count++] = names.length;
    if (!ho_gram_name(&skeleton->lexicon->vocabulary, s->grams.slots[i].key, &names) ||
        !ho_buf_append_char(&names, '\0'))
      status = HANDOUT_NO_MEMORY;
  }
  for (size_t i = 0; status == HANDOUT_OK && i < count; i++)
    texts[i] = names.data + offsets[i];
  if (status == HANDOUT_OK)
    qsort(texts, count, sizeof *texts, by_text);
  for (size_t i = 0; status == HANDOUT_OK && i < count; i++)
    status = ho_grams_add(skeleton->grams, &skeleton->lexicon->vocabulary, texts[i], strlen(texts[i]));
  if (status == HANDOUT_OK)
    status = weigh_grams(skeleton->grams, s, publishers);
  free(texts);
  free(offsets);
  ho_buf_free(&names);
  return status;
}

static handout_status select_grams(handout_model *skeleton, const ho_dataset *data, const size_t *subset,
                                   size_t count, size_t publishers) {
  survey s = {0};
  handout_status status = HANDOUT_NO_MEMORY;
  if (!seen_grow(&s.words) || !seen_grow(&s.grams))
    goto cleanup;
  status = read_all(skeleton, data, subset, count, survey_words, &s);
  if (status != HANDOUT_OK)
    goto cleanup;
  status = adopt_words(&skeleton->lexicon->vocabulary, &s, publishers);
  if (status != HANDOUT_OK)
    goto cleanup;
  if (!ho_model_settle(skeleton))
    status = HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    status = read_all(skeleton, data, subset, count, survey_grams, &s);
  if (status == HANDOUT_OK)
    status = adopt_grams(skeleton, &s, publishers);
cleanup:
  seen_free(&s.words);
  seen_free(&s.grams);
  ho_buf_free(&s.line_keys);
  return status;
}

handout_status ho_skeleton_build(const char *lexicon_text, size_t lexicon_length, const ho_dataset *data,
                                 const size_t *subset, size_t count, size_t publishers,
                                 handout_model **skeleton, handout_error *error) {
  ho_lexicon *lexicon;
  handout_model *model = ho_model_new();
  handout_status status = HANDOUT_NO_MEMORY;
  *skeleton = NULL;
  if (!model)
    return status;
  model->grams = ho_grams_new();
  if (model->grams)
    status = ho_lexicon_read(lexicon_text, lexicon_length, 0, &lexicon, error);
  if (status == HANDOUT_OK) {
    model->lexicon = lexicon;
    status = ho_model_settle(model) ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  }
  if (status == HANDOUT_OK)
    status = select_grams(model, data, subset, count, publishers);
  if (status == HANDOUT_OK && !ho_model_settle(model))
    status = HANDOUT_NO_MEMORY;
  if (status != HANDOUT_OK)
    handout_model_free(model);
  else
    *skeleton = model;
  return status;
}

/* ---- Rows ---- */

typedef struct row {
  uint32_t *gram;
  float *value;
  size_t count;
} row;

typedef struct job {
  const handout_model *skeleton;
  const ho_dataset *data;
  const size_t *subset;
  size_t first, end; /* rows */
  ho_matrix *matrix;
  row *rows;
  handout_status status;
} job;

/* An n-gram's value in a zone, to be put in the order of ids. */
typedef struct entry {
  uint32_t id;
  float value;
} entry;

static int by_id(const void *a, const void *b) {
  uint32_t x = ((const entry *)a)->id, y = ((const entry *)b)->id;
  return x < y ? -1 : x > y;
}

static size_t collect_entries(const ho_reader *r, entry *entries) {
  double norms[HO_ZONES];
  size_t count = 0;
  ho_gram_norms(r, norms);
  for (int zone = 0; zone < HO_ZONES; zone++)
    for (size_t i = 0; i < r->seen[zone].count; i++) {
      const uint32_t gram = r->seen[zone].grams[i], id = r->grams->list[gram].ids[zone];
      if (id != HO_NO_GRAM)
        entries[count++] = (entry){id, (float)(ho_gram_weight(ho_times(&r->seen[zone], gram)) / norms[zone])};
    }
  qsort(entries, count, sizeof *entries, by_id);
  return count;
}

static bool keep_row(row *out, const ho_reader *r) {
  entry *entries = ho_alloc_array(r->seen[HO_ZONE_ALL].count * HO_ZONES, sizeof *entries);
  out->count = entries ? collect_entries(r, entries) : 0;
  out->gram = ho_alloc_array(out->count, sizeof *out->gram);
  out->value = ho_alloc_array(out->count, sizeof *out->value);
  bool ok = entries && out->gram && out->value;
  for (size_t i = 0; ok && i < out->count; i++) {
    out->gram[i] = entries[i].id;
    out->value[i] = entries[i].value;
  }
  free(entries);
  return ok;
}

static void *extract_rows(void *context) {
  job *j = context;
  ho_reader *reader = calloc(1, sizeof *reader);
  j->status = HANDOUT_NO_MEMORY;
  if (!reader)
    return NULL;
  j->status = ho_reader_init(reader, j->skeleton->lexicon, j->skeleton->matcher, j->skeleton->grams);
  for (size_t i = j->first; i < j->end && j->status == HANDOUT_OK; i++) {
    const ho_document *document = &j->data->documents[j->subset[i]];
    handout_article article = whole_article(document);
    ho_read(reader, document->text, &article, j->matrix->dense + i * j->matrix->dense_count);
    ho_count_all(reader);
    ho_novelty_measure(reader, j->matrix->novelty + i * HO_NOVELTY_COUNT);
    if (!keep_row(&j->rows[i], reader))
      j->status = HANDOUT_NO_MEMORY;
  }
  ho_reader_free(reader);
  free(reader);
  return NULL;
}

enum { MAX_THREADS = 64 };

static handout_status run_jobs(job base, size_t count, size_t threads) {
  job jobs[MAX_THREADS];
  pthread_t handles[MAX_THREADS];
  bool started[MAX_THREADS];
  handout_status status = HANDOUT_OK;
  for (size_t i = 0; i < threads; i++) {
    jobs[i] = base;
    jobs[i].first = count * i / threads;
    jobs[i].end = count * (i + 1) / threads;
    started[i] = pthread_create(&handles[i], NULL, extract_rows, &jobs[i]) == 0;
    if (!started[i])
      extract_rows(&jobs[i]);
  }
  for (size_t i = 0; i < threads; i++) {
    if (started[i])
      pthread_join(handles[i], NULL);
    status = jobs[i].status != HANDOUT_OK ? jobs[i].status : status;
  }
  return status;
}

/* Puts the rows' n-grams behind one another. */
static handout_status join_rows(ho_matrix *m, const row *rows) {
  size_t total = 0;
  for (size_t i = 0; i < m->rows; i++)
    total += rows[i].count;
  m->start = ho_alloc_array(m->rows + 1, sizeof *m->start);
  m->gram = ho_alloc_array(total, sizeof *m->gram);
  m->value = ho_alloc_array(total, sizeof *m->value);
  if (!m->start || !m->gram || !m->value)
    return HANDOUT_NO_MEMORY;
  for (size_t i = 0; i < m->rows; i++) {
    memcpy(m->gram + m->start[i], rows[i].gram, rows[i].count * sizeof *m->gram);
    memcpy(m->value + m->start[i], rows[i].value, rows[i].count * sizeof *m->value);
    m->start[i + 1] = m->start[i] + rows[i].count;
  }
  return HANDOUT_OK;
}

handout_status ho_extract(const handout_model *skeleton, const ho_dataset *data, const size_t *subset,
                          size_t count, size_t threads, ho_matrix *matrix) {
  size_t dense = ho_model_dense_count(skeleton);
  *matrix = (ho_matrix){.rows = count, .dense_count = dense, .gram_count = skeleton->grams->id_count};
  for (int zone = 0; zone < HO_ZONES; zone++)
    matrix->zone_start[zone + 1] = matrix->zone_start[zone] + skeleton->grams->zone_counts[zone];
  row *rows = ho_alloc_array(count, sizeof *rows);
  matrix->dense = ho_alloc_array(count * dense, sizeof(double));
  matrix->novelty = ho_alloc_array(count * HO_NOVELTY_COUNT, sizeof(double));
  handout_status status = HANDOUT_NO_MEMORY;
  threads = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
  if (rows && matrix->dense && matrix->novelty)
    status =
        run_jobs((job){.skeleton = skeleton, .data = data, .subset = subset, .matrix = matrix, .rows = rows},
                 count, threads);
  if (status == HANDOUT_OK)
    status = join_rows(matrix, rows);
  for (size_t i = 0; rows && i < count; i++) {
    free(rows[i].gram);
    free(rows[i].value);
  }
  free(rows);
  if (status != HANDOUT_OK)
    ho_matrix_free(matrix);
  return status;
}

void ho_matrix_free(ho_matrix *matrix) {
  free(matrix->dense);
  free(matrix->start);
  free(matrix->gram);
  free(matrix->value);
  free(matrix->novelty);
  *matrix = (ho_matrix){0};
}
