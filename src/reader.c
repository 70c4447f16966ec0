/* One pass over an article. */
#include "reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const ho_zone ho_parts[HO_PARTS] = {HO_ZONE_OWN, HO_ZONE_ATTRIBUTED, HO_ZONE_QUOTED, HO_ZONE_HEADLINE};

handout_status ho_reader_init(ho_reader *r, const ho_lexicon *lexicon, const ho_matcher *matcher,
                              const ho_grams *grams) {
  r->lexicon = lexicon;
  r->matcher = matcher;
  r->grams = grams;
  r->family_counts = ho_alloc_array(lexicon->family_count * HO_CONTEXTS, sizeof *r->family_counts);
  const size_t room = grams->count + HO_LIST_AHEAD;
  r->lists = ho_alloc_array(2 * room, HO_ZONES * sizeof *r->lists);
  r->few = ho_alloc_array(room, HO_ZONES * sizeof *r->few);
  for (size_t zone = 0; zone < HO_ZONES && r->lists && r->few; zone++)
    r->seen[zone] = (ho_zone_list){.grams = r->lists + 2 * zone * room,
                                   .more = r->lists + (2 * zone + 1) * room,
                                   .few = r->few + zone * room};
  if (r->family_counts && r->lists && r->few)
    return HANDOUT_OK;
  ho_reader_free(r);
  return HANDOUT_NO_MEMORY;
}

void ho_reader_free(ho_reader *r) {
  free(r->family_counts);
  free(r->lists);
  free(r->few);
  r->family_counts = NULL;
  r->lists = NULL;
  r->few = NULL;
}

/* Sets a count that may not fit in a byte. Of one that doesn't, so much goes there that it is not 0, and not
 * full again soon. */
static void set_times(ho_zone_list *seen, uint32_t gram, uint32_t times) {
  const uint32_t few = times <= UINT8_MAX ? times : UINT8_MAX / 2 + times % (UINT8_MAX / 2);
  seen->few[gram] = (uint8_t)few;
  seen->more[gram] = times - few;
  seen->has_more |= times != few;
}

/* Counts an n-gram. Nothing tells whether it is new, so that there is no branch on it. */
static inline void count_one(ho_zone_list *seen, uint32_t gram) {
  const uint8_t few = seen->few[gram], next = (uint8_t)(few + 1);
  seen->grams[seen->count] = gram;
  seen->count += few == 0;
  seen->few[gram] = next;
  if (next == 0)
    set_times(seen, gram, UINT8_MAX + seen->more[gram] + 1);
}

static void count_in(ho_reader *r, const uint32_t *grams, size_t count, ho_zone zone) {
  ho_zone_list seen = r->seen[zone];
  for (size_t i = 0; i < count; i++)
    count_one(&seen, grams[i]);
  r->seen[zone] = seen;
}

/* Counts the run of n-grams of one voice that has come together. */
static void count_run(ho_reader *r) {
  count_in(r, r->run, r->run_count, r->run_zone);
  r->run_count = 0;
}

/* Lengthens the run, or begins another one. */
static void add_to_run(ho_reader *r, const uint32_t *grams, size_t count, ho_zone zone) {
  if (r->run_zone != zone || r->run + r->run_count != grams) {
    count_run(r);
    r->run = grams;
    r->run_zone = zone;
  }
  r->run_count += count;
}

static bool is_quoted(const ho_reader *r, size_t unit) {
  return r->sentence.units[unit].flags & HO_UNIT_QUOTED;
}

static ho_zone voice_of(const ho_reader *r, bool quoted) {
  return quoted ? HO_ZONE_QUOTED : r->said.end > 0 ? HO_ZONE_ATTRIBUTED : HO_ZONE_OWN;
}

/* Those that end at units from `first` up to `end`. */
static void count_part(ho_reader *r, size_t first, size_t end, bool quoted) {
  const size_t from = ho_grams_before(r, first);
  add_to_run(r, r->known + from, ho_grams_before(r, end) - from, voice_of(r, quoted));
}

