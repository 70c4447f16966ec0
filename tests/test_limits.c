/* The limits of the library, each below its value, at it and above: see the table in README.md. */
#include "lexicon.h"
#include "model.h"
#include "model_edit.h"
#include "piece.h"
#include "small_model.h"
#include "tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What README.md says. */
_Static_assert(HANDOUT_MAX_LABELS == 16 && HANDOUT_MAX_ARTICLES == 10000, "articles and labels");
_Static_assert(HANDOUT_MAX_EXPLAINED == 64 << 20, "explained bytes");
_Static_assert(HO_MAX_LEFT_OUT == 512 && HO_MAX_LEFT_OUT_ALL == 131072, "parts left out");
_Static_assert(HO_LONGEST_HEADLINE == 300 && HO_SENTENCE_MAX == 256 && HO_WORD_MAX == 120, "texts");
_Static_assert(HO_MAX_FAMILIES == 256 && HO_MAX_PHRASES == 200000, "lexicons");
_Static_assert(HO_MAX_WORDS - HO_CLASS_COUNT == 1048565, "words of a lexicon");
_Static_assert(HO_MAX_PHRASE_WORDS == 12 && HO_MAX_ALTERNATIVES == 64, "lines of a lexicon");
_Static_assert(HO_MAX_COLUMNS == 4096 && HO_MAX_GRAMS == 1048576, "models");

static void append(ho_buf *out, const char *text) {
  assert_true(ho_buf_append_text(out, text));
}

static void repeat(ho_buf *out, const char *text, size_t count) {
  for (size_t i = 0; i < count; i++)
    append(out, text);
}

/* ---- Models ------------------------------------------------------------------ */

static void expect_model(const ho_buf *file, const char *refusal) {
  handout_model *model;
  handout_error error = {0};
  handout_status status = handout_model_load(file->data, file->length, &model, &error);
  if (status != (refusal ? HANDOUT_BAD_MODEL : HANDOUT_OK) || (refusal && !strstr(error.message, refusal)))
    fail_msg("status %d, line %zu: %s; expected %s", (int)status, error.line, error.message,
             refusal ? refusal : "a good model");
  handout_model_free(model);
}

/* The small model's file with one place changed. */
static void expect_edited(const char *find, const char *replacement, const char *refusal) {
  ho_buf file = small_model_file(), changed = model_edited(&file, find, replacement, NULL);
  expect_model(&changed, refusal);
  ho_buf_free(&changed);
  ho_buf_free(&file);
}

/* A model of `count` labels, each with a weight of its own for one measure. */
static handout_model *model_of_labels(size_t count) {
  handout_model *m = ho_model_new();
  ho_lexicon *lexicon;
  assert_non_null(m);
  for (m->label_count = 0; m->label_count < count; m->label_count++) {
    m->labels[m->label_count] = malloc(2);
    assert_non_null(m->labels[m->label_count]);
    memcpy(m->labels[m->label_count], (char[]){(char)('a' + m->label_count), '\0'}, 2);
  }
  assert_int_equal(ho_lexicon_read(small_lexicon, strlen(small_lexicon), 0, &lexicon, NULL), HANDOUT_OK);
  m->lexicon = lexicon;
  m->grams = ho_grams_new();
  m->gram_weights = ho_alloc_array(1, sizeof *m->gram_weights);
  m->column_count = 1;
  m->columns = ho_alloc_array(1, sizeof *m->columns);
  m->pair_weights = ho_alloc_array(ho_model_pairs(m), sizeof *m->pair_weights);
  assert_true(m->grams && m->gram_weights && m->columns && m->pair_weights);
  m->columns[0] = (ho_column){0, 0.5, 1, 3};
  for (size_t i = 0; i < ho_model_pairs(m); i++)
    m->pair_weights[i] = m->rho[i] = (double)i / 100;
  m->gram_unit = m->slope = m->novelty.limit = m->lean_slope = 1;
  m->summary = calloc(1, 1);
  assert_int_equal(ho_model_finish(m), HANDOUT_OK);
  return m;
}

