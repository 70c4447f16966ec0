/* Finds phrases: an automaton whose states are the prefixes of all phrases (a trie over words), walked from
 * each word that begins one. A wildcard is a state of its own kind, so a walk branches there and nowhere
 * else; with at most two in a phrase a walk stays short. */
#include "match.h"

#include <stdlib.h>
#include <string.h>

typedef struct state {
  uint32_t any;  /* the state after "*", 0: none */
  uint32_t gap;  /* the state after "**" */
  uint32_t ends; /* index + 1 of the first phrase end here */
} state;

/* What leads from a state by a word to the next: (state << WORD_BITS | word) << STATE_BITS | next. */
typedef uint64_t edge;
enum { STATE_BITS = 22, WORD_BITS = 20 };
_Static_assert(HO_MAX_PHRASES *HO_MAX_PHRASE_WORDS < 1 << STATE_BITS, "a state's number has its bits");
_Static_assert(HO_MAX_WORDS <= 1 << WORD_BITS, "a word's number has its bits");

/* Edges while the automaton is built: by state and word. */
typedef struct draft {
  uint64_t key; /* state << 32 | word; 0: empty */
  uint32_t next;
} draft;

typedef struct phrase_end {
  uint32_t family;
  uint32_t next; /* index + 1 of the next end in this state */
} phrase_end;

enum { ROOT = 0 };

/* The kinds of states, in the order of their numbers behind the root. */
typedef enum kind {
  WILD,  /* a wildcard follows */
  ENDED, /* a phrase ends */
  PLAIN, /* neither: such a state is a number only, with edges */
  KINDS
} kind;

struct ho_matcher {
  ho_buf states;          /* but the plain ones */
  uint32_t behind[KINDS]; /* the number behind the last state of a kind */
  ho_buf ends;            /* phrase_end */
  ho_places places;       /* of edges */
  edge *edges;            /* by place, but for those from the root, which are the words' own */
  draft *drafts;          /* open addressing; NULL once built */
  size_t mask, draft_count;
  uint32_t line_start; /* the state after "^" */
  size_t families;
};

static state *state_at(const ho_matcher *m, uint32_t index) {
  return (state *)(void *)m->states.data + index;
}

static const phrase_end *end_at(const ho_matcher *m, uint32_t index) {
  return (const phrase_end *)(const void *)m->ends.data + (index - 1);
}

static uint64_t draft_key(uint32_t from, uint32_t word) {
  return (uint64_t)from << 32 | word;
}

static size_t slot_of(const ho_matcher *m, uint64_t key) {
  size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & m->mask;
  while (m->drafts[at].key && m->drafts[at].key != key)
    at = (at + 1) & m->mask;
  return at;
}

static uint64_t edge_key(uint32_t from, uint32_t word) {
  return (uint64_t)from << WORD_BITS | word;
}

static inline uint32_t follow_by(const edge *edges, const ho_places *places, uint32_t from, uint32_t word) {
  const uint64_t key = edge_key(from, word);
  const edge rest = edges[ho_place(places, key)] ^ key << STATE_BITS; /* the next state, if it is the key's */
  return (uint32_t)rest & (0u - (uint32_t)(rest < 1u << STATE_BITS));
}

/* The state after `word` in state `from`, 0 where there is none, as behind state 0. */
static inline uint32_t follow(const ho_matcher *m, uint32_t from, uint32_t word) {
  return follow_by(m->edges, &m->places, from, word);
}

/* The first phrase end in a state, 0 where there is none. */
static inline uint32_t ends_of(const ho_matcher *m, uint32_t at) {
  const uint32_t marked = 0u - (uint32_t)(at < m->behind[ENDED]);
  return state_at(m, at & marked)->ends;
}

static inline bool is_wild(const ho_matcher *m, uint32_t at) {
  return (at != ROOT) & (at < m->behind[WILD]);
}

/* ---- Building ---- */

