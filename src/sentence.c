/* From tokens to sentences. */
#include "sentence.h"

#include <string.h>

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

/* "Gen.", "J.", "U.S.": a word after which a period ends no sentence. */
static bool abbreviates(const ho_vocabulary *vocabulary, const ho_token *word) {
  if (word->kind != HO_WORD)
    return false;
  if (word->length == 1 && word->shape == HO_CAPITAL)
    return true;
  return vocabulary->words[word->entry & HO_ENTRY_WORD].flags & HO_ABBREVIATION;
}

static bool begins_sentence(const ho_token *token) {
  if (token->kind == HO_WORD)
    return token->shape != HO_LOWER;
  return token->kind == HO_BREAK || is_quote(token) || (token->kind == HO_MARK && token->mark != ')');
}

/* Whether the stop at `at` ends a sentence; the closers behind it belong to it and are counted in `taken`. */
static bool ends_sentence(const ho_vocabulary *vocabulary, const ho_token *tokens, size_t count, size_t at,
                          size_t *taken) {
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
  return !(bare && tokens[at].mark == '.' && at > 0 && tokens[next].kind == HO_WORD &&
           abbreviates(vocabulary, &tokens[at - 1]));
}

/* Follows quotation marks; true where the token is a mark that n-grams see. */
static bool follow_quotes(ho_splitter *s, const ho_token *token) {
  switch (token->kind) {
  case HO_QUOTE:
    s->quoted = !s->quoted;
    return true;
  case HO_QUOTE_OPEN:
    s->quoted = true;
    return true;
  case HO_QUOTE_CLOSE:
    s->quoted = false;
    return true;
  case HO_SINGLE_OPEN:
    s->single = true;
    return true;
  case HO_SINGLE_CLOSE: {
    bool was = s->single;
    s->single = false;
    return was;
  }
  default:
    return false;
  }
}

/* One of two numbers by a bit, without a branch. */
static inline uint32_t choose(uint32_t bits, unsigned bit, uint32_t yes, uint32_t no) {
  return no ^ ((no ^ yes) & (0u - (bits >> bit & 1)));
}

/* A weekday's or month's name is seen as that in some shapes. */
static void take_class(const ho_word *word, uint32_t number, ho_unit *unit) {
  if (!(word->class_shapes >> unit->shape & 1))
    return;
  unit->gram = word->class_of;
  unit->way = word->flags & HO_IN_PHRASES ? number : unit->gram;
  unit->flags &= (uint8_t)~HO_UNIT_CAPITAL;
}

static inline ho_unit unit_of(const ho_word *words, uint32_t entry, uint8_t shape, size_t at, bool quoted) {
  const uint32_t word = entry & HO_ENTRY_WORD, class = ho_shape_classes[shape];
  const uint32_t many = entry >> (HO_ENTRY_MANY + (shape & 3)) & HO_UNIT_MANY,
                 suffix = entry >> HO_ENTRY_SUFFIX & 7;
  const uint32_t capital = entry >> HO_ENTRY_GRAM & (shape == HO_CAPITAL);
  ho_unit unit = {.gram = choose(entry, HO_ENTRY_GRAM, word, class),
                  .way = choose(entry, HO_ENTRY_WAY, word, class),
                  .token = (uint8_t)at,
                  .shape = shape,
                  .quoted = quoted,
                  .flags = (uint8_t)(many | capital * HO_UNIT_CAPITAL | suffix * HO_UNIT_SUFFIX)};
  if (entry >> HO_ENTRY_LISTED & 1)
    take_class(&words[word], word, &unit);
  unit.root = words[unit.way].root;
  return unit;
}

/* Takes the words from `at` on; returns what follows them. */
static size_t take_words(const ho_splitter *s, const ho_vocabulary *vocabulary, ho_token *tokens, size_t at,
                         size_t end, ho_sentence *sentence) {
  const bool quoted = s->quoted || s->single;
  ho_unit *unit = sentence->units + sentence->unit_count;
  const size_t first = at;
  for (; at < end && tokens[at].kind == HO_WORD; at++) {
    *unit++ = unit_of(vocabulary->words, tokens[at].entry, tokens[at].shape, at, quoted);
  }
  if (!sentence->words)
    sentence->opens_quoted = quoted;
  sentence->unit_count += at - first;
  sentence->words += at - first;
  sentence->quoted_words += quoted ? at - first : 0;
  return at;
}

static void take_mark(ho_splitter *s, ho_token *token, size_t index, ho_sentence *sentence) {
  bool quote = follow_quotes(s, token);
  token->quoted = s->quoted || s->single;
  sentence->marks[sentence->mark_count++] = (uint16_t)index;
  if (quote)
    sentence->units[sentence->unit_count++] = (ho_unit){
        .gram = HO_CLASS_QUOTE, .token = (uint8_t)index, .shape = token->shape, .quoted = token->quoted};
}

/* Takes tokens up to the end of the sentence; returns how many. */
static size_t take_tokens(ho_splitter *s, const ho_vocabulary *vocabulary, ho_token *tokens, size_t count,
                          ho_sentence *sentence) {
  size_t end = count < HO_SENTENCE_MAX ? count : HO_SENTENCE_MAX, at = 0, taken;
  while (at < end) {
    if (tokens[at].kind == HO_WORD) {
      at = take_words(s, vocabulary, tokens, at, end, sentence);
      continue;
    }
    if (tokens[at].kind == HO_BREAK)
      break;
    if (tokens[at].kind == HO_STOP && !sentence->stop &&
        ends_sentence(vocabulary, tokens, count, at, &taken)) {
      sentence->stop = (char)tokens[at].mark;
      end = taken < end ? taken : end;
    }
    take_mark(s, &tokens[at], at, sentence);
    at++;
  }
  return at;
}

void ho_empty_sentence(ho_sentence *sentence) {
  sentence->tokens = NULL;
  sentence->count = sentence->unit_count = sentence->mark_count = 0;
  sentence->words = sentence->quoted_words = 0;
  sentence->starts_line = sentence->opens_quoted = false;
  sentence->ends_line = true;
  sentence->stop = 0;
}

size_t ho_next_sentence(ho_splitter *s, const ho_vocabulary *vocabulary, ho_token *tokens, size_t count,
                        ho_sentence *sentence) {
  sentence->tokens = tokens;
  sentence->unit_count = sentence->mark_count = sentence->words = sentence->quoted_words = 0;
  sentence->opens_quoted = false;
  sentence->stop = 0;
  if (tokens[0].kind == HO_BREAK) {
    *s = (ho_splitter){0};
    sentence->count = 1;
    return 1;
  }
  const size_t taken = take_tokens(s, vocabulary, tokens, count, sentence);
  sentence->count = taken;
  memset(sentence->units + sentence->unit_count, 0, HO_UNITS_BEHIND * sizeof *sentence->units);
  sentence->starts_line = !s->in_line;
  s->in_line = true;
  sentence->ends_line = taken >= count || tokens[taken].kind == HO_BREAK;
  return taken;
}
