/* Word n-grams of a sentence, and the table of those that a model weighs. */
#ifndef HO_NGRAM_H
#define HO_NGRAM_H

#include "handout.h"
#include "sentence.h"

/* An n-gram is named by its words with a blank between, names and numbers replaced by their classes:
 * "said in", "<name> said", "^ but" (first word of a sentence), "\" said" (after a quotation mark), and
 * "=minister" for a word capitalised inside a sentence. Its key is a number of its words' indices. */
typedef struct ho_gram_hit {
  uint64_t key;
  uint16_t first, end; /* units of the sentence */
} ho_gram_hit;

enum { HO_GRAMS_PER_UNIT = 3, HO_MAX_GRAMS = 1 << 20 };

/* Every n-gram of a sentence, known to a model or not; room for HO_SENTENCE_MAX * HO_GRAMS_PER_UNIT. The
 * obvious way, for training and as the reference of ho_grams_count. */
size_t ho_gram_keys(const ho_sentence *sentence, ho_gram_hit *hits);

/* Appends an n-gram's name. */
bool ho_gram_name(const ho_vocabulary *vocabulary, uint64_t key, ho_buf *name);

typedef struct ho_gram_slot {
  uint64_t key; /* 0: empty */
  uint32_t index;
} ho_gram_slot;

typedef struct ho_grams {
  ho_gram_slot *slots; /* open addressing */
  size_t mask;
  uint64_t *keys; /* by index */
  size_t count, capacity;
} ho_grams;

enum { HO_NO_GRAM = UINT32_MAX };

ho_grams *ho_grams_new(void);
void ho_grams_free(ho_grams *grams);

/* Adds an n-gram by name; its words become known to the vocabulary. HANDOUT_BAD_ARGUMENT for a malformed or
 * repeated name. */
handout_status ho_grams_add(ho_grams *grams, ho_vocabulary *vocabulary, const char *name, size_t length);

/* Its index, HO_NO_GRAM where there is none. */
uint32_t ho_grams_find(const ho_grams *grams, uint64_t key);

#endif