static void expect_scores(const handout_model *model) {
  handout_scorer *scorer;
  handout_explanation e;
  double sum = 0;
  assert_int_equal(handout_scorer_new(model, &scorer), HANDOUT_OK);
  assert_int_equal(handout_explain(scorer, small_texts[0], strlen(small_texts[0]), NULL, &e), HANDOUT_OK);
  for (size_t l = 0; l < handout_model_label_count(model); l++)
    sum += e.verdict.probabilities[l];
  assert_true(sum > 0.999999 && sum < 1.000001);
  assert_true(e.verdict.label < handout_model_label_count(model));
  handout_scorer_free(scorer);
}

static void labels(void **state) {
  (void)state;
  static const size_t counts[] = {2, HANDOUT_MAX_LABELS - 1, HANDOUT_MAX_LABELS};
  ho_buf file = HO_BUF_INIT;
  for (size_t i = 0; i < 3; i++) {
    handout_model *made = model_of_labels(counts[i]), *read;
    ho_buf_clear(&file);
    assert_int_equal(ho_model_write(made, &file), HANDOUT_OK);
    assert_int_equal(handout_model_load(file.data, file.length, &read, NULL), HANDOUT_OK);
    assert_int_equal(handout_model_label_count(read), counts[i]);
    expect_scores(read);
    handout_model_free(made);
    handout_model_free(read);
  }
  ho_buf one_more = model_edited(&file, "labels\t16\ta", "labels\t17\tA\ta", NULL);
  expect_model(&one_more, "2 to 16 labels");
  ho_buf_free(&one_more);
  ho_buf_free(&file);
}

/* No model has as many features as it may have columns. */
static void columns(void **state) {
  (void)state;
  expect_edited("\ncolumns\t", "\ncolumns\t4095\n", "unknown feature");
  expect_edited("\ncolumns\t", "\ncolumns\t4096\n", "unknown feature");
  expect_edited("\ncolumns\t", "\ncolumns\t4097\n", "number of columns");
}

static void numbers(void **state) {
  (void)state;
  expect_edited("\nslope\t1.25", "\nslope\t999999999.5", NULL);
  expect_edited("\nslope\t1.25", "\nslope\t1e9", NULL);
  expect_edited("\nslope\t1.25", "\nslope\t1000000000.5", "slope");
  expect_edited("\nnovelty-limit\t1000", "\nnovelty-limit\t-999999999.5", NULL);
  expect_edited("\nnovelty-limit\t1000", "\nnovelty-limit\t-1000000000", NULL);
  expect_edited("\nnovelty-limit\t1000", "\nnovelty-limit\t-1000000000.5", "limit");
}

/* The small model's file with other n-grams of no weight: pairs of 1,024 words, or each of two words of its
 * own. */
static ho_buf file_of_grams(size_t count, bool own_words) {
  ho_buf file = small_model_file(), body = HO_BUF_INIT;
  const char *start = file.data + model_body(&file), *end = file.data + file.length;
  const char *grams = memmem(start, (size_t)(end - start), "ngrams\t", 7);
  const char *bias = memmem(start, (size_t)(end - start), "ngram-bias\t", 11);
  assert_true(ho_buf_append(&body, start, (size_t)(grams - start)));
  const char *units = memchr(grams + 7, '\t', 20), *lines = memchr(units, '\n', 200);
  assert_true(ho_buf_append_format(&body, "ngrams\t%zu", count));
  assert_true(ho_buf_append(&body, units, (size_t)(lines + 1 - units)));
  for (size_t i = 0; i < count; i++)
    assert_true(ho_buf_append_format(&body, "w%zu w%zu\t0\t1\t0\t-1\n", own_words ? 2 * i : i / 1024,
                                     own_words ? 2 * i + 1 : i % 1024));
  assert_true(ho_buf_append(&body, bias, (size_t)(end - bias)));
  ho_buf_free(&file);
  file = model_with_checksum(body.data, body.length);
  ho_buf_free(&body);
  return file;
}

