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

/* What reading a text needs of a word, packed four to a line of the cache. */
typedef struct ho_word {
  uint32_t root;    /* what the matcher knows of this word as the first of a phrase; 0: starts none */
  uint32_t unigram; /* the n-gram of this word alone, plus 1; 0: none */
  uint32_t capital; /* the same for the word capitalised inside a sentence */
  uint8_t flags;
  uint8_t class_of : 4; /* HO_CLASS_WEEKDAY or HO_CLASS_MONTH where a list says so */
  uint8_t suffix : 4;   /* of an ordinary word: a HO_SUFFIX_ value */
  uint8_t class_shapes; /* bit per ho_shape: in which shapes class_of holds */
  uint8_t many_shapes;  /* in which phrases take it for several things; known once settled */
} ho_word;

/* The rest. */
typedef struct ho_spelling {
  uint64_t hash;
  uint32_t name;     /* offset of its text, NUL-terminated */
  uint32_t exact[3]; /* words that stand for this one in lower, Capital, CAPS shape only; 0: none */
} ho_spelling;

typedef enum ho_suffix {
  HO_SUFFIX_NONE,
  HO_SUFFIX_LY,
  HO_SUFFIX_ING,
  HO_SUFFIX_ED,
  HO_SUFFIX_TION,
  HO_SUFFIXES
} ho_suffix;

/* Their numbers have 20 bits, of which an n-gram's key needs one number for itself. */
enum { HO_MAX_WORDS = (1 << 20) - 1 };

/* The upper half of a hash; the lower one says where to look. */
typedef struct ho_slot {
  uint32_t tag;
  uint32_t word;
} ho_slot;

typedef struct ho_vocabulary {
  ho_word *words; /* [0] is unused, then the classes, then the words */
  ho_spelling *spellings;
  size_t count, capacity;
  ho_slot *slots; /* open addressing; word 0: empty */
  size_t mask;
  ho_buf names;
  ho_places places; /* of the words, once settled and until one is added */
  ho_slot *placed;  /* by place; the words there are entries */
} ho_vocabulary;

bool ho_vocabulary_init(ho_vocabulary *vocabulary); /* with the classes in it */
void ho_vocabulary_free(ho_vocabulary *vocabulary);

/* Stores the tables, or points `copy` to the stored ones; `from` is what has their sizes. */
void ho_vocabulary_image(ho_vocabulary *copy, const ho_vocabulary *from, ho_image *image);

/* Finds or adds a folded word; 0 when memory or room runs out. */
uint32_t ho_vocabulary_add(ho_vocabulary *vocabulary, const char *folded, size_t length);

/* Finds or adds the word that stands for `word` in one shape (HO_LOWER, HO_CAPITAL, HO_CAPS) only. */
uint32_t ho_vocabulary_add_exact(ho_vocabulary *vocabulary, uint32_t word, ho_shape shape);

/* 0 where it isn't known. */
uint32_t ho_vocabulary_find(const ho_vocabulary *vocabulary, uint64_t hash);

/* Makes the vocabulary ready for reading text, when all words have been added and what phrases and n-grams
 * know of them is in their flags. False when memory runs out. */
bool ho_vocabulary_settle(ho_vocabulary *vocabulary);

/* A word's text; a class's is its name in angle brackets. Valid as long as nothing is added. */
const char *ho_vocabulary_name(const ho_vocabulary *vocabulary, uint32_t word);

/* The class of that name ("<name>", "^"), HO_CLASS_NONE where there is none. */
ho_class ho_class_by_name(const char *name, size_t length);

/* The class of a word that n-grams don't know, by ho_shape. */
extern const uint8_t ho_shape_classes[];

/* What reading has to know of a word, in the 32 bits of its slot: its number, and whether n-grams and phrases
 * take it for itself or for its class. A class's number is its entry. */
enum {
  HO_ENTRY_WORD = (1 << 20) - 1,
  HO_ENTRY_GRAM = 20,   /* bit: n-grams take it for itself */
  HO_ENTRY_WAY = 21,    /* phrases do */
  HO_ENTRY_MANY = 22,   /* first of the bits by shape up to HO_MIXED: phrases take it for several things */
  HO_ENTRY_SUFFIX = 26, /* first bit of its suffix */
  HO_ENTRY_LISTED = 30  /* bit: it has a class_of */
};

/* What n-grams take a known word for: itself, or its class. */
uint32_t ho_gram_word(const ho_vocabulary *vocabulary, uint32_t word, uint8_t shape);

/* Fills in the entries of tokens: of the word that one is, or of its class where that is unknown, as all
 * numbers are. A loop of its own, so that many look-ups are under way at once. The vocabulary has to be
 * settled. */
void ho_vocabulary_look_up(const ho_vocabulary *vocabulary, ho_token *tokens, size_t count);

#endif
