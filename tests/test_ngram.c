/* Tests of src/ngram.c: n-grams of sentences, their names, and the fast search against the obvious way. */
#include "ngram.h"
#include "random.h"
#include "small_model.h"
#include "tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static handout_status add(ho_grams *grams, ho_vocabulary *vocabulary, const char *name) {
  return ho_grams_add(grams, vocabulary, name, strlen(name));
}

static void list_names(const ho_sentence *sentence, void *context) {
  const handout_model *model = ((void **)context)[0];
  ho_buf *names = ((void **)context)[1];
  ho_gram_hit hits[HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT];
  size_t count = ho_gram_keys(sentence, hits);
  for (size_t i = 0; i < count; i++) {
    assert_true(ho_gram_name(&model->lexicon->vocabulary, hits[i].key, names));
    assert_true(ho_buf_append_text(names, "|"));
  }
}

static void expect_names(const char *text, const char *wanted) {
  handout_model *model = small_model();
  ho_buf names = HO_BUF_INIT;
  void *context[] = {model, &names};
  each_sentence(text, strlen(text), &model->lexicon->vocabulary, list_names, context);
  assert_true(ho_buf_terminate(&names));
  assert_string_equal(names.data, wanted);
  ho_buf_free(&names);
  handout_model_free(model);
}

/* Names, numbers and words that no n-gram has are seen as their classes; a run of names is one. */
static void ngrams_of_a_sentence(void **state) {
  (void)state;
  expect_names("The minister said that.",
               "the|^ the|minister|the minister|said|minister said|that|said that|");
  expect_names("The Minister met Arlo Venn",
               "the|^ the|minister|=minister|the minister|<word>|minister <word>|"
               "<name>|<word> <name>|");
  expect_names("12 of 1984", "<num>|^ <num>|of|<num> of|<year>|of <year>|");
  expect_names("said \"We", "said|^ said|\"|said \"|we|\" we|");
}

static void names_name_their_ngrams(void **state) {
  (void)state;
  handout_model *model = small_model();
  ho_buf name = HO_BUF_INIT;
  for (uint32_t i = 0; i < model->grams->count; i++) {
    ho_buf_clear(&name);
    assert_int_equal(ho_grams_find(model->grams, model->grams->list[i].key), i);
    assert_true(ho_gram_name(&model->lexicon->vocabulary, model->grams->list[i].key, &name));
    /* it is there already */
    assert_int_equal(ho_grams_add(model->grams, &model->lexicon->vocabulary, name.data, name.length),
                     HANDOUT_BAD_ARGUMENT);
  }
  assert_int_equal(ho_grams_find(model->grams, UINT64_MAX), HO_NO_GRAM);
  ho_buf_free(&name);
  handout_model_free(model);
}

