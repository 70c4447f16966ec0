/* Many documents through one scorer: articles found, scored and explained, and pages read. SOAK_DOCUMENTS
 * says how many. The process's memory must not grow after the first tenth, nor an answer change. */
#include "articles.h"
#include "page.h"
#include "random.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
  DOCUMENTS = 20000,
  ALLOWED_GROWTH = 256, /* kB in use; half a byte a document in a million is more */
  ALLOWED_FRAGMENTATION =
      4096, /* kB in memory: what the allocator keeps between allocations comes and goes */
  EXPLAINED_EVERY = 2,
  PAGE_EVERY = 4,
  SCORER_LASTS = 100,
  MODEL_LASTS = 1000
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool memory_is_ours = false; /* the sanitizer keeps what was freed */
#else
static const bool memory_is_ours = true;
#endif

typedef struct soak {
  handout_model *model;
  handout_scorer *scorer;
  articles all;
  uint64_t *known; /* by text, and explained or not, what the first answer was */
  ho_buf work;     /* the document at hand */
  random_source random;
} soak;

/* Kilobytes of the process that are in memory, and those that were allocated and not freed. */
typedef struct memory {
  size_t resident, used;
} memory;

static memory measure(void) {
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  assert_non_null(file);
  assert_int_equal(fscanf(file, "%*u %lu", &pages), 1);
  (void)fclose(file);
  memory result = {pages * (size_t)sysconf(_SC_PAGESIZE) / 1024, 0};
#if defined(__GLIBC__)
  struct mallinfo2 info = mallinfo2();
  result.used = (info.uordblks + info.hblkhd) / 1024;
#endif
  return result;
}

static void renew_scorer(soak *s) {
  handout_scorer_free(s->scorer);
  assert_int_equal(handout_scorer_new(s->model, &s->scorer), HANDOUT_OK);
}

static void renew_model(soak *s) {
  handout_scorer_free(s->scorer);
  s->scorer = NULL;
  handout_model_free(s->model);
  assert_int_equal(handout_model_default(&s->model, NULL), HANDOUT_OK);
}

static void append(soak *s, const char *text, size_t length) {
  assert_true(ho_buf_append(&s->work, text, length));
}

static void append_text(soak *s, const char *text) {
  append(s, text, strlen(text));
}

/* The text at `index`, half of the times damaged: cut, with another behind it, with bytes changed. */
static bool make_text(soak *s, size_t index) {
  const ho_buf *text = &s->all.texts[index], *other = &s->all.texts[random_below(&s->random, s->all.count)];
  ho_buf_clear(&s->work);
  append(s, text->data, text->length);
  switch (random_below(&s->random, 6)) {
  case 0:
    s->work.length = random_below(&s->random, text->length);
    return false;
  case 1:
    append_text(s, "\n\n");
    append(s, other->data, other->length);
    return false;
  case 2:
    for (int i = 0; i < 20; i++)
      s->work.data[random_below(&s->random, text->length)] = (char)random_below(&s->random, 256);
    return false;
  default:
    return true;
  }
}

/* A page of the text's lines. */
static void make_page(soak *s) {
  ho_buf text = s->work;
  s->work = (ho_buf)HO_BUF_INIT;
  append_text(s, "<!DOCTYPE html><html><body><nav><a href='/'>Home</a></nav><article><h1>");
  for (size_t i = 0; i < text.length; i++)
    if (text.data[i] == '\n')
      append_text(s, "</h1><p class='text'>");
    else
      append(s, &text.data[i], 1);
  append_text(s, "</article></body></html>");
  ho_buf_free(&text);
}

static void read_page(soak *s) {
  ho_page page;
  handout_verdict verdict;
  make_page(s);
  assert_int_equal(ho_page_read(s->work.data, s->work.length, &page), HANDOUT_OK);
  assert_int_equal(handout_score(s->scorer, page.text.data, page.text.length, NULL, &verdict), HANDOUT_OK);
  ho_page_free(&page);
}

static void read_document(soak *s, size_t number) {
  size_t index = random_below(&s->random, s->all.count);
  bool explained = number % EXPLAINED_EVERY == 0;
  if (number % MODEL_LASTS == 0)
    renew_model(s);
  if (number % SCORER_LASTS == 0)
    renew_scorer(s);
  bool whole = make_text(s, index);
  uint64_t digest, *known = &s->known[2 * index + explained];
  assert_int_equal(articles_digest(s->scorer, s->work.data, s->work.length, explained, &digest), HANDOUT_OK);
  if (whole && *known)
    assert_true(*known == digest);
  if (whole)
    *known = digest;
  if (number % PAGE_EVERY == 0)
    read_page(s);
}

static void read_documents(soak *s, size_t count, memory *after_a_tenth) {
  for (size_t i = 0; i < count; i++) {
    read_document(s, i);
    if (i == count / 10)
      *after_a_tenth = measure();
  }
}

static void memory_stays_flat(void **state) {
  (void)state;
  soak s = {.all = articles_read(), .random = {2024}};
  const char *wanted = getenv("SOAK_DOCUMENTS");
  size_t documents = wanted ? strtoul(wanted, NULL, 10) : DOCUMENTS;
  s.known = calloc(2 * s.all.count, sizeof *s.known);
  assert_non_null(s.known);
  time_t start = time(NULL);
  memory empty = measure(), first = empty;
  read_documents(&s, documents, &first);
  memory last = measure();
  print_message(
      "%zu documents, %ld s; kB in memory (in use): %zu (%zu) at the start, %zu (%zu) after a tenth, "
      "%zu (%zu) at the end\n",
      documents, (long)(time(NULL) - start), empty.resident, empty.used, first.resident, first.used,
      last.resident, last.used);
  if (memory_is_ours && !getenv("UNTIMED")) {
    assert_true(last.used <= first.used + ALLOWED_GROWTH);
    assert_true(last.resident <= first.resident + ALLOWED_FRAGMENTATION);
  }
  handout_scorer_free(s.scorer);
  handout_model_free(s.model);
  ho_buf_free(&s.work);
  articles_free(&s.all);
  free(s.known);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(memory_stays_flat)};
  (void)ho_page_prepare(NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