/* Each in the voice of its last word: by runs of one voice. */
static void count_by_voice(ho_reader *r) {
  const ho_sentence *s = &r->sentence;
  bool quoted = is_quoted(r, 0);
  size_t first = 0;
  for (size_t i = 0; i < s->mark_count; i++)
    if (ho_is_quoted(&s->marks[i]) != quoted) {
      const size_t end = (size_t)s->marks[i].units - s->first_unit;
      count_part(r, first, end, quoted);
      first = end;
      quoted = !quoted;
    }
  count_part(r, first, s->unit_count, quoted);
}

/* Adds a zone's counts to those of all; lists are copied, lest they be read again after each byte written. */
static void add_counts(ho_zone_list *to, const ho_zone_list *from) {
  const ho_zone_list seen = *from;
  ho_zone_list all = *to;
  for (size_t i = 0; i < seen.count; i++) {
    const uint32_t gram = seen.grams[i];
    const unsigned before = all.few[gram], few = before + seen.few[gram];
    all.grams[all.count] = gram;
    all.count += before == 0;
    if (few <= UINT8_MAX && !seen.has_more)
      all.few[gram] = (uint8_t)few;
    else
      set_times(&all, gram, ho_times(&all, gram) + ho_times(&seen, gram));
  }
  *to = all;
}

void ho_count_all(ho_reader *r) {
  const bool is_done = r->seen[HO_ZONE_ALL].count > 0;
  for (size_t part = 0; !is_done && part < HO_PARTS; part++)
    add_counts(&r->seen[HO_ZONE_ALL], &r->seen[ho_parts[part]]);
}

unsigned ho_reader_zones(const ho_reader *r, size_t unit) {
  if (r->headline)
    return 1u << HO_ZONE_ALL | 1u << HO_ZONE_HEADLINE;
  bool lead = r->said.words + unit < HO_LEAD_WORDS;
  return 1u << HO_ZONE_ALL | 1u << voice_of(r, is_quoted(r, unit)) | (lead ? 1u << HO_ZONE_LEAD : 0);
}

/* Most sentences have no quotation mark, and one voice. */
static bool has_one_voice(const ho_sentence *s) {
  return s->quoted_words == 0 && s->words == s->unit_count;
}

static void count_voices(ho_reader *r) {
  if (has_one_voice(&r->sentence))
    add_to_run(r, r->known, r->known_count, voice_of(r, false));
  else
    count_by_voice(r);
}

static void count_lead(ho_reader *r) {
  const size_t left = HO_LEAD_WORDS - r->said.words, units = r->sentence.unit_count;
  count_in(r, r->known, ho_grams_before(r, left < units ? left : units), HO_ZONE_LEAD);
}

/* Keeps the current paragraph's n-grams, which may be the last, up to `end` among those found. */
static void keep_line(ho_reader *r, const uint32_t *end) {
  const uint32_t *line = r->found.grams + r->line_found;
  const size_t room = HO_LINE_GRAMS - r->line_count, found = r->headline ? 0 : (size_t)(end - line);
  const size_t count = found < room ? found : room;
  memcpy(r->line + r->line_count, line, count * sizeof *line);
  r->line_count += count;
  r->line_found = (size_t)(r->known + r->known_count - r->found.grams);
}

static void count_grams(ho_reader *r) {
  if (r->headline) {
    count_in(r, r->known, r->known_count, HO_ZONE_HEADLINE);
    return;
  }
  if (r->sentence.starts_line) {
    r->line_count = 0;
    r->line_found = (size_t)(r->known - r->found.grams);
  }
  count_voices(r);
  if (r->said.words < HO_LEAD_WORDS)
    count_lead(r);
  r->all_known += r->known_count;
}

/* A sentence without words has no n-grams, though its quotation marks have been looked up. */
static void pass_over(ho_reader *r) {
  keep_line(r, r->known);
  if (!r->headline)
    r->all_count -= 2u * r->sentence.unit_count;
}

/* Takes the sentence's part of its passage's known n-grams. */
static void take_known(ho_reader *r) {
  r->known = r->found.grams + r->found.before[r->sentence.first_unit];
  r->known_count = ho_grams_before(r, r->sentence.unit_count);
}

static void read_sentence(ho_reader *r) {
  take_known(r);
  if (r->sentence.words)
    count_grams(r);
  else
    pass_over(r);
}

/* Reads sentences together with what was found in them, as many as can be at once; returns how many. A
 * visitor is shown each with all that came before it, and nothing behind. */
