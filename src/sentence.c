/* From tokens to sentences. A passage's tokens become units in one loop without branches; where sentences end
 * is then a matter of its marks only. */
#include "sentence.h"

#include <string.h>

_Static_assert(HO_PASSAGE_TOKENS >= 2 * (HO_SENTENCE_MAX + HO_SENTENCE_AHEAD) + HO_SCAN_ROOM, "it fills up");
_Static_assert(HO_PASSAGE_TOKENS <= UINT16_MAX, "a token's place has its bits");

/* ---- Units ---- */

/* What follows from a mark: which quotation marks are open behind it, and whether it is a unit. */
enum {
  DOUBLE = 1, /* "…", “…” */
  SINGLE = 2, /* ‘…’ */
  UNIT = 4,
  QUOTED = HO_UNIT_QUOTED,
  IN_DOUBLE = DOUBLE | QUOTED,
  IN_SINGLE = SINGLE | QUOTED,
  IN_BOTH = DOUBLE | SINGLE | QUOTED,
  OPEN = DOUBLE | SINGLE
};

#define WHATEVER_IS_OPEN                                                                                     \
  { 0, IN_DOUBLE, IN_SINGLE, IN_BOTH }

/* By its kind, and by what is open before it. A line's end closes all. */
static const uint8_t FOLLOWS[][OPEN + 1] = {
    [HO_STOP] = WHATEVER_IS_OPEN,
    [HO_MARK] = WHATEVER_IS_OPEN,
    [HO_BREAK] = {0, 0, 0, 0},
    [HO_QUOTE] = {UNIT | IN_DOUBLE, UNIT, UNIT | IN_BOTH, UNIT | IN_SINGLE},
    [HO_QUOTE_OPEN] = {UNIT | IN_DOUBLE, UNIT | IN_DOUBLE, UNIT | IN_BOTH, UNIT | IN_BOTH},
    [HO_QUOTE_CLOSE] = {UNIT, UNIT, UNIT | IN_SINGLE, UNIT | IN_SINGLE},
    [HO_SINGLE_OPEN] = {UNIT | IN_SINGLE, UNIT | IN_BOTH, UNIT | IN_SINGLE, UNIT | IN_BOTH},
    [HO_SINGLE_CLOSE] = {0, IN_DOUBLE, UNIT, UNIT | IN_DOUBLE}};

void ho_passage_start(ho_passage *p) {
  const uintptr_t behind = (uintptr_t)p->unit_room % sizeof *p->units;
  p->units = (ho_unit *)(void *)((char *)p->unit_room + (behind ? sizeof *p->units - behind : 0));
  p->token_count = p->unit_count = p->mark_count = 0;
  p->token = p->unit = p->mark = p->quoted = 0;
  p->in_line = false;
  p->marks[0] = (ho_mark){0};
  memset(p->counts, 0, sizeof p->counts);
}

static bool is_unit(const ho_mark *mark) {
  return mark->follow & UNIT;
}

/* What lies behind a mark, before the token at `end`, with only words between. */
static ho_mark words_behind(ho_mark last, size_t end) {
  const size_t words = end - last.token;
  last.token = (uint16_t)end;
  last.units = (uint16_t)(last.units + words);
  last.quoted = (uint16_t)(last.quoted + (last.follow / QUOTED) * words);
  return last;
}

/* Finds what follows from `count` more marks, a list of tokens, and notes which of them are no units. */
static void follow_marks(ho_passage *p, ho_mark last, const uint16_t *list, size_t count, size_t end,
                         uint8_t *are_units) {
  ho_mark *marks = p->marks + p->mark_count;
  for (size_t i = 0; i < count; i++) {
    const size_t token = list[i];
    last = words_behind(last, token);
    last.follow = FOLLOWS[p->tokens[token].kind][last.follow & OPEN];
    marks[i] = last;
    are_units[token] = is_unit(&last);
    last.token++;
    last.units = (uint16_t)(last.units + is_unit(&last));
  }
  marks[count] = words_behind(last, end);
  p->mark_count += count;
}

/* Where the tokens from `first` on are known if they are. Each loop fetches ahead what the next one reads:
 * the tables are larger than what a processor has at hand, and a rare word's place is far away. */
static void find_places(const ho_forms *forms, const ho_token *tokens, size_t first, size_t end,
                        uint32_t *places) {
  const ho_places of = forms->places;
  const ho_slot *placed = forms->placed;
  for (size_t i = first; i < end; i++)
    places[i] = ho_place_ahead(&of, tokens[i].hash, placed, sizeof *placed);
}

