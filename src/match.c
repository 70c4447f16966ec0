/* Finds phrases: an automaton whose states are the prefixes of all phrases (a trie over words), walked from
 * each word that begins one. A wildcard is a state of its own kind, so a walk branches there and nowhere
 * else; with at most two in a phrase a walk stays short. */
#include "match.h"

#include "bits.h"

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
  ho_buf states;   /* the wild ones; while built, all */
  uint32_t *ended; /* by state but the plain ones: one family, whose phrases end here, times 2, plus 1; or
                      the first of several phrase ends, times 2; 0: none */
  uint32_t behind[KINDS]; /* the number behind the last state of a kind */
  ho_buf ends;            /* phrase_end */
  ho_places places;       /* of edges */
  edge *edges;            /* by place, but for those from the root, which are the words' own */
  draft *drafts;          /* open addressing; NULL once built */
  size_t mask, draft_count;
  uint32_t line_start; /* the state after "^" */
  uint32_t line_root;  /* the same as a word's root */
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

static inline size_t edge_place(const ho_matcher *m, uint32_t from, uint32_t word) {
  return ho_place(&m->places, edge_key(from, word));
}

/* The state after `word` in state `from`, 0 where there is none, as behind state 0. `place` is the edge's. */
static inline uint32_t follow_to(const ho_matcher *m, size_t place, uint32_t from, uint32_t word) {
  const uint64_t key = edge_key(from, word);
  const edge rest = m->edges[place] ^ key << STATE_BITS; /* the next state, if it is the key's */
  return (uint32_t)rest & (0u - (uint32_t)(rest < 1u << STATE_BITS));
}

static inline uint32_t follow(const ho_matcher *m, uint32_t from, uint32_t word) {
  return follow_to(m, edge_place(m, from, word), from, word);
}

/* What phrases end in a state: see ho_matcher. */
static inline uint32_t ends_of(const ho_matcher *m, uint32_t at) {
  return m->ended[at & (0u - (uint32_t)(at < m->behind[ENDED]))];
}