static size_t read_sentences(ho_reader *r, const ho_sentence *sentences, size_t count) {
  count = ho_match(r->matcher, &r->lexicon->vocabulary, sentences, r->visit ? 1 : count, &r->findings,
                   r->hits, &r->hit_count);
  ho_what_is_said(r->lexicon, sentences, count, r->hits, r->hit_count, r->tally.words, r->all_said);
  for (size_t i = 0; i < count; i++) {
    r->sentence = sentences[i];
    r->said = r->all_said[i];
    read_sentence(r);
  }
  ho_tally_sentences(&r->tally, sentences, count, r->all_said, r->headline);
  ho_tally_hits(&r->tally, r->hits, r->hit_count, r->all_said, r->headline);
  if (r->visit && r->sentence.words)
    r->visit(r->context, r);
  return count;
}

/* Reads the sentences that end in the passage. */
static void read_passage(ho_reader *r, bool all) {
  ho_passage *p = &r->passage;
  const size_t count = ho_take_sentences(p, all, r->sentences);
  ho_find_known(r->grams, p->units, p->unit, r->sentences, count, &r->found);
  r->line_found = 0;
  r->run = r->found.grams;
  ho_find_phrases(r->matcher, &r->lexicon->vocabulary, p->units, p->unit, r->sentences, count, &r->findings);
  if (!r->headline) {
    ho_tally_passage(&r->tally, p);
    r->all_count += r->found.all;
  }
  for (size_t i = 0; i < count;)
    i += read_sentences(r, r->sentences + i, count - i);
  count_run(r);
  if (count)
    keep_line(r, r->known + r->known_count);
}

static void read_range(ho_reader *r, const char *text, handout_span range) {
  ho_passage *p = &r->passage;
  ho_scanner scanner;
  ho_scanner_start(&scanner, text, range.start, range.end);
  ho_passage_start(p);
  while (scanner.at < scanner.end) {
    const size_t room = ho_passage_room(p), found = ho_scan(&scanner, p->tokens + p->token_count, room);
    ho_passage_add(p, &r->lexicon->vocabulary, found);
    read_passage(r, scanner.at >= scanner.end);
  }
  if (!r->headline)
    ho_tally_text(&r->tally, p, &scanner);
}

static void read_part(ho_reader *r, const char *text, handout_span range, bool headline) {
  if (range.start >= range.end)
    return;
  r->headline = headline;
  read_range(r, text, range);
  ho_tally_end_line(&r->tally); /* a part ends as a line does */
}

enum { CLEARED_AT_ONCE = 64 }; /* counts that cost no more together than one by itself */

static void clear_list(ho_zone_list *list, size_t gram_count) {
  const ho_zone_list seen = *list;
  if (seen.count > gram_count / CLEARED_AT_ONCE)
    memset(seen.few, 0, gram_count);
  else
    for (size_t i = 0; i < seen.count; i++)
      seen.few[seen.grams[i]] = 0;
  for (size_t i = 0; seen.has_more && i < seen.count; i++)
    seen.more[seen.grams[i]] = 0;
  list->count = 0;
  list->has_more = false;
}

static void clear_grams(ho_reader *r) {
  for (int zone = 0; zone < HO_ZONES; zone++)
    clear_list(&r->seen[zone], r->grams->count);
  r->line_count = r->all_count = r->all_known = 0;
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
  ho_tally_start(&r->tally, r->family_counts, r->lexicon->family_count);
  read_part(r, text, article->headline, true);
  read_body(r, text, article);
  count_in(r, r->line, r->line_count, HO_ZONE_LAST);
  ho_tally_finish(&r->tally, r->lexicon->family_count, dense);
}

double ho_gram_weight(uint32_t count) {
  return count ? 1.0 + log((double)count) : 0;
}

void ho_gram_norms(const ho_reader *r, double *norms) {
  for (int zone = 0; zone < HO_ZONES; zone++) {
    const ho_zone_list *seen = &r->seen[zone];
    double squares = 0;
    for (size_t i = 0; i < seen->count; i++)
      if (r->grams->list[seen->grams[i]].ids[zone] != HO_NO_GRAM) {
        double weight = ho_gram_weight(ho_times(seen, seen->grams[i]));
        squares += weight * weight;
      }
    norms[zone] = squares > 0 ? sqrt(squares) : 1;
  }
}
