/* Finds phrases: the automaton is walked from each word that begins one. A walk branches at wildcards, and
 * where a word is more than one thing; with at most two wildcards in a phrase it stays short. */
#include "match.h"

#include <string.h>

/* ---- From what was found to hits ---- */

typedef struct keeping {
  const ho_matcher *matcher;
  const ho_sentence *sentences;
  const uint16_t *sentence_of; /* by unit of the passage */
  const ho_unit *units;
  ho_last_hit *last;   /* by family */
  ho_phrase_hit *hits; /* room for one more than HO_MAX_SENTENCE_HITS */
  size_t count;
  bool full; /* there was no room for all */
} keeping;

/* One family's phrases don't overlap; of those that begin together the longest stands. */
static HO_IN_EACH void keep_end(keeping *k, uint32_t family, const ho_found *f) {
  ho_last_hit *last = &k->last[family];
  const uint16_t sentence = k->sentence_of[f->first], before = k->sentences[sentence].first_unit;
  const uint16_t first = (uint16_t)(f->first - before), end = (uint16_t)(f->end - before);
  if (f->first >= last->end) {
    if (k->count == HO_MAX_SENTENCE_HITS) {
      k->full = true;
      return;
    }
    last->hit = (uint16_t)k->count;
    k->hits[k->count++] =
        (ho_phrase_hit){(uint16_t)family, sentence, first, end, k->units[f->first].flags / HO_UNIT_QUOTED};
  } else if (k->hits[last->hit].first == first && last->end < f->end)
    k->hits[last->hit].end = end;
  else
    return;
  last->end = f->end;
}

static HO_IN_EACH void keep(keeping *k, const ho_found *f) {
  if (f->ends % 2)
    keep_end(k, f->ends / 2, f);
  else
    for (uint32_t e = f->ends / 2; e; e = ho_end_at(k->matcher, e)->next)
      keep_end(k, ho_end_at(k->matcher, e)->family, f);
}

/* ---- Walking ---- */

enum { MAX_WAYS = 3, ROOM = HO_FOUND_ROOM };

/* A walk through the automaton, over a passage. */
typedef struct walk {
  const ho_matcher *matcher;
  const ho_vocabulary *vocabulary;
  const ho_unit *units;
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
  const uint32_t way = unit->flags & HO_UNIT_FIRST ? unit->capital : unit->way;
  ways[count++] = way;
  if (unit->flags & HO_UNIT_EXACT)
    ways[count++] = ho_exact_word(vocabulary, way, ho_shape_of(unit));
  if (unit->gram < HO_CLASS_COUNT && unit->gram != way)
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

static void skip_words(walk *w, const ho_state *s, size_t unit) {
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
    const uint32_t next = ho_follow(w->matcher, at, ways[i]);
    if (next)
      go_on(w, next, unit + 1);
  }
  if (ho_is_wild(w->matcher, at))
    skip_words(w, ho_state_at(w->matcher, at), unit);
}

