/* Finds a page's headline: the block that has the words of its metadata's title, or its first <h1>. */
#include "title.h"

#include <string.h>

enum { MAX_WORDS = 64, MAX_LENGTH = 600 };

typedef struct words {
  uint32_t hash[MAX_WORDS];
  size_t count;
} words;

static bool is_word_byte(unsigned char c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Hashes a text's words. Dashes and curly quotes, which the title may have straight, count for nothing. */
static void read_words(const char *text, size_t length, words *w) {
  w->count = 0;
  for (size_t i = 0; i < length && w->count < MAX_WORDS;) {
    uint32_t hash = 2166136261u;
    size_t start = i;
    for (; i < length && is_word_byte((unsigned char)text[i]); i++) {
      unsigned char c = (unsigned char)text[i];
      c = c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
      if (c == 0xE2 && i + 2 < length && (unsigned char)text[i + 1] == 0x80) {
        i += 2;
        continue;
      }
      hash = (hash ^ c) * 16777619u;
    }
    if (hash != 2166136261u)
      w->hash[w->count++] = hash;
    i += i == start;
  }
}

/* How alike two sets of words are, 0..1. */
static double likeness(const words *a, const words *b) {
  size_t same = 0;
  bool used[MAX_WORDS] = {false};
  for (size_t i = 0; i < a->count; i++)
    for (size_t j = 0; j < b->count; j++)
      if (!used[j] && a->hash[i] == b->hash[j]) {
        used[j] = true;
        same++;
        break;
      }
  size_t all = a->count + b->count;
  return all ? 2.0 * (double)same / (double)all : 0;
}

static double heading_bonus(const ho_block *b) {
  return b->level == 1 ? 0.35 : b->level == 2 ? 0.15 : b->level ? 0.05 : 0;
}

/* How much a block speaks for being the headline. One that has not the title's words can only be an <h1>. */
static double headline_score(const ho_outline *outline, const ho_block *b, const words *title,
                             size_t length) {
  double links = 0.25 * (double)b->link_length / (double)b->length, like = 0;
  if (b->length < 3 * length + 20) {
    words found;
    read_words(outline->text.data + b->start, b->length, &found);
    like = likeness(title, &found);
  }
  if (like >= 0.5)
    return like + heading_bonus(b) - links;
  return b->level == 1 && b->words >= 3 ? 0.3 - links : 0;
}

int64_t ho_headline_find(const ho_outline *outline, const ho_buf *title) {
  const ho_block *blocks = ho_outline_blocks(outline);
  words wanted;
  read_words(title->data, title->length, &wanted);
  int64_t best = HO_NO_BLOCK;
  double most = 0.25;
  for (size_t i = 0; i < ho_outline_block_count(outline); i++) {
    const ho_block *b = &blocks[i];
    if (b->length > MAX_LENGTH || (b->words < 3 && b->level != 1))
      continue;
    double score = headline_score(outline, b, &wanted, title->length);
    if (score > most) {
      most = score;
      best = (int64_t)i;
    }
  }
  return best;
}
