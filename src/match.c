/* Finds phrases: an automaton whose states are the prefixes of all phrases (a trie over words), walked from
 * each word that begins one. A wildcard is a state of its own kind, so a walk branches there and nowhere
 * else; with at most two in a phrase a walk stays short. */
#include "match.h"

#include <stdlib.h>
#include <string.h>

typedef struct state {
  uint64_t filter; /* bit word % 64 for each word that leads on: most words lead nowhere */
  uint32_t first;  /* its edges, in order of their words */
  uint32_t edges;
  uint32_t any;  /* the state after "*", 0: none */
  uint32_t gap;  /* the state after "**" */
  uint32_t ends; /* index + 1 of the first phrase end here */
} state;

typedef struct edge {
  uint32_t word;
  uint32_t next;
} edge;

/* Edges while the automaton is built: by state and word. */
typedef struct draft {
  uint64_t key; /* state << 32 | word; 0: empty */
  uint32_t next;
} draft;

typedef struct phrase_end {
  uint32_t family;
  uint32_t next; /* index + 1 of the next end in this state */
} phrase_end;

enum { ROOT = 0, START_BITS = 1 << 18 };

struct ho_matcher {
  ho_buf states, ends; /* arrays of the above */
  edge *edges;         /* draft_count of them; a state's follow each other */
  draft *drafts;       /* open addressing; NULL once built */
  size_t mask, draft_count;
  uint32_t line_start; /* the state after "^" */
  size_t families;
  uint64_t *starts; /* START_BITS: one for each first word's state with each second word */
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

static size_t slot_of(const ho_matcher *m, uint64_t key) {
  size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & m->mask;
  while (m->drafts[at].key && m->drafts[at].key != key)
    at = (at + 1) & m->mask;
  return at;
}

static uint64_t edge_key(uint32_t from, uint32_t word) {
  return (uint64_t)from << 32 | word;
}

static size_t start_bit(uint32_t from, uint32_t word) {
  return (size_t)(edge_key(from, word) * 0x9E3779B97F4A7C15u >> 32) % START_BITS;
}

static bool is_start(const ho_matcher *m, uint32_t from, uint32_t word) {
  size_t bit = start_bit(from, word);
  return m->starts[bit / 64] >> bit % 64 & 1;
}

static uint32_t follow(const ho_matcher *m, const state *from, uint32_t word) {
  if (!(from->filter >> word % 64 & 1))
    return 0;
  const edge *edges = m->edges + from->first;
  uint32_t low = 0, high = from->edges;
  while (high - low > 1) {
    uint32_t middle = (low + high) / 2;
    if (edges[middle].word <= word)
      low = middle;
    else
      high = middle;
  }
  return edges[low].word == word ? edges[low].next : 0;
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
  size_t slot = slot_of(m, edge_key(from, word));
  if (m->drafts[slot].key)
    return m->drafts[slot].next;
  if ((next = add_state(m)) == 0)
    return 0;
  m->drafts[slot] = (draft){edge_key(from, word), next};
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

/* Edges of a state in order of their words; few states have more than a handful. */
static void insert_edge(edge *edges, uint32_t count, edge fresh) {
  uint32_t at = count;
  for (; at > 0 && edges[at - 1].word > fresh.word; at--)
    edges[at] = edges[at - 1];
  edges[at] = fresh;
}

static void add_root(ho_matcher *m, ho_vocabulary *vocabulary, uint32_t word, uint32_t next) {
  const state *s = state_at(m, next);
  bool open = s->ends || s->any || s->gap;
  if (word == HO_CLASS_START)
    m->line_start = next;
  else
    vocabulary->words[word].root = next * ROOT_STATE | (open ? ROOT_OPEN : 0);
}

static void add_edge(ho_matcher *m, uint32_t from, edge fresh, uint32_t last_root) {
  state *s = state_at(m, from);
  s->filter |= (uint64_t)1 << fresh.word % 64;
  insert_edge(m->edges + s->first, s->edges++, fresh);
  if (from <= last_root) {
    size_t bit = start_bit(from, fresh.word);
    m->starts[bit / 64] |= (uint64_t)1 << bit % 64;
  }
}

/* Puts each state's edges behind one another. The root's are the words' own. */
static bool settle(ho_matcher *m, ho_vocabulary *vocabulary, uint32_t last_root) {
  size_t states = m->states.length / sizeof(state);
  uint32_t first = 0;
  m->edges = ho_alloc_array(m->draft_count, sizeof *m->edges);
  if (!m->edges)
    return false;
  for (size_t i = 0; i <= m->mask; i++)
    if (m->drafts[i].key >> 32)
      state_at(m, (uint32_t)(m->drafts[i].key >> 32))->edges++;
  for (uint32_t i = 0; i < states; i++) {
    state *s = state_at(m, i);
    s->first = first;
    first += s->edges;
    s->edges = 0;
  }
  for (size_t i = 0; i <= m->mask; i++) {
    uint32_t word = (uint32_t)m->drafts[i].key, from = (uint32_t)(m->drafts[i].key >> 32);
    if (from != ROOT)
      add_edge(m, from, (edge){word, m->drafts[i].next}, last_root);
    else if (word)
      add_root(m, vocabulary, word, m->drafts[i].next);
  }
  free(m->drafts);
  m->drafts = NULL;
  return true;
}

static bool build(ho_matcher *m, ho_lexicon *lexicon) {
  size_t words = lexicon->phrase_words.length / sizeof(uint32_t), size = 64;
  while (size < words * 2)
    size *= 2;
  m->drafts = ho_alloc_array(size, sizeof *m->drafts);
  m->mask = size - 1;
  m->starts = ho_alloc_array(START_BITS / 64, sizeof *m->starts);
  state root = {0};
  if (!m->drafts || !m->starts || !ho_buf_reserve(&m->states, (words + 1) * sizeof root) ||
      !ho_buf_append(&m->states, &root, sizeof root))
    return false;
  const uint32_t *first = (const uint32_t *)(const void *)lexicon->phrase_words.data;
  /* First words first: the states that every text goes through then lie side by side. */
  for (size_t i = 0; i < lexicon->phrase_count; i++)
    if (!advance(m, ROOT, first[lexicon->phrases[i].start]))
      return false;
  uint32_t last_root = (uint32_t)(m->states.length / sizeof root) - 1;
  for (size_t i = 0; i < lexicon->phrase_count; i++)
    if (!add_phrase(m, lexicon, &lexicon->phrases[i]))
      return false;
  m->families = lexicon->family_count;
  return settle(m, &lexicon->vocabulary, last_root);
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
  free(m->starts);
  free(m->drafts);
  free(m);
}

ho_matcher *ho_matcher_image(const ho_matcher *matcher, ho_image *image) {
  ho_matcher copy;
  const size_t place = ho_image_open(image, matcher, &copy, sizeof copy);
  const ho_matcher *from = matcher ? matcher : &copy;
  copy.states = ho_image_buf(image, &from->states);
  copy.ends = ho_image_buf(image, &from->ends);
  copy.edges = ho_image_table(image, from->edges, from->draft_count, sizeof *from->edges);
  copy.starts = ho_image_table(image, from->starts, START_BITS / 64, sizeof *from->starts);
  return ho_image_close(image, place, &copy, sizeof copy);
}

/* ---- Matching ---- */

enum { MAX_FAMILIES_AT_ONCE = 32, MAX_WAYS = 3 };

/* What a unit can be in a phrase: its word, the word that stands for that in its shape only, its class; then
 * 0. A quotation mark is nothing. */
typedef struct step {
  uint32_t ways[MAX_WAYS + 1];
} step;

/* The longest phrase of each family that begins at one unit. */
typedef struct walk {
  const ho_matcher *matcher;
  const step *steps; /* one more than there are units: the last is nothing */
  struct {
    uint16_t family, end;
  } found[MAX_FAMILIES_AT_ONCE];
  size_t count;
} walk;

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
static void leave(walk *w, const state *s, size_t unit);

static void skip_words(walk *w, const state *s, size_t unit) {
  if (s->any && *w->steps[unit].ways)
    go_on(w, s->any, unit + 1);
  for (size_t skipped = 0; s->gap && skipped <= HO_GAP_WORDS; skipped++) {
    leave(w, state_at(w->matcher, s->gap), unit + skipped);
    if (!*w->steps[unit + skipped].ways)
      break;
  }
}

/* On from state `s` before `unit`, by a word or over a wildcard. */
static void leave(walk *w, const state *s, size_t unit) {
  for (const uint32_t *way = w->steps[unit].ways; *way; way++) {
    uint32_t to = follow(w->matcher, s, *way);
    if (to)
      go_on(w, to, unit + 1);
  }
  if (s->any || s->gap)
    skip_words(w, s, unit);
}

/* In state `at` before `unit`. Deep as a phrase is long, at most HO_MAX_PHRASE_WORDS. */
static void go_on(walk *w, uint32_t at, size_t unit) {
  const state *s = state_at(w->matcher, at);
  for (uint32_t e = s->ends; e; e = end_at(w->matcher, e)->next)
    note_end(w, end_at(w->matcher, e)->family, unit);
  leave(w, s, unit);
}

static void walk_from(walk *w, const ho_vocabulary *vocabulary, size_t unit) {
  w->count = 0;
  if (unit == 0 && w->matcher->line_start)
    leave(w, state_at(w->matcher, w->matcher->line_start), 0);
  for (const uint32_t *way = w->steps[unit].ways; *way; way++) {
    uint32_t root = vocabulary->words[*way].root;
    if (root)
      go_on(w, root / ROOT_STATE, unit + 1);
  }
}

/* ---- Where a phrase may begin ---- */

static uint32_t exact_word(const ho_vocabulary *vocabulary, uint32_t word, uint8_t shape) {
  bool has = vocabulary->words[word].flags & HO_HAS_EXACT && shape <= HO_CAPS;
  return has ? vocabulary->spellings[word].exact[shape] : 0;
}

static void take_step(const ho_vocabulary *vocabulary, const ho_unit *unit, step *to) {
  uint32_t class = unit->gram < HO_CLASS_COUNT ? unit->gram : 0, *ways = to->ways;
  if (class == HO_CLASS_QUOTE) {
    *ways = 0;
    return;
  }
  uint32_t exact = exact_word(vocabulary, unit->word, unit->shape);
  if (unit->word)
    *ways++ = unit->word;
  if (exact)
    *ways++ = exact;
  if (class)
    *ways++ = class;
  *ways = 0;
}

/* Whether a walk from a unit may find anything: most are over here. */
static bool may_begin(const ho_matcher *m, const ho_vocabulary *vocabulary, const step *at) {
  for (const uint32_t *way = at->ways; *way; way++) {
    uint32_t root = vocabulary->words[*way].root;
    if (root & ROOT_OPEN)
      return true;
    for (const uint32_t *next = at[1].ways; root && *next; next++)
      if (is_start(m, root / ROOT_STATE, *next))
        return true;
  }
  return false;
}

static size_t keep_found(const walk *w, const ho_unit *unit, uint16_t first, uint16_t *done,
                         ho_phrase_hit *hits, size_t count) {
  for (size_t i = 0; i < w->count && count < HO_MAX_SENTENCE_HITS; i++) {
    uint16_t family = w->found[i].family;
    if (first < done[family])
      continue;
    done[family] = w->found[i].end;
    hits[count++] = (ho_phrase_hit){family, first, w->found[i].end, unit->quoted};
  }
  return count;
}

/* Fills in the steps, and the units where a phrase may begin, the last one first; returns how many. */
static size_t find_starts(const ho_matcher *m, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                          step *steps, uint16_t *starts) {
  size_t count = 0;
  steps[sentence->unit_count].ways[0] = 0;
  for (size_t unit = sentence->unit_count; unit-- > 0;) {
    take_step(vocabulary, &sentence->units[unit], &steps[unit]);
    if (may_begin(m, vocabulary, &steps[unit]))
      starts[count++] = (uint16_t)unit;
  }
  if (*steps[0].ways && (count == 0 || starts[count - 1] > 0))
    starts[count++] = 0; /* "^" begins there */
  return count;
}

size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                ho_phrase_hit *hits) {
  step steps[HO_SENTENCE_MAX + 1];
  uint16_t starts[HO_SENTENCE_MAX];
  uint16_t done[HO_MAX_FAMILIES]; /* per family, the end of its last hit */
  walk w;
  w.matcher = matcher;
  w.steps = steps;
  memset(done, 0, matcher->families * sizeof *done);
  size_t count = 0;
  for (size_t i = find_starts(matcher, vocabulary, sentence, steps, starts); i-- > 0;) {
    walk_from(&w, vocabulary, starts[i]);
    count = keep_found(&w, &sentence->units[starts[i]], starts[i], done, hits, count);
  }
  return count;
}