static inline uint32_t is_wild(const ho_matcher *m, uint32_t at) {
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
  const uint32_t root = next * HO_ROOT_STATE | (next < m->behind[ENDED] ? HO_ROOT_OPEN : 0);
  if (word == HO_CLASS_START) {
    m->line_start = next;
    m->line_root = root;
  } else
    vocabulary->words[word].root = root;
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

static uint32_t ended_by(const ho_matcher *m, const state *s) {
  return s->ends && !end_at(m, s->ends)->next ? end_at(m, s->ends)->family * 2 + 1 : s->ends * 2;
}

/* Puts the states in the order of their numbers, and drops those that are numbers only. */
static bool sort_states(ho_matcher *m, const uint32_t *number) {
  const uint32_t count = (uint32_t)(m->states.length / sizeof(state));
  state *sorted = ho_alloc_array(count, sizeof *sorted);
  m->ended = ho_alloc_array(m->behind[ENDED], sizeof *m->ended);
  for (uint32_t i = ROOT + 1; sorted && m->ended && i < count; i++) {
    const state *s = state_at(m, i);
    sorted[number[i]] = (state){number[s->any], number[s->gap], s->ends};
    if (number[i] < m->behind[ENDED])
      m->ended[number[i]] = ended_by(m, s);
  }
  m->states.length = m->behind[WILD] * sizeof *sorted;
  if (sorted)
    memcpy(m->states.data, sorted, m->states.length);
  free(sorted);
  return sorted && m->ended;
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
  free(m->ended);
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
  copy.ended = ho_image_table(image, from->ended, from->behind[ENDED], sizeof *from->ended);
  copy.ends = ho_image_buf(image, &from->ends);
  ho_places_image(&copy.places, &from->places, image);
  copy.edges = ho_image_table(image, from->edges, from->places.mask + 1, sizeof *from->edges);
  return ho_image_close(image, place, &copy, sizeof copy);
}

/* ---- From what was found to hits ---- */

typedef struct keeping {
  const ho_matcher *matcher;
  const ho_sentence *sentence;
  ho_last_hit *last; /* by family */
  ho_phrase_hit *hits;
  size_t count;
} keeping;

/* One family's phrases don't overlap; of those that begin together the longest stands. */
static void keep_end(keeping *k, uint32_t family, const ho_found *f) {
  ho_last_hit *last = &k->last[family];
  const uint16_t first = (uint16_t)(f->first - k->sentence->first_unit),
                 end = (uint16_t)(f->end - k->sentence->first_unit);
  if (f->first >= last->end) {
    if (k->count == HO_MAX_SENTENCE_HITS)
      return;
    last->hit = (uint16_t)k->count;
    k->hits[k->count++] =
        (ho_phrase_hit){(uint16_t)family, first, end, k->sentence->units[first].flags & HO_UNIT_QUOTED};
  } else if (k->hits[last->hit].first == first && last->end < f->end)
    k->hits[last->hit].end = end;
  else
    return;
  last->end = f->end;
}

static inline void keep(keeping *k, const ho_found *f) {
  if (f->ends % 2)
    keep_end(k, f->ends / 2, f);
  else
    for (uint32_t e = f->ends / 2; e; e = end_at(k->matcher, e)->next)
      keep_end(k, end_at(k->matcher, e)->family, f);
}

/* ---- Walking ---- */

enum { MAX_WAYS = 3, ROOM = HO_FOUND_ROOM };

/* A walk through the automaton, over a passage. */
typedef struct walk {
  const ho_matcher *matcher;
  const ho_vocabulary *vocabulary;
  const ho_unit *units;
  const uint32_t *ways;
  size_t first;    /* the unit where it began */
  ho_found *found; /* room for ROOM, and for a few more */
  size_t found_count;
  keeping *keeping; /* keeps what was found when there is no more room; NULL: the walk ends, */
  bool full;        /* and this says so */
} walk;

static void keep_found(walk *w) {
  for (size_t i = 0; i < w->found_count; i++)
    keep(w->keeping, &w->found[i]);
  w->found_count = 0;
}

/* False where there is none. */
static bool make_room(walk *w) {
  if (w->found_count < ROOM)
    return true;
  w->full = !w->keeping;
  if (w->keeping)
    keep_found(w);
  return !w->full;
}

static inline void note(walk *w, uint32_t ends, size_t end) {
  w->found[w->found_count] = (ho_found){ends, (uint16_t)w->first, (uint16_t)end};
  w->found_count += ends != 0;
}

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
  const ho_unit *u = &w->units[unit];
  if ((u->flags & HO_UNIT_FIRST && unit != w->first) || u->gram == HO_CLASS_QUOTE)
    return 0;
  return ways_of(w->vocabulary, u, ways);
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
  uint32_t ways[MAX_WAYS];
  const size_t count = all_ways(w, unit, ways);
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
  for (; at; unit++) {
    if (!make_room(w))
      return;
    note(w, ends_of(w->matcher, at), unit);
    if (is_wild(w->matcher, at) || is_many(&w->units[unit])) {
      leave(w, at, unit);
      return;
    }
    at = follow(w->matcher, at, w->ways[unit]);
  }
}

static void walk_line_start(walk *w, size_t first) {
  w->first = first;
  leave(w, w->matcher->line_start, first);
}

/* Not from the start of a line. */
static void walk_any(walk *w, size_t first) {
  uint32_t ways[MAX_WAYS];
  w->first = first;
  const size_t count = all_ways(w, first, ways);
  for (size_t i = 0; i < count; i++)
    go_on(w, w->vocabulary->words[ways[i]].root / HO_ROOT_STATE, first + 1);
}

/* ---- A passage's phrases: three words as a rule, each one thing ---- */

