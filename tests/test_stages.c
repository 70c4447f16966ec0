/* Tests of the two stages and of the release share against the obvious way, for few labels and for many. */
#include "score.h"
#include "small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
  MANY = UINT8_MAX + 1, /* the least count of an n-gram that is kept in two parts */
  MOST_WORDS = 400,
  MOST_SENTENCES = 4 * MOST_WORDS + 10 * MANY
};
_Static_assert(HO_LANES == 4, "the numbers of labels below fill rows, and don't");

static double made_up(random_source *source) {
  return (double)random_below(source, 20001) / 10000.0 - 1;
}

/* Whole multiples of a unit, which it returns. */
static double make_up_weights(random_source *source, float **values, size_t count, double size) {
  free(*values);
  *values = ho_alloc_array(count, sizeof **values);
  assert_non_null(*values);
  for (size_t i = 0; i < count; i++)
    (*values)[i] = (float)(made_up(source) * size);
  const double unit = ho_round_weights(*values, count);
  for (size_t i = 0; i < count; i++)
    assert_true(fabs(remainder((double)(*values)[i], unit)) < unit * 1e-9);
  return unit;
}

static void make_up_columns(random_source *source, handout_model *m) {
  free(m->columns);
  free(m->pair_weights);
  m->column_count = ho_model_dense_count(m) + ho_model_value_count(m);
  m->columns = ho_alloc_array(m->column_count, sizeof *m->columns);
  m->pair_weights = ho_alloc_array(m->column_count * ho_model_pairs(m), sizeof *m->pair_weights);
  assert_true(m->columns && m->pair_weights);
  for (size_t c = 0; c < m->column_count; c++)
    m->columns[c] = (ho_column){(uint32_t)c, made_up(source), 1.5 + made_up(source), 1.1 + made_up(source)};
  for (size_t i = 0; i < m->column_count * ho_model_pairs(m); i++)
    m->pair_weights[i] = made_up(source) / 10;
}

/* The small model with so many labels. */
static handout_model *model_of(size_t labels) {
  random_source source = {labels};
  handout_model *m = small_model();
  while (m->label_count > labels) {
    free(m->labels[--m->label_count]);
    m->labels[m->label_count] = NULL;
  }
  for (; m->label_count < labels; m->label_count++) {
    m->labels[m->label_count] = calloc(1, 2);
    assert_non_null(m->labels[m->label_count]);
    *m->labels[m->label_count] = (char)('x' + m->label_count);
  }
  m->gram_unit = make_up_weights(&source, &m->gram_weights, m->grams->id_count * labels, 1);
  m->lean_unit = make_up_weights(&source, &m->lean_weights, ho_lean_count(m) * ho_lanes(m), 6);
  make_up_columns(&source, m);
  for (size_t i = 0; i < ho_model_value_count(m); i++)
    m->gram_bias[i] = made_up(&source);
  assert_int_equal(ho_model_finish(m), HANDOUT_OK);
  return m;
}

static double value_of(const handout_model *m, const ho_reader *r, size_t zone, size_t label, double norm) {
  double sum = 0;
  for (size_t gram = 0; gram < m->grams->count; gram++) {
    uint32_t id = m->grams->list[gram].ids[zone], count = ho_times(&r->seen[zone], (uint32_t)gram);
    if (id != HO_NO_GRAM && count)
      sum += (double)m->gram_weights[id * m->label_count + label] * (1 + log(count));
  }
  return sum / norm + m->gram_bias[zone * m->label_count + label];
}

static void expect_first_stage(const handout_scorer *s) {
  const handout_model *m = s->model;
  double norms[HO_ZONES];
  ho_gram_norms(&s->reader, norms);
  for (size_t zone = 0; zone < HO_ZONES; zone++) {
    assert_true(fabs(norms[zone] - s->norm[zone]) < 1e-12);
    for (size_t l = 0; l < m->label_count; l++) {
      double got = s->dense[ho_model_dense_count(m) + zone * m->label_count + l];
      assert_true(fabs(got - value_of(m, &s->reader, zone, l, norms[zone])) < 1e-12);
    }
  }
}

static void expect_second_stage(const handout_scorer *s, const double *got) {
  const handout_model *m = s->model;
  double scores[HANDOUT_MAX_LABELS] = {0};
  size_t pair = 0;
  for (size_t a = 0; a < m->label_count; a++)
    for (size_t b = a + 1; b < m->label_count; b++, pair++) {
      double value = -m->rho[pair];
      for (size_t c = 0; c < m->column_count; c++)
        value += m->pair_weights[pair * m->column_count + c] *
                 ho_column_z(&m->columns[c], s->dense[m->columns[c].feature]);
      scores[a] += value;
      scores[b] -= value;
    }
  for (size_t l = 0; l < m->label_count; l++)
    assert_true(fabs(scores[l] - got[l]) < 1e-12);
}

/* Counts the words of sentences that lean to a release, by all their leanings. */
typedef struct sharing {
  handout_scorer *scorer;
  ho_leaner leaner;
  size_t words[MOST_SENTENCES], count;
  size_t release, all;
} sharing;

static void take_leaning(sharing *of, size_t sentence, const double *leaning) {
  of->all += of->words[sentence];
  of->release += leaning[of->scorer->model->share_label] > 2.0 / 3 ? of->words[sentence] : 0;
}

