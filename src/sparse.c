/* Each row begins at the first place where it fits, the fullest rows before the others. */
#include "sparse.h"

#include <stdlib.h>
#include <string.h>

enum { WORD = 64 }; /* bits, and places that are tried at once */

typedef struct fitting {
  uint32_t *start, *columns; /* row r has columns[start[r]] to columns[start[r + 1] - 1] */
  uint32_t *order;           /* the rows, the fullest first */
  uint64_t *cells, *rows;    /* bit by place: whether a cell is there, whether a row begins there */
  size_t words;              /* of those bits */
  size_t end;                /* behind the last place where a row begins */
} fitting;

static bool list_columns(fitting *f, const ho_sparse_cell *cells, size_t count, size_t row_count) {
  f->start = ho_alloc_array(row_count + 2, sizeof *f->start);
  f->columns = ho_alloc_array(count, sizeof *f->columns);
  if (!f->start || !f->columns)
    return false;
  for (size_t i = 0; i < count; i++)
    f->start[cells[i].row + 2]++;
  for (size_t row = 0; row < row_count; row++)
    f->start[row + 2] += f->start[row + 1];
  for (size_t i = 0; i < count; i++)
    f->columns[f->start[cells[i].row + 1]++] = cells[i].column;
  return true;
}

static size_t cells_of(const fitting *f, size_t row) {
  return f->start[row + 1] - f->start[row];
}

static bool order_rows(fitting *f, size_t row_count) {
  size_t most = 0, next = 0;
  for (size_t row = 0; row < row_count; row++)
    most = cells_of(f, row) > most ? cells_of(f, row) : most;
  uint32_t *first = ho_alloc_array(most + 2, sizeof *first); /* by cells that are missing in the row */
  f->order = ho_alloc_array(row_count, sizeof *f->order);
  const bool ok = first && f->order;
  for (size_t row = 0; ok && row < row_count; row++)
    first[most - cells_of(f, row) + 1]++;
  for (; ok && next < most; next++)
    first[next + 1] += first[next];
  for (size_t row = 0; ok && row < row_count; row++)
    f->order[first[most - cells_of(f, row)]++] = (uint32_t)row;
  free(first);
  return ok;
}

/* Makes room for bits up to a place. */
static bool make_room(fitting *f, size_t place) {
  const size_t words = 2 * (place / WORD + 1);
  if (place / WORD < f->words)
    return true;
  uint64_t *cells = ho_alloc_array(words, sizeof *cells), *rows = ho_alloc_array(words, sizeof *rows);
  const bool ok = cells && rows;
  if (ok && f->words) {
    memcpy(cells, f->cells, f->words * sizeof *cells);
    memcpy(rows, f->rows, f->words * sizeof *rows);
  }
  free(ok ? f->cells : cells);
  free(ok ? f->rows : rows);
  f->cells = ok ? cells : f->cells;
  f->rows = ok ? rows : f->rows;
  f->words = ok ? words : f->words;
  return ok;
}

/* 64 bits from a place on. */
static uint64_t bits_from(const uint64_t *bits, size_t place) {
  const size_t word = place / WORD, shift = place % WORD;
  return shift ? bits[word] >> shift | bits[word + 1] << (WORD - shift) : bits[word];
}

static void set_bit(uint64_t *bits, size_t place) {
  bits[place / WORD] |= (uint64_t)1 << place % WORD;
}

/* The first place from `from` on, a multiple of 64, where a row can begin. */
static size_t find_place(const fitting *f, size_t row, size_t from) {
  for (;; from += WORD) {
    uint64_t taken = f->rows[from / WORD];
    for (size_t i = f->start[row]; ~taken && i < f->start[row + 1]; i++)
      taken |= bits_from(f->cells, from + f->columns[i]);
    if (~taken)
      return from + ho_lowest_bit(~taken);
  }
}

static void take_place(fitting *f, size_t row, size_t place) {
  set_bit(f->rows, place);
  for (size_t i = f->start[row]; i < f->start[row + 1]; i++)
    set_bit(f->cells, place + f->columns[i]);
  f->end = place < f->end ? f->end : place + 1;
}

/* Behind the last place and the columns from there on nothing is taken. Where a row with so many cells didn't
 * fit, the next one with as many isn't tried. */
static bool fit_rows(fitting *f, size_t row_count, size_t column_count, uint32_t *rows) {
  size_t place = 0;
  for (size_t i = 0; i < row_count; i++) {
    const size_t row = f->order[i], size = cells_of(f, row);
    const bool as_many = i > 0 && size == cells_of(f, f->order[i - 1]);
    if (!make_room(f, f->end + 2 * column_count + 2 * WORD))
      return false;
    if (size > 0 || !as_many)
      place = find_place(f, row, as_many ? place / WORD * WORD : 0);
    take_place(f, row, place);
    rows[row] = (uint32_t)place;
  }
  return true;
}

static bool find_rows(ho_sparse *table, const ho_sparse_cell *cells, size_t count, size_t column_count) {
  fitting f = {0};
  const size_t row_count = table->row_count;
  const bool ok = list_columns(&f, cells, count, row_count) && order_rows(&f, row_count) &&
                  fit_rows(&f, row_count, column_count, table->rows);
  free(f.start);
  free(f.columns);
  free(f.order);
  free(f.cells);
  free(f.rows);
  table->slot_count = f.end + column_count;
  return ok;
}

bool ho_sparse_build(ho_sparse *table, const ho_sparse_cell *cells, size_t count, size_t row_count,
                     size_t column_count) {
  *table = (ho_sparse){.rows = ho_alloc_array(row_count, sizeof *table->rows), .row_count = row_count};
  if (table->rows && find_rows(table, cells, count, column_count))
    table->slots = ho_alloc_array(table->slot_count, sizeof *table->slots);
  if (!table->slots) {
    ho_sparse_free(table);
    return false;
  }
  for (size_t i = 0; i < count; i++)
    table->slots[table->rows[cells[i].row] + cells[i].column] =
        (ho_sparse_slot){cells[i].column, cells[i].value};
  return true;
}

void ho_sparse_free(ho_sparse *table) {
  free(table->rows);
  free(table->slots);
  *table = (ho_sparse){0};
}

void ho_sparse_image(ho_sparse *copy, const ho_sparse *from, ho_image *image) {
  copy->rows = ho_image_table(image, from->rows, from->row_count, sizeof *from->rows);
  copy->slots = ho_image_table(image, from->slots, from->slot_count, sizeof *from->slots);
}