static void expect_grams(size_t count, bool own_words, const char *refusal) {
  ho_buf file = file_of_grams(count, own_words);
  expect_model(&file, refusal);
  ho_buf_free(&file);
}

static void ngrams(void **state) {
  (void)state;
  expect_grams(HO_MAX_GRAMS - 1, false, NULL);
  expect_grams(HO_MAX_GRAMS, false, NULL);
  expect_grams(HO_MAX_GRAMS + 1, false, "number of n-grams");
  expect_grams(HO_MAX_WORDS / 2 - 100, true, NULL);
  expect_grams(HO_MAX_WORDS / 2 + 1, true, "too many words");
}

/* ---- Lexicons ---------------------------------------------------------------- */

/* Reads `before`, `count` times `piece`, and `after`, below the first line and the name of a family. */
static void expect_lexicon(const char *before, const char *piece, size_t count, const char *after,
                           const char *refusal) {
  ho_buf text = HO_BUF_INIT;
  ho_lexicon *lexicon;
  handout_error error = {0};
  append(&text, "handout-lexicon 1\n[first] The first.\n");
  append(&text, before);
  for (size_t i = 0; i < count; i++) /* # is a number that differs */
    for (const char *at = piece; *at; at++)
      assert_true(*at == '#' ? ho_buf_append_format(&text, "%zu", i) : ho_buf_append_char(&text, *at));
  append(&text, after);
  handout_status status = ho_lexicon_read(text.data, text.length, 0, &lexicon, &error);
  if (status != (refusal ? HANDOUT_BAD_LEXICON : HANDOUT_OK) || (refusal && !strstr(error.message, refusal)))
    fail_msg("%zu of %.20s: status %d, line %zu: %s", count, piece, (int)status, error.line, error.message);
  ho_lexicon_free(lexicon);
  ho_buf_free(&text);
}

