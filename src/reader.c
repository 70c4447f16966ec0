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
  r->gram_counts = ho_alloc_array(grams->count, sizeof *r->gram_counts);
  r->family_counts = ho_alloc_array(lexicon->family_count * HO_CONTEXTS, sizeof *r->family_counts);
  r->lists = ho_alloc_array(grams->count + 1, HO_ZONES * sizeof *r->lists);
  for (size_t zone = 0; zone < HO_ZONES && r->lists; zone++)
    r->seen[zone].grams = r->lists + zone * (grams->count + 1);
  if (r->gram_counts && r->family_counts && r->lists)
    return HANDOUT_OK;
  ho_reader_free(r);
  return HANDOUT_NO_MEMORY;
}

void ho_reader_free(ho_reader *r) {
  free(r->gram_counts);
  free(r->family_counts);
  free(r->lists);
  r->gram_counts = NULL;
  r->family_counts = NULL;
  r->lists = NULL;
}

/* Counts an n-gram in a zone, the list of which has so many. Nothing tells whether it is new there, so that
 * there is no branch on it. */
static inline size_t count_one(ho_gram_counts *counts, uint32_t gram, ho_zone zone, uint32_t *list,
                               size_t count) {
  uint32_t *times = &counts[gram].in[zone];
  list[count] = gram;
  count += *times == 0;
  ++*times;
  return count;
}

static void count_in(ho_reader *r, const uint32_t *grams, size_t count, ho_zone zone) {
  uint32_t *list = r->seen[zone].grams;
  size_t seen = r->seen[zone].count;
  for (size_t i = 0; i < count; i++)
    seen = count_one(r->gram_counts, grams[i], zone, list, seen);
  r->seen[zone].count = seen;
}

/* Each in the voice of its last word. */
static void count_by_voice(ho_reader *r, ho_zone unquoted) {
  const ho_zone zones[2] = {unquoted, HO_ZONE_QUOTED};
  for (size_t i = 0; i < r->known_count; i++) {
    const ho_zone zone = zones[r->sentence.units[ho_gram_end(r->known_places[i]) - 1].quoted];
    ho_zone_list *seen = &r->seen[zone];
    seen->count = count_one(r->gram_counts, r->known[i], zone, seen->grams, seen->count);
  }
}

/* Each n-gram stands in the headline or in one voice; all of it is the sum. */
static void count_all(ho_reader *r) {
  static const ho_zone parts[] = {HO_ZONE_HEADLINE, HO_ZONE_OWN, HO_ZONE_ATTRIBUTED, HO_ZONE_QUOTED};
  ho_zone_list *all = &r->seen[HO_ZONE_ALL];
  for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
    const ho_zone_list *seen = &r->seen[parts[part]];
    for (size_t i = 0; i < seen->count; i++) {
      uint32_t *in = r->gram_counts[seen->grams[i]].in;
      all->grams[all->count] = seen->grams[i];
      all->count += in[HO_ZONE_ALL] == 0;
      in[HO_ZONE_ALL] += in[parts[part]];
    }
  }
}

static ho_zone voice_of(const ho_reader *r, size_t unit) {
  return r->sentence.units[unit].quoted ? HO_ZONE_QUOTED : r->attributed ? HO_ZONE_ATTRIBUTED : HO_ZONE_OWN;
}

unsigned ho_reader_zones(const ho_reader *r, size_t unit) {
  if (r->headline)
    return 1u << HO_ZONE_ALL | 1u << HO_ZONE_HEADLINE;
  bool lead = r->tally.words - r->sentence.words + unit < HO_LEAD_WORDS;
  return 1u << HO_ZONE_ALL | 1u << voice_of(r, unit) | (lead ? 1u << HO_ZONE_LEAD : 0);
}

/* Most sentences have no quotation mark, and one voice. */
static bool has_one_voice(const ho_sentence *s) {
  return s->quoted_words == 0 && s->words == s->unit_count;
}

static void count_voices(ho_reader *r) {
  const ho_zone unquoted = r->attributed ? HO_ZONE_ATTRIBUTED : HO_ZONE_OWN;
  if (has_one_voice(&r->sentence))
    count_in(r, r->known, r->known_count, unquoted);
  else
    count_by_voice(r, unquoted);
}

