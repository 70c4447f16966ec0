/* The words that matter, found by hash. A word is known by 32 bits of its hash and by the place that 16 or
 * more others give it: one unknown word in a billion or so is taken for a known one. */
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

static const char *const CLASS_NAMES[HO_CLASS_COUNT] = {"",       "<word>",    "<name>",  "<caps>", "<num>",
                                                        "<year>", "<weekday>", "<month>", "^",      "\""};

static bool grow_words(ho_vocabulary *v) {
  if (v->count < v->capacity)
    return true;
  size_t capacity = v->capacity ? v->capacity * 2 : 1024;
  ho_word *words = realloc(v->words, capacity * sizeof *words);
  if (!words)
    return false;
  v->words = words;
  ho_spelling *spellings = realloc(v->spellings, capacity * sizeof *spellings);
  if (!spellings)
    return false;
  v->spellings = spellings;
  v->capacity = capacity;
  return true;
}

static void place(ho_slot *slots, size_t mask, uint64_t hash, uint32_t word) {
  size_t at = (size_t)hash & mask;
  while (slots[at].word)
    at = (at + 1) & mask;
  slots[at] = (ho_slot){(uint32_t)(hash >> 32), word};
}

static bool grow_slots(ho_vocabulary *v) {
  if (v->slots && v->count * 2 <= v->mask)
    return true;
  size_t size = v->slots ? (v->mask + 1) * 2 : 2048;
  ho_slot *slots = ho_alloc_array(size, sizeof *slots);
  if (!slots)
    return false;
  for (size_t i = 0; v->slots && i <= v->mask; i++)
    if (v->slots[i].word)
      place(slots, size - 1, v->spellings[v->slots[i].word].hash, v->slots[i].word);
  free(v->slots);
  v->slots = slots;
  v->mask = size - 1;
  return true;
}

static ho_suffix suffix_of(const char *word, size_t length) {
  static const struct {
    const char *text;
    size_t length;
    ho_suffix suffix;
  } suffixes[] = {{"ly", 2, HO_SUFFIX_LY},     {"ing", 3, HO_SUFFIX_ING},   {"ed", 2, HO_SUFFIX_ED},
                  {"tion", 4, HO_SUFFIX_TION}, {"ment", 4, HO_SUFFIX_TION}, {"ness", 4, HO_SUFFIX_TION},
                  {"ity", 3, HO_SUFFIX_TION}};
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
    if (length > suffixes[i].length + 2 &&
        memcmp(word + (length - suffixes[i].length), suffixes[i].text, suffixes[i].length) == 0)
      return suffixes[i].suffix;
  return HO_SUFFIX_NONE;
}

static uint32_t append_word(ho_vocabulary *v, const char *name, size_t length, uint64_t hash) {
  if (v->count >= HO_MAX_WORDS || !grow_words(v))
    return 0;
  size_t offset = v->names.length;
  if (!ho_buf_append(&v->names, name, length) || !ho_buf_append_char(&v->names, '\0'))
    return 0;
  v->words[v->count] = (ho_word){0};
  v->spellings[v->count] = (ho_spelling){.hash = hash, .name = (uint32_t)offset, .second = HO_NEVER_SECOND};
  return (uint32_t)v->count++;
}

bool ho_vocabulary_init(ho_vocabulary *v) {
  *v = (ho_vocabulary){0};
  for (size_t i = 0; i < HO_CLASS_COUNT; i++) {
    append_word(v, CLASS_NAMES[i], strlen(CLASS_NAMES[i]), 0);
    if (v->count != i + 1)
      return false;
    v->words[i].flags = i == HO_CLASS_NONE ? 0 : HO_IN_GRAMS;
  }
  return grow_slots(v);
}

static void unsettle(ho_vocabulary *v) {
  ho_places_free(&v->forms.places);
  free(v->forms.placed);
  free(v->forms.units);
  free(v->forms.counts);
  v->forms = (ho_forms){0};
}

void ho_vocabulary_free(ho_vocabulary *v) {
  free(v->words);
  free(v->spellings);
  free(v->slots);
  ho_buf_free(&v->names);
  unsettle(v);
  *v = (ho_vocabulary){0};
}

enum { LETTER_SHAPES = HO_DIGITS };

/* A plane for each shape of letters, and one each for numbers, years and marks, which are no words. */
static size_t form_count(const ho_vocabulary *v) {
  return v->count * LETTER_SHAPES + (HO_SHAPES + 1 - LETTER_SHAPES);
}