/* In state `at` before `unit`. Deep as a phrase has wildcards, and words that are more than one thing. */
static void go_on(walk *w, uint32_t at, size_t unit) {
  for (; at; unit++) {
    if (!make_room(w))
      return;
    note(w, ho_ends_of(w->matcher, at), unit);
    if (ho_is_wild(w->matcher, at) || is_many(&w->units[unit])) {
      leave(w, at, unit);
      return;
    }
    at = ho_follow(w->matcher, at, w->units[unit].way);
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

/* Where a phrase may begin with a word and the next one, or with the start of a sentence and a word. */
enum { CHANCES = HO_PASSAGE_TOKENS * 3 / 2 + MAX_WAYS, SPECIAL = 2 * MAX_WAYS * MAX_WAYS };
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

static void add_chance(chances *c, size_t behind, bool line, uint32_t root, uint32_t way, bool is) {
  c->behind[c->count] = (uint32_t)behind * 2 + line;
  c->roots[c->count] = root;
  c->ways[c->count] = way;
  c->count += is;
}

/* What else two units are of which one is more than one thing. Nothing tells which of it a phrase may begin
 * with, so that there is no branch on that. What units know of themselves is not asked of the vocabulary,
 * most of which is far away. */
static void add_other_ways(const walk *w, size_t unit, chances *c) {
  const ho_vocabulary *vocabulary = w->vocabulary;
  const ho_unit *at = &w->units[unit];
  uint32_t first[MAX_WAYS], second[MAX_WAYS];
  const size_t firsts = ways_of(vocabulary, at, first);
  const size_t seconds = at[1].way == HO_NO_WAY ? 1 : ways_of(vocabulary, at + 1, second);
  second[0] = at[1].way;
  for (size_t i = 0; i < firsts; i++) {
    const uint32_t root = i ? vocabulary->words[first[i]].root : at->root;
    const uint64_t may_follow = i ? ho_seconds_of(vocabulary, first[i]) : at->seconds;
    for (size_t k = i == 0; k < seconds; k++) {
      const uint32_t class = k ? vocabulary->spellings[second[k]].second : at[1].second;
      add_chance(c, unit + 2, false, root, second[k], may_follow >> class & 1);
    }
  }
}

/* Half of the words begin no phrase with the one behind them by what is known of these two. What is more than
 * one thing is all of them to the unit before it, too. False where there is no room. */
static bool find_chances(const walk *w, size_t unit_count, chances *c) {
  const ho_unit *at = w->units;
  size_t count = 0;
  for (size_t i = 0; i < unit_count; i++, at++) {
    const uint32_t way = at[1].way;
    if (is_many(at)) {
      c->count = count;
      if (i > 0 && !is_many(at - 1))
        add_other_ways(w, i - 1, c);
      add_other_ways(w, i, c);
      count = c->count;
      if (count + (unit_count - i) > CHANCES)
        return false;
    }
    c->behind[count] = (uint32_t)(i + 2) * 2;
    c->roots[count] = at->root;
    c->ways[count] = way;
    count += at->seconds >> at[1].second & 1;
  }
  c->count = count;
  return true;
}

_Static_assert(CHANCES >= MAX_WAYS * (HO_PASSAGE_TOKENS / 2 + 1),
               "there is room: a sentence, but for the last, has a word and a mark at least");

/* The same for the starts of sentences. */
static void find_line_chances(const walk *w, const ho_sentence *sentences, size_t count, chances *c) {
  uint32_t ways[MAX_WAYS];
  c->count = 0;
  for (size_t s = 0; s < count; s++) {
    const size_t first = sentences[s].first_unit;
    const size_t way_count = sentences[s].unit_count ? ways_of(w->vocabulary, &w->units[first], ways) : 0;
    for (size_t i = 0; i < way_count; i++)
      add_chance(c, first + 1, true, w->matcher->line_root, ways[i], true);
  }
}

/* The place of an edge that will be followed. */
static inline uint32_t edge_ahead(const ho_matcher *m, uint32_t from, uint32_t word) {
  return ho_sparse_ahead(m->edges.slots, m->edges.rows[from], word);
}

/* Of the rest half. Nothing tells which, so that there is no branch. */
static void look_up_seconds(const ho_matcher *m, chances *c) {
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++)
    c->places[i] = edge_ahead(m, c->roots[i] / HO_ROOT_STATE, c->ways[i]);
  for (size_t i = 0; i < c->count; i++) {
    const uint32_t root = c->roots[i];
    const uint32_t second = ho_follow_to(m, c->places[i], c->ways[i]);
    c->behind[count] = c->behind[i];
    c->roots[count] = root;
    c->seconds[count] = second;
    count += (second != 0) | (root & HO_ROOT_OPEN);
  }
  c->count = count;
}

_Static_assert(HO_UNIT_MANY == 1, "is the lowest bit of a flag");

/* Keeps those where a phrase ends with either, or there is a way on. */
static void look_behind(const walk *w, chances *c) {
  const ho_matcher *m = w->matcher;
  const ho_unit *units = w->units;
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) {
    /* All chances up to the count were filled in.
     * NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
    c->places[i] = edge_ahead(m, c->seconds[i], units[c->behind[i] / 2].way);
  }
  for (size_t i = 0; i < c->count; i++) {
    const uint32_t behind = c->behind[i], first = c->roots[i] / HO_ROOT_STATE, second = c->seconds[i];
    const uint32_t next = ho_follow_to(m, c->places[i], units[behind / 2].way);
    const uint32_t any = ho_is_wild(m, first) | ho_is_wild(m, second) |
                         ((second != 0) & units[behind / 2].flags & HO_UNIT_MANY);
    c->behind[count] = behind;
    c->ends[count] = ho_ends_of(m, first);
    c->second_ends[count] = ho_ends_of(m, second);
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

/* Finds what the chances lead to. */
static void follow(walk *w, chances *c) {
  look_up_seconds(w->matcher, c);
  look_behind(w, c);
  walk_on(w, c);
}

void ho_find_phrases(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_unit *units,
                     size_t count, const ho_sentence *sentences, size_t sentence_count,
                     ho_findings *findings) {
  walk w = {.matcher = matcher, .vocabulary = vocabulary, .units = units, .found = findings->list};
  chances c;
  size_t found = 0;
  findings->crowded = !find_chances(&w, count, &c);
  if (!findings->crowded) {
    follow(&w, &c);
    found = w.found_count;
    find_line_chances(&w, sentences, sentence_count, &c);
    follow(&w, &c);
    findings->crowded = w.full;
  }
  w.found_count = findings->crowded ? 0 : w.found_count;
  findings->next = 0;
  findings->count = findings->next_line = findings->crowded ? 0 : found;
  findings->list[w.found_count].first = UINT16_MAX;
  memset(findings->last, 0, matcher->families * sizeof *findings->last);
}

/* ---- Sentences' parts ---- */

/* Searches a sentence of a passage in which too much was found, word by word. */
static void search_sentence(keeping *k, const ho_vocabulary *vocabulary, ho_found *found) {
  const ho_sentence *s = k->sentences;
  const size_t first = s->first_unit;
  walk w = {.matcher = k->matcher, .vocabulary = vocabulary, .units = k->units, .found = found, .keeping = k};
  walk_line_start(&w, first);
  for (size_t unit = first; unit < first + s->unit_count; unit++)
    walk_any(&w, unit);
  keep_found(&w);
}

/* Keeps what was found that begins before a unit; first what begins with the start of a sentence. */
static void keep_up_to(keeping *k, ho_findings *findings, size_t unit) {
  const ho_found *list = findings->list;
  size_t next = findings->next, line = findings->next_line;
  for (; next < findings->count && list[next].first < unit; next++) {
    for (; list[line].first <= list[next].first; line++)
      keep(k, &list[line]);
    keep(k, &list[next]);
  }
  for (; list[line].first < unit; line++)
    keep(k, &list[line]);
  findings->next = next;
  findings->next_line = line;
}

enum { WIDTH = 64 }; /* units whose sentence is noted at once, those of most sentences */

/* Notes which units are whose, of sentences in order. */
static void note_sentences(const ho_sentence *sentences, size_t count, uint16_t *sentence_of) {
  for (size_t s = 0; s < count; s++)
    for (size_t unit = 0; unit < sentences[s].unit_count; unit += WIDTH)
      for (size_t i = 0; i < WIDTH; i++)
        sentence_of[sentences[s].first_unit + unit + i] = (uint16_t)s;
}

static size_t end_of(const ho_sentence *s) {
  return (size_t)s->first_unit + s->unit_count;
}

size_t ho_match(const ho_matcher *matcher, const ho_vocabulary *vocabulary, const ho_sentence *sentences,
                size_t sentence_count, ho_findings *findings, ho_phrase_hit *hits, size_t *hit_count) {
  uint16_t sentence_of[HO_PASSAGE_TOKENS + WIDTH];
  keeping k = {.matcher = matcher,
               .sentences = sentences,
               .sentence_of = sentence_of,
               .units = sentences->units - sentences->first_unit,
               .last = findings->last,
               .hits = hits};
  if (!findings->crowded) {
    note_sentences(sentences, sentence_count, sentence_of);
    keep_up_to(&k, findings, end_of(&sentences[sentence_count - 1]));
    findings->crowded = k.full && sentence_count > 1;
    if (findings->crowded)
      memset(findings->last, 0, matcher->families * sizeof *findings->last);
    k.count = findings->crowded ? 0 : k.count;
  }
  if (findings->crowded) {
    note_sentences(sentences, 1, sentence_of);
    search_sentence(&k, vocabulary, findings->list);
  }
  *hit_count = k.count;
  return findings->crowded ? 1 : sentence_count;
}