/* From places to forms; lists the marks, and returns how many there are. */
static size_t find_forms(const ho_forms *forms, const ho_token *tokens, size_t first, size_t end,
                         uint32_t *places, uint16_t *marks) {
  const ho_slot *placed = forms->placed;
  const ho_unit *units = forms->units;
  size_t count = 0;
  for (size_t i = first; i < end; i++) {
    marks[count] = (uint16_t)i;
    count += tokens[i].kind != HO_WORD;
    places[i] = ho_form(forms, &placed[places[i]], &tokens[i]);
    ho_fetch(&units[places[i]]);
  }
  return count;
}

/* Forms that are appended as units. */
typedef struct appending {
  const ho_unit *forms;
  const ho_word_counts *counts; /* by style */
  const uint32_t *numbers;
  const uint8_t *are_units; /* 0: a mark that is none */
  size_t count;
} appending;

/* Appends units, and adds up what they count; returns the end. */
typedef ho_unit *append_way(ho_unit *unit, const appending *a, ho_word_counts *counts);

static ho_unit *append_portable(ho_unit *unit, const appending *of, ho_word_counts *counts) {
  const appending a = *of;
  for (size_t i = 0; i < a.count; i++) {
    const ho_unit *form = &a.forms[a.numbers[i]];
    const ho_word_counts *more = &a.counts[form->style];
    *unit = *form;
    for (int k = 0; k < HO_COUNTED; k++)
      counts->of[k] = (uint16_t)(counts->of[k] + more->of[k]);
    unit += a.are_units[i];
  }
  return unit;
}

_Static_assert(sizeof(ho_unit) == 32, "is copied at once, and has a place of so many bytes");
_Static_assert(sizeof(ho_word_counts) == 32 && HO_PASSAGE_TOKENS <= UINT16_MAX, "are added at once");