void ho_vocabulary_image(ho_vocabulary *copy, const ho_vocabulary *from, ho_image *image) {
  copy->words = ho_image_table(image, from->words, from->count, sizeof *from->words);
  copy->spellings = ho_image_table(image, from->spellings, from->count, sizeof *from->spellings);
  copy->slots = NULL; /* nothing will be added */
  ho_places_image(&copy->forms.places, &from->forms.places, image);
  copy->forms.placed =
      ho_image_table(image, from->forms.placed, from->forms.places.mask + 1, sizeof *from->forms.placed);
  copy->forms.units = ho_image_table(image, from->forms.units, form_count(from), sizeof *from->forms.units);
  copy->forms.counts = ho_image_table(image, from->forms.counts, HO_STYLES, sizeof *from->forms.counts);
  copy->names = ho_image_buf(image, &from->names);
}

uint32_t ho_vocabulary_find(const ho_vocabulary *v, uint64_t hash) {
  for (size_t at = (size_t)hash & v->mask; v->slots[at].word; at = (at + 1) & v->mask)
    if (v->slots[at].tag == (uint32_t)(hash >> 32))
      return v->slots[at].word;
  return 0;
}

/* ---- What a text's word is taken for ---- */

/* The class, by ho_shape, of a word that n-grams don't know. */
static const uint8_t SHAPE_CLASSES[] = {
    [HO_LOWER] = HO_CLASS_WORD, [HO_CAPITAL] = HO_CLASS_NAME,  [HO_CAPS] = HO_CLASS_CAPS,
    [HO_MIXED] = HO_CLASS_NAME, [HO_DIGITS] = HO_CLASS_NUMBER, [HO_YEAR] = HO_CLASS_YEAR};

/* What n-grams take a known word for: itself, or its class. */
static uint32_t gram_word(const ho_vocabulary *v, uint32_t word, uint8_t shape) {
  const ho_word *of = &v->words[word];
  if (of->class_of && of->class_shapes >> shape & 1)
    return of->class_of;
  return of->flags & HO_IN_GRAMS ? word : SHAPE_CLASSES[shape];
}

/* In what manner n-grams take a word, the first part of a style. */
enum { AS_ITSELF, AS_ITS_SHAPE, AS_WEEKDAY, AS_MONTH };
_Static_assert(HO_STYLES <= UINT8_MAX + 1, "a style has its bits");

static uint8_t style_of(uint32_t gram, uint8_t shape, uint8_t suffix) {
  const unsigned manner = gram >= HO_CLASS_COUNT     ? AS_ITSELF
                          : gram == HO_CLASS_WEEKDAY ? AS_WEEKDAY
                          : gram == HO_CLASS_MONTH   ? AS_MONTH
                                                     : AS_ITS_SHAPE;
  return (uint8_t)((manner * HO_SHAPES + shape) * HO_SUFFIXES + suffix);
}

ho_style ho_style_of(uint8_t style) {
  const uint8_t shape = style / HO_SUFFIXES % HO_SHAPES, manner = style / (HO_SUFFIXES * HO_SHAPES);
  const uint8_t classes[HO_MANNERS] = {HO_CLASS_NONE, SHAPE_CLASSES[shape], HO_CLASS_WEEKDAY, HO_CLASS_MONTH};
  return (ho_style){(ho_class)classes[manner], (ho_shape)shape, (ho_suffix)(style % HO_SUFFIXES)};
}

uint32_t ho_exact_word(const ho_vocabulary *v, uint32_t word, ho_shape shape) {
  return shape <= HO_CAPS ? v->spellings[word].exact[shape] : 0;
}

uint64_t ho_seconds_of(const ho_vocabulary *v, uint32_t word) {
  return v->words[word].root & HO_ROOT_OPEN ? UINT64_MAX : v->spellings[word].seconds;
}

/* Whether phrases take a known word in one shape for more than one thing. */
static bool is_many(const ho_vocabulary *v, uint32_t word, uint8_t shape) {
  const uint32_t gram = gram_word(v, word, shape);
  const bool class = gram < HO_CLASS_COUNT && v->words[gram].flags & HO_IN_PHRASES;
  return (class && v->words[word].flags & HO_IN_PHRASES) || ho_exact_word(v, word, (ho_shape)shape);
}

