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

enum { ROOT = 0, FILTER_BITS = 1 << 18 };

struct ho_matcher {
  ho_buf states;   /* those where a phrase ends or a wildcard follows; the others, which have nothing but
                      edges, are the numbers behind them */
  uint32_t marked; /* so many */
  ho_buf ends;     /* phrase_end */
  edge *edges;         /* open addressing, but for those from the root, which are the words' own */
  size_t edge_mask;
  uint64_t *filter; /* FILTER_BITS, one for each edge: most words lead nowhere */
  draft *drafts;    /* open addressing; NULL once built */
  size_t mask, draft_count;
  uint32_t line_start; /* the state after "^" */
  size_t families;
};

/* What a word's root says. */
enum {
  ROOT_OPEN = 1, /* a phrase ends after this word or goes on over a wildcard, whatever follows */
  ROOT_STATE = 2 /* times the state */
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

static size_t spread(uint64_t key) {
  return (size_t)(key * 0x9E3779B97F4A7C15u >> 32);
}

static size_t slot_of(const ho_matcher *m, uint64_t key) {
  size_t at = spread(key) & m->mask;
  while (m->drafts[at].key && m->drafts[at].key != key)
    at = (at + 1) & m->mask;
  return at;
}

static uint64_t edge_key(uint32_t from, uint32_t word) {
  return (uint64_t)from << WORD_BITS | word;
}

static bool may_follow(const ho_matcher *m, uint32_t from, uint32_t word) {
  size_t bit = spread(edge_key(from, word)) % FILTER_BITS;
  return m->filter[bit / 64] >> bit % 64 & 1;
}

/* The state after `word` in state `from`, 0 where there is none. */
static uint32_t follow(const ho_matcher *m, uint32_t from, uint32_t word) {
  if (!may_follow(m, from, word))
    return 0;
  uint64_t key = edge_key(from, word);
  for (size_t at = spread(key) & m->edge_mask; m->edges[at]; at = (at + 1) & m->edge_mask)
    if (m->edges[at] >> STATE_BITS == key)
      return (uint32_t)m->edges[at] % (1u << STATE_BITS);
  return 0;
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

static bool add_phrase(ho_matcher *m, const ho_lexicon *lexicon, const ho_phrase *phrase) {
  const uint32_t *words = (const uint32_t *)(const void *)lexicon->phrase_words.data + phrase->start;
  uint32_t at = ROOT;
  for (uint32_t i = 0; i < phrase->count; i++)
    if ((at = advance(m, at, words[i])) == 0)
      return false;
  return add_end(m, at, phrase->family);
}

static void add_root(ho_matcher *m, ho_vocabulary *vocabulary, uint32_t word, uint32_t next) {
  if (word == HO_CLASS_START)
    m->line_start = next;
  else
    vocabulary->words[word].root = next * ROOT_STATE | (next < m->marked ? ROOT_OPEN : 0);
}

static void add_edge(ho_matcher *m, uint64_t key, uint32_t next) {
  size_t at = spread(key) & m->edge_mask, bit = spread(key) % FILTER_BITS;
  while (m->edges[at])
    at = (at + 1) & m->edge_mask;
  m->edges[at] = key << STATE_BITS | next;
  m->filter[bit / 64] |= (uint64_t)1 << bit % 64;
}

static bool is_marked(const state *s) {
  return s->ends || s->any || s->gap;
}

/* Gives the marked states the first numbers and drops the others, which are numbers only from here on. */
static void renumber(ho_matcher *m, uint32_t *number) {
  const uint32_t count = (uint32_t)(m->states.length / sizeof(state));
  uint32_t next = ROOT + 1;
  for (uint32_t i = ROOT + 1; i < count; i++)
    if (is_marked(state_at(m, i)))
      number[i] = next++;
  m->marked = next;
  for (uint32_t i = ROOT + 1; i < count; i++)
    if (!is_marked(state_at(m, i)))
      number[i] = next++;
  for (uint32_t i = ROOT + 1; i < count; i++) {
    const state s = *state_at(m, i);
    if (is_marked(&s))
      *state_at(m, number[i]) = (state){number[s.any], number[s.gap], s.ends};
  }
  m->states.length = m->marked * sizeof(state);
}

static void add_drafts(ho_matcher *m, ho_vocabulary *vocabulary, const uint32_t *number) {
  for (size_t i = 0; i <= m->mask; i++) {
    uint32_t word = (uint32_t)m->drafts[i].key, from = (uint32_t)(m->drafts[i].key >> 32);
    if (from != ROOT)
      add_edge(m, edge_key(number[from], word), number[m->drafts[i].next]);
    else if (word)
      add_root(m, vocabulary, word, number[m->drafts[i].next]);
  }
}

/* From the drafts to what matching needs. */
static bool settle(ho_matcher *m, ho_vocabulary *vocabulary) {
  size_t size = 64;
  while (size * 2 < m->draft_count * 3)
    size *= 2;
  m->edge_mask = size - 1;
  m->edges = ho_alloc_array(size, sizeof *m->edges);
  m->filter = ho_alloc_array(FILTER_BITS / 64, sizeof *m->filter);
  uint32_t *number = ho_alloc_array(m->states.length / sizeof(state), sizeof *number);
  bool ok = m->edges && m->filter && number;
  if (ok) {
    renumber(m, number);
    add_drafts(m, vocabulary, number);
    free(m->drafts);
    m->drafts = NULL;
  }
  free(number);
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
  free(m->edges);
  free(m->filter);
  free(m->drafts);
  free(m);
}

ho_matcher *ho_matcher_image(const ho_matcher *matcher, ho_image *image) {
  ho_matcher copy;
  const size_t place = ho_image_open(image, matcher, &copy, sizeof copy);
  const ho_matcher *from = matcher ? matcher : &copy;
  copy.states = ho_image_buf(image, &from->states);
  copy.ends = ho_image_buf(image, &from->ends);
  copy.edges = ho_image_table(image, from->edges, from->edge_mask + 1, sizeof *from->edges);
  copy.filter = ho_image_table(image, from->filter, FILTER_BITS / 64, sizeof *from->filter);
  return ho_image_close(image, place, &copy, sizeof copy);
}

/* ---- Matching ---- */

enum { MAX_FAMILIES_AT_ONCE = 32, MAX_WAYS = 3 };

/* The longest phrase of each family that begins at one unit. */
typedef struct walk {
  const ho_matcher *matcher;
  const ho_vocabulary *vocabulary;
  const ho_sentence *sentence;
  struct {
    uint16_t family, end;
  } found[MAX_FAMILIES_AT_ONCE];
  size_t count;
} walk;

/* What most units are in a phrase, and nothing else: their word, or the class of one that isn't known. */
static inline uint32_t way_of(const ho_unit *unit) {
  return unit->word ? unit->word : unit->gram;
}

/* Whether a unit is several things at once. */
static inline bool is_many(const ho_vocabulary *vocabulary, const ho_unit *unit) {
  return unit->word && (unit->gram < HO_CLASS_COUNT || vocabulary->words[unit->word].flags & HO_HAS_EXACT);
}

static uint32_t exact_word(const ho_vocabulary *vocabulary, uint32_t word, uint8_t shape) {
  bool has = vocabulary->words[word].flags & HO_HAS_EXACT && shape <= HO_CAPS;
  return has ? vocabulary->spellings[word].exact[shape] : 0;
}

/* All that a unit is: its word, the word that stands for that in its shape only, its class. A quotation mark
 * and what lies behind the sentence are nothing. */
static size_t all_ways(const walk *w, size_t unit, uint32_t *ways) {
  if (unit >= w->sentence->unit_count || w->sentence->units[unit].gram == HO_CLASS_QUOTE)
    return 0;
  const ho_unit *u = &w->sentence->units[unit];
  const uint32_t exact = exact_word(w->vocabulary, u->word, u->shape);
  size_t count = 0;
  if (u->word)
    ways[count++] = u->word;
  if (exact)
    ways[count++] = exact;
  if (u->gram < HO_CLASS_COUNT)
    ways[count++] = u->gram;
  return count;
}

static void note_end(walk *w, uint32_t family, size_t end) {
  for (size_t i = 0; i < w->count; i++)
    if (w->found[i].family == family) {
      if (w->found[i].end < end)
        w->found[i].end = (uint16_t)end;
      return;
    }
  if (w->count < MAX_FAMILIES_AT_ONCE) {
    w->found[w->count].family = (uint16_t)family;
    w->found[w->count++].end = (uint16_t)end;
  }
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
    uint32_t to = follow(w->matcher, at, ways[i]);
    if (to)
      go_on(w, to, unit + 1);
  }
  if (at < w->matcher->marked)
    skip_words(w, state_at(w->matcher, at), unit);
}

/* In state `at` before `unit`. Deep as a phrase has wildcards, or its words are several things at once. */
static void go_on(walk *w, uint32_t at, size_t unit) {
  for (; at; unit++) {
    const state *s = at < w->matcher->marked ? state_at(w->matcher, at) : state_at(w->matcher, ROOT);
    for (uint32_t e = s->ends; e; e = end_at(w->matcher, e)->next)
      note_end(w, end_at(w->matcher, e)->family, unit);
    const ho_unit *next = &w->sentence->units[unit];
    if (s->any || s->gap || (unit < w->sentence->unit_count && is_many(w->vocabulary, next))) {
      leave(w, at, unit);
      return;
    }
    at = unit < w->sentence->unit_count ? follow(w->matcher, at, way_of(next)) : 0;
  }
}

static void walk_from(walk *w, size_t unit) {
  uint32_t ways[MAX_WAYS];
  const size_t count = all_ways(w, unit, ways);
  w->count = 0;
  if (unit == 0 && w->matcher->line_start)
    leave(w, w->matcher->line_start, 0);
  for (size_t i = 0; i < count; i++) {
    uint32_t root = w->vocabulary->words[ways[i]].root;
    if (root)
      go_on(w, root / ROOT_STATE, unit + 1);
  }
}

static size_t keep_found(const walk *w, uint16_t first, uint16_t *done, ho_phrase_hit *hits, size_t count) {
  for (size_t i = 0; i < w->count && count < HO_MAX_SENTENCE_HITS; i++) {
    uint16_t family = w->found[i].family;
    if (first < done[family])
      continue;
    done[family] = w->found[i].end;
    hits[count++] = (ho_phrase_hit){family, first, w->found[i].end, w->sentence->units[first].quoted};
  }
  return count;
}

/* Where a phrase may begin, the last such unit first: most words begin none with the one behind them. Whether
 * the next word is one of many is not worth knowing where the word begins none. */
static size_t find_starts(const ho_matcher *m, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                          uint16_t *starts) {
  size_t count = 0;
  uint32_t next = 0;
  bool next_many = false;
  for (size_t unit = sentence->unit_count; unit-- > 0;) {
    const uint32_t way = way_of(&sentence->units[unit]), root = vocabulary->words[way].root;
    const bool many = is_many(vocabulary, &sentence->units[unit]);
    const bool open = root & ROOT_OPEN, pair = next_many | may_follow(m, root / ROOT_STATE, next);
    starts[count] = (uint16_t)unit;
    count += many | open | (pair & (root != 0)) | (unit == 0);
    next = way;
    next_many = many;
  }
  return count;
}

size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                ho_phrase_hit *hits) {
  uint16_t starts[HO_SENTENCE_MAX];
  uint16_t done[HO_MAX_FAMILIES]; /* per family, the end of its last hit */
  walk w;
  w.matcher = matcher;
  w.vocabulary = vocabulary;
  w.sentence = sentence;
  memset(done, 0, matcher->families * sizeof *done);
  size_t count = 0;
  for (size_t i = find_starts(matcher, vocabulary, sentence, starts); i-- > 0;) {
    walk_from(&w, starts[i]);
    count = keep_found(&w, starts[i], done, hits, count);
  }
  return count;
}
