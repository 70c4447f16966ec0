/* One pass over an article. */
#include "reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

handout_status ho_reader_init(ho_reader *r, const ho_lexicon *lexicon, const ho_matcher *matcher,
                              const ho_grams *grams) {
  memset(r, 0, sizeof *r);
  r->lexicon = lexicon;
  r->matcher = matcher;
  r->grams = grams;
  r->gram_counts = ho_alloc_array(grams->id_count, sizeof *r->gram_counts);
  uint32_t *touched = r->touched[0] = ho_alloc_array(grams->id_count, sizeof *touched);
  for (int zone = 1; touched && zone < HO_ZONES; zone++)
    r->touched[zone] = r->touched[zone - 1] + grams->zone_counts[zone - 1];
  r->family_counts = ho_alloc_array(lexicon->family_count * HO_CONTEXTS, sizeof *r->family_counts);
  if (r->gram_counts && touched && r->family_counts)
    return HANDOUT_OK;
  ho_reader_free(r);
  return HANDOUT_NO_MEMORY;
}

void ho_reader_free(ho_reader *r) {
  free(r->gram_counts);
  free(r->touched[0]);
  free(r->family_counts);
  r->gram_counts = r->touched[0] = NULL;
  r->family_counts = NULL;
}

static void count_gram(ho_reader *r, uint32_t id, ho_zone zone) {
  if (id != HO_NO_GRAM && r->gram_counts[id]++ == 0)
    r->touched[zone][r->touched_count[zone]++] = id;
}

unsigned ho_reader_zones(const ho_reader *r, size_t unit) {
  if (r->headline)
    return 1u << HO_ZONE_ALL | 1u << HO_ZONE_HEADLINE;
  const ho_token *token = &r->sentence.tokens[r->sentence.units[unit].token];
  ho_zone voice = token->quoted ? HO_ZONE_QUOTED : r->attributed ? HO_ZONE_ATTRIBUTED : HO_ZONE_OWN;
  return 1u << HO_ZONE_ALL | 1u << voice | (r->tally.words + unit < HO_LEAD_WORDS ? 1u << HO_ZONE_LEAD : 0);
}

static void count_known(ho_reader *r, const ho_known_gram *known) {
  const uint32_t *ids = r->grams->list[known->gram].ids;
  for (int zone = 0; zone < HO_ZONE_LAST; zone++)
    if (known->zones >> zone & 1)
      count_gram(r, ids[zone], (ho_zone)zone);
  if (!r->headline && ids[HO_ZONE_LAST] != HO_NO_GRAM && r->line_count < HO_LINE_GRAMS)
    r->line_grams[r->line_count++] = ids[HO_ZONE_LAST];
}

static void count_grams(ho_reader *r) {
  ho_gram_hit keys[HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT];
  r->gram_keys = ho_gram_keys(&r->sentence, keys);
  if (r->sentence.starts_line)
    r->line_count = 0;
  for (size_t i = 0; i < r->gram_keys; i++) {
    uint32_t gram = ho_grams_find(r->grams, keys[i].key);
    if (gram == HO_NO_GRAM)
      continue;
    ho_known_gram *known = &r->known[r->known_count++];
    *known = (ho_known_gram){gram, keys[i].first, keys[i].end, (uint16_t)ho_reader_zones(r, keys[i].end - 1u)};
    count_known(r, known);
  }
  if (!r->headline) {
    r->all_grams += r->gram_keys;
    r->known_grams += r->known_count;
  }
}

static void read_sentence(ho_reader *r) {
  r->hit_count = 0;
  r->known_count = 0;
  if (r->sentence.words) {
    r->hit_count = ho_match(r->matcher, &r->lexicon->vocabulary, &r->sentence, r->hits);
    r->attributed = ho_is_attributed(r->lexicon, r->hits, r->hit_count);
    count_grams(r);
  }
  r->role = ho_tally_sentence(&r->tally, r->lexicon, &r->sentence, r->hits, r->hit_count, r->headline);
  if (r->visit && r->sentence.words)
    r->visit(r->context, r);
}

static void read_range(ho_reader *r, const char *text, handout_span range) {
  const ho_vocabulary *vocabulary = &r->lexicon->vocabulary;
  ho_scanner scanner;
  size_t head = 0, count = 0;
  ho_scanner_start(&scanner, text, range.start, range.end);
  for (;;) {
    if (count - head < HO_SENTENCE_MAX + HO_SENTENCE_AHEAD && scanner.at < scanner.end) {
      memmove(r->tokens, r->tokens + head, (count - head) * sizeof *r->tokens);
      count -= head;
      head = 0;
      size_t found = ho_scan(&scanner, r->tokens + count, HO_READER_TOKENS - count);
      ho_vocabulary_look_up(vocabulary, r->tokens + count, found);
      count += found;
      continue;
    }
    if (head == count)
      break;
    head += ho_next_sentence(&r->splitter, vocabulary, r->tokens + head, count - head, &r->sentence);
    read_sentence(r);
  }
  if (!r->headline)
    r->tally.commas += scanner.commas;
}

/* A part ends as a line does. */
static void end_part(ho_reader *r) {
  r->sentence = (ho_sentence){.ends_line = true};
  r->splitter = (ho_splitter){0};
  r->hit_count = 0;
  ho_tally_sentence(&r->tally, r->lexicon, &r->sentence, r->hits, 0, false);
}

static void read_part(ho_reader *r, const char *text, handout_span range, bool headline) {
  if (range.start >= range.end)
    return;
  r->headline = headline;
  read_range(r, text, range);
  end_part(r);
}

static void clear_grams(ho_reader *r) {
  for (int zone = 0; zone < HO_ZONES; zone++) {
    for (size_t i = 0; i < r->touched_count[zone]; i++)
      r->gram_counts[r->touched[zone][i]] = 0;
    r->touched_count[zone] = 0;
  }
  r->line_count = r->all_grams = r->known_grams = 0;
}

/* The body: what lies behind the headline, and before it where that is not the first line, without what was
 * left out. */
static void read_body(ho_reader *r, const char *text, const handout_article *article) {
  size_t at = article->span.start;
  for (size_t i = 0; i <= article->left_out_count; i++) {
    bool last = i == article->left_out_count;
    size_t end = last ? article->span.end : article->left_out[i].span.start;
    bool holds_headline = article->headline.end > article->headline.start && article->headline.start >= at &&
                          article->headline.end <= end;
    if (holds_headline) {
      read_part(r, text, (handout_span){at, article->headline.start}, false);
      at = article->headline.end;
    }
    read_part(r, text, (handout_span){at, end}, false);
    at = last ? end : article->left_out[i].span.end;
  }
}

void ho_read(ho_reader *r, const char *text, const handout_article *article, double *dense) {
  clear_grams(r);
  r->splitter = (ho_splitter){0};
  ho_tally_start(&r->tally, r->family_counts, r->lexicon->family_count);
  read_part(r, text, article->headline, true);
  read_body(r, text, article);
  for (size_t i = 0; i < r->line_count; i++)
    count_gram(r, r->line_grams[i], HO_ZONE_LAST);
  ho_tally_finish(&r->tally, r->lexicon->family_count, dense);
}

double ho_gram_weight(uint32_t count) {
  return 1.0 + log((double)count);
}

double ho_gram_norm(const ho_reader *r, ho_zone zone) {
  double squares = 0;
  for (size_t i = 0; i < r->touched_count[zone]; i++) {
    double weight = ho_gram_weight(r->gram_counts[r->touched[zone][i]]);
    squares += weight * weight;
  }
  return squares > 0 ? sqrt(squares) : 1;
}
