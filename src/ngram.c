/* Word n-grams. */
#include "ngram.h"

#include <stdlib.h>
#include <string.h>

#define CAPITAL_KEY ((uint64_t)1 << 63)

const char *ho_zone_name(ho_zone zone) {
  static const char *const names[HO_ZONES] = {"",           "headline", "lead",          "own voice",
                                              "attributed", "quoted",   "last paragraph"};
  return names[zone];
}

static uint64_t pair_key(uint32_t before, uint32_t word) {
  return (uint64_t)before << 32 | word;
}

/* Runs of names count as one name. None stands before the first unit of all, which is its sentence's. */
static bool repeats_name(const ho_unit *units, size_t i) {
  return units[i].gram == HO_CLASS_NAME && !(units[i].flags & HO_UNIT_FIRST) &&
         units[i - 1].gram == HO_CLASS_NAME;
}

size_t ho_gram_keys(const ho_sentence *sentence, ho_gram_hit *hits) {
  size_t count = 0;
  uint32_t before = HO_CLASS_START;
  for (size_t i = 0; i < sentence->unit_count; i++) {
    const ho_unit *unit = &sentence->units[i];
    uint16_t first = (uint16_t)(i ? i - 1 : 0), end = (uint16_t)(i + 1);
    if (repeats_name(sentence->units, i))
      continue;
    hits[count++] = (ho_gram_hit){unit->gram, (uint16_t)i, end};
    if (before != HO_CLASS_QUOTE && unit->flags & HO_UNIT_CAPITAL)
      hits[count++] = (ho_gram_hit){CAPITAL_KEY | unit->gram, (uint16_t)i, end};
    hits[count++] = (ho_gram_hit){pair_key(before, unit->gram), first, end};
    before = unit->gram;
  }
  return count;
}

bool ho_gram_name(const ho_vocabulary *vocabulary, uint64_t key, ho_buf *name) {
  uint32_t word = (uint32_t)key, before = (uint32_t)(key >> 32) & 0x7FFFFFFF;
  if (key & CAPITAL_KEY && !ho_buf_append_char(name, '='))
    return false;
  if (before &&
      (!ho_buf_append_text(name, ho_vocabulary_name(vocabulary, before)) || !ho_buf_append_char(name, ' ')))
    return false;
  return ho_buf_append_text(name, ho_vocabulary_name(vocabulary, word));
}

/* ---- The table ---- */

static uint64_t spread(uint64_t key) {
  return key * 0x9E3779B97F4A7C15u >> 32;
}

_Static_assert(HO_MAX_WORDS < 1 << HO_WORD_BITS, "the number that marks a capital is no word's");
_Static_assert((size_t)HO_MAX_GRAMS <= HO_UNIT_NUMBER, "an n-gram's number, plus 1, has its bits in a unit");

/* A key in 40 bits; no word has the number that marks a capital. */
static uint64_t pack(uint64_t key) {
  const uint64_t before = key & CAPITAL_KEY ? ((uint64_t)1 << HO_WORD_BITS) - 1 : key >> 32;
  return before << HO_WORD_BITS | (uint32_t)key;
}

enum { INDEX_BITS = 24 };

static uint32_t index_of(ho_gram_slot slot) {
  return (uint32_t)(slot & ((1u << INDEX_BITS) - 1));
}

/* The slot that has a packed key, or the empty one where it would go. */
static size_t find_slot(const ho_grams *grams, uint64_t hash, uint64_t packed) {
  size_t at = (size_t)hash & grams->mask;
  while (grams->slots[at] && grams->slots[at] >> INDEX_BITS != packed)
    at = (at + 1) & grams->mask;
  return at;
}

static size_t slot_of(const ho_grams *grams, uint64_t key) {
  return find_slot(grams, spread(key), pack(key));
}

uint32_t ho_grams_find(const ho_grams *grams, uint64_t key) {
  ho_gram_slot slot = grams->slots[slot_of(grams, key)];
  return slot ? index_of(slot) : HO_NO_GRAM;
}

static bool resize_slots(ho_grams *grams, size_t size) {
  ho_gram_slot *slots = ho_alloc_array(size, sizeof *slots);
  if (!slots)
    return false;
  free(grams->slots);
  grams->slots = slots;
  grams->mask = size - 1;
  for (size_t i = 0; i < grams->count; i++)
    slots[slot_of(grams, grams->list[i].key)] = pack(grams->list[i].key) << INDEX_BITS | i;
  return true;
}

