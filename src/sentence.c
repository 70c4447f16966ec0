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
  p->token_count = p->unit_count = p->mark_count = 0;
  p->token = p->unit = p->mark = 0;
  p->open = p->follow = 0;
  p->in_line = false;
  memset(p->styles, 0, sizeof p->styles);
}

/* Finds what follows from marks, and notes which of them are no units. */
static void follow_marks(ho_passage *p, size_t count, uint8_t *is_unit) {
  ho_mark *marks = p->marks + p->mark_count;
  uint16_t follow = p->follow;
  for (size_t i = 0; i < count; i++) {
    const size_t token = marks[i].token;
    marks[i].follow = follow = FOLLOWS[p->tokens[token].kind][follow & OPEN];
    is_unit[token] = follow / UNIT & 1;
  }
  p->follow = follow;
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
                         uint32_t *places, ho_mark *marks) {
  const ho_slot *placed = forms->placed;
  const ho_unit *units = forms->units;
  size_t count = 0;
  for (size_t i = first; i < end; i++) {
    marks[count].token = (uint16_t)i;
    count += tokens[i].kind != HO_WORD;
    places[i] = ho_form(forms, &placed[places[i]], &tokens[i]);
    ho_fetch(&units[places[i]]);
  }
  return count;
}

typedef void copy_unit(ho_unit *to, const ho_unit *from);

static inline void copy_portable(ho_unit *to, const ho_unit *from) {
  *to = *from;
}

/* Forms that are appended as units. */
typedef struct appending {
  const ho_unit *forms;
  const uint32_t *numbers;
  const uint8_t *is_unit; /* 0: a mark that is none; it is counted, too */
  size_t count;
} appending;

static HO_IN_EACH ho_unit *append_one(ho_unit *unit, const appending *a, size_t i, size_t *styles,
                                      copy_unit *copy) {
  const ho_unit *form = &a->forms[a->numbers[i]];
  copy(unit, form);
  styles[form->style]++;
  return unit + a->is_unit[i];
}

/* Appends units, and counts their styles; returns the end. */
static HO_IN_EACH ho_unit *append_by(ho_unit *unit, const appending *of, size_t styles[2][HO_STYLES],
                                     copy_unit *copy) {
  const appending a = *of;
  size_t i = 0;
  for (; i + 1 < a.count; i += 2) {
    unit = append_one(unit, &a, i, styles[0], copy);
    unit = append_one(unit, &a, i + 1, styles[1], copy);
  }
  return i < a.count ? append_one(unit, &a, i, styles[0], copy) : unit;
}

static ho_unit *append_portable(ho_unit *unit, const appending *a, size_t styles[2][HO_STYLES]) {
  return append_by(unit, a, styles, copy_portable);
}

#ifdef HO_HAS_WIDE
_Static_assert(sizeof(ho_unit) == 32, "is copied at once");

HO_WIDE static inline void copy_wide(ho_unit *to, const ho_unit *from) {
  _mm256_storeu_si256((__m256i *)(void *)to, _mm256_loadu_si256((const __m256i *)(const void *)from));
}

HO_WIDE static ho_unit *append_wide(ho_unit *unit, const appending *a, size_t styles[2][HO_STYLES]) {
  return append_by(unit, a, styles, copy_wide);
}
#endif

typedef ho_unit *append_way(ho_unit *unit, const appending *a, size_t styles[2][HO_STYLES]);

static ho_unit *append_units(ho_unit *unit, const appending *a, size_t styles[2][HO_STYLES]) {
  static append_way *const ways[] = {HO_IF_WIDE(append_wide) append_portable};
  return ways[ho_way(0)](unit, a, styles);
}

