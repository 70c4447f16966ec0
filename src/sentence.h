/* From tokens to sentences: what in them is quoted, and where one ends. */
#ifndef HO_SENTENCE_H
#define HO_SENTENCE_H

#include "vocabulary.h"

enum {
  HO_SENTENCE_MAX = 256,   /* tokens; a longer one is cut */
  HO_SENTENCE_AHEAD = 8,   /* tokens behind a sentence that decide whether it ends */
  HO_UNITS_BEHIND = 2,     /* empty ones behind a passage's */
  HO_PASSAGE_TOKENS = 2048 /* more than two of the longest sentences */
};

/* A token that is no word, by where it stands in its passage. */
typedef struct ho_mark {
  uint16_t token;
  uint16_t units;  /* before it */
  uint16_t quoted; /* words in quotation marks before it */
  uint16_t follow; /* whether it is a unit, and what is open behind it */
} ho_mark;

/* Sentences that are read at once, so that loops are long and each looks one thing up; and the beginning of
 * those that follow. */
typedef struct ho_passage {
  ho_token tokens[HO_PASSAGE_TOKENS + 1]; /* behind the last stands a line break */
  ho_mark marks[HO_PASSAGE_TOKENS + 1];   /* behind the last what the place of that break is like */
  ho_unit *units; /* its words, and quotation marks; none is on two lines of the cache */
  ho_unit unit_room[HO_PASSAGE_TOKENS + HO_UNITS_BEHIND + 1];
  size_t counts[HO_COUNTED]; /* of all words since the start */
  size_t token_count, unit_count, mark_count;
  size_t token, unit, mark, quoted; /* those before the next sentence */
  bool in_line;                     /* a sentence of its line came before */
} ho_passage;

/* Parts of its passage. */
typedef struct ho_sentence {
  const ho_token *tokens; /* those of the passage, of which it has `first` up to `end` */
  const ho_unit *units;
  const ho_mark *marks;
  uint16_t first, end;
  uint16_t first_unit; /* the number of its first unit in its passage */
  uint16_t unit_count, mark_count;
  uint16_t words, quoted_words;
  bool starts_line, ends_line; /* first and last of its paragraph, a line */
} ho_sentence;

/* Begins a text, or a part of one. */
void ho_passage_start(ho_passage *passage);

/* Drops the sentences that were taken. Returns how many tokens there is room for then, behind the others. */
size_t ho_passage_room(ho_passage *passage);

/* Makes units and marks of `count` tokens that were put behind the others. The vocabulary has to be settled.
 */
void ho_passage_add(ho_passage *passage, const ho_vocabulary *vocabulary, size_t count);

/* Takes the sentences that end in the passage, as far as that is known, and the line breaks among them. `all`
 * says that no more tokens follow. Returns how many; there is room for HO_PASSAGE_TOKENS + 1. */
size_t ho_take_sentences(ho_passage *passage, bool all, ho_sentence *sentences);

/* The token that a unit of a sentence is. */
const ho_token *ho_unit_token(const ho_sentence *sentence, size_t unit);

/* Whether a mark stands in quotation marks. */
static inline bool ho_is_quoted(const ho_mark *mark) {
  return mark->follow & HO_UNIT_QUOTED;
}

#endif