static uint32_t add_state(ho_matcher *m) {
  state fresh = {0};
  uint32_t index = (uint32_t)(m->states.length / sizeof fresh);
  return ho_buf_append(&m->states, &fresh, sizeof fresh) ? index : 0;
}

/* The state after `word` in state `from`, made where there is none; 0 when memory runs out. */
static uint32_t advance(ho_matcher *m, uint32_t from, uint32_t word) {
  uint32_t next;
  if (word == HO_ANY_WORD || word == HO_ANY_WORDS) {
    next = word == HO_ANY_WORD ? state_at(m, from)->any : state_at(m, from)->gap;
    if (!next && (next = add_state(m)) != 0) {
      if (word == HO_ANY_WORD)
        state_at(m, from)->any = next;
      else
        state_at(m, from)->gap = next;
    }
    return next;
  }
  size_t slot = slot_of(m, draft_key(from, word));
  if (m->drafts[slot].key)
    return m->drafts[slot].next;
  if ((next = add_state(m)) == 0)
    return 0;
  m->drafts[slot] = (draft){draft_key(from, word), next};
  m->draft_count++;
  return next;
}

static bool add_end(ho_matcher *m, uint32_t at, uint32_t family) {
  for (uint32_t e = state_at(m, at)->ends; e; e = end_at(m, e)->next)
    if (end_at(m, e)->family == family)
      return true;
  phrase_end end = {family, state_at(m, at)->ends};
  if (!ho_buf_append(&m->ends, &end, sizeof end))
    return false;
  state_at(m, at)->ends = (uint32_t)(m->ends.length / sizeof end);
  return true;
}

static bool add_phrase(ho_matcher *m, ho_lexicon *lexicon, const ho_phrase *phrase) {
  const uint32_t *words = (const uint32_t *)(const void *)lexicon->phrase_words.data + phrase->start;
  uint32_t at = ROOT;
  for (uint32_t i = 0; i < phrase->count; i++)
    if ((at = advance(m, at, words[i])) == 0)
      return false;
  if (phrase->count > 1)
    lexicon->vocabulary.spellings[words[0]].seconds |= (uint64_t)1 << ho_second(words[1]);
  return add_end(m, at, phrase->family);
}

static void add_root(ho_matcher *m, ho_vocabulary *vocabulary, uint32_t word, uint32_t next) {
  if (word == HO_CLASS_START)
    m->line_start = next;
  else
    vocabulary->words[word].root = next * HO_ROOT_STATE | (next < m->behind[ENDED] ? HO_ROOT_OPEN : 0);
}

static kind kind_of(const state *s) {
  return s->any || s->gap ? WILD : s->ends ? ENDED : PLAIN;
}

/* Gives each state its number. */
static void number_states(ho_matcher *m, uint32_t *number) {
  const uint32_t count = (uint32_t)(m->states.length / sizeof(state));
  uint32_t next = ROOT + 1;
  for (kind of = WILD; of < KINDS; of++) {
    for (uint32_t i = ROOT + 1; i < count; i++)
      if (kind_of(state_at(m, i)) == of)
        number[i] = next++;
    m->behind[of] = next;
  }
}

/* Puts the states in the order of their numbers, and drops the plain ones. */
static bool sort_states(ho_matcher *m, const uint32_t *number) {
  const uint32_t count = (uint32_t)(m->states.length / sizeof(state));
  state *sorted = ho_alloc_array(count, sizeof *sorted);
  if (!sorted)
    return false;
  for (uint32_t i = ROOT + 1; i < count; i++) {
    const state *s = state_at(m, i);
    sorted[number[i]] = (state){number[s->any], number[s->gap], s->ends};
  }
  memcpy(m->states.data, sorted, m->behind[ENDED] * sizeof *sorted);
  m->states.length = m->behind[ENDED] * sizeof *sorted;
  free(sorted);
  return true;
}

