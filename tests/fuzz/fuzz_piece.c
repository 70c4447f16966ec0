/* Articles and furniture: what is found lies in order, apart, and within the text. */
#include "fuzz.h"
#include "piece.h"

#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  return 0;
}

static void check_article(const handout_article *article, size_t at, size_t length) {
  CHECK(article->span.start >= at && article->span.start <= article->span.end && article->span.end <= length);
  CHECK(article->headline.start <= article->headline.end);
  CHECK(article->headline.start == article->headline.end ||
        (article->headline.start >= article->span.start && article->headline.end <= article->span.end));
  CHECK(article->left_out_count <= HO_MAX_LEFT_OUT);
  at = article->span.start;
  for (size_t i = 0; i < article->left_out_count; i++) {
    const handout_left_out *part = &article->left_out[i];
    CHECK(part->span.start >= at && part->span.start <= part->span.end &&
          part->span.end <= article->span.end);
    CHECK(part->kind && part->kind[0]);
    at = part->span.end;
  }
}

static void check_lines(const char *text, size_t length) {
  ho_line_reader reader = {.text = text, .length = length};
  ho_line line;
  size_t at = 0;
  while (ho_read_line(&reader, &line)) {
    CHECK(line.start >= at && line.start < line.end && line.end <= length);
    CHECK(line.term_count <= HO_LINE_TERMS);
    CHECK(ho_kind_name(ho_furniture_kind(text, &line)) != NULL);
    (void)ho_is_label(text, &line);
    (void)ho_has_dateline(text, &line);
    at = line.end;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  ho_pieces pieces = HO_PIECES_INIT;
  check_lines(text, size);
  CHECK(ho_find_pieces(&pieces, text, size) == HANDOUT_OK);
  CHECK(pieces.count >= 1 && pieces.count <= HANDOUT_MAX_ARTICLES);
  for (size_t i = 0; i < pieces.count; i++)
    check_article(&pieces.articles[i], i ? pieces.articles[i - 1].span.end : 0, size);
  const handout_span headline = ho_find_headline(text, 0, size);
  CHECK(headline.start <= headline.end && headline.end <= size);
  ho_pieces_free(&pieces);
  return 0;
}
