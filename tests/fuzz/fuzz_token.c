/* Tokens: the fast scanner and the portable one agree, whatever the room and wherever the range begins. */
#include "fuzz.h"
#include "token.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 1 << 16, ROOM = 1024 };

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

/* The tokens stand in memory of their exact room. */
static size_t scan_all(ho_scan_way *way, const char *text, size_t start, size_t end, size_t room,
                       ho_token *all, ho_scanner *counts) {
  ho_scanner scanner;
  ho_token *tokens = calloc(room, sizeof *tokens);
  size_t count = 0, got;
  CHECK(tokens != NULL);
  ho_scanner_start(&scanner, text, start, end);
  while ((got = way(&scanner, tokens, room)) > 0 || scanner.at < end) {
    CHECK(got <= room);
    memcpy(all + count, tokens, got * sizeof *tokens);
    count += got;
  }
  *counts = scanner;
  free(tokens);
  return count;
}

static void check_same(const ho_token *a, const ho_token *b) {
  CHECK(a->hash == b->hash && a->start == b->start && a->length == b->length);
  CHECK(a->kind == b->kind && a->shape == b->shape && a->mark == b->mark);
}

/* A word's hash is that of its folded form, however it was made. */
static void check_hash(const char *text, const ho_token *token) {
  char folded[HO_FOLDED_MAX];
  if (token->kind != HO_WORD || token->length > HO_WORD_MAX || text[token->start] == '\'' ||
      memcmp(text + token->start, "\xE2\x80\x99", token->length < 3 ? token->length : 3) == 0)
    return;
  const size_t length = ho_fold_token(text, token, folded);
  CHECK(length <= HO_FOLDED_MAX);
  CHECK(ho_hash(folded, length) == token->hash);
}

static void check_order(const char *text, const ho_token *tokens, size_t count, size_t start, size_t end) {
  size_t at = start;
  for (size_t i = 0; i < count; i++) {
    CHECK(tokens[i].start >= at && tokens[i].length > 0);
    at = tokens[i].start + tokens[i].length;
    CHECK(at <= end);
    check_hash(text, &tokens[i]);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2 || size > LONGEST)
    return 0;
  const char *text = (const char *)data;
  const size_t start = data[0] % size, end = data[1] & 1 ? size : size - (size - start) / 3;
  ho_token *tokens = calloc(2 * size + ROOM, sizeof *tokens),
           *others = calloc(2 * size + ROOM, sizeof *others);
  ho_scanner counts, other_counts;
  CHECK(tokens && others);
  const size_t count = scan_all(ho_scan, text, start, end, ROOM, tokens, &counts);
  check_order(text, tokens, count, start, end);
  const size_t rooms[] = {ROOM, HO_SCAN_ROOM, HO_SCAN_ROOM + data[1] % 64};
  for (unsigned way = 0; ho_scan_by(way); way++) {
    CHECK(scan_all(ho_scan_by(way), text, start, end, rooms[way % 3], others, &other_counts) == count);
    CHECK(counts.commas == other_counts.commas && counts.letters == other_counts.letters);
    CHECK(counts.long_words == other_counts.long_words);
    for (size_t i = 0; i < count; i++)
      check_same(&tokens[i], &others[i]);
  }
  free(tokens);
  free(others);
  return 0;
}
