/* Lexicon files: refused with a line and a reason, or read and fit to search a text with. */
#include "fuzz.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

static void search(ho_lexicon *lexicon) {
  ho_matcher *matcher = ho_matcher_new(lexicon);
  ho_grams *grams = ho_grams_new();
  ho_reader *reader = calloc(1, sizeof *reader);
  double *dense = calloc(ho_dense_count(lexicon->family_count), sizeof *dense);
  const handout_article article = {.span = {0, strlen(FUZZ_TEXT)}, .headline = {0, 30}};
  CHECK(matcher && grams && reader && dense);
  CHECK(ho_grams_settle(grams, &lexicon->vocabulary) && ho_vocabulary_settle(&lexicon->vocabulary));
  CHECK(ho_reader_init(reader, lexicon, matcher, grams) == HANDOUT_OK);
  ho_read(reader, FUZZ_TEXT, &article, dense);
  for (size_t i = 0; i < ho_dense_count(lexicon->family_count); i++)
    CHECK(dense[i] == dense[i]);
  ho_reader_free(reader);
  free(reader);
  free(dense);
  ho_grams_free(grams);
  ho_matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ho_lexicon *lexicon = NULL;
  handout_error error = {0};
  const handout_status status = ho_lexicon_read((const char *)data, size, 0, &lexicon, &error);
  CHECK(status == HANDOUT_OK || (status == HANDOUT_BAD_LEXICON && error.message[0]));
  CHECK((status == HANDOUT_OK) == (lexicon != NULL));
  if (lexicon)
    search(lexicon);
  ho_lexicon_free(lexicon);
  return 0;
}
