/* A sparse table in one array, where each row's cells lie between those of the others, so that finding a cell
 * takes an addition: Tarjan and Yao, "Storing a Sparse Table", Communications of the ACM 22 (1979). */
#ifndef HO_SPARSE_H
#define HO_SPARSE_H

#include <stddef.h>
#include <stdint.h>

typedef struct ho_sparse_cell {
  uint32_t row, column;
} ho_sparse_cell;

/* Finds where each row begins in the array: the cell of row r and column c is at rows[r] + c, and no other
 * is. As no two rows begin together, but for those without cells, whoever finds a cell of the column sought
 * at its place has found the cell sought. Returns the size of an array that has a place for every row and
 * column; 0 when memory runs out. `cells` are different ones, in any order. */
size_t ho_sparse_fit(const ho_sparse_cell *cells, size_t count, size_t row_count, size_t column_count,
                     uint32_t *rows);

#endif