void ho_passage_add(ho_passage *p, const ho_vocabulary *vocabulary, size_t count) {
  const ho_forms forms = vocabulary->forms;
  const size_t first = p->token_count, end = first + count;
  uint32_t numbers[HO_PASSAGE_TOKENS];
  uint8_t is_unit[HO_PASSAGE_TOKENS];
  ho_unit *unit = p->units + p->unit_count;
  find_places(&forms, p->tokens, first, end, numbers);
  const size_t marks = find_forms(&forms, p->tokens, first, end, numbers, p->marks + p->mark_count);
  memset(is_unit + first, 1, count);
  follow_marks(p, marks, is_unit);
  unit = append_units(unit, &(appending){forms.units, numbers + first, is_unit + first, count}, p->styles);
  for (int i = 0; i < HO_UNITS_BEHIND; i++)
    unit[i] = (ho_unit){.way = HO_NO_WAY};
  p->token_count = end;
  p->unit_count = (size_t)(unit - p->units);
}

/* ---- Sentences ---- */

size_t ho_passage_room(ho_passage *p) {
  p->token_count -= p->token;
  p->unit_count -= p->unit;
  p->mark_count -= p->mark;
  memmove(p->tokens, p->tokens + p->token, p->token_count * sizeof *p->tokens);
  memmove(p->units, p->units + p->unit, p->unit_count * sizeof *p->units);
  memmove(p->marks, p->marks + p->mark, p->mark_count * sizeof *p->marks);
  for (size_t i = 0; i < p->mark_count; i++)
    p->marks[i].token = (uint16_t)(p->marks[i].token - p->token);
  p->token = p->unit = p->mark = 0;
  return HO_PASSAGE_TOKENS - p->token_count;
}

static bool adjacent(const ho_token *before, const ho_token *after) {
  return before->start + before->length == after->start;
}

static bool is_quote(const ho_token *token) {
  return token->kind >= HO_QUOTE && token->kind <= HO_SINGLE_CLOSE;
}

static bool is_closer(const ho_token *token) {
  return token->kind == HO_QUOTE || token->kind == HO_QUOTE_CLOSE || token->kind == HO_SINGLE_CLOSE ||
         (token->kind == HO_MARK && token->mark == ')');
}

static bool is_unit(const ho_mark *mark) {
  return mark->follow & UNIT;
}

const ho_token *ho_unit_token(const ho_sentence *s, size_t unit) {
  size_t token = s->first + unit;
  for (size_t i = 0; i < s->mark_count && s->marks[i].token <= token; i++)
    token += !is_unit(&s->marks[i]);
  return &s->tokens[token];
}

/* "Gen.", "J.", "U.S.": whether a period after the token before `at`, a word if it is the unit before `unit`,
 * ends no sentence. */
static bool abbreviates(const ho_passage *p, size_t at, size_t unit) {
  const ho_token *word = &p->tokens[at - 1];
  return word->kind == HO_WORD && ((word->length == 1 && word->shape == HO_CAPITAL) ||
                                   p->units[unit - 1].flags & HO_UNIT_ABBREVIATION);
}

static bool begins_sentence(const ho_token *token) {
  if (token->kind == HO_WORD)
    return token->shape != HO_LOWER;
  return token->kind == HO_BREAK || is_quote(token) || (token->kind == HO_MARK && token->mark != ')');
}

/* Whether the stop at `at`, `unit` units into its passage, ends its sentence, with tokens up to `count` in
 * view; the closers behind it belong to it, up to `taken`. */
static bool ends_sentence(const ho_passage *p, size_t at, size_t unit, size_t count, size_t *taken) {
  const ho_token *tokens = p->tokens;
  size_t next = at + 1;
  while (next < count && (tokens[next].kind == HO_STOP || is_closer(&tokens[next])) &&
         adjacent(&tokens[next - 1], &tokens[next]))
    next++;
  *taken = next;
  if (next >= count)
    return true;
  if (adjacent(&tokens[next - 1], &tokens[next]) && tokens[next].kind != HO_BREAK && !is_quote(&tokens[next]))
    return false;
  if (!begins_sentence(&tokens[next]))
    return false;
  bool bare = next == at + 1;
  return !(bare && tokens[at].mark == '.' && at > p->token && tokens[next].kind == HO_WORD &&
           abbreviates(p, at, unit));
}

