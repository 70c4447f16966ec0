/* Shared by the fuzz targets: a check that stops the process, and what several of them look at. */
#ifndef FUZZ_H
#define FUZZ_H

#include "handout.h"

#include <stdint.h>

/* The fuzzer's entry points, which every target defines and replay.c calls too. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the process where `condition` is false, which the fuzzer takes for a finding. */
#define CHECK(condition) fuzz_check((condition), __FILE__, __LINE__, #condition)
void fuzz_check(bool condition, const char *file, int line, const char *what);

/* Checks that a text is well-formed UTF-8 without control characters other than \n \t \r \f and without
 * byte order marks. */
void fuzz_check_clean(const char *text, size_t length);
void fuzz_check_utf8(const char *text, size_t length);

/* A model with three labels, a few phrases and n-grams, and arbitrary weights for the first `columns` of its
 * columns, SIZE_MAX for all. The caller frees it with handout_model_free. */
handout_model *fuzz_model(size_t columns);

/* A text with something for every part of that model to find. */
extern const char FUZZ_TEXT[];

#endif