/* From the drafts to edges, which have the states' numbers. */
static bool place_edges(ho_matcher *m, ho_vocabulary *vocabulary, const uint32_t *number) {
  uint64_t *keys = ho_alloc_array(m->draft_count, sizeof *keys);
  uint32_t *next = ho_alloc_array(m->draft_count, sizeof *next);
  size_t count = 0;
  for (size_t i = 0; keys && next && i <= m->mask; i++) {
    uint32_t word = (uint32_t)m->drafts[i].key, from = (uint32_t)(m->drafts[i].key >> 32);
    if (!m->drafts[i].key)
      continue;
    vocabulary->words[word].flags |= HO_IN_PHRASES;
    if (from != ROOT) {
      next[count] = number[m->drafts[i].next];
      keys[count++] = edge_key(number[from], word);
    } else
      add_root(m, vocabulary, word, number[m->drafts[i].next]);
  }
  if (keys && next && ho_places_find(&m->places, keys, count))
    m->edges = ho_alloc_array(m->places.mask + 1, sizeof *m->edges);
  for (size_t i = 0; m->edges && i < count; i++)
    m->edges[ho_place(&m->places, keys[i])] = keys[i] << STATE_BITS | next[i];
  free(keys);
  free(next);
  return m->edges;
}

/* From the drafts to what matching needs. */
static bool settle(ho_matcher *m, ho_vocabulary *vocabulary) {
  uint32_t *number = ho_alloc_array(m->states.length / sizeof(state), sizeof *number);
  if (number)
    number_states(m, number);
  bool ok = number && sort_states(m, number) && place_edges(m, vocabulary, number);
  free(number);
  free(m->drafts);
  m->drafts = NULL;
  return ok;
}

static bool build(ho_matcher *m, ho_lexicon *lexicon) {
  size_t words = lexicon->phrase_words.length / sizeof(uint32_t), size = 64;
  while (size < words * 2)
    size *= 2;
  m->drafts = ho_alloc_array(size, sizeof *m->drafts);
  m->mask = size - 1;
  state root = {0};
  if (!m->drafts || !ho_buf_reserve(&m->states, (words + 1) * sizeof root) ||
      !ho_buf_append(&m->states, &root, sizeof root))
    return false;
  const uint32_t *first = (const uint32_t *)(const void *)lexicon->phrase_words.data;
  /* First words first: the states that every text goes through then lie side by side. */
  for (size_t i = 0; i < lexicon->phrase_count; i++)
    if (!advance(m, ROOT, first[lexicon->phrases[i].start]))
      return false;
  for (size_t i = 0; i < lexicon->phrase_count; i++)
    if (!add_phrase(m, lexicon, &lexicon->phrases[i]))
      return false;
  m->families = lexicon->family_count;
  return settle(m, &lexicon->vocabulary);
}

ho_matcher *ho_matcher_new(ho_lexicon *lexicon) {
  ho_matcher *m = calloc(1, sizeof *m);
  if (m && build(m, lexicon))
    return m;
  ho_matcher_free(m);
  return NULL;
}

void ho_matcher_free(ho_matcher *m) {
  if (!m)
    return;
  ho_buf_free(&m->states);
  ho_buf_free(&m->ends);
  ho_places_free(&m->places);
  free(m->edges);
  free(m->drafts);
  free(m);
}

ho_matcher *ho_matcher_image(const ho_matcher *matcher, ho_image *image) {
  ho_matcher copy;
  const size_t place = ho_image_open(image, matcher, &copy, sizeof copy);
  const ho_matcher *from = matcher ? matcher : &copy;
  copy.states = ho_image_buf(image, &from->states);
  copy.ends = ho_image_buf(image, &from->ends);
  ho_places_image(&copy.places, &from->places, image);
  copy.edges = ho_image_table(image, from->edges, from->places.mask + 1, sizeof *from->edges);
  return ho_image_close(image, place, &copy, sizeof copy);
}

/* ---- Matching ---- */

enum { MAX_WAYS = 3, MAX_FOUND = 2048, FOUND_AT_ONCE = 2 };

