/* Tests of src/vocabulary.c: words by hash, words in one shape only, classes. */
#include "random.h"
#include "tokens.h"
#include "vocabulary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static uint32_t add(ho_vocabulary *v, const char *word) {
  return ho_vocabulary_add(v, word, strlen(word));
}

static const ho_unit *form_of(const ho_vocabulary *v, const ho_token *token) {
  return &v->forms
              .units[ho_form(&v->forms, &v->forms.placed[ho_place(&v->forms.places, token->hash)], token)];
}

static uint32_t token_gram(const ho_vocabulary *v, const char *word, ho_shape shape) {
  ho_token token = {.hash = ho_hash(word, strlen(word)), .kind = HO_WORD, .shape = (uint8_t)shape};
  return form_of(v, &token)->gram;
}

static void words_are_found_again(void **state) {
  (void)state;
  ho_vocabulary v;
  char word[32];
  assert_true(ho_vocabulary_init(&v));
  for (int i = 0; i < 50000; i++) {
    int length = snprintf(word, sizeof word, "w%d", i);
    assert_int_equal(ho_vocabulary_add(&v, word, (size_t)length), HO_CLASS_COUNT + i);
  }
  for (int i = 0; i < 50000; i++) {
    int length = snprintf(word, sizeof word, "w%d", i);
    uint32_t found = ho_vocabulary_find(&v, ho_hash(word, (size_t)length));
    assert_int_equal(found, HO_CLASS_COUNT + i);
    assert_string_equal(ho_vocabulary_name(&v, found), word);
    assert_int_equal(add(&v, word), found);
  }
  assert_int_equal(ho_vocabulary_find(&v, ho_hash("other", 5)), 0);
  ho_vocabulary_free(&v);
}

/* Known words by their number whatever is added between; unknown ones and all numbers by their class. */
static void a_settled_vocabulary_finds_the_same(void **state) {
  (void)state;
  static const int sizes[] = {0, 1, 2, 3, 17, 1000, 20000};
  ho_vocabulary v;
  char word[32];
  assert_true(ho_vocabulary_init(&v));
  for (size_t at = 0; at < sizeof sizes / sizeof *sizes; at++) {
    for (int i = (int)v.count - HO_CLASS_COUNT; i < sizes[at]; i++) {
      snprintf(word, sizeof word, "w%d", i);
      assert_int_equal(add(&v, word), HO_CLASS_COUNT + i);
      v.words[HO_CLASS_COUNT + i].flags = HO_IN_GRAMS;
    }
    assert_true(ho_vocabulary_settle(&v) && ho_vocabulary_settle(&v));
    for (int i = 0; i < 2 * sizes[at] + 10; i++) {
      const bool known = i < sizes[at];
      snprintf(word, sizeof word, "w%d", i);
      assert_int_equal(token_gram(&v, word, HO_LOWER), known ? HO_CLASS_COUNT + i : HO_CLASS_WORD);
      assert_int_equal(token_gram(&v, word, HO_CAPITAL), known ? HO_CLASS_COUNT + i : HO_CLASS_NAME);
      assert_int_equal(token_gram(&v, word, HO_CAPS), known ? HO_CLASS_COUNT + i : HO_CLASS_CAPS);
      assert_int_equal(token_gram(&v, word, HO_MIXED), known ? HO_CLASS_COUNT + i : HO_CLASS_NAME);
    }
  }
  v.words[add(&v, "24th")].flags = v.words[add(&v, "1984")].flags = HO_IN_GRAMS;
  assert_true(ho_vocabulary_settle(&v));
  assert_int_equal(token_gram(&v, "24th", HO_DIGITS), HO_CLASS_NUMBER);
  assert_int_equal(token_gram(&v, "1984", HO_YEAR), HO_CLASS_YEAR);
  ho_vocabulary_free(&v);
}

