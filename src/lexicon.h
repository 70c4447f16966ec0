/* Phrase families as data: a lexicon file read into words and phrases. The format is described at the top of
 * models/default.lexicon. */
#ifndef HO_LEXICON_H
#define HO_LEXICON_H

#include "handout.h"
#include "vocabulary.h"

enum {
  HO_MAX_FAMILIES = 256,
  HO_MAX_PHRASES = 200000,  /* after alternatives are written out */
  HO_MAX_ALTERNATIVES = 64, /* phrases that one line may stand for */
  HO_MAX_PHRASE_WORDS = 12,
  HO_ANY_WORD = 0x7FFFFFFE,  /* "*" in a phrase: exactly one word */
  HO_ANY_WORDS = 0x7FFFFFFD, /* "**": none to HO_GAP_WORDS words */
  HO_GAP_WORDS = 3
};

static inline bool ho_is_wildcard(uint32_t word) {
  return word == HO_ANY_WORD || word == HO_ANY_WORDS;
}

typedef struct ho_family {
  uint32_t name; /* offsets into the lexicon's names */
  uint32_t explanation;
  bool speaker; /* a hit outside quotation marks makes its sentence an attributed one */
  bool release; /* such a hit tells, too, that the sentence passes on a release */
} ho_family;

typedef struct ho_phrase {
  uint32_t family;
  uint32_t start; /* into the lexicon's phrase_words */
  uint32_t count;
} ho_phrase;

typedef struct ho_lexicon {
  ho_buf text; /* the file as read, for writing it into a model */
  ho_buf names;
  ho_family families[HO_MAX_FAMILIES];
  size_t family_count;
  ho_phrase *phrases;
  size_t phrase_count, phrase_capacity;
  ho_buf phrase_words; /* uint32_t: words, classes, HO_ANY_WORD, HO_ANY_WORDS */
  ho_vocabulary vocabulary;
} ho_lexicon;

/* Reads a lexicon file's text. `line` is added to the line numbers of errors (for a lexicon inside a model
 * file). The caller frees it with ho_lexicon_free. */
handout_status ho_lexicon_read(const char *bytes, size_t length, size_t line, ho_lexicon **result,
                               handout_error *error);
void ho_lexicon_free(ho_lexicon *lexicon);

/* Gives its words other numbers: see ho_vocabulary_renumber. No matcher made before can be used then. */
bool ho_lexicon_renumber(ho_lexicon *lexicon, uint32_t *numbers);

/* Stores a lexicon, or, given NULL, makes the stored one. */
ho_lexicon *ho_lexicon_image(const ho_lexicon *lexicon, ho_image *image);

const char *ho_family_name(const ho_lexicon *lexicon, size_t family);
const char *ho_family_explanation(const ho_lexicon *lexicon, size_t family);

#endif
