/* Tests of src/sparse.c: every cell is found by an addition, and nothing else is, whatever the table is like.
 */
#include "buf.h"
#include "random.h"
#include "sparse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 1 << 20 };

typedef struct table {
  ho_sparse_cell *cells;
  size_t count, row_count, column_count;
} table;

static table new_table(size_t row_count, size_t column_count) {
  table t = {.cells = malloc(MOST * sizeof *t.cells), .row_count = row_count, .column_count = column_count};
  assert_non_null(t.cells);
  return t;
}

static void add(table *t, size_t row, size_t column) {
  assert_true(t->count < MOST && row < t->row_count && column < t->column_count);
  t->cells[t->count++] = (ho_sparse_cell){(uint32_t)row, (uint32_t)column, 0};
}

static int by_place(const void *a, const void *b) {
  const ho_sparse_cell *x = a, *y = b;
  return x->row != y->row ? (x->row > y->row) - (x->row < y->row)
                          : (x->column > y->column) - (x->column < y->column);
}

/* Without cells that come again, and each with a number of its own. */
static void drop_repeated(table *t) {
  size_t kept = 0;
  qsort(t->cells, t->count, sizeof *t->cells, by_place);
  for (size_t i = 0; i < t->count; i++)
    if (i == 0 || by_place(&t->cells[i], &t->cells[i - 1]) != 0)
      t->cells[kept++] = t->cells[i];
  t->count = kept;
  for (size_t i = 0; i < kept; i++)
    t->cells[i].value = (uint32_t)i + 1;
}

static bool has(const table *t, uint32_t row, uint32_t column) {
  const ho_sparse_cell cell = {.row = row, .column = column};
  return bsearch(&cell, t->cells, t->count, sizeof cell, by_place) != NULL;
}

/* What is found by those who use the table; 0: nothing. */
static uint32_t find(const ho_sparse *built, uint32_t row, uint32_t column) {
  const uint32_t place = ho_sparse_ahead(built->slots, built->rows[row], column);
  assert_true(place < built->slot_count);
  return built->slots[place].column == column ? built->slots[place].value : 0;
}

/* Looks for each cell, those beside them, and others. */
static void look_for_all(const table *t, const ho_sparse *built) {
  random_source source = {17};
  for (size_t i = 0; i < t->count; i++) {
    const uint32_t row = t->cells[i].row, column = t->cells[i].column;
    assert_int_equal(find(built, row, column), t->cells[i].value);
    if (column + 1 < t->column_count)
      assert_int_equal(find(built, row, column + 1) != 0, has(t, row, column + 1));
    if (row + 1 < t->row_count)
      assert_int_equal(find(built, row + 1, column) != 0, has(t, row + 1, column));
  }
  for (int i = 0; i < 100000; i++) {
    const uint32_t row = (uint32_t)random_below(&source, t->row_count),
                   column = (uint32_t)random_below(&source, t->column_count);
    assert_int_equal(find(built, row, column) != 0, has(t, row, column));
  }
}

/* Builds and checks the table, and frees all; returns how many slots it took. As many as there are cells are
 * not empty. */
static size_t check(table *t) {
  ho_sparse built;
  size_t taken = 0;
  drop_repeated(t);
  assert_true(ho_sparse_build(&built, t->cells, t->count, t->row_count, t->column_count));
  const size_t size = built.slot_count;
  for (size_t i = 0; i < size; i++)
    taken += built.slots[i].value != 0;
  assert_int_equal(taken, t->count);
  look_for_all(t, &built);
  ho_sparse_free(&built);
  assert_null(built.slots);
  ho_sparse_free(&built);
  free(t->cells);
  return size;
}

static void tables_with_little_in_them(void **state) {
  (void)state;
  table none = new_table(3, 5), one = new_table(1, 2), last = new_table(200, 300);
  assert_true(check(&none) >= 5);
  add(&one, 0, 1);
  assert_in_range(check(&one), 2, 3);
  add(&last, 199, 299);
  add(&last, 0, 299);
  assert_true(check(&last) >= 301);
}

/* Cells come in any order. */
static void full_tables(void **state) {
  (void)state;
  table full = new_table(70, 131), column = new_table(5000, 3), row = new_table(3, 5001);
  for (size_t i = 0; i < 70 * (size_t)130; i++)
    add(&full, (i * 37) % 70, 1 + i * 37 / 70 % 130);
  for (size_t i = 0; i < 5000; i++) {
    add(&column, 4999 - i, 1);
    add(&row, 1, 5000 - i);
  }
  assert_true(check(&full) >= 70 * 130);
  assert_true(check(&column) < 5100);
  assert_true(check(&row) < 10100);
}

/* As words follow each other: few of them with many others, most with one or two. */
static table words_in_pairs(size_t words, size_t pairs) {
  random_source source = {words + pairs};
  table t = new_table(words, words);
  for (size_t i = 0; i < pairs; i++) {
    const size_t most = 1 + random_below(&source, words), next = 1 + random_below(&source, words - 1);
    add(&t, random_below(&source, most), 1 + random_below(&source, next));
  }
  return t;
}

static void words_as_they_follow_each_other(void **state) {
  (void)state;
  static const size_t words[] = {2, 10, 63, 64, 65, 1000, 10000};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    for (size_t pairs = words[i] / 2; pairs <= words[i] * 4; pairs *= 2) {
      table t = words_in_pairs(words[i], pairs);
      assert_true(check(&t) <= 3 * (pairs + words[i]) + 64);
    }
}

/* As large as a model can be. */
static void very_many_words(void **state) {
  (void)state;
  table t = words_in_pairs(MOST - 1, MOST);
  assert_true(check(&t) < 4 * (size_t)MOST);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_with_little_in_them), cmocka_unit_test(full_tables),
      cmocka_unit_test(words_as_they_follow_each_other), cmocka_unit_test(very_many_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
