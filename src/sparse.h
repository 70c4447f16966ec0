/* A sparse table of numbers in one array, where each row's cells lie between those of the others, so that
 * finding one takes an addition: Tarjan and Yao, "Storing a Sparse Table", Communications of the ACM 22
 * (1979). */
#ifndef HO_SPARSE_H
#define HO_SPARSE_H

#include "bits.h"
#include "image.h"

/* A number in a table, before it is built. */
typedef struct ho_sparse_cell {
  uint32_t row, column, value;
} ho_sparse_cell;

/* A place of the array: whose column is the one sought has the cell sought, as no two rows with cells begin
 * together. */
typedef struct ho_sparse_slot {
  uint32_t column; /* 0: empty, value 0 */
  uint32_t value;
} ho_sparse_slot;

typedef struct ho_sparse {
  uint32_t *rows; /* where each begins */
  size_t row_count;
  ho_sparse_slot *slots; /* there is one for every row and column */
  size_t slot_count;
} ho_sparse;

/* Builds a table of different cells, in any order and none of them in column 0. The caller frees it with
 * ho_sparse_free. False when memory runs out. */
bool ho_sparse_build(ho_sparse *table, const ho_sparse_cell *cells, size_t count, size_t row_count,
                     size_t column_count);
void ho_sparse_free(ho_sparse *table); /* a zeroed one is fine */

/* Stores the table, or points `copy` to the stored one. */
void ho_sparse_image(ho_sparse *copy, const ho_sparse *from, ho_image *image);

/* The place of a column in a row that begins at `row`, with what is there fetched ahead. */
static inline uint32_t ho_sparse_ahead(const ho_sparse_slot *slots, uint32_t row, uint32_t column) {
  const uint32_t place = row + column;
  ho_fetch(&slots[place]);
  return place;
}

#endif