static void count_lead(ho_reader *r) {
  size_t lead_units = r->tally.words < HO_LEAD_WORDS ? HO_LEAD_WORDS - r->tally.words : 0, count = 0;
  while (count < r->known_count && ho_gram_end(r->known_places[count]) <= lead_units)
    count++;
  count_in(r, r->known, count, HO_ZONE_LEAD);
}

static void count_body_grams(ho_reader *r) {
  count_voices(r);
  count_lead(r);
  r->line_count += r->known_count;
  if (r->line_count > HO_LINE_GRAMS)
    r->line_count = HO_LINE_GRAMS;
  r->all_grams += r->gram_keys;
  r->known_grams += r->known_count;
}

static void count_grams(ho_reader *r) {
  if (r->sentence.starts_line)
    r->line_count = 0;
  uint32_t *known = r->line + r->line_count;
  r->known_count =
      ho_known_grams(r->grams, &r->lexicon->vocabulary, &r->sentence, known, r->known_places, &r->gram_keys);
  r->known = known;
  if (r->headline)
    count_in(r, known, r->known_count, HO_ZONE_HEADLINE);
  else
    count_body_grams(r);
}

static void read_sentence(ho_reader *r) {
  r->hit_count = r->known_count = 0;
  r->said = (ho_said){0, false};
  if (r->sentence.words) {
    r->hit_count = ho_match(r->matcher, &r->lexicon->vocabulary, &r->sentence, r->hits);
    r->said = ho_what_is_said(r->lexicon, r->hits, r->hit_count);
    r->attributed = r->said.end > 0;
    count_grams(r);
  }
  r->role = ho_tally_sentence(&r->tally, &r->sentence, r->hits, r->hit_count, r->said.end, r->headline);
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
      const size_t found = ho_scan(&scanner, r->tokens + count, HO_READER_TOKENS - count);
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
  ho_empty_sentence(&r->sentence);
  r->splitter = (ho_splitter){0};
  r->hit_count = 0;
  ho_tally_sentence(&r->tally, &r->sentence, r->hits, 0, 0, false);
}

static void read_part(ho_reader *r, const char *text, handout_span range, bool headline) {
  if (range.start >= range.end)
    return;
  r->headline = headline;
  read_range(r, text, range);
  end_part(r);
}

static void clear_grams(ho_reader *r) {
  const ho_zone_list *all = &r->seen[HO_ZONE_ALL]; /* what was seen in any zone */
  for (size_t i = 0; i < all->count; i++)
    r->gram_counts[all->grams[i]] = (ho_gram_counts){{0}, 0};
  for (int zone = 0; zone < HO_ZONES; zone++)
    r->seen[zone].count = 0;
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
  count_in(r, r->line, r->line_count, HO_ZONE_LAST);
  count_all(r);
  ho_tally_finish(&r->tally, r->lexicon->family_count, dense);
}

const double ho_few_weights[HO_FEW] = {0,
                                       1,
                                       1.6931471805599454,
                                       2.09861228866811,
                                       2.386294361119891,
                                       2.6094379124341005,
                                       2.791759469228055,
                                       2.9459101490553135,
                                       3.0794415416798357,
                                       3.1972245773362196,
                                       3.302585092994046,
                                       3.3978952727983707,
                                       3.4849066497880004,
                                       3.5649493574615367,
                                       3.6390573296152584,
                                       3.70805020110221,
                                       3.772588722239781,
                                       3.833213344056216,
                                       3.8903717578961645,
                                       3.9444389791664403,
                                       3.995732273553991,
                                       4.044522437723423,
                                       4.091042453358316,
                                       4.13549421592915,
                                       4.178053830347945,
                                       4.218875824868201,
                                       4.258096538021482,
                                       4.295836866004329,
                                       4.332204510175204,
                                       4.367295829986475,
                                       4.401197381662156,
                                       4.433987204485146};

double ho_gram_weight_of_many(uint32_t count) {
  return 1.0 + log((double)count);
}

void ho_gram_norms(const ho_reader *r, double *norms) {
  for (int zone = 0; zone < HO_ZONES; zone++) {
    const ho_zone_list *seen = &r->seen[zone];
    double squares = 0;
    for (size_t i = 0; i < seen->count; i++)
      if (r->grams->list[seen->grams[i]].ids[zone] != HO_NO_GRAM) {
        double weight = ho_gram_weight(r->gram_counts[seen->grams[i]].in[zone]);
        squares += weight * weight;
      }
    norms[zone] = squares > 0 ? sqrt(squares) : 1;
  }
}