/* Where a phrase may begin with a word and the next one, or with the start of a line and a word. */
enum { CHANCES = 2 * HO_PASSAGE_TOKENS, SPECIAL = MAX_WAYS * MAX_WAYS + MAX_WAYS };
typedef struct chances {
  uint32_t behind[CHANCES + SPECIAL]; /* the unit behind the two, times 2, plus 1 at the start of a line */
  union {
    uint32_t roots[CHANCES + SPECIAL]; /* of the first: see ho_word; */
    uint32_t ends[CHANCES + SPECIAL];  /* later the phrases that end with it */
  };
  union {
    uint32_t ways[CHANCES + SPECIAL];        /* what the second is taken for, */
    uint32_t seconds[CHANCES + SPECIAL];     /* then the state behind it, */
    uint32_t second_ends[CHANCES + SPECIAL]; /* then the phrases that end with it */
  };
  union {
    uint32_t places[CHANCES + SPECIAL]; /* of edges to follow */
    uint32_t nexts[CHANCES + SPECIAL];  /* the state behind a third word, 0: none; or ANY_WAY */
  };
  size_t count;
} chances;

/* Where several ways have to be tried, not only the one behind three words. */
static const uint32_t ANY_WAY = UINT32_MAX;

static void add_chance(chances *c, size_t behind, bool line, uint32_t root, uint32_t way) {
  c->behind[c->count] = (uint32_t)behind * 2 + line;
  c->roots[c->count] = root;
  c->ways[c->count++] = way;
}

/* All that two units are of which one is more than one thing. */
static void add_all_ways(const walk *w, size_t unit, chances *c) {
  const ho_unit *at = &w->units[unit];
  uint32_t first[MAX_WAYS], second[MAX_WAYS] = {HO_NO_WAY};
  const size_t firsts = ways_of(w->vocabulary, at, first);
  const size_t seconds = w->ways[unit + 1] == HO_NO_WAY ? 1 : ways_of(w->vocabulary, at + 1, second);
  for (size_t i = 0; i < firsts; i++)
    for (size_t k = 0; k < seconds; k++)
      add_chance(c, unit + 2, false, w->vocabulary->words[first[i]].root, second[k]);
  for (size_t i = 0; at->flags & HO_UNIT_FIRST && i < firsts; i++)
    add_chance(c, unit + 1, true, w->matcher->line_root, first[i]);
}

/* Half of the words begin no phrase with the one behind them by what is known of these two. False where there
 * is no room. */
static bool find_chances(const walk *w, size_t unit_count, chances *c) {
  const ho_unit *at = w->units;
  const uint32_t *ways = w->ways;
  unsigned flags = at->flags;
  size_t count = 0;
  for (size_t i = 0; i < unit_count; i++, at++) {
    const unsigned here = flags;
    const uint32_t way = ways[i + 1];
    flags = at[1].flags;
    c->behind[count] = (uint32_t)(i + 2) * 2;
    c->roots[count] = at->root;
    c->ways[count] = way;
    count += at->seconds >> ho_second(way) & 1;
    if (((here | flags) & HO_UNIT_MANY) | (here & HO_UNIT_FIRST)) {
      c->count = count;
      if ((here | flags) & HO_UNIT_MANY)
        add_all_ways(w, i, c);
      else
        add_chance(c, i + 1, true, w->matcher->line_root, at->way);
      if ((count = c->count) >= CHANCES - HO_PASSAGE_TOKENS)
        return false;
    }
  }
  c->count = count;
  return true;
}

/* Of the rest half. Nothing tells which, so that there is no branch. */
static void look_up_seconds(const ho_matcher *m, chances *c) {
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) {
    c->places[i] = (uint32_t)edge_place(m, c->roots[i] / HO_ROOT_STATE, c->ways[i]);
    ho_fetch(&m->edges[c->places[i]]);
  }
  for (size_t i = 0; i < c->count; i++) {
    const uint32_t root = c->roots[i];
    const uint32_t second = follow_to(m, c->places[i], root / HO_ROOT_STATE, c->ways[i]);
    c->behind[count] = c->behind[i];
    c->roots[count] = root;
    c->seconds[count] = second;
    count += (second != 0) | (root & HO_ROOT_OPEN);
  }
  c->count = count;
}

