/* Word n-grams of a sentence, and the table of those that a model weighs. */
#ifndef HO_NGRAM_H
#define HO_NGRAM_H

#include "handout.h"
#include "sentence.h"
#include "sparse.h"

/* An n-gram is named by its words with a blank between, names and numbers replaced by their classes:
 * "said in", "<name> said", "^ but" (first word of a sentence), "\" said" (after a quotation mark), and
 * "=minister" for a word capitalised inside a sentence. Its key is a number of its words' indices. */
typedef struct ho_gram_hit {
  uint64_t key;
  uint16_t first, end; /* units of the sentence */
} ho_gram_hit;

enum { HO_GRAMS_PER_UNIT = 3, HO_MAX_GRAMS = 1 << 20 };

/* The known n-grams of a passage's sentences, in order. */
enum { HO_GRAMS_ROOM = HO_PASSAGE_TOKENS * HO_GRAMS_PER_UNIT + 1 }; /* one more than there can be */
typedef struct ho_known {
  uint32_t grams[HO_GRAMS_ROOM];
  uint16_t before[HO_PASSAGE_TOKENS + 1]; /* how many of them end before a unit, and in all */
  size_t all;                             /* n-grams, known or not */
} ho_known;

/* Where in an article an n-gram stands. Each zone has n-grams, weights and values of its own. */
typedef enum ho_zone {
  HO_ZONE_ALL,
  HO_ZONE_HEADLINE,
  HO_ZONE_LEAD,       /* the first words of the body */
  HO_ZONE_OWN,        /* sentences in the writer's own voice */
  HO_ZONE_ATTRIBUTED, /* sentences that somebody is said to have said, outside quotation marks */
  HO_ZONE_QUOTED,     /* inside quotation marks */
  HO_ZONE_LAST,       /* the last paragraph */
  HO_ZONES
} ho_zone;

/* "", "headline", "lead", "own voice", "attributed", "quoted", "last paragraph". */
const char *ho_zone_name(ho_zone zone);

/* Every n-gram of a sentence, known to a model or not; room for HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT. The
 * obvious way, for training and as the reference of ho_find_known. */
size_t ho_gram_keys(const ho_sentence *sentence, ho_gram_hit *hits);

/* Appends an n-gram's name. */
bool ho_gram_name(const ho_vocabulary *vocabulary, uint64_t key, ho_buf *name);

/* A key's words, 20 bits each, and the n-gram's index, 24 bits: eight to a line of the cache. 0: empty. */
typedef uint64_t ho_gram_slot;

/* An n-gram and, for each zone in which it is weighed, the place of its weights: its id. */
typedef struct ho_gram {
  uint64_t key;
  uint32_t ids[HO_ZONES]; /* HO_NO_GRAM: not weighed there */
  uint32_t zones;         /* bit per zone in which it is weighed */
} ho_gram;

typedef struct ho_gram_origin {
  uint32_t gram;
  uint32_t zone;
} ho_gram_origin;

typedef struct ho_grams {
  ho_gram_slot *slots; /* open addressing */
  size_t mask;
  ho_sparse pairs; /* those of two words, by first and second, once settled and until one is added */
  ho_gram *list;
  size_t count, capacity;
  ho_gram_origin *origins; /* by id */
  size_t id_count, id_capacity;
  size_t zone_counts[HO_ZONES];
} ho_grams;

#define HO_NO_GRAM UINT32_MAX

ho_grams *ho_grams_new(void);
void ho_grams_free(ho_grams *grams);

/* Stores the table, or, given NULL, makes the stored one. */
ho_grams *ho_grams_image(const ho_grams *grams, ho_image *image);

/* Makes room for `count` n-grams at once. False when memory runs out. */
bool ho_grams_reserve(ho_grams *grams, size_t count);

/* Adds an n-gram by name, in no zone yet; its words become known to the vocabulary. HANDOUT_BAD_ARGUMENT for
 * a malformed or repeated name, and for a word more than HO_MAX_WORDS. */
handout_status ho_grams_add(ho_grams *grams, ho_vocabulary *vocabulary, const char *name, size_t length);

/* Gives words other numbers: `numbers` has them by those that they had. False when memory runs out. */
bool ho_grams_renumber(ho_grams *grams, const uint32_t *numbers);

/* Makes the table ready for ho_find_known, when all words and n-grams have been added, and tells the
 * vocabulary where the pairs are; that is to be settled then. False when memory runs out. */
bool ho_grams_settle(ho_grams *grams, ho_vocabulary *vocabulary);

/* Weighs an n-gram in a zone: gives it the next id there. False when memory runs out. */
bool ho_grams_weigh(ho_grams *grams, uint32_t gram, ho_zone zone);

/* Finds the known ones among the n-grams of `count` units of whole sentences, in the order of ho_gram_keys.
 */
void ho_find_known(const ho_grams *grams, const ho_unit *units, size_t count, const ho_sentence *sentences,
                   size_t sentence_count, ho_known *known);

/* Whether a key is that of two words. */
bool ho_is_pair(uint64_t key);

/* Its index, HO_NO_GRAM where there is none. */
uint32_t ho_grams_find(const ho_grams *grams, uint64_t key);

#endif