static uint64_t renumbered(uint64_t key, const uint32_t *numbers) {
  const uint32_t before = (uint32_t)(key >> 32), word = (uint32_t)key;
  return key & CAPITAL_KEY ? CAPITAL_KEY | numbers[word] : pair_key(numbers[before], numbers[word]);
}

bool ho_grams_renumber(ho_grams *grams, const uint32_t *numbers) {
  for (size_t i = 0; i < grams->count; i++)
    grams->list[i].key = renumbered(grams->list[i].key, numbers);
  return resize_slots(grams, grams->mask + 1);
}

ho_grams *ho_grams_new(void) {
  ho_grams *grams = calloc(1, sizeof *grams);
  if (grams && resize_slots(grams, 1024))
    return grams;
  ho_grams_free(grams);
  return NULL;
}

void ho_grams_free(ho_grams *grams) {
  if (!grams)
    return;
  free(grams->slots);
  ho_sparse_free(&grams->pairs);
  free(grams->list);
  free(grams->origins);
  free(grams);
}

ho_grams *ho_grams_image(const ho_grams *grams, ho_image *image) {
  ho_grams copy;
  const size_t place = ho_image_open(image, grams, &copy, sizeof copy);
  const ho_grams *from = grams ? grams : &copy;
  copy.slots = ho_image_table(image, from->slots, from->mask + 1, sizeof *from->slots);
  ho_sparse_image(&copy.pairs, &from->pairs, image);
  copy.list = ho_image_table(image, from->list, from->count, sizeof *from->list);
  copy.origins = ho_image_table(image, from->origins, from->id_count, sizeof *from->origins);
  return ho_image_close(image, place, &copy, sizeof copy);
}

static bool resize_list(ho_grams *grams, size_t capacity) {
  ho_gram *list = realloc(grams->list, capacity * sizeof *list);
  if (!list)
    return false;
  grams->list = list;
  grams->capacity = capacity;
  return true;
}

bool ho_grams_reserve(ho_grams *grams, size_t count) {
  size_t size = grams->mask + 1;
  while (count * 2 >= size - 1)
    size *= 2;
  return (size == grams->mask + 1 || resize_slots(grams, size)) &&
         (count <= grams->capacity || resize_list(grams, count));
}

static bool append_key(ho_grams *grams, uint64_t key) {
  if (grams->count == grams->capacity && !resize_list(grams, grams->capacity ? grams->capacity * 2 : 1024))
    return false;
  if (grams->count * 2 >= grams->mask && !resize_slots(grams, (grams->mask + 1) * 2))
    return false;
  grams->slots[slot_of(grams, key)] = pack(key) << INDEX_BITS | grams->count;
  ho_sparse_free(&grams->pairs);
  ho_gram *gram = &grams->list[grams->count++];
  gram->key = key;
  gram->zones = 0;
  for (int zone = 0; zone < HO_ZONES; zone++)
    gram->ids[zone] = HO_NO_GRAM;
  return true;
}

bool ho_is_pair(uint64_t key) {
  return key >> 32 && !(key & CAPITAL_KEY);
}

static size_t list_pairs(const ho_grams *grams, ho_sparse_cell *pairs) {
  size_t count = 0;
  for (uint32_t i = 0; i < grams->count; i++) {
    const uint64_t key = grams->list[i].key;
    if (ho_is_pair(key))
      pairs[count++] = (ho_sparse_cell){(uint32_t)(key >> 32), (uint32_t)key, i};
  }
  return count;
}

bool ho_grams_settle(ho_grams *grams, ho_vocabulary *vocabulary) {
  const size_t words = vocabulary->count;
  ho_sparse_cell *pairs = ho_alloc_array(grams->count, sizeof *pairs);
  ho_sparse_free(&grams->pairs);
  const bool ok = pairs && ho_sparse_build(&grams->pairs, pairs, list_pairs(grams, pairs), words, words);
  for (size_t word = 0; ok && word < words; word++)
    vocabulary->words[word].row = grams->pairs.rows[word];
  free(pairs);
  return ok;
}

bool ho_grams_weigh(ho_grams *grams, uint32_t gram, ho_zone zone) {
  if (grams->id_count == grams->id_capacity) {
    size_t capacity = grams->id_capacity ? grams->id_capacity * 2 : 1024;
    ho_gram_origin *origins = realloc(grams->origins, capacity * sizeof *origins);
    if (!origins)
      return false;
    grams->origins = origins;
    grams->id_capacity = capacity;
  }
  grams->origins[grams->id_count] = (ho_gram_origin){gram, (uint32_t)zone};
  grams->list[gram].ids[zone] = (uint32_t)grams->id_count++;
  grams->list[gram].zones |= 1u << zone;
  grams->zone_counts[zone]++;
  return true;
}