/* Keeps those where a phrase ends with either, or there is a way on. */
static void look_behind(const walk *w, chances *c) {
  const ho_matcher *m = w->matcher;
  const uint32_t *ways = w->ways;
  const ho_unit *units = w->units;
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) {
    /* All chances up to the count were filled in.
     * NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
    c->places[i] = (uint32_t)edge_place(m, c->seconds[i], ways[c->behind[i] / 2]);
    ho_fetch(&m->edges[c->places[i]]);
  }
  for (size_t i = 0; i < c->count; i++) {
    const uint32_t behind = c->behind[i], first = c->roots[i] / HO_ROOT_STATE, second = c->seconds[i];
    const uint32_t next = follow_to(m, c->places[i], second, ways[behind / 2]);
    const uint32_t any =
        is_wild(m, first) | is_wild(m, second) | ((second != 0) & units[behind / 2].flags & HO_UNIT_MANY);
    c->behind[count] = behind;
    c->ends[count] = ends_of(m, first);
    c->second_ends[count] = ends_of(m, second);
    c->nexts[count] = next | (0 - any);
    count += (c->ends[count] | c->second_ends[count] | c->nexts[count]) != 0;
  }
  c->count = count;
}

/* Notes where phrases end, and goes on where there is a way. */
static void walk_on(walk *w, const chances *c) {
  for (size_t i = 0; i < c->count; i++) {
    const size_t behind = c->behind[i] / 2, line = c->behind[i] % 2;
    w->first = behind - 2 + line;
    note(w, c->ends[i], behind - 1);
    note(w, c->second_ends[i], behind);
    if (c->nexts[i] == ANY_WAY && line)
      walk_line_start(w, w->first);
    else if (c->nexts[i] == ANY_WAY)
      walk_any(w, w->first);
    else if (c->nexts[i])
      go_on(w, c->nexts[i], behind + 1);
    if (!make_room(w))
      return;
  }
}
_Static_assert(HO_UNIT_MANY == 1, "is the lowest bit of a flag");

void ho_find_phrases(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_unit *units,
                     const uint32_t *ways, size_t count, ho_findings *findings) {
  walk w = {
      .matcher = matcher, .vocabulary = vocabulary, .units = units, .ways = ways, .found = findings->list};
  chances c;
  findings->crowded = !find_chances(&w, count, &c);
  if (!findings->crowded) {
    look_up_seconds(matcher, &c);
    look_behind(&w, &c);
    walk_on(&w, &c);
    findings->crowded = w.full;
  }
  findings->count = findings->crowded ? 0 : w.found_count;
  findings->next = 0;
  memset(findings->last, 0, matcher->families * sizeof *findings->last);
}

/* ---- A sentence's part ---- */

/* Searches a sentence of a passage in which too much was found, word by word. */
static void search_sentence(keeping *k, const ho_vocabulary *vocabulary, ho_found *found) {
  const ho_sentence *s = k->sentence;
  const size_t first = s->first_unit;
  walk w = {.matcher = k->matcher,
            .vocabulary = vocabulary,
            .units = s->units - first,
            .ways = s->ways - first,
            .found = found,
            .keeping = k};
  walk_line_start(&w, first);
  for (size_t unit = first; unit < first + s->unit_count; unit++)
    walk_any(&w, unit);
  keep_found(&w);
}

size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                ho_findings *findings, ho_phrase_hit *hits) {
  const size_t end = (size_t)sentence->first_unit + sentence->unit_count;
  keeping k = {.matcher = matcher, .sentence = sentence, .last = findings->last, .hits = hits};
  if (findings->crowded)
    search_sentence(&k, vocabulary, findings->list);
  for (; findings->next < findings->count && findings->list[findings->next].first < end; findings->next++)
    keep(&k, &findings->list[findings->next]);
  return k.count;
}
