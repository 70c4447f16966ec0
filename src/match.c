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
  bool open;     /* a phrase ends here or goes on over a wildcard, whatever follows */
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

struct ho_matcher {
  ho_buf states, ends; /* arrays of the above */
  edge *edges;         /* draft_count of them; a state's follow each other */
  draft *drafts;       /* open addressing; NULL once built */
  size_t mask, draft_count;
  uint32_t line_start; /* the state after "^" */
};

enum { ROOT = 0 };

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
static uint32_t advance(ho_matcher *m, ho_vocabulary *vocabulary, uint32_t from, uint32_t word) {
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
  if (from == ROOT && word == HO_CLASS_START)
    m->line_start = next;
  else if (from == ROOT)
    vocabulary->words[word].root = next;
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
    if ((at = advance(m, &lexicon->vocabulary, at, words[i])) == 0)
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

/* Puts each state's edges behind one another. The root's are the words' own. */
static bool settle(ho_matcher *m) {
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
    s->open = s->ends || s->any || s->gap;
  }
  for (size_t i = 0; i <= m->mask; i++) {
    uint32_t word = (uint32_t)m->drafts[i].key, from = (uint32_t)(m->drafts[i].key >> 32);
    if (from == ROOT)
      continue;
    state *s = state_at(m, from);
    s->filter |= (uint64_t)1 << word % 64;
    insert_edge(m->edges + s->first, s->edges++, (edge){word, m->drafts[i].next});
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
  state root = {0};
  if (!m->drafts || !ho_buf_reserve(&m->states, (words + 1) * sizeof root) ||
      !ho_buf_append(&m->states, &root, sizeof root))
    return false;
  const uint32_t *first = (const uint32_t *)(const void *)lexicon->phrase_words.data;
  /* First words first: the states that every text goes through then lie side by side. */
  for (size_t i = 0; i < lexicon->phrase_count; i++)
    if (!advance(m, &lexicon->vocabulary, ROOT, first[lexicon->phrases[i].start]))
      return false;
  for (size_t i = 0; i < lexicon->phrase_count; i++)
    if (!add_phrase(m, lexicon, &lexicon->phrases[i]))
      return false;
  return settle(m);
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
  return ho_image_close(image, place, &copy, sizeof copy);
}

/* ---- Matching ---- */

enum { MAX_FAMILIES_AT_ONCE = 32, WAYS = 3 };

/* What a unit can be in a phrase: its word, the word that stands for that in its shape only, its class; 0 for
 * none of them. A quotation mark is nothing. */
typedef struct step {
  uint64_t filter; /* as a state's */
  uint32_t ways[WAYS];
  bool is_word;
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

/* Whether anything is found or goes on in a state before `next`: most words lead nowhere. */
static bool leads_on(const state *s, const step *next) {
  return s->open || s->filter & next->filter;
}

static void go_on(walk *w, uint32_t at, size_t unit);

static void follow_words(walk *w, const state *from, size_t unit) {
  const step *next = &w->steps[unit];
  if (!(from->filter & next->filter))
    return;
  for (int i = 0; i < WAYS; i++) {
    uint32_t to = next->ways[i] ? follow(w->matcher, from, next->ways[i]) : 0;
    if (to)
      go_on(w, to, unit + 1);
  }
}

/* On from state `at` before `unit`, by a word or over a wildcard. */
static void leave(walk *w, uint32_t at, size_t unit) {
  const state *s = state_at(w->matcher, at);
  follow_words(w, s, unit);
  if (s->any && w->steps[unit].is_word)
    go_on(w, s->any, unit + 1);
  for (size_t skipped = 0; s->gap && skipped <= HO_GAP_WORDS; skipped++) {
    leave(w, s->gap, unit + skipped);
    if (!w->steps[unit + skipped].is_word)
      break;
  }
}

/* In state `at` before `unit`. Deep as a phrase is long, at most HO_MAX_PHRASE_WORDS. */
static void go_on(walk *w, uint32_t at, size_t unit) {
  const state *s = state_at(w->matcher, at);
  if (!leads_on(s, &w->steps[unit]))
    return;
  for (uint32_t e = s->ends; e; e = end_at(w->matcher, e)->next)
    note_end(w, end_at(w->matcher, e)->family, unit);
  leave(w, at, unit);
}

static void walk_from(walk *w, const ho_vocabulary *vocabulary, size_t unit) {
  w->count = 0;
  if (unit == 0 && w->matcher->line_start)
    leave(w, w->matcher->line_start, 0);
  for (int i = 0; i < WAYS; i++) {
    uint32_t root = vocabulary->words[w->steps[unit].ways[i]].root;
    if (root)
      go_on(w, root, unit + 1);
  }
}

static uint32_t exact_word(const ho_vocabulary *vocabulary, uint32_t word, uint8_t shape) {
  bool has = vocabulary->words[word].flags & HO_HAS_EXACT && shape <= HO_CAPS;
  return has ? vocabulary->spellings[word].exact[shape] : 0;
}

static uint64_t filter_bit(uint32_t word) {
  return (uint64_t)(word != 0) << word % 64;
}

static void take_steps(const ho_vocabulary *vocabulary, const ho_sentence *sentence, step *steps) {
  for (size_t i = 0; i < sentence->unit_count; i++) {
    const ho_unit *unit = &sentence->units[i];
    uint32_t class = unit->gram < HO_CLASS_COUNT ? unit->gram : 0;
    steps[i] = (step){0};
    if (class == HO_CLASS_QUOTE)
      continue;
    uint32_t exact = exact_word(vocabulary, unit->word, unit->shape);
    steps[i] = (step){
        filter_bit(unit->word) | filter_bit(exact) | filter_bit(class), {unit->word, exact, class}, true};
  }
  steps[sentence->unit_count] = (step){0};
}

/* Whether a phrase may begin at a unit, decided by one look at the states that it and the next one give. */
static bool can_begin(const walk *w, const ho_vocabulary *vocabulary, size_t unit) {
  const step *at = &w->steps[unit];
  for (int i = 0; i < WAYS; i++) {
    uint32_t root = vocabulary->words[at->ways[i]].root;
    if (root && leads_on(state_at(w->matcher, root), at + 1))
      return true;
  }
  return unit == 0;
}

size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentence,
                ho_phrase_hit *hits) {
  step steps[HO_SENTENCE_MAX + 1];
  walk w = {.matcher = matcher, .steps = steps};
  uint16_t done[HO_MAX_FAMILIES] = {0}; /* per family, the end of its last hit */
  size_t count = 0;
  take_steps(vocabulary, sentence, steps);
  for (size_t unit = 0; unit < sentence->unit_count; unit++) {
    if (!steps[unit].is_word || !can_begin(&w, vocabulary, unit))
      continue;
    walk_from(&w, vocabulary, unit);
    for (size_t i = 0; i < w.count && count < HO_MAX_SENTENCE_HITS; i++) {
      if (unit < done[w.found[i].family])
        continue;
      done[w.found[i].family] = w.found[i].end;
      hits[count++] =
          (ho_phrase_hit){w.found[i].family, (uint16_t)unit, w.found[i].end, sentence->units[unit].quoted};
    }
  }
  return count;
}