/* Phrases that end in one state, found from unit `first` up to `end`. */
typedef struct found {
  uint32_t ends;
  uint16_t first, end;
} found;

typedef struct walk {
  const ho_matcher *matcher;
  const ho_vocabulary *vocabulary;
  const ho_sentence *sentence;
  size_t first; /* the unit where it began */
  found found[MAX_FOUND + FOUND_AT_ONCE];
  size_t found_count;
  ho_last_hit *last; /* by family */
  ho_phrase_hit *hits;
  size_t hit_count;
} walk;

/* ---- From what was found to hits ---- */

/* One family's phrases don't overlap; of those that begin together the longest stands. */
static void keep_end(walk *w, uint32_t family, const found *f) {
  ho_last_hit *last = &w->last[family];
  const uint16_t before = w->sentence->first_unit;
  if (before + f->first >= last->end) {
    if (w->hit_count == HO_MAX_SENTENCE_HITS)
      return;
    last->hit = (uint16_t)w->hit_count;
    w->hits[w->hit_count++] = (ho_phrase_hit){(uint16_t)family, f->first, f->end,
                                              w->sentence->units[f->first].flags & HO_UNIT_QUOTED};
  } else if (w->hits[last->hit].first == f->first && last->end < before + f->end)
    w->hits[last->hit].end = f->end;
  else
    return;
  last->end = (uint16_t)(before + f->end);
}

static void keep_found(walk *w) {
  for (const found *f = w->found; f < w->found + w->found_count; f++)
    for (uint32_t e = f->ends; e; e = end_at(w->matcher, e)->next)
      keep_end(w, end_at(w->matcher, e)->family, f);
  w->found_count = 0;
}

static inline void note(walk *w, uint32_t ends, size_t end) {
  w->found[w->found_count] = (found){ends, (uint16_t)w->first, (uint16_t)end};
  w->found_count += ends != 0;
}

/* ---- Any walk ---- */

static inline bool is_many(const ho_unit *unit) {
  return unit->flags & HO_UNIT_MANY;
}

static size_t ways_of(const ho_vocabulary *vocabulary, const ho_unit *unit, uint32_t *ways) {
  size_t count = 0;
  ways[count++] = unit->way;
  if (unit->flags & HO_UNIT_EXACT)
    ways[count++] = ho_exact_word(vocabulary, unit->way, ho_shape_of(unit));
  if (unit->gram < HO_CLASS_COUNT && unit->gram != unit->way)
    ways[count++] = unit->gram;
  return count;
}

/* All that a unit is: its word, the word that stands for that in its shape only, its class. A quotation mark
 * and what lies behind the sentence are nothing. */
static size_t all_ways(const walk *w, size_t unit, uint32_t *ways) {
  if (unit >= w->sentence->unit_count || w->sentence->units[unit].gram == HO_CLASS_QUOTE)
    return 0;
  return ways_of(w->vocabulary, &w->sentence->units[unit], ways);
}

static void go_on(walk *w, uint32_t at, size_t unit);
static void leave(walk *w, uint32_t at, size_t unit);

static void skip_words(walk *w, const state *s, size_t unit) {
  uint32_t ways[MAX_WAYS];
  if (s->any && all_ways(w, unit, ways))
    go_on(w, s->any, unit + 1);
  for (size_t skipped = 0; s->gap && skipped <= HO_GAP_WORDS; skipped++) {
    leave(w, s->gap, unit + skipped);
    if (!all_ways(w, unit + skipped, ways))
      break;
  }
}

/* On from state `at` before `unit`, by a word or over a wildcard. */
static void leave(walk *w, uint32_t at, size_t unit) {
  const ho_unit *u = &w->sentence->units[unit];
  uint32_t ways[MAX_WAYS] = {u->way};
  const size_t count = unit >= w->sentence->unit_count ? 0 : is_many(u) ? all_ways(w, unit, ways) : 1;
  for (size_t i = 0; i < count; i++) {
    const uint32_t next = follow(w->matcher, at, ways[i]);
    if (next)
      go_on(w, next, unit + 1);
  }
  if (is_wild(w->matcher, at))
    skip_words(w, state_at(w->matcher, at), unit);
}

