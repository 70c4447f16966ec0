/* A reader over the small model, and measures by their names. */
#ifndef READING_H
#define READING_H

#include "model.h"

typedef struct reading {
  handout_model *model;
  ho_reader *reader;
  double *dense;
} reading;

/* The caller frees it with reading_end. */
reading reading_start(void);
void reading_end(reading *r);

/* Reads a text whose first line is its headline where `headline` is true. */
void reading_read(reading *r, const char *text, size_t length, bool headline);

/* The value of a dense feature of the article read last; fails where no feature has that name. */
double reading_value(const reading *r, const char *name);

#endif