static void lexicons(void **state) {
  (void)state;
  static const struct {
    const char *before, *piece, *after;
    size_t limit; /* of pieces; one of them may be in what is around them */
    const char *refusal;
  } cases[] = {{"", "[f#] One more.\n", "", HO_MAX_FAMILIES - 1, "256 families"},
               {"", "word\n", "", HO_MAX_PHRASES, "too many phrases"},
               {"", "a ", "", HO_MAX_PHRASE_WORDS, "12 words"},
               {"a-", "a-", "a", HO_MAX_PHRASE_WORDS - 2, "12 words"},
               {"a", "|a", "", HO_MAX_ALTERNATIVES - 1, "64 phrases"},
               {"first", " * and", " last", 2, "two wildcards"},
               {"[", "a", "] Long.", 60, "lower-case"},
               {"[@mask]\n", "w# ", "", HO_MAX_WORDS - HO_CLASS_COUNT, "too many words"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (size_t n = cases[i].limit - 1; n <= cases[i].limit + 1; n++)
      expect_lexicon(cases[i].before, cases[i].piece, n, cases[i].after,
                     n > cases[i].limit ? cases[i].refusal : NULL);
}

/* ---- Texts ------------------------------------------------------------------- */

static void explained_bytes(void **state) {
  const small_fixture *f = *state;
  handout_explanation e;
  const size_t limit = HANDOUT_MAX_EXPLAINED;
  char *text = malloc(limit + 1);
  assert_non_null(text);
  memset(text, ' ', limit + 1);
  memcpy(text + limit - 14, "Harbour talks", 13);
  assert_int_equal(handout_explain(f->scorer, text, limit - 1, NULL, &e), HANDOUT_OK);
  assert_int_equal(e.verdict.words, 2);
  assert_int_equal(handout_explain(f->scorer, text, limit, NULL, &e), HANDOUT_OK);
  assert_int_equal(e.verdict.words, 2);
  assert_int_equal(handout_explain(f->scorer, text, limit + 1, NULL, &e), HANDOUT_TOO_LARGE);
  handout_article most = {{1, limit + 1}, {1, 1}, NULL, 0};
  assert_int_equal(handout_explain(f->scorer, text, limit + 1, &most, &e), HANDOUT_OK);
  free(text);
}

/* The sentences and words that an explanation finds in `count` pieces. */
static void expect_sentences(const small_fixture *f, const char *piece, size_t count, size_t sentences,
                             size_t words) {
  ho_buf text = HO_BUF_INIT;
  handout_explanation e;
  repeat(&text, piece, count);
  assert_int_equal(handout_explain(f->scorer, text.data, text.length, NULL, &e), HANDOUT_OK);
  assert_int_equal(e.sentence_count, sentences);
  assert_int_equal(e.verdict.words, words);
  ho_buf_free(&text);
}

static void sentences(void **state) {
  const small_fixture *f = *state;
  for (size_t n = HO_SENTENCE_MAX - 1; n <= HO_SENTENCE_MAX + 1; n++)
    expect_sentences(f, "word ", n, n > HO_SENTENCE_MAX ? 2 : 1, n);
  /* With the mark, each piece is two. */
  for (size_t n = HO_SENTENCE_MAX / 2 - 1; n <= HO_SENTENCE_MAX / 2 + 1; n++)
    expect_sentences(f, "word) ", n, n > HO_SENTENCE_MAX / 2 ? 2 : 1, n);
}

/* What is longer is cut. */
static void words(void **state) {
  (void)state;
  static const char *const letters[] = {"a", "\xC3\xA9"};
  for (size_t l = 0; l < 2; l++) {
    size_t limit = HO_WORD_MAX / strlen(letters[l]);
    for (size_t n = limit - 1; n <= limit + 1; n++) {
      ho_buf text = HO_BUF_INIT;
      repeat(&text, letters[l], n);
      token_list list = tokens_of(text.data, 0, text.length, ho_scan, 100);
      assert_int_equal(list.tokens[0].length, (n > limit ? limit : n) * strlen(letters[l]));
      tokens_free(&list);
      ho_buf_free(&text);
    }
  }
}

/* ---- Articles ---------------------------------------------------------------- */

static void append_name(ho_buf *text, random_source *random) {
  assert_true(ho_buf_append_char(text, (char)('A' + random_below(random, 26))));
  for (int i = 0; i < 7; i++)
    assert_true(ho_buf_append_char(text, (char)('a' + random_below(random, 26))));
}

/* A short article that shares no names with others; `parts` lines of it are not its text. */
static void append_article(ho_buf *text, unsigned number, size_t parts) {
  static const char pattern[] =
      "Court of 0 asks 1 about the 2 of 3\nShort Url\nCourt of 0 asks 1 about the 2 of 3\n"
      "The court of 0 asked 1 on Monday why the 2 of 3 had been sold to 4 and 5 of 6, and to whom.\n";
  random_source random = {number * 2654435761u + 1};
  uint64_t first[10];
  for (int i = 0; i < 10; i++)
    first[i] = random_number(&random);
  for (const char *at = pattern; *at; at++) {
    random_source name = {first[*at >= '0' && *at <= '9' ? *at - '0' : 0]};
    if (*at >= '0' && *at <= '9')
      append_name(text, &name);
    else
      assert_true(ho_buf_append_char(text, *at));
  }
  for (size_t i = 0; i < parts; i++)
    append(text, i % 2 ? "Copy link\n" : "- Advertisement -\n");
  append(text, "\n\n");
}

static void find(ho_pieces *pieces, const ho_buf *text, size_t length) {
  assert_int_equal(ho_find_pieces(pieces, text->data, length), HANDOUT_OK);
}

static void articles(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_pieces pieces = HO_PIECES_INIT, rest = HO_PIECES_INIT;
  for (unsigned i = 0; i < 2 * HANDOUT_MAX_ARTICLES; i++) /* not each of them is told from its neighbour */
    append_article(&text, i, 0);
  find(&pieces, &text, text.length);
  assert_int_equal(pieces.count, HANDOUT_MAX_ARTICLES);
  const size_t start = pieces.articles[pieces.count - 1].span.start;
  assert_int_equal(pieces.articles[pieces.count - 1].span.end, text.length - 3);
  ho_buf tail = {text.data + start, text.length - start, 0};
  find(&rest, &tail, tail.length);
  assert_true(rest.count > 2);
  find(&pieces, &text, start);
  assert_int_equal(pieces.count, HANDOUT_MAX_ARTICLES - 1);
  for (size_t more = 0; more < 2; more++) {
    const size_t end = start + rest.articles[more].span.end;
    find(&pieces, &text, end);
    assert_int_equal(pieces.count, HANDOUT_MAX_ARTICLES);
    assert_int_equal(pieces.articles[pieces.count - 1].span.start, start);
    assert_int_equal(pieces.articles[pieces.count - 1].span.end, end);
  }
  ho_pieces_free(&pieces);
  ho_pieces_free(&rest);
  ho_buf_free(&text);
}

static void parts_of_an_article(void **state) {
  (void)state;
  for (size_t n = HO_MAX_LEFT_OUT - 1; n <= HO_MAX_LEFT_OUT + 1; n++) {
    ho_buf text = HO_BUF_INIT;
    ho_pieces pieces = HO_PIECES_INIT;
    for (size_t i = 0; i < n; i++)
      append(&text, i % 2 ? "Copy link\n" : "- Advertisement -\n");
    find(&pieces, &text, text.length);
    assert_int_equal(pieces.count, 1);
    assert_int_equal(pieces.articles[0].left_out_count, n > HO_MAX_LEFT_OUT ? HO_MAX_LEFT_OUT : n);
    ho_pieces_free(&pieces);
    ho_buf_free(&text);
  }
}

static void parts_of_a_text(void **state) {
  (void)state;
  ho_buf text = HO_BUF_INIT;
  ho_pieces pieces = HO_PIECES_INIT;
  for (unsigned i = 0; i < 400; i++)
    append_article(&text, i, 400);
  find(&pieces, &text, text.length);
  assert_int_equal(pieces.left_out_count, HO_MAX_LEFT_OUT_ALL);
  size_t last = pieces.left_out[HO_MAX_LEFT_OUT_ALL - 1].span.end;
  size_t before = pieces.left_out[HO_MAX_LEFT_OUT_ALL - 2].span.end;
  find(&pieces, &text, last);
  assert_int_equal(pieces.left_out_count, HO_MAX_LEFT_OUT_ALL);
  find(&pieces, &text, before);
  assert_int_equal(pieces.left_out_count, HO_MAX_LEFT_OUT_ALL - 1);
  ho_pieces_free(&pieces);
  ho_buf_free(&text);
}

/* A first line is a headline where it is no longer than that. */
static void headlines(void **state) {
  (void)state;
  for (size_t n = HO_LONGEST_HEADLINE - 1; n <= HO_LONGEST_HEADLINE + 1; n++) {
    ho_buf text = HO_BUF_INIT;
    append(&text, "Harbour ");
    while (text.length < n)
      append(&text, text.length % 8 == 7 ? " " : "a");
    append(&text, "\nThe harbour was opened on Monday, its office said.\n");
    handout_span span = ho_find_headline(text.data, 0, text.length);
    assert_int_equal(span.end - span.start, n > HO_LONGEST_HEADLINE ? 0 : n);
    ho_buf_free(&text);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, small_set_up, small_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(labels),
      cmocka_unit_test(columns),
      cmocka_unit_test(numbers),
      cmocka_unit_test(ngrams),
      cmocka_unit_test(lexicons),
      TEST(explained_bytes),
      TEST(sentences),
      cmocka_unit_test(words),
      cmocka_unit_test(articles),
      cmocka_unit_test(parts_of_an_article),
      cmocka_unit_test(parts_of_a_text),
      cmocka_unit_test(headlines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
