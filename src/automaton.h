/* An automaton whose states are the prefixes of all phrases of a lexicon: a trie over words. A wildcard is a
 * state of its own kind. */
#ifndef HO_AUTOMATON_H
#define HO_AUTOMATON_H

#include "lexicon.h"
#include "sparse.h"

typedef struct ho_matcher ho_matcher;

/* Compiles the lexicon's phrases, when all words have been added to its vocabulary; marks there which words
 * begin one. The caller frees it with ho_matcher_free. NULL when memory runs out. */
ho_matcher *ho_matcher_new(ho_lexicon *lexicon);
void ho_matcher_free(ho_matcher *matcher);

/* Stores a matcher, or, given NULL, makes the stored one. */
ho_matcher *ho_matcher_image(const ho_matcher *matcher, ho_image *image);

/* ---- What matching needs of it ---- */

typedef struct ho_state {
  uint32_t any;  /* the state after "*", 0: none */
  uint32_t gap;  /* the state after "**" */
  uint32_t ends; /* index + 1 of the first phrase end here */
} ho_state;

typedef struct ho_phrase_end {
  uint32_t family;
  uint32_t next; /* index + 1 of the next end in this state */
} ho_phrase_end;

enum { HO_ROOT = 0 };

/* The kinds of states, in the order of their numbers behind the root. */
typedef enum ho_state_kind {
  HO_WILD,  /* a wildcard follows */
  HO_ENDED, /* a phrase ends */
  HO_PLAIN, /* neither: such a state is a number only, with edges */
  HO_STATE_KINDS
} ho_state_kind;

struct ho_matcher {
  ho_buf states;   /* the wild ones; while built, all */
  uint32_t *ended; /* by state but the plain ones: one family, whose phrases end here, times 2, plus 1; or
                      the first of several phrase ends, times 2; 0: none */
  uint32_t behind[HO_STATE_KINDS]; /* the number behind the last state of a kind */
  ho_buf ends;                     /* ho_phrase_end */
  ho_sparse edges;      /* to the next state, by state and word; those from the root are the words' own */
  struct draft *drafts; /* while built: edges, by open addressing */
  size_t mask, draft_count;
  unsigned seconds;    /* while built: words that are second in phrases */
  uint32_t line_start; /* the state after "^" */
  uint32_t line_root;  /* the same as a word's root */
  size_t families;
};

static inline ho_state *ho_state_at(const ho_matcher *m, uint32_t index) {
  return (ho_state *)(void *)m->states.data + index;
}

static inline const ho_phrase_end *ho_end_at(const ho_matcher *m, uint32_t index) {
  return (const ho_phrase_end *)(const void *)m->ends.data + (index - 1);
}

/* The state after `word` by the edge at a place, 0 where there is none, as behind state 0. */
static inline uint32_t ho_follow_to(const ho_matcher *m, uint32_t place, uint32_t word) {
  const ho_sparse_slot *edge = &m->edges.slots[place];
  return edge->value & (0u - (uint32_t)(edge->column == word));
}

static inline uint32_t ho_follow(const ho_matcher *m, uint32_t from, uint32_t word) {
  return ho_follow_to(m, m->edges.rows[from] + word, word);
}

/* What phrases end in a state: see ho_matcher. */
static inline uint32_t ho_ends_of(const ho_matcher *m, uint32_t at) {
  return m->ended[at & (0u - (uint32_t)(at < m->behind[HO_ENDED]))];
}

static inline uint32_t ho_is_wild(const ho_matcher *m, uint32_t at) {
  return (at != HO_ROOT) & (at < m->behind[HO_WILD]);
}

#endif
