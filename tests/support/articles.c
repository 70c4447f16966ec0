/* The tests' sample articles, and all that the library answers about a text as one number. */
#include "articles.h"

#include "token.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static ho_buf contents_of(const char *path) {
  ho_buf text = HO_BUF_INIT;
  char part[4096];
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
    assert_true(ho_buf_append(&text, part, got));
  assert_int_equal(fclose(file), 0);
  return text;
}

articles articles_read(void) {
  static const char *const patterns[] = {"/samples/*", "/domain/*/*.txt", "/none/*.txt", "/corpus/*/*/*.txt"};
  articles all = {0};
  glob_t paths;
  char pattern[512];
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    (void)snprintf(pattern, sizeof pattern, "%s%s", TESTS_DIR, patterns[i]);
    assert_int_equal(glob(pattern, i ? GLOB_APPEND : 0, NULL, &paths), 0);
  }
  all.texts = ho_alloc_array(paths.gl_pathc, sizeof *all.texts);
  assert_non_null(all.texts);
  for (; all.count < paths.gl_pathc; all.count++)
    all.texts[all.count] = contents_of(paths.gl_pathv[all.count]);
  globfree(&paths);
  return all;
}

void articles_free(articles *all) {
  for (size_t i = 0; i < all->count; i++)
    ho_buf_free(&all->texts[i]);
  free(all->texts);
  *all = (articles){0};
}

/* ---- Answers ---- */

typedef struct digest {
  uint64_t value;
} digest;

static void add(digest *of, const void *bytes, size_t length) {
  of->value = of->value * 0x9E3779B97F4A7C15u + ho_hash(bytes, length);
}

/* Member by member: what lies between them is nobody's. */
#define ADD(of, member) add(of, &(member), sizeof(member))

static void add_article(digest *of, const handout_article *article) {
  ADD(of, article->span);
  ADD(of, article->headline);
  for (size_t i = 0; i < article->left_out_count; i++) {
    ADD(of, article->left_out[i].span);
    add(of, article->left_out[i].kind, strlen(article->left_out[i].kind));
  }
}

static void add_verdict(digest *of, const handout_verdict *verdict) {
  ADD(of, verdict->label);
  ADD(of, verdict->confidence);
  ADD(of, verdict->probabilities);
  ADD(of, verdict->scores);
  ADD(of, verdict->unsure);
  ADD(of, verdict->reason);
  ADD(of, verdict->release_share);
  ADD(of, verdict->words);
}

static void add_explanation(digest *of, const handout_explanation *explanation) {
  add_verdict(of, &explanation->verdict);
  ADD(of, explanation->base);
  for (size_t i = 0; i < explanation->contribution_count; i++) {
    const handout_contribution *contribution = &explanation->contributions[i];
    ADD(of, contribution->feature);
    ADD(of, contribution->value);
    ADD(of, contribution->by_label);
    for (size_t h = 0; h < contribution->hit_count; h++) {
      ADD(of, contribution->hits[h].span);
      ADD(of, contribution->hits[h].by_label);
    }
  }
  for (size_t i = 0; i < explanation->sentence_count; i++) {
    ADD(of, explanation->sentences[i].span);
    ADD(of, explanation->sentences[i].role);
    ADD(of, explanation->sentences[i].leaning);
  }
}

/* The article at `index`, found again, for each call to the scorer makes the last answer invalid. */
static handout_status add_answer(digest *of, handout_scorer *scorer, const char *text, size_t length,
                                 size_t index, bool explained) {
  const handout_article *found;
  handout_verdict verdict;
  handout_explanation explanation;
  size_t count;
  handout_status status = handout_find_articles(scorer, text, length, &found, &count);
  if (status == HANDOUT_OK) {
    add_article(of, &found[index]);
    status = handout_score(scorer, text, length, &found[index], &verdict);
  }
  if (status != HANDOUT_OK)
    return status;
  add_verdict(of, &verdict);
  if (!explained)
    return HANDOUT_OK;
  status = handout_find_articles(scorer, text, length, &found, &count);
  if (status == HANDOUT_OK)
    status = handout_explain(scorer, text, length, &found[index], &explanation);
  if (status == HANDOUT_OK)
    add_explanation(of, &explanation);
  return status;
}

handout_status articles_digest(handout_scorer *scorer, const char *text, size_t length, bool explained,
                               uint64_t *result) {
  const handout_article *found;
  size_t count;
  handout_status status = handout_find_articles(scorer, text, length, &found, &count);
  digest all = {count};
  for (size_t i = 0; status == HANDOUT_OK && i < count; i++)
    status = add_answer(&all, scorer, text, length, i, explained);
  *result = all.value;
  return status;
}