#ifdef HO_HAS_WIDE
HO_WIDE static inline __m256i load_32(const void *bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

HO_WIDE static ho_unit *append_wide(ho_unit *unit, const appending *of, ho_word_counts *counts) {
  const appending a = *of;
  __m256i sum = _mm256_setzero_si256();
  for (size_t i = 0; i < a.count; i++) {
    const ho_unit *form = &a.forms[a.numbers[i]];
    _mm256_storeu_si256((__m256i *)(void *)unit, load_32(form));
    sum = _mm256_add_epi16(sum, load_32(&a.counts[form->style]));
    unit += a.are_units[i];
  }
  _mm256_storeu_si256((__m256i *)(void *)counts, sum);
  return unit;
}
#endif

static ho_unit *append_units(ho_unit *unit, const appending *a, size_t *counts) {
  static append_way *const ways[] = {HO_IF_WIDE(append_wide) append_portable};
  ho_word_counts more = {{0}};
  unit = ways[ho_way(0)](unit, a, &more);
  for (int i = 0; i < HO_COUNTED; i++)
    counts[i] += more.of[i];
  return unit;
}

/* Flags what stands in quotation marks behind `last`, which was the passage's end, and the marks that open
 * there, from mark `at` on. */
static void flag_quoted(ho_passage *p, ho_mark last, size_t at) {
  uint8_t quoted = last.follow & QUOTED;
  for (size_t unit = last.units;; at++) {
    const ho_mark *mark = &p->marks[at];
    for (; quoted && unit < mark->units; unit++)
      p->units[unit].flags |= quoted;
    if (at == p->mark_count)
      return;
    quoted = mark->follow & QUOTED;
    unit = mark->units;
    p->units[unit].flags |= is_unit(mark) ? quoted : 0;
    unit += is_unit(mark);
  }
}

void ho_passage_add(ho_passage *p, const ho_vocabulary *vocabulary, size_t count) {
  const ho_forms *forms = &vocabulary->forms;
  const size_t first = p->token_count, end = first + count;
  const size_t first_mark = p->mark_count;
  const ho_mark last = p->marks[first_mark];
  uint32_t numbers[HO_PASSAGE_TOKENS];
  uint8_t are_units[HO_PASSAGE_TOKENS];
  uint16_t marks[HO_PASSAGE_TOKENS + 1];
  ho_unit *unit = p->units + p->unit_count;
  find_places(forms, p->tokens, first, end, numbers);
  const size_t mark_count = find_forms(forms, p->tokens, first, end, numbers, marks);
  memset(are_units + first, 1, count);
  follow_marks(p, last, marks, mark_count, end, are_units);
  unit = append_units(
      unit, &(appending){forms->units, forms->counts, numbers + first, are_units + first, count}, p->counts);
  for (int i = 0; i < HO_UNITS_BEHIND; i++)
    unit[i] = (ho_unit){.way = HO_NO_WAY, .second = HO_NEVER_SECOND};
  p->tokens[end] = (ho_token){.kind = HO_BREAK, .shape = HO_NO_SHAPE};
  p->token_count = end;
  p->unit_count = (size_t)(unit - p->units);
  flag_quoted(p, last, first_mark);
}

/* ---- Sentences ---- */

size_t ho_passage_room(ho_passage *p) {
  if (p->token == 0)
    return HO_PASSAGE_TOKENS - p->token_count;
  p->token_count -= p->token;
  p->unit_count -= p->unit;
  p->mark_count -= p->mark;
  memmove(p->tokens, p->tokens + p->token, p->token_count * sizeof *p->tokens);
  memmove(p->units, p->units + p->unit, p->unit_count * sizeof *p->units);
  memmove(p->marks, p->marks + p->mark, (p->mark_count + 1) * sizeof *p->marks);
  for (size_t i = 0; i <= p->mark_count; i++) {
    p->marks[i].token = (uint16_t)(p->marks[i].token - p->token);
    p->marks[i].units = (uint16_t)(p->marks[i].units - p->unit);
    p->marks[i].quoted = (uint16_t)(p->marks[i].quoted - p->quoted);
  }
  p->token = p->unit = p->mark = p->quoted = 0;
  return HO_PASSAGE_TOKENS - p->token_count;
}

static bool adjacent(const ho_token *before, const ho_token *after) {
  return before->start + before->length == after->start;
}

const ho_token *ho_unit_token(const ho_sentence *s, size_t unit) {
  size_t token = s->first + unit;
  for (size_t i = 0; i < s->mark_count && s->marks[i].token <= token; i++)
    token += !is_unit(&s->marks[i]);
  return &s->tokens[token];
}

/* A place where a sentence may end: a stop with the closers behind it, or a line break. */
typedef struct ending {
  uint16_t token, unit, mark; /* behind it */
  uint16_t quoted;            /* words before it */
  bool is_break;              /* it is no part of the sentence */
} ending;

/* Behind the last token before it. */
static size_t end_of(const ending *e) {
  return e->token - (size_t)e->is_break;
}

/* What a token may do behind a stop. */
enum {
  BEGINS = 1, /* a sentence, */
  GLUED = 2,  /* with no blank between, too */
  CLOSES = 4  /* belong to the stop, with no blank between */
};

static uint8_t behind_stop(const ho_token *token) {
  static const uint8_t kinds[] = {[HO_WORD] = BEGINS,
                                  [HO_STOP] = CLOSES,
                                  [HO_BREAK] = BEGINS | GLUED,
                                  [HO_QUOTE] = BEGINS | GLUED | CLOSES,
                                  [HO_QUOTE_OPEN] = BEGINS | GLUED,
                                  [HO_QUOTE_CLOSE] = BEGINS | GLUED | CLOSES,
                                  [HO_SINGLE_OPEN] = BEGINS | GLUED,
                                  [HO_SINGLE_CLOSE] = BEGINS | GLUED | CLOSES,
                                  [HO_MARK] = BEGINS};
  const unsigned lower = token->shape == HO_LOWER, bracket = token->mark == ')';
  return (uint8_t)((kinds[token->kind] & (lower - 1)) ^ (bracket * (BEGINS | CLOSES)));
}

/* "Gen.", "J.", "U.S.": whether a period ends no sentence for the word before it. */
static unsigned abbreviates(const ho_passage *p, const ho_mark *stop) {
  const size_t at = stop->token, unit = stop->units;
  const ho_token *word = &p->tokens[at - (at > 0)];
  const unsigned listed = p->units[unit - (unit > 0)].flags / HO_UNIT_ABBREVIATION % 2u;
  return (at != p->token) & (word->kind == HO_WORD) &
         (((word->length == 1) & (word->shape == HO_CAPITAL)) | listed);
}

/* What ends with a mark or the closers behind it. */
static inline void set_ending(const ho_passage *p, size_t mark, bool is_break, ending *e) {
  const ho_mark *last = &p->marks[mark];
  e->token = (uint16_t)(last->token + 1);
  e->unit = (uint16_t)(last->units + is_unit(last));
  e->mark = (uint16_t)(mark + 1);
  e->quoted = last->quoted;
  e->is_break = is_break;
}

/* Whether a stop ends its sentence, with the closers behind it. It hardly branches, as nothing tells what
 * stands there. */
static inline unsigned ends_sentence(const ho_passage *p, size_t stop, ending *e) {
  const ho_token *token = &p->tokens[p->marks[stop].token], *behind = token + 1;
  unsigned glued = adjacent(token, behind), is = behind_stop(behind), bare = 1;
  size_t last = stop;
  for (; glued & (is / CLOSES); bare = 0) {
    behind++;
    last++;
    glued = adjacent(behind - 1, behind);
    is = behind_stop(behind);
  }
  set_ending(p, last, false, e);
  return (is & (is / GLUED | !glued)) &
         !(bare & (token->mark == '.') & (behind->kind == HO_WORD) & abbreviates(p, &p->marks[stop]));
}

/* Lists the endings from where the next sentence begins, as far as they are known. */
static size_t list_endings(const ho_passage *p, bool all, ending *endings) {
  const size_t known = p->token_count + (all ? HO_SENTENCE_AHEAD : 0);
  uint16_t list[HO_PASSAGE_TOKENS];
  size_t candidates = 0, count = 0;
  for (size_t m = p->mark; m < p->mark_count; m++) {
    list[candidates] = (uint16_t)m;
    candidates += p->tokens[p->marks[m].token].kind <= HO_BREAK;
  }
  for (size_t i = 0; i < candidates; i++) {
    ending *e = &endings[count];
    unsigned ends = 1;
    if (p->tokens[p->marks[list[i]].token].kind == HO_BREAK)
      set_ending(p, list[i], true, e);
    else
      ends = ends_sentence(p, list[i], e);
    count += ends & (end_of(e) + HO_SENTENCE_AHEAD <= known);
  }
  endings[count] = (ending){.token = (uint16_t)p->token_count,
                            .unit = (uint16_t)p->unit_count,
                            .mark = (uint16_t)p->mark_count,
                            .quoted = p->marks[p->mark_count].quoted};
  return count + all;
}

/* The capital of a sentence's first word says nothing, and no phrase goes on with it. */
static void mark_first(ho_unit *first) {
  if (first->way == HO_NO_WAY) /* it has been marked before */
    return;
  first->flags = ((first->flags & ~(unsigned)HO_UNIT_CAPITAL) | HO_UNIT_FIRST) & UINT8_MAX;
  first->capital = first->way & HO_UNIT_NUMBER;
  first->way = HO_NO_WAY;
  first->second = HO_NEVER_SECOND;
}

/* Takes what lies before an ending; 1, or 0 where that is nothing. */
static size_t take(ho_passage *p, const ending *e, ho_sentence *s) {
  const size_t end = end_of(e), tokens = end - p->token, marks = e->mark - p->mark - e->is_break;
  *s = (ho_sentence){.tokens = p->tokens,
                     .units = p->units + p->unit,
                     .marks = p->marks + p->mark,
                     .first = (uint16_t)p->token,
                     .end = (uint16_t)end,
                     .first_unit = (uint16_t)p->unit,
                     .unit_count = (uint16_t)(e->unit - p->unit),
                     .mark_count = (uint16_t)marks,
                     .words = (uint16_t)(tokens - marks),
                     .quoted_words = (uint16_t)(e->quoted - p->quoted),
                     .starts_line = !p->in_line,
                     .ends_line = p->tokens[end].kind == HO_BREAK};
  p->token = e->token;
  p->unit = e->unit;
  p->mark = e->mark;
  p->quoted = e->quoted;
  p->in_line = (p->in_line | (tokens > 0)) & !e->is_break;
  return tokens > 0;
}

/* Where a sentence is cut that is too long. */
static ending cut(const ho_passage *p) {
  const size_t end = p->token + HO_SENTENCE_MAX;
  size_t mark = p->mark;
  while (p->marks[mark].token < end)
    mark++;
  const size_t words = p->marks[mark].token - end, unit = p->marks[mark].units - words;
  const size_t quoted = words && p->units[unit].flags & HO_UNIT_QUOTED ? words : 0;
  return (ending){.token = (uint16_t)end,
                  .unit = (uint16_t)unit,
                  .mark = (uint16_t)mark,
                  .quoted = (uint16_t)(p->marks[mark].quoted - quoted)};
}

/* Takes what lies before endings; false where a sentence is too long. */
static bool take_all(ho_passage *p, const ending *endings, size_t count, ho_sentence *sentences,
                     size_t *taken) {
  for (size_t i = 0; i < count; i++) {
    if (end_of(&endings[i]) > p->token + HO_SENTENCE_MAX)
      return false;
    *taken += take(p, &endings[i], &sentences[*taken]);
  }
  return p->token_count - p->token < HO_SENTENCE_MAX + HO_SENTENCE_AHEAD;
}

size_t ho_take_sentences(ho_passage *p, bool all, ho_sentence *sentences) {
  ending endings[HO_PASSAGE_TOKENS + 1];
  size_t count = 0, listed = list_endings(p, all, endings);
  while (!take_all(p, endings, listed, sentences, &count)) {
    const ending part = cut(p);
    count += take(p, &part, &sentences[count]);
    listed = list_endings(p, all, endings);
  }
  for (size_t i = 0; i < count; i++)
    mark_first(&p->units[sentences[i].first_unit]);
  mark_first(&p->units[p->unit]);
  return count;
}
