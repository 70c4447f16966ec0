/* The words that matter to a lexicon or to n-grams, found by the hash of their folded form. */
#ifndef HO_VOCABULARY_H
#define HO_VOCABULARY_H

#include "places.h"
#include "token.h"

/* Words 1 to HO_CLASS_COUNT - 1 are classes: what an n-gram sees of a word it doesn't know. */
typedef enum ho_class {
  HO_CLASS_NONE = 0,
  HO_CLASS_WORD,    /* <word>: an unknown word in lower case */
  HO_CLASS_NAME,    /* <name>: unknown, Capital or mixed */
  HO_CLASS_CAPS,    /* <caps> */
  HO_CLASS_NUMBER,  /* <num> */
  HO_CLASS_YEAR,    /* <year> */
  HO_CLASS_WEEKDAY, /* <weekday> */
  HO_CLASS_MONTH,   /* <month> */
  HO_CLASS_START,   /* ^ : the start of a sentence; never a token's word */
  HO_CLASS_QUOTE,   /* " : a quotation mark; never a token's word */
  HO_CLASS_COUNT
} ho_class;

enum {
  HO_ABBREVIATION = 1, /* a period after it ends no sentence */
  HO_MASKED = 2,       /* a name: n-grams see its class only */
  HO_IN_GRAMS = 4,     /* n-grams see the word itself */
  HO_IN_PHRASES = 8    /* phrases have it */
};

/* What is known of a word. What reading a text needs of it, its units have. */
typedef struct ho_word {
  uint32_t root;    /* what the matcher knows of this word as the first of a phrase; 0: starts none */
  uint32_t unigram; /* the n-gram of this word alone, plus 1; 0: none */
  uint32_t capital; /* the same for the word capitalised inside a sentence */
  uint32_t row;     /* of the pairs that it begins: see ho_grams */
  uint8_t flags;
  uint8_t class_of : 4; /* HO_CLASS_WEEKDAY or HO_CLASS_MONTH where a list says so */
  uint8_t suffix : 4;   /* of an ordinary word: a HO_SUFFIX_ value */
  uint8_t class_shapes; /* bit per ho_shape: in which shapes class_of holds */
} ho_word;

/* What a word's root says. */
enum {
  HO_ROOT_OPEN = 1, /* a phrase ends after this word or goes on over a wildcard, whatever follows */
  HO_ROOT_STATE = 2 /* times the matcher's state */
};

/* The words that may follow another one are kept as 64 bits, one for each class of words that are second in
 * phrases. All others are of the last class. */
enum { HO_SECOND_CLASSES = 64, HO_NEVER_SECOND = HO_SECOND_CLASSES - 1 };

/* The rest. */
typedef struct ho_spelling {
  uint64_t hash;
  uint32_t name;     /* offset of its text, NUL-terminated */
  uint64_t seconds;  /* the words that may follow it in a phrase: bit per class */
  uint32_t exact[3]; /* words that stand for this one in lower, Capital, CAPS shape only; 0: none */
  uint32_t uses;     /* n-grams that have it; words that many have are frequent */
  uint8_t second;    /* its class as a second word of phrases */
} ho_spelling;

typedef enum ho_suffix {
  HO_SUFFIX_NONE,
  HO_SUFFIX_LY,
  HO_SUFFIX_ING,
  HO_SUFFIX_ED,
  HO_SUFFIX_TION,
  HO_SUFFIXES
} ho_suffix;

/* A word of a text, or a quotation mark between words (way 0, gram HO_CLASS_QUOTE), as n-grams and phrases
 * see it. */
typedef struct ho_unit {
  uint64_t seconds;      /* what may follow in a phrase that it begins: bit per class of second words */
  uint32_t gram;         /* what n-grams take it for: itself, or its class */
  uint32_t row;          /* of the pairs that this begins */
  uint32_t style : 8;    /* see ho_style */
  uint32_t unigram : 24; /* the n-gram of that alone, plus 1; 0: none */
  uint32_t flags : 8;
  uint32_t capital : 24; /* the same for the word capitalised inside a sentence. The first unit of a sentence
                            needs none: here is its way */
  uint32_t way;          /* what phrases take it for behind another one: itself, or the class of a word that
                            they don't know; HO_NO_WAY for the first unit of a sentence */
  uint32_t second : 8;   /* the way's class as a second word */
  uint32_t root : 24;    /* what the matcher knows of the way as the first of a phrase */
} ho_unit;

enum { HO_UNIT_NUMBER = (1 << 24) - 1 }; /* the largest of the numbers of 24 bits */

enum {
  HO_UNIT_MANY = 1,    /* phrases take it for something else, too: its class, or the word in its shape only */
  HO_UNIT_EXACT = 2,   /* a word stands for it in its shape only */
  HO_UNIT_FIRST = 4,   /* of its sentence */
  HO_UNIT_CAPITAL = 8, /* a word that n-grams know, capitalised, and not the first */
  HO_UNIT_ABBREVIATION = 16,
  HO_UNIT_QUOTED = 32 /* it stands in quotation marks */
};

/* What style measures ask of a unit: in what shape it is, what its ending is, and what n-grams take it for.
 */