/* What a word of each style counts; a mark nothing. */
static void find_counts(ho_word_counts *counts) {
  for (unsigned style = 0; style < HO_STYLES - 1; style++) {
    const ho_style is = ho_style_of((uint8_t)style);
    uint16_t *of = counts[style].of;
    of[HO_COUNTED_WORD] = is.class_of == HO_CLASS_WORD;
    of[HO_COUNTED_NAME] = is.class_of == HO_CLASS_NAME;
    of[HO_COUNTED_WEEKDAY] = is.class_of == HO_CLASS_WEEKDAY;
    of[HO_COUNTED_MONTH] = is.class_of == HO_CLASS_MONTH;
    if (is.shape != HO_LOWER)
      of[HO_COUNTED_CAPITAL + (is.shape - HO_CAPITAL)] = 1;
    if (is.suffix != HO_SUFFIX_NONE)
      of[HO_COUNTED_LY + (is.suffix - HO_SUFFIX_LY)] = 1;
    of[HO_COUNTED_TITLE] = is.class_of == HO_CLASS_NONE && is.shape == HO_CAPITAL;
  }
}
_Static_assert(HO_COUNTED_YEAR - HO_COUNTED_CAPITAL == HO_YEAR - HO_CAPITAL &&
                   HO_COUNTED_TION - HO_COUNTED_LY == HO_SUFFIX_TION - HO_SUFFIX_LY,
               "shapes and suffixes are counted in their order");

static ho_unit form_of(const ho_vocabulary *v, uint32_t word, uint8_t shape) {
  const ho_word *of = &v->words[word];
  const uint32_t gram = gram_word(v, word, shape);
  const uint32_t way = gram < HO_CLASS_COUNT && of->flags & HO_IN_PHRASES ? word : gram;
  unsigned flags = 0;
  flags |= gram >= HO_CLASS_COUNT && shape == HO_CAPITAL ? HO_UNIT_CAPITAL : 0;
  flags |= of->flags & HO_ABBREVIATION ? HO_UNIT_ABBREVIATION : 0;
  flags |= is_many(v, word, shape) ? HO_UNIT_MANY : 0;
  flags |= ho_exact_word(v, way, (ho_shape)shape) ? HO_UNIT_EXACT : 0;
  return (ho_unit){.seconds = ho_seconds_of(v, way),
                   .gram = gram,
                   .row = v->words[gram].row,
                   .style = style_of(gram, shape, of->suffix),
                   .unigram = v->words[gram].unigram & HO_UNIT_NUMBER,
                   .flags = flags & UINT8_MAX,
                   .capital = v->words[gram].capital & HO_UNIT_NUMBER,
                   .way = way,
                   .second = v->spellings[way].second,
                   .root = v->words[way].root & HO_UNIT_NUMBER};
}

/* The first form of a plane is that of no word. */
static void find_forms(ho_vocabulary *v) {
  uint32_t at = 0;
  for (unsigned shape = 0; shape < HO_SHAPES; shape++) {
    const uint32_t words = shape < LETTER_SHAPES ? (uint32_t)v->count : 1;
    v->forms.planes[shape] = at;
    for (uint32_t word = 0; word < words; word++)
      if (word == HO_CLASS_NONE || word >= HO_CLASS_COUNT)
        v->forms.units[at + word] = form_of(v, word, (uint8_t)shape);
    at += words;
  }
  v->forms.planes[HO_NO_SHAPE] = at;
  v->forms.units[at] = (ho_unit){.gram = HO_CLASS_QUOTE,
                                 .row = v->words[HO_CLASS_QUOTE].row,
                                 .unigram = v->words[HO_CLASS_QUOTE].unigram & HO_UNIT_NUMBER,
                                 .style = HO_STYLES - 1,
                                 .second = HO_NEVER_SECOND};
}

/* A token that begins with a digit is a number, and no word. */
static bool is_looked_up(const ho_vocabulary *v, size_t word) {
  const char first = ho_vocabulary_name(v, (uint32_t)word)[0];
  return v->spellings[word].hash && !(first >= '0' && first <= '9');
}

static size_t list_hashes(const ho_vocabulary *v, uint64_t *hashes) {
  size_t count = 0;
  for (size_t word = 0; word < v->count; word++)
    if (is_looked_up(v, word))
      hashes[count++] = v->spellings[word].hash;
  return count;
}

static void place_words(ho_vocabulary *v) {
  for (uint32_t word = 0; word < v->count; word++)
    if (is_looked_up(v, word)) {
      const uint64_t hash = v->spellings[word].hash;
      v->forms.placed[ho_place(&v->forms.places, hash)] = (ho_slot){(uint32_t)(hash >> 32), word};
    }
}