/* Finds the end of the sentence, with tokens up to `count` in view, and its marks. */
static void find_end(const ho_passage *p, size_t count, ho_sentence *s) {
  const size_t most = p->token + HO_SENTENCE_MAX;
  size_t end = count < most ? count : most, at = p->mark, others = 0, taken;
  for (; at < p->mark_count && p->marks[at].token < end; at++) {
    const size_t token = p->marks[at].token;
    if (p->tokens[token].kind == HO_BREAK) {
      end = token;
      break;
    }
    if (p->tokens[token].kind == HO_STOP && !s->stop &&
        ends_sentence(p, token, p->unit + (token - p->token) - others, count, &taken)) {
      s->stop = (char)p->tokens[token].mark;
      end = taken < end ? taken : end;
    }
    others += !is_unit(&p->marks[at]);
  }
  s->end = (uint16_t)end;
  s->mark_count = (uint16_t)(at - p->mark);
  s->words = (uint16_t)(end - p->token - s->mark_count);
  s->unit_count = (uint16_t)(end - p->token - others);
}

/* Marks what stands in quotation marks, from one of these to the next. */
static void mark_quoted(ho_passage *p, ho_sentence *s) {
  if (s->words == s->unit_count && !(p->open & QUOTED)) { /* as it is in most sentences */
    p->open = s->mark_count ? s->marks[s->mark_count - 1].follow : p->open;
    return;
  }
  ho_unit *unit = p->units + p->unit;
  size_t behind = s->first;
  for (size_t i = 0; i <= s->mark_count; i++) {
    const size_t next = i < s->mark_count ? s->marks[i].token : s->end, words = next - behind;
    const uint8_t quoted = p->open & QUOTED;
    if (quoted) {
      s->quoted_words = (uint16_t)(s->quoted_words + words);
      for (size_t w = 0; w < words; w++)
        unit[w].flags |= quoted;
    }
    unit += words;
    if (i == s->mark_count)
      break;
    p->open = s->marks[i].follow;
    if (is_unit(&s->marks[i]))
      unit++->flags |= p->open & QUOTED;
    behind = next + 1;
  }
}

/* The capital of a sentence's first word says nothing, and no phrase goes on with it. */
static void mark_first(ho_passage *p, size_t unit) {
  ho_unit *first = &p->units[unit];
  if (first->flags & HO_UNIT_FIRST)
    return; /* it was not known yet where its sentence ends */
  first->flags = (uint8_t)((first->flags & ~HO_UNIT_CAPITAL) | HO_UNIT_FIRST);
  first->first_way = first->way;
  first->way = HO_NO_WAY;
}

const ho_sentence ho_no_sentence = {.ends_line = true};

static bool at_break(const ho_passage *p) {
  return p->token < p->token_count && p->tokens[p->token].kind == HO_BREAK;
}

/* Goes behind the line breaks here. */
static void skip_breaks(ho_passage *p) {
  for (; at_break(p); p->token++, p->mark++) {
    p->open = 0;
    p->in_line = false;
  }
}

bool ho_next_sentence(ho_passage *p, bool all, ho_sentence *s) {
  const size_t ahead = HO_SENTENCE_MAX + HO_SENTENCE_AHEAD;
  mark_first(p, p->unit);
  skip_breaks(p);
  const size_t left = p->token_count - p->token;
  if (left == 0)
    return false;
  *s = (ho_sentence){.tokens = p->tokens,
                     .units = p->units + p->unit,
                     .marks = p->marks + p->mark,
                     .first = (uint16_t)p->token,
                     .first_unit = (uint16_t)p->unit};
  find_end(p, p->token + (left < ahead ? left : ahead), s);
  if (left < ahead && !all && s->end + (size_t)HO_SENTENCE_AHEAD > p->token_count)
    return false; /* it may go on */
  mark_quoted(p, s);
  p->token = s->end;
  p->unit += s->unit_count;
  p->mark += s->mark_count;
  s->starts_line = !p->in_line;
  s->ends_line = p->token == p->token_count || at_break(p);
  p->in_line = true;
  return true;
}