static void classes_have_names(void **state) {
  (void)state;
  ho_vocabulary v;
  assert_true(ho_vocabulary_init(&v));
  assert_int_equal(v.count, HO_CLASS_COUNT);
  for (uint32_t i = 1; i < HO_CLASS_COUNT; i++) {
    const char *name = ho_vocabulary_name(&v, i);
    assert_int_equal(ho_class_by_name(name, strlen(name)), i);
  }
  assert_int_equal(ho_class_by_name("<nam", 4), HO_CLASS_NONE);
  assert_int_equal(ho_class_by_name("", 0), HO_CLASS_NONE);
  ho_vocabulary_free(&v);
}

static void a_shape_has_a_word_of_its_own(void **state) {
  (void)state;
  ho_vocabulary v;
  assert_true(ho_vocabulary_init(&v));
  uint32_t us = add(&v, "us"), caps = ho_vocabulary_add_exact(&v, us, HO_CAPS);
  assert_true(caps != 0 && caps != us);
  assert_int_equal(ho_vocabulary_add_exact(&v, us, HO_CAPS), caps);
  assert_int_not_equal(ho_vocabulary_add_exact(&v, us, HO_LOWER), caps);
  assert_int_equal(ho_vocabulary_add_exact(&v, us, HO_MIXED), 0);
  assert_int_equal(ho_vocabulary_find(&v, ho_hash("us", 2)), us);
  ho_vocabulary_free(&v);
}

static void endings_are_kept(void **state) {
  (void)state;
  static const struct {
    const char *word;
    ho_suffix suffix;
  } cases[] = {{"quickly", HO_SUFFIX_LY},  {"sailing", HO_SUFFIX_ING},    {"sailed", HO_SUFFIX_ED},
               {"nation", HO_SUFFIX_NONE}, {"formation", HO_SUFFIX_TION}, {"ability", HO_SUFFIX_TION},
               {"fly", HO_SUFFIX_NONE},    {"ship", HO_SUFFIX_NONE}};
  ho_vocabulary v;
  assert_true(ho_vocabulary_init(&v));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(v.words[add(&v, cases[i].word)].suffix, cases[i].suffix);
  ho_vocabulary_free(&v);
}

static uint32_t gram_of(const ho_vocabulary *v, const char *text) {
  token_list list = tokens_of(text, 0, strlen(text), ho_scan, HO_SCAN_ROOM);
  assert_int_equal(list.count, 1);
  const uint32_t gram = form_of(v, list.tokens)->gram;
  assert_int_equal(gram, look_up(v, list.tokens).gram);
  tokens_free(&list);
  return gram;
}

static void what_ngrams_see(void **state) {
  (void)state;
  ho_vocabulary v;
  assert_true(ho_vocabulary_init(&v));
  uint32_t fleet = add(&v, "fleet"), may = add(&v, "may"), venn = add(&v, "venn");
  v.words[fleet].flags = HO_IN_GRAMS;
  v.words[venn].flags = HO_MASKED;
  v.words[may] = (ho_word){.flags = HO_IN_GRAMS, .class_of = HO_CLASS_MONTH, .class_shapes = 1 << HO_CAPITAL};
  assert_true(ho_vocabulary_settle(&v));
  assert_int_equal(gram_of(&v, "fleet"), fleet);
  assert_int_equal(gram_of(&v, "FLEET"), fleet);
  assert_int_equal(gram_of(&v, "may"), may);
  assert_int_equal(gram_of(&v, "May"), HO_CLASS_MONTH);
  assert_int_equal(gram_of(&v, "Venn"), HO_CLASS_NAME);
  assert_int_equal(gram_of(&v, "Unheard"), HO_CLASS_NAME);
  assert_int_equal(gram_of(&v, "unheard"), HO_CLASS_WORD);
  assert_int_equal(gram_of(&v, "UNHEARD"), HO_CLASS_CAPS);
  assert_int_equal(gram_of(&v, "17"), HO_CLASS_NUMBER);
  assert_int_equal(gram_of(&v, "1984"), HO_CLASS_YEAR);
  ho_vocabulary_free(&v);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_found_again), cmocka_unit_test(a_settled_vocabulary_finds_the_same),
      cmocka_unit_test(classes_have_names),    cmocka_unit_test(a_shape_has_a_word_of_its_own),
      cmocka_unit_test(endings_are_kept),      cmocka_unit_test(what_ngrams_see),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