bool ho_vocabulary_settle(ho_vocabulary *v) {
  uint64_t *hashes = ho_alloc_array(v->count, sizeof *hashes);
  unsettle(v);
  if (hashes && ho_places_find(&v->forms.places, hashes, list_hashes(v, hashes))) {
    v->forms.placed = ho_alloc_array(v->forms.places.mask + 1, sizeof *v->forms.placed);
    v->forms.units = ho_alloc_array(form_count(v), sizeof *v->forms.units);
    v->forms.counts = ho_alloc_array(HO_STYLES, sizeof *v->forms.counts);
  }
  const bool ok = v->forms.placed && v->forms.units && v->forms.counts;
  if (ok) {
    find_counts(v->forms.counts);
    place_words(v);
    find_forms(v);
  }
  free(hashes);
  return ok;
}

/* ---- Numbers ---- */

static int by_order(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Lists words, each the lower half of a number, in the order of their new numbers; classes keep theirs. */
static void order_words(const ho_vocabulary *v, uint64_t *order) {
  for (size_t word = 0; word < v->count; word++) {
    const uint32_t before = word < HO_CLASS_COUNT ? 0 : UINT32_MAX - v->spellings[word].uses;
    order[word] = (uint64_t)before << 32 | word;
  }
  qsort(order, v->count, sizeof *order, by_order);
}

static void move_words(ho_vocabulary *v, const uint64_t *order, ho_word *words, ho_spelling *spellings,
                       uint32_t *numbers) {
  for (uint32_t i = 0; i < v->count; i++) {
    const uint32_t word = (uint32_t)order[i];
    numbers[word] = i;
    words[i] = v->words[word];
    spellings[i] = v->spellings[word];
  }
  for (size_t i = 0; i < v->count; i++)
    for (size_t shape = 0; shape < sizeof spellings->exact / sizeof *spellings->exact; shape++)
      spellings[i].exact[shape] = numbers[spellings[i].exact[shape]];
  for (size_t at = 0; at <= v->mask; at++)
    v->slots[at].word = numbers[v->slots[at].word];
}

bool ho_vocabulary_renumber(ho_vocabulary *v, uint32_t *numbers) {
  uint64_t *order = ho_alloc_array(v->count, sizeof *order);
  ho_word *words = ho_alloc_array(v->capacity, sizeof *words);
  ho_spelling *spellings = ho_alloc_array(v->capacity, sizeof *spellings);
  const bool ok = order && words && spellings;
  if (ok) {
    order_words(v, order);
    move_words(v, order, words, spellings, numbers);
    unsettle(v);
  }
  free(order);
  free(ok ? v->words : words);
  free(ok ? v->spellings : spellings);
  v->words = ok ? words : v->words;
  v->spellings = ok ? spellings : v->spellings;
  return ok;
}

uint32_t ho_vocabulary_add(ho_vocabulary *v, const char *folded, size_t length) {
  uint64_t hash = ho_hash(folded, length);
  uint32_t word = ho_vocabulary_find(v, hash);
  if (word || !grow_slots(v))
    return word;
  word = append_word(v, folded, length, hash);
  if (!word)
    return 0;
  unsettle(v);
  v->words[word].suffix = suffix_of(folded, length) & 15;
  place(v->slots, v->mask, hash, word);
  return word;
}

uint32_t ho_vocabulary_add_exact(ho_vocabulary *v, uint32_t word, ho_shape shape) {
  if (shape > HO_CAPS)
    return 0;
  if (!v->spellings[word].exact[shape]) {
    uint32_t exact = append_word(v, "=", 1, 0);
    v->spellings[word].exact[shape] = exact;
    v->words[word].flags |= HO_IN_PHRASES;
  }
  return v->spellings[word].exact[shape];
}

const char *ho_vocabulary_name(const ho_vocabulary *v, uint32_t word) {
  return v->names.data + v->spellings[word].name;
}

ho_class ho_class_by_name(const char *name, size_t length) {
  if (length == 0 || (*name != '<' && *name != '^' && *name != '"'))
    return HO_CLASS_NONE;
  for (int i = 1; i < HO_CLASS_COUNT; i++)
    if (strlen(CLASS_NAMES[i]) == length && memcmp(CLASS_NAMES[i], name, length) == 0)
      return (ho_class)i;
  return HO_CLASS_NONE;
}
