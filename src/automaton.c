/* Builds the automaton: first with all edges in one table, then its states are numbered by kind, and edges
 * go into a sparse table. */
#include "automaton.h"

#include <stdlib.h>
#include <string.h>

/* An edge while the automaton is built. */
typedef struct draft {
  uint64_t key; /* state << 32 | word; 0: empty */
  uint32_t next;
} draft;

static uint64_t draft_key(uint32_t from, uint32_t word) {
  return (uint64_t)from << 32 | word;
}

static size_t slot_of(const ho_matcher *m, uint64_t key) {
  size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & m->mask;
  while (m->drafts[at].key && m->drafts[at].key != key)
    at = (at + 1) & m->mask;
  return at;
}

static uint32_t add_state(ho_matcher *m) {
  ho_state fresh = {0};
  uint32_t index = (uint32_t)(m->states.length / sizeof fresh);
  return ho_buf_append(&m->states, &fresh, sizeof fresh) ? index : 0;
}

/* The state after `word` in state `from`, made where there is none; 0 when memory runs out. */
static uint32_t advance(ho_matcher *m, uint32_t from, uint32_t word) {
  uint32_t next;
  if (ho_is_wildcard(word)) {
    next = word == HO_ANY_WORD ? ho_state_at(m, from)->any : ho_state_at(m, from)->gap;
    if (!next && (next = add_state(m)) != 0) {
      if (word == HO_ANY_WORD)
        ho_state_at(m, from)->any = next;
      else
        ho_state_at(m, from)->gap = next;
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
  for (uint32_t e = ho_state_at(m, at)->ends; e; e = ho_end_at(m, e)->next)
    if (ho_end_at(m, e)->family == family)
      return true;
  ho_phrase_end end = {family, ho_state_at(m, at)->ends};
  if (!ho_buf_append(&m->ends, &end, sizeof end))
    return false;
  ho_state_at(m, at)->ends = (uint32_t)(m->ends.length / sizeof end);
  return true;
}

/* Notes which word follows another one in a phrase. Classes are dealt out to second words by turns. */
static void add_second(ho_matcher *m, ho_spelling *first, ho_spelling *second) {
  if (second->second == HO_NEVER_SECOND)
    second->second = (uint8_t)(m->seconds++ % HO_NEVER_SECOND);
  first->seconds |= (uint64_t)1 << second->second;
}

static bool add_phrase(ho_matcher *m, ho_lexicon *lexicon, const ho_phrase *phrase) {
  const uint32_t *words = (const uint32_t *)(const void *)lexicon->phrase_words.data + phrase->start;
  uint32_t at = HO_ROOT;
  for (uint32_t i = 0; i < phrase->count; i++)
    if ((at = advance(m, at, words[i])) == 0)
      return false;
  if (phrase->count > 1 && !ho_is_wildcard(words[1]))
    add_second(m, &lexicon->vocabulary.spellings[words[0]], &lexicon->vocabulary.spellings[words[1]]);
  return add_end(m, at, phrase->family);
}

_Static_assert((HO_MAX_PHRASES * HO_MAX_PHRASE_WORDS + 1) * HO_ROOT_STATE <= HO_UNIT_NUMBER,
               "what is known of a first word has its bits in a unit");

static void add_root(ho_matcher *m, ho_vocabulary *vocabulary, uint32_t word, uint32_t next) {
  const uint32_t root = next * HO_ROOT_STATE | (next < m->behind[HO_ENDED] ? HO_ROOT_OPEN : 0);
  if (word == HO_CLASS_START) {
    m->line_start = next;
    m->line_root = root;
  } else
    vocabulary->words[word].root = root;
}

static ho_state_kind kind_of(const ho_state *s) {
  return s->any || s->gap ? HO_WILD : s->ends ? HO_ENDED : HO_PLAIN;
}

/* Gives each state its number. */
static void number_states(ho_matcher *m, uint32_t *number) {
  const uint32_t count = (uint32_t)(m->states.length / sizeof(ho_state));
  uint32_t next = HO_ROOT + 1;
  for (ho_state_kind of = HO_WILD; of < HO_STATE_KINDS; of++) {
    for (uint32_t i = HO_ROOT + 1; i < count; i++)
      if (kind_of(ho_state_at(m, i)) == of)
        number[i] = next++;
    m->behind[of] = next;
  }
}

static uint32_t ended_by(const ho_matcher *m, const ho_state *s) {
  return s->ends && !ho_end_at(m, s->ends)->next ? ho_end_at(m, s->ends)->family * 2 + 1 : s->ends * 2;
}

/* Puts the states in the order of their numbers, and drops those that are numbers only. */
static bool sort_states(ho_matcher *m, const uint32_t *number) {
  const uint32_t count = (uint32_t)(m->states.length / sizeof(ho_state));
  ho_state *sorted = ho_alloc_array(count, sizeof *sorted);
  m->ended = ho_alloc_array(m->behind[HO_ENDED], sizeof *m->ended);
  for (uint32_t i = HO_ROOT + 1; sorted && m->ended && i < count; i++) {
    const ho_state *s = ho_state_at(m, i);
    sorted[number[i]] = (ho_state){number[s->any], number[s->gap], s->ends};
    if (number[i] < m->behind[HO_ENDED])
      m->ended[number[i]] = ended_by(m, s);
  }
  m->states.length = m->behind[HO_WILD] * sizeof *sorted;
  if (sorted)
    memcpy(m->states.data, sorted, m->states.length);
  free(sorted);
  return sorted && m->ended;
}

/* From the drafts to edges, which have the states' numbers. */
static bool place_edges(ho_matcher *m, ho_vocabulary *vocabulary, const uint32_t *number) {
  ho_sparse_cell *edges = ho_alloc_array(m->draft_count, sizeof *edges);
  size_t count = 0;
  for (size_t i = 0; edges && i <= m->mask; i++) {
    const uint32_t word = (uint32_t)m->drafts[i].key, from = (uint32_t)(m->drafts[i].key >> 32);
    if (!m->drafts[i].key)
      continue;
    vocabulary->words[word].flags |= HO_IN_PHRASES;
    if (from != HO_ROOT)
      edges[count++] = (ho_sparse_cell){number[from], word, number[m->drafts[i].next]};
    else
      add_root(m, vocabulary, word, number[m->drafts[i].next]);
  }
  const bool ok = edges && ho_sparse_build(&m->edges, edges, count, m->behind[HO_PLAIN], vocabulary->count);
  free(edges);
  return ok;
}

/* From the drafts to what matching needs. */
static bool settle(ho_matcher *m, ho_vocabulary *vocabulary) {
  uint32_t *number = ho_alloc_array(m->states.length / sizeof(ho_state), sizeof *number);
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
  ho_state root = {0};
  if (!m->drafts || !ho_buf_reserve(&m->states, (words + 1) * sizeof root) ||
      !ho_buf_append(&m->states, &root, sizeof root))
    return false;
  const uint32_t *first = (const uint32_t *)(const void *)lexicon->phrase_words.data;
  /* First words first: the states that every text goes through then lie side by side. */
  for (size_t i = 0; i < lexicon->phrase_count; i++)
    if (!advance(m, HO_ROOT, first[lexicon->phrases[i].start]))
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
  ho_sparse_free(&m->edges);
  free(m->drafts);
  free(m);
}

ho_matcher *ho_matcher_image(const ho_matcher *matcher, ho_image *image) {
  ho_matcher copy;
  const size_t place = ho_image_open(image, matcher, &copy, sizeof copy);
  const ho_matcher *from = matcher ? matcher : &copy;
  copy.states = ho_image_buf(image, &from->states);
  copy.ended = ho_image_table(image, from->ended, from->behind[HO_ENDED], sizeof *from->ended);
  copy.ends = ho_image_buf(image, &from->ends);
  ho_sparse_image(&copy.edges, &from->edges, image);
  return ho_image_close(image, place, &copy, sizeof copy);
}