/* In state `at` before `unit`. Deep as a phrase has wildcards, and words that are more than one thing. */
static void go_on(walk *w, uint32_t at, size_t unit) {
  for (;; unit++) {
    if (w->found_count >= MAX_FOUND)
      keep_found(w);
    note(w, ends_of(w->matcher, at), unit);
    if (is_wild(w->matcher, at) || unit >= w->sentence->unit_count || is_many(&w->sentence->units[unit])) {
      leave(w, at, unit);
      return;
    }
    at = follow(w->matcher, at, w->sentence->units[unit].way);
    if (!at)
      return;
  }
}

static void walk_any(walk *w) {
  uint32_t ways[MAX_WAYS];
  const size_t count = all_ways(w, w->first, ways);
  for (size_t i = 0; i < count; i++) {
    const uint32_t root = w->vocabulary->words[ways[i]].root;
    if (root)
      go_on(w, root / HO_ROOT_STATE, w->first + 1);
  }
}

/* ---- The walks of nearly all: four words, each one thing ---- */

static inline uint32_t is_first(const ho_unit *unit) {
  return unit->flags / HO_UNIT_FIRST & 1;
}

/* Units that may begin a phrase together with the next one, the states behind them, what the next one is taken
 * for, and the states behind that. */
enum { CHANCES = 2 * HO_PASSAGE_TOKENS, WAYS_OF_TWO = MAX_WAYS * MAX_WAYS };
typedef struct chances {
  uint32_t units[CHANCES + WAYS_OF_TWO], firsts[CHANCES + WAYS_OF_TWO];
  union {
    uint32_t ways[CHANCES + WAYS_OF_TWO], seconds[CHANCES + WAYS_OF_TWO];
  };
  size_t count;
} chances;

/* Marks a unit where there was no room for all that it and the next one are: it is walked from as if there were
 * wildcards. */
static const uint32_t CROWDED = (uint32_t)1 << 31;

/* Adds all that two units are, of which one is more than one thing, but for their ways. */
static void add_other_ways(const ho_vocabulary *vocabulary, const ho_unit *at, uint32_t unit, chances *c) {
  uint32_t first[MAX_WAYS], second[MAX_WAYS] = {0};
  const size_t firsts = ways_of(vocabulary, at, first),
               seconds = is_first(at + 1) ? 1 : ways_of(vocabulary, at + 1, second);
  if (c->count > CHANCES - HO_PASSAGE_TOKENS) {
    c->firsts[c->count] = c->ways[c->count] = 0;
    c->units[c->count++] = unit | CROWDED;
    return;
  }
  for (size_t i = 0; i < firsts; i++)
    for (size_t k = i == 0; k < seconds; k++) {
      c->units[c->count] = unit;
      c->firsts[c->count] = vocabulary->words[first[i]].root / HO_ROOT_STATE;
      c->ways[c->count++] = second[k];
    }
}

/* Half of the words begin no phrase with the one behind them by what is known of these two. */
static void find_chances(const ho_vocabulary *vocabulary, const ho_unit *units, size_t unit_count, chances *c) {
  size_t count = 0;
  for (size_t i = 0; i < unit_count; i++) {
    const ho_unit *at = &units[i];
    c->units[count] = (uint32_t)i;
    c->firsts[count] = at->root / HO_ROOT_STATE;
    c->ways[count] = at[1].way;
    count += at->seconds >> ho_second(at[1].way) & 1;
    if ((at->flags | at[1].flags) & HO_UNIT_MANY) {
      c->count = count;
      add_other_ways(vocabulary, at, (uint32_t)i, c);
      count = c->count;
    }
  }
  c->count = count;
}

static inline uint32_t ends_here(const ho_matcher *m, uint32_t at) {
  return (at != ROOT) & (at < m->behind[ENDED]);
}