static void malformed_names(void **state) {
  (void)state;
  static const char *const bad[] = {"", " ", "a ", " a", "a  b", "a b c", "=a b", "= "};
  ho_vocabulary vocabulary;
  ho_grams *grams = ho_grams_new();
  assert_true(grams && ho_vocabulary_init(&vocabulary));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (add(grams, &vocabulary, bad[i]) != HANDOUT_BAD_ARGUMENT)
      fail_msg("'%s' was taken", bad[i]);
  assert_int_equal(add(grams, &vocabulary, "a"), HANDOUT_OK);
  assert_int_equal(add(grams, &vocabulary, "=a"), HANDOUT_OK);
  assert_int_equal(add(grams, &vocabulary, "a b"), HANDOUT_OK);
  assert_int_equal(add(grams, &vocabulary, "a b"), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(add(grams, &vocabulary, "=a"), HANDOUT_BAD_ARGUMENT);
  assert_int_equal(grams->count, 3);
  ho_grams_free(grams);
  ho_grams_free(NULL);
  ho_vocabulary_free(&vocabulary);
}

static void zones_have_ids_of_their_own(void **state) {
  (void)state;
  ho_vocabulary vocabulary;
  ho_grams *grams = ho_grams_new();
  assert_true(grams && ho_vocabulary_init(&vocabulary));
  assert_int_equal(add(grams, &vocabulary, "a"), HANDOUT_OK);
  assert_int_equal(add(grams, &vocabulary, "b"), HANDOUT_OK);
  assert_true(ho_grams_weigh(grams, 1, HO_ZONE_LEAD));
  assert_true(ho_grams_weigh(grams, 0, HO_ZONE_ALL));
  assert_int_equal(grams->list[1].ids[HO_ZONE_LEAD], 0);
  assert_int_equal(grams->list[0].ids[HO_ZONE_ALL], 1);
  assert_int_equal(grams->list[0].ids[HO_ZONE_LEAD], HO_NO_GRAM);
  assert_int_equal(grams->origins[1].gram, 0);
  assert_int_equal(grams->zone_counts[HO_ZONE_LEAD], 1);
  for (int zone = 1; zone < HO_ZONES; zone++)
    assert_true(strlen(ho_zone_name((ho_zone)zone)) > 0);
  ho_grams_free(grams);
  ho_vocabulary_free(&vocabulary);
}

typedef struct searched {
  const ho_grams *grams;
  const ho_vocabulary *vocabulary;
  size_t found, missed, most;
} searched;

static void compare(const ho_sentence *sentence, void *context) {
  searched *s = context;
  ho_gram_hit hits[HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT];
  static ho_known known;
  size_t at = 0, count = ho_gram_keys(sentence, hits);
  size_t found = find_known(s->grams, sentence, &known);
  assert_int_equal(known.all, count);
  for (size_t i = 0; i < count; i++) {
    uint32_t gram = ho_grams_find(s->grams, hits[i].key);
    if (gram == HO_NO_GRAM)
      continue;
    assert_true(at < found);
    assert_int_equal(known.grams[at], gram);
    assert_true(at >= known.before[hits[i].end - 1] && at < known.before[hits[i].end]);
    at++;
  }
  assert_int_equal(at, found);
  s->found += found;
  s->missed += count - found;
  s->most = found > s->most ? found : s->most;
}

static void the_fast_search_agrees(void **state) {
  (void)state;
  handout_model *model = small_model();
  random_source source = {4};
  searched s = {.grams = model->grams, .vocabulary = &model->lexicon->vocabulary};
  for (int round = 0; round < 300; round++) {
    ho_buf text = HO_BUF_INIT;
    append_random_text(&source, 300, &text);
    each_sentence(text.data, text.length, s.vocabulary, compare, &s);
    ho_buf_free(&text);
  }
  handout_model_free(model);
}

/* One or two letters, of which few words can be made, so that many pairs are known. */
static void append_word(random_source *source, bool may_rise, ho_buf *text) {
  const char first =
      (char)((may_rise && random_below(source, 3) == 0 ? 'A' : 'a') + random_below(source, 20));
  assert_true(ho_buf_append_char(text, first));
  if (random_below(source, 2))
    assert_true(ho_buf_append_char(text, (char)('a' + random_below(source, 20))));
}

static void add_random_grams(random_source *source, ho_grams *grams, ho_vocabulary *vocabulary) {
  for (int i = 0; i < 40000; i++) {
    ho_buf name = HO_BUF_INIT;
    const size_t kind = random_below(source, 10);
    if (kind == 0)
      assert_true(ho_buf_append_char(&name, '='));
    append_word(source, false, &name);
    if (kind > 2) {
      assert_true(ho_buf_append_char(&name, ' '));
      append_word(source, false, &name);
    }
    const handout_status status = ho_grams_add(grams, vocabulary, name.data, name.length);
    assert_true(status == HANDOUT_OK || status == HANDOUT_BAD_ARGUMENT); /* it is there already */
    ho_buf_free(&name);
  }
}

static void many_pairs_are_found(void **state) {
  (void)state;
  random_source source = {12};
  ho_vocabulary vocabulary;
  ho_grams *grams = ho_grams_new();
  searched s = {.grams = grams, .vocabulary = &vocabulary};
  assert_true(grams && ho_vocabulary_init(&vocabulary));
  for (int part = 0; part < 3; part++) { /* what was settled is settled again */
    ho_buf text = HO_BUF_INIT;
    add_random_grams(&source, grams, &vocabulary);
    assert_true(ho_grams_settle(grams, &vocabulary) && ho_vocabulary_settle(&vocabulary));
    for (int i = 0; i < 20000; i++) {
      append_word(&source, true, &text);
      assert_true(ho_buf_append_text(&text, random_below(&source, 30) ? " " : ". "));
    }
    each_sentence(text.data, text.length, &vocabulary, compare, &s);
    ho_buf_free(&text);
  }
  assert_true(s.found > 50000 && s.missed > 20000);
  ho_grams_free(grams);
  ho_vocabulary_free(&vocabulary);
}

/* Of the longest sentence all n-grams that it can have are known, and behind it stands a short one. */
static void a_full_sentence_has_room(void **state) {
  (void)state;
  static const char *const names[] = {"a", "=a", "a a", "^ a"};
  ho_vocabulary vocabulary;
  ho_grams *grams = ho_grams_new();
  ho_buf text = HO_BUF_INIT;
  searched s = {.grams = grams, .vocabulary = &vocabulary};
  assert_true(grams && ho_vocabulary_init(&vocabulary));
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    assert_int_equal(add(grams, &vocabulary, names[i]), HANDOUT_OK);
  assert_true(ho_grams_settle(grams, &vocabulary) && ho_vocabulary_settle(&vocabulary));
  for (int i = 0; i < HO_SENTENCE_MAX + 3; i++)
    assert_true(ho_buf_append_text(&text, "A "));
  each_sentence(text.data, text.length, &vocabulary, compare, &s);
  assert_int_equal(s.most, HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT - 1);
  assert_int_equal(s.found, s.most + 3 * HO_GRAMS_PER_UNIT - 1);
  ho_buf_free(&text);
  ho_grams_free(grams);
  ho_vocabulary_free(&vocabulary);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ngrams_of_a_sentence),     cmocka_unit_test(names_name_their_ngrams),
      cmocka_unit_test(malformed_names),          cmocka_unit_test(zones_have_ids_of_their_own),
      cmocka_unit_test(the_fast_search_agrees),   cmocka_unit_test(many_pairs_are_found),
      cmocka_unit_test(a_full_sentence_has_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