typedef struct ho_style {
  ho_class class_of; /* HO_CLASS_NONE: itself */
  ho_shape shape;
  ho_suffix suffix;
} ho_style;

enum { HO_MANNERS = 4, HO_STYLES = HO_MANNERS * HO_SHAPES * HO_SUFFIXES + 1 }; /* the last: marks */

ho_style ho_style_of(uint8_t style); /* of any but the last */

/* What a word counts as; one may be several of them. */
typedef enum ho_counted {
  HO_COUNTED_WORD, /* by class */
  HO_COUNTED_NAME,
  HO_COUNTED_WEEKDAY,
  HO_COUNTED_MONTH,
  HO_COUNTED_CAPITAL, /* by shape */
  HO_COUNTED_CAPS,
  HO_COUNTED_MIXED,
  HO_COUNTED_DIGITS,
  HO_COUNTED_YEAR,
  HO_COUNTED_LY, /* by suffix */
  HO_COUNTED_ING,
  HO_COUNTED_ED,
  HO_COUNTED_TION,
  HO_COUNTED_TITLE, /* an ordinary word with a capital */
  HO_COUNTED = 16   /* their number, and two that are spare: 32 bytes of counts */
} ho_counted;

/* Counts by ho_counted: of words, or 0 and 1 of a single one. */
typedef struct ho_word_counts {
  uint16_t of[HO_COUNTED];
} ho_word_counts;

static inline ho_shape ho_shape_of(const ho_unit *word) {
  return (ho_shape)(word->style / HO_SUFFIXES % HO_SHAPES);
}

/* Their numbers are below the last one that has so many bits, which an n-gram's key needs for itself. */
enum { HO_WORD_BITS = 20, HO_MAX_WORDS = (1 << HO_WORD_BITS) - 1 };

/* What a unit that begins a sentence is to the one before it: nothing goes on with this class. */
enum { HO_NO_WAY = HO_CLASS_START };

/* The upper half of a hash; the lower one says where to look. */
typedef struct ho_slot {
  uint32_t tag;
  uint32_t word;
} ho_slot;

/* What a text's words are taken for. */
typedef struct ho_forms {
  ho_places places;               /* of the words */
  ho_slot *placed;                /* by place */
  ho_unit *units;                 /* of all words in one shape, then in the next one */
  uint32_t planes[HO_SHAPES + 1]; /* by shape, that of no word too: where its units begin */
  ho_word_counts *counts;         /* by style */
} ho_forms;

typedef struct ho_vocabulary {
  ho_word *words; /* [0] is unused, then the classes, then the words */
  ho_spelling *spellings;
  size_t count, capacity;
  ho_slot *slots; /* open addressing; word 0: empty */
  size_t mask;
  ho_buf names;
  ho_forms forms; /* once settled and until a word is added */
} ho_vocabulary;

bool ho_vocabulary_init(ho_vocabulary *vocabulary); /* with the classes in it */
void ho_vocabulary_free(ho_vocabulary *vocabulary);

/* Stores the tables, or points `copy` to the stored ones; `from` is what has their sizes. */
void ho_vocabulary_image(ho_vocabulary *copy, const ho_vocabulary *from, ho_image *image);

/* Finds or adds a folded word; 0 when memory or room runs out. */
uint32_t ho_vocabulary_add(ho_vocabulary *vocabulary, const char *folded, size_t length);

/* Finds or adds the word that stands for `word` in one shape (HO_LOWER, HO_CAPITAL, HO_CAPS) only. */
uint32_t ho_vocabulary_add_exact(ho_vocabulary *vocabulary, uint32_t word, ho_shape shape);

/* The word that stands for `word` in that shape only, 0 where there is none. */
uint32_t ho_exact_word(const ho_vocabulary *vocabulary, uint32_t word, ho_shape shape);

/* What may follow a word in a phrase: bit per class of second words. */
uint64_t ho_seconds_of(const ho_vocabulary *vocabulary, uint32_t word);

/* 0 where it isn't known. */
uint32_t ho_vocabulary_find(const ho_vocabulary *vocabulary, uint64_t hash);

/* Numbers words by how many n-grams have them, so that what a text needs most lies together: `numbers` gets
 * the new numbers by those that the words had. False when memory runs out. */
bool ho_vocabulary_renumber(ho_vocabulary *vocabulary, uint32_t *numbers);

/* Makes the vocabulary ready for reading text, when all words have been added and what phrases and n-grams
 * know of them is in their flags. False when memory runs out. */
bool ho_vocabulary_settle(ho_vocabulary *vocabulary);

/* A word's text; a class's is its name in angle brackets. Valid as long as nothing is added. */
const char *ho_vocabulary_name(const ho_vocabulary *vocabulary, uint32_t word);

/* The class of that name ("<name>", "^"), HO_CLASS_NONE where there is none. */
ho_class ho_class_by_name(const char *name, size_t length);

/* The form of a token, by number, but for what stands around it; that of a mark is what a quotation mark is
 * taken for. `slot` is at the place of the token's hash. */
static inline uint32_t ho_form(const ho_forms *forms, const ho_slot *slot, const ho_token *token) {
  const uint32_t is = 0u - (uint32_t)(slot->tag == (uint32_t)(token->hash >> 32));
  return forms->planes[token->shape] + (slot->word & is);
}

#endif