/* What the sentence's n-grams, each looked up by its key, its phrases and its role speak for. */
static double obvious_raw(const handout_model *m, const ho_reader *r, size_t label) {
  static const ho_gram_hit none = {0};
  ho_gram_hit keys[HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT] = {none};
  const size_t count = ho_gram_keys(&r->sentence, keys), lanes = ho_lanes(m);
  const float *weights = m->lean_weights + label;
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    const uint32_t gram = ho_grams_find(m->grams, keys[i].key);
    sum += gram == HO_NO_GRAM ? 0 : (double)weights[gram * lanes];
  }
  for (size_t i = 0; i < r->hit_count; i++)
    sum += (double)weights[ho_lean_family(m, r->hits[i].family, ho_hit_role(r, i)) * lanes];
  return sum / sqrt((double)r->sentence.words + 4) + (double)weights[ho_lean_role(m, r->said.role) * lanes];
}

static void follow(void *context, const ho_reader *r) {
  sharing *of = context;
  double leaning[HANDOUT_MAX_LABELS];
  if (r->headline)
    return;
  assert_true(of->count < MOST_SENTENCES);
  of->words[of->count++] = r->sentence.words;
  if (ho_lean_next(&of->leaner, of->scorer->model, r, leaning))
    take_leaning(of, of->count - 2, leaning);
  for (size_t l = 0; l < of->scorer->model->label_count; l++)
    assert_true(fabs(of->leaner.raw[1][l] - obvious_raw(of->scorer->model, r, l)) < 1e-12);
}

static double obvious_share(handout_scorer *s, const char *text, size_t length) {
  sharing of = {.scorer = s};
  double leaning[HANDOUT_MAX_LABELS];
  handout_article article;
  assert_int_equal(ho_take_article(text, length, NULL, &article), HANDOUT_OK);
  s->reader.visit = follow;
  s->reader.context = &of;
  ho_read(&s->reader, text, &article, s->dense);
  if (ho_lean_end(&of.leaner, s->model, leaning))
    take_leaning(&of, of.count - 1, leaning);
  return of.all ? (double)of.release / (double)of.all : 0;
}

static void append_repeated(random_source *source, const char *part, size_t times, ho_buf *text) {
  for (size_t i = 0; i < times; i++)
    assert_true(ho_buf_append_text(text, part));
  assert_true(ho_buf_append_text(text, random_below(source, 2) ? ".\n" : ".\n\n"));
}

/* With n-grams that stand there a few times less than MANY, just so often, more often, very often; and so
 * often in two zones together only. */
static void append_article(random_source *source, int round, ho_buf *text) {
  static const char *const parts[] = {"of the ", "He said that. ", "\"We\" ", "Our harbour, "};
  const char *part = parts[random_below(source, sizeof parts / sizeof *parts)];
  if (round % 4 == 1)
    append_repeated(source, part, MANY - 12 + random_below(source, 13), text);
  append_random_text(source, random_below(source, MOST_WORDS), text);
  if (round % 4 == 2) {
    append_repeated(source, "of the ", MANY / 2 + random_below(source, 20), text);
    append_repeated(source, "\"of the\" ", MANY / 2 - 10 + random_below(source, 20), text);
  }
  if (round % 4 == 3)
    append_repeated(source, part, random_below(source, 10 * MANY), text);
}

/* Weighed n-grams by how often they stand in a zone of an article. */
typedef struct often {
  size_t below, just, above;
} often;

static void see_often(const ho_reader *r, often *o) {
  for (size_t gram = 0; gram < r->grams->count; gram++)
    for (int zone = 0; zone < HO_ZONES; zone++) {
      const uint32_t count = ho_times(&r->seen[zone], (uint32_t)gram);
      if (r->grams->list[gram].ids[zone] == HO_NO_GRAM)
        continue;
      o->below += count == MANY - 1;
      o->just += count == MANY;
      o->above += count > MANY;
    }
}

static void compare(size_t labels) {
  handout_model *m = model_of(labels);
  handout_scorer *s;
  random_source source = {labels + 100};
  size_t some = 0;
  often o = {0};
  assert_int_equal(handout_scorer_new(m, &s), HANDOUT_OK);
  for (int round = 0; round < 200; round++) {
    ho_buf text = HO_BUF_INIT;
    handout_verdict verdict;
    append_article(&source, round, &text);
    assert_int_equal(handout_score(s, text.data, text.length, NULL, &verdict), HANDOUT_OK);
    ho_count_all(&s->reader); /* which the scorer doesn't need as long as counts are small */
    expect_first_stage(s);
    see_often(&s->reader, &o);
    expect_second_stage(s, verdict.scores);
    double share = obvious_share(s, text.data ? text.data : "", text.length);
    assert_true(!(share < verdict.release_share) && !(share > verdict.release_share));
    some += share > 0 && share < 1;
    ho_buf_free(&text);
  }
  assert_true(some > 10);
  assert_true(o.below > 3 && o.just > 3 && o.above > 100);
  handout_scorer_free(s);
  handout_model_free(m);
}

static void two_labels(void **state) {
  (void)state;
  compare(2);
}

/* With the mark a row of HO_LANES is full. */
static void three_labels(void **state) {
  (void)state;
  compare(3);
}

/* It is full without the mark. */
static void four_labels(void **state) {
  (void)state;
  compare(4);
}

static void five_labels(void **state) {
  (void)state;
  compare(5);
}

/* Two rows are. */
static void seven_labels(void **state) {
  (void)state;
  compare(7);
}

static void eight_labels(void **state) {
  (void)state;
  compare(8);
}

static void as_many_labels_as_there_may_be(void **state) {
  (void)state;
  compare(HANDOUT_MAX_LABELS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_labels),
      cmocka_unit_test(three_labels),
      cmocka_unit_test(four_labels),
      cmocka_unit_test(five_labels),
      cmocka_unit_test(seven_labels),
      cmocka_unit_test(eight_labels),
      cmocka_unit_test(as_many_labels_as_there_may_be),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