/* Of the rest half. Nothing tells which, so that there is no branch. */
static void look_up_seconds(const ho_matcher *m, const ho_unit *units, chances *c) {
  const ho_places places = m->places;
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) {
    const uint32_t unit = c->units[i], first = c->firsts[i];
    const uint32_t second =
        follow_by(m->edges, &places, first, c->ways[i]) & (is_first(&units[unit & ~CROWDED] + 1) - 1);
    c->units[count] = unit;
    c->firsts[count] = first;
    c->seconds[count] = second;
    count += (second != 0) | ends_here(m, first) | unit / CROWDED;
  }
  c->count = count;
}

/* Where several ways have to be tried, not only the one behind four words. */
static const uint32_t ANY_WAY = UINT32_MAX;

/* Keeps those where a phrase ends with either, or there is a way on. */
static void look_behind(const ho_matcher *m, const ho_unit *units, const chances *c, ho_starts *starts) {
  const ho_places places = m->places;
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) {
    /* All chances up to the count were filled in.
     * NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign) */
    const uint32_t unit = c->units[i], first = c->firsts[i], second = c->seconds[i];
    const ho_unit *third = &units[unit & ~CROWDED] + 2;
    const uint32_t next = follow_by(m->edges, &places, second, third->way) & (is_first(third) - 1);
    const uint32_t any = unit / CROWDED | is_wild(m, first) | is_wild(m, second) |
                         ((second != 0) & third->flags & HO_UNIT_MANY);
    const ho_start start = {
        unit & ~CROWDED, {ends_of(m, first), ends_of(m, second)}, next | (ANY_WAY & (0 - any))};
    starts->list[count] = start;
    count += (start.ends[0] | start.ends[1] | start.on) != 0;
  }
  starts->count = count;
}

void ho_find_starts(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_unit *units, size_t count,
                    ho_starts *starts) {
  chances c;
  find_chances(vocabulary, units, count, &c);
  look_up_seconds(matcher, units, &c);
  look_behind(matcher, units, &c, starts);
  starts->next = 0;
  memset(starts->last, 0, matcher->families * sizeof *starts->last);
}

/* From the state behind "^", where the first word is one thing as a rule. */
static void walk_line_start(walk *w) {
  const ho_matcher *m = w->matcher;
  const ho_unit *unit = w->sentence->units;
  const uint32_t at = follow(m, m->line_start, unit->way);
  const uint32_t on = is_wild(m, at) | (follow(m, at, unit[1].way) != 0) | ((at != 0) & unit[1].flags & HO_UNIT_MANY);
  note(w, ends_of(m, at), 1);
  if (on | (unit->flags & HO_UNIT_MANY) | is_wild(m, m->line_start)) {
    w->found_count = 0;
    leave(w, m->line_start, 0);
  }
}

static inline void walk_from(walk *w, const ho_start *from) {
  w->first = from->unit - w->sentence->first_unit;
  if (from->on == ANY_WAY) {
    walk_any(w);
    return;
  }
  note(w, from->ends[0], w->first + 1);
  note(w, from->ends[1], w->first + 2);
  if (from->on)
    go_on(w, from->on, w->first + 3);
}

size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                ho_starts *starts, ho_phrase_hit *hits) {
  const size_t end = (size_t)sentence->first_unit + sentence->unit_count;
  walk w;
  w.matcher = matcher;
  w.vocabulary = vocabulary;
  w.sentence = sentence;
  w.last = starts->last;
  w.first = w.found_count = w.hit_count = 0;
  w.hits = hits;
  walk_line_start(&w);
  for (; starts->next < starts->count && starts->list[starts->next].unit < end; starts->next++) {
    if (starts->list[starts->next].unit < sentence->first_unit)
      continue; /* of a sentence without words */
    walk_from(&w, &starts->list[starts->next]);
    if (w.found_count >= MAX_FOUND)
      keep_found(&w);
  }
  keep_found(&w);
  return w.hit_count;
}