static uint32_t word_of_name(ho_vocabulary *vocabulary, const char *name, size_t length) {
  ho_class class = ho_class_by_name(name, length);
  if (class)
    return (uint32_t) class;
  uint32_t word = length ? ho_vocabulary_add(vocabulary, name, length) : 0;
  if (word)
    vocabulary->words[word].flags |= HO_IN_GRAMS;
  return word;
}

handout_status ho_grams_add(ho_grams *grams, ho_vocabulary *vocabulary, const char *name, size_t length) {
  bool capital = length > 1 && *name == '=';
  name += capital;
  length -= capital;
  const char *blank = memchr(name, ' ', length);
  size_t first = blank ? (size_t)(blank - name) : length;
  if (first == 0 || first == length - 1 || (capital && blank) || grams->count == HO_MAX_GRAMS ||
      (blank && memchr(blank + 1, ' ', length - first - 1)))
    return HANDOUT_BAD_ARGUMENT;
  uint32_t words[2] = {word_of_name(vocabulary, name, first),
                       blank ? word_of_name(vocabulary, blank + 1, length - first - 1) : 0};
  if (!words[0] || (blank && !words[1]))
    return vocabulary->count < HO_MAX_WORDS ? HANDOUT_NO_MEMORY : HANDOUT_BAD_ARGUMENT;
  uint64_t key = blank ? pair_key(words[0], words[1]) : words[0] | (capital ? CAPITAL_KEY : 0);
  if (ho_grams_find(grams, key) != HO_NO_GRAM)
    return HANDOUT_BAD_ARGUMENT;
  if (!append_key(grams, key))
    return HANDOUT_NO_MEMORY;
  vocabulary->spellings[words[0]].uses++;
  vocabulary->spellings[words[1]].uses++;
  if (!blank)
    *(capital ? &vocabulary->words[words[0]].capital : &vocabulary->words[words[0]].unigram) =
        (uint32_t)grams->count;
  return HANDOUT_OK;
}

/* ---- Finding them in sentences ---- */

/* Appends an n-gram, if it is one. Most are, and nothing tells which, so that there is no branch on it. */
static inline size_t push(ho_known *known, size_t count, uint32_t gram, bool is) {
  known->grams[count] = gram;
  return count + is;
}

/* The places of the pairs that units are with those before them, fetched ahead: first as if no sentence
 * began, then again where one does, as of most units nothing need be asked. `start` is the row of what begins
 * one. */
static void list_places(const ho_sparse_slot *pairs, uint32_t start, const ho_unit *units, size_t unit_count,
                        const ho_sentence *sentences, size_t sentence_count, uint32_t *places) {
  uint32_t row = start;
  for (size_t i = 0; i < unit_count; i++) {
    places[i] = ho_sparse_ahead(pairs, row, units[i].gram);
    row = units[i].row;
  }
  for (size_t s = 0; s < sentence_count; s++)
    if (sentences[s].unit_count) {
      const size_t first = sentences[s].first_unit;
      places[first] = ho_sparse_ahead(pairs, start, units[first].gram);
    }
}

void ho_find_known(const ho_grams *grams, const ho_unit *units, size_t unit_count,
                   const ho_sentence *sentences, size_t sentence_count, ho_known *known) {
  const ho_sparse_slot *pairs = grams->pairs.slots;
  const uint32_t *rows = grams->pairs.rows, two_names = rows[HO_CLASS_NAME] + HO_CLASS_NAME;
  size_t count = 0, capitals = 0, repeats = 0;
  uint32_t places[HO_PASSAGE_TOKENS];
  list_places(pairs, rows[HO_CLASS_START], units, unit_count, sentences, sentence_count, places);
  for (size_t i = 0; i < unit_count; i++) {
    const ho_unit *unit = &units[i];
    const ho_sparse_slot *pair = &pairs[places[i]];
    known->before[i] = (uint16_t)count;
    if (places[i] == two_names && repeats_name(units, i)) {
      repeats++;
      continue;
    }
    count = push(known, count, unit->unigram - 1u, unit->unigram != 0);
    if (unit->flags & HO_UNIT_CAPITAL && units[i - 1].gram != HO_CLASS_QUOTE) {
      count = push(known, count, unit->capital - 1u, unit->capital != 0);
      capitals++;
    }
    count = push(known, count, pair->value, pair->column == unit->gram);
  }
  known->before[unit_count] = (uint16_t)count;
  known->all = (unit_count - repeats) * 2 + capitals;
}
