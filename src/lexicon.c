/* Reads a lexicon file, strictly. */
#include "lexicon.h"

#include "status.h"

#include <stdlib.h>
#include <string.h>

static const char HEADER[] = "handout-lexicon 1";

typedef enum section {
  SECTION_NONE,
  SECTION_FAMILY,
  SECTION_ABBREVIATION,
  SECTION_WEEKDAY,
  SECTION_MONTH,
  SECTION_MASK
} section;

typedef struct reader {
  ho_lexicon *lexicon;
  handout_error *error;
  size_t line;
  section section;
} reader;

typedef struct text {
  const char *at;
  size_t length;
} text;

static handout_status fail(reader *r, const char *message) {
  return ho_fail(r->error, HANDOUT_BAD_LEXICON, r->line, "%s", message);
}

static bool equals(text t, const char *word) {
  return t.length == strlen(word) && memcmp(t.at, word, t.length) == 0;
}

/* The next item before `stop`, blanks skipped; empty at the end. */
static text next_item(text *rest, char stop) {
  while (rest->length && *rest->at == ' ') {
    rest->at++;
    rest->length--;
  }
  text item = {rest->at, 0};
  while (item.length < rest->length && rest->at[item.length] != stop)
    item.length++;
  size_t taken = item.length + (item.length < rest->length && stop != ' ');
  rest->at += taken;
  rest->length -= taken;
  return item;
}

/* ---- Words ---- */

enum { MAX_TOKENS = HO_SCAN_ROOM };

static bool is_plain(text item) {
  for (size_t i = 0; i < item.length; i++)
    if (item.at[i] < 'a' || item.at[i] > 'z')
      return false;
  return item.length > 0 && item.length <= HO_SCAN_BYTES;
}

/* Why a word could not be added. */
static handout_status no_word(reader *r) {
  return r->lexicon->vocabulary.count < HO_MAX_WORDS ? HANDOUT_NO_MEMORY : fail(r, "too many words");
}

/* Appends an item of nothing but small letters, as most are, which is its own folded form. */
static handout_status add_plain_word(reader *r, text item, uint32_t *words, size_t *count) {
  if (*count == HO_MAX_PHRASE_WORDS)
    return fail(r, "a phrase has more than 12 words");
  uint32_t word = ho_vocabulary_add(&r->lexicon->vocabulary, item.at, item.length);
  if (!word)
    return no_word(r);
  words[(*count)++] = word;
  return HANDOUT_OK;
}

/* Appends the words of one item ("long-standing", "army's", "=US") to `words`. */
static handout_status add_words(reader *r, text item, uint32_t *words, size_t *count) {
  ho_vocabulary *vocabulary = &r->lexicon->vocabulary;
  bool exact = item.length > 1 && *item.at == '=';
  text plain = exact ? (text){item.at + 1, item.length - 1} : item;
  ho_token tokens[MAX_TOKENS];
  ho_scanner scanner;
  if (!exact && is_plain(item))
    return add_plain_word(r, item, words, count);
  if (plain.length > HO_SCAN_BYTES) /* one step of the scanner */
    return fail(r, "a word is too long");
  ho_scanner_start(&scanner, plain.at, 0, plain.length);
  size_t found = ho_scan(&scanner, tokens, MAX_TOKENS), before = *count;
  for (size_t i = 0; i < found; i++) {
    char folded[HO_FOLDED_MAX];
    if (tokens[i].kind != HO_WORD)
      continue;
    if (*count == HO_MAX_PHRASE_WORDS)
      return fail(r, "a phrase has more than 12 words");
    if (tokens[i].shape >= HO_DIGITS) { /* "covid-19": any number */
      words[(*count)++] = tokens[i].shape == HO_YEAR ? HO_CLASS_YEAR : HO_CLASS_NUMBER;
      continue;
    }
    size_t length = ho_fold_token(plain.at, &tokens[i], folded);
    uint32_t word = ho_vocabulary_add(vocabulary, folded, length);
    if (word && exact)
      word = tokens[i].shape <= HO_CAPS ? ho_vocabulary_add_exact(vocabulary, word, tokens[i].shape) : 0;
    if (!word)
      return exact && tokens[i].shape > HO_CAPS ? fail(r, "a word after = must be lower, Capital or CAPS")
                                                : no_word(r);
    words[(*count)++] = word;
  }
  return *count > before ? HANDOUT_OK : fail(r, "an item has no word in it");
}

/* ---- Phrases ---- */

static handout_status add_phrase(reader *r, const uint32_t *words, size_t count) {
  ho_lexicon *lexicon = r->lexicon;
  if (lexicon->phrase_count == HO_MAX_PHRASES)
    return fail(r, "too many phrases");
  if (lexicon->phrase_count == lexicon->phrase_capacity) {
    size_t capacity = lexicon->phrase_capacity ? lexicon->phrase_capacity * 2 : 1024;
    ho_phrase *phrases = realloc(lexicon->phrases, capacity * sizeof *phrases);
    if (!phrases)
      return HANDOUT_NO_MEMORY;
    lexicon->phrases = phrases;
    lexicon->phrase_capacity = capacity;
  }
  uint32_t start = (uint32_t)(lexicon->phrase_words.length / sizeof *words);
  if (!ho_buf_append(&lexicon->phrase_words, words, count * sizeof *words))
    return HANDOUT_NO_MEMORY;
  lexicon->phrases[lexicon->phrase_count++] =
      (ho_phrase){(uint32_t)(lexicon->family_count - 1), start, (uint32_t)count};
  return HANDOUT_OK;
}

static handout_status add_item(reader *r, text item, uint32_t *words, size_t *count) {
  ho_class class = ho_class_by_name(item.at, item.length);
  uint32_t word = equals(item, "*") ? HO_ANY_WORD : equals(item, "**") ? HO_ANY_WORDS : (uint32_t) class;
  if (class == HO_CLASS_QUOTE)
    return fail(r, "a quotation mark can't stand in a phrase");
  if (!word && item.length && *item.at == '<')
    return fail(r,
                "an unknown class of words; there are <name> <caps> <num> <year> <weekday> <month> <word>");
  if (!word)
    return add_words(r, item, words, count);
  if (*count == HO_MAX_PHRASE_WORDS)
    return fail(r, "a phrase has more than 12 words");
  words[(*count)++] = word;
  return HANDOUT_OK;
}

static handout_status check_phrase(reader *r, const uint32_t *words, size_t count) {
  size_t wild = 0;
  for (size_t i = 0; i < count; i++) {
    wild += ho_is_wildcard(words[i]);
    if (words[i] == HO_CLASS_START && i > 0)
      return fail(r, "^ can only begin a phrase");
  }
  if (count == 0 || ho_is_wildcard(words[0]) || ho_is_wildcard(words[count - 1]))
    return fail(r, "a phrase can't begin or end with a wildcard");
  if (count == 1 && words[0] == HO_CLASS_START)
    return fail(r, "^ alone is no phrase");
  return wild <= 2 ? HANDOUT_OK : fail(r, "a phrase has more than two wildcards");
}

/* A line of phrases, its items read once. A slot is a place in the phrase, "a|b" its alternatives. */
typedef struct alternative {
  uint32_t words[HO_MAX_PHRASE_WORDS];
  size_t count;
} alternative;

typedef struct slot {
  const alternative *first;
  size_t count;
} slot;

typedef struct phrases {
  alternative alternatives[HO_MAX_ALTERNATIVES + HO_MAX_PHRASE_WORDS];
  size_t alternative_count;
  slot slots[HO_MAX_PHRASE_WORDS];
  size_t slot_count;
  size_t choices; /* ways to choose an alternative in each slot */
} phrases;

static handout_status read_slot(reader *r, text items, phrases *p) {
  slot s = {&p->alternatives[p->alternative_count], 1};
  for (size_t i = 0; i < items.length; i++)
    s.count += items.at[i] == '|';
  p->choices *= s.count;
  if (p->choices > HO_MAX_ALTERNATIVES)
    return fail(r, "a line stands for more than 64 phrases");
  if (p->slot_count == HO_MAX_PHRASE_WORDS)
    return fail(r, "a phrase has more than 12 words");
  p->slots[p->slot_count++] = s;
  for (size_t i = 0; i < s.count; i++) {
    alternative *next = &p->alternatives[p->alternative_count++];
    next->count = 0;
    handout_status status = add_item(r, next_item(&items, '|'), next->words, &next->count);
    if (status != HANDOUT_OK)
      return status;
  }
  return HANDOUT_OK;
}

/* The phrase of one way to choose. */
static handout_status add_choice(reader *r, const phrases *p, size_t choice) {
  uint32_t words[HO_MAX_PHRASE_WORDS];
  size_t count = 0;
  for (size_t i = 0; i < p->slot_count; i++) {
    const alternative *chosen = &p->slots[i].first[choice % p->slots[i].count];
    choice /= p->slots[i].count;
    if (count + chosen->count > HO_MAX_PHRASE_WORDS)
      return fail(r, "a phrase has more than 12 words");
    memcpy(words + count, chosen->words, chosen->count * sizeof *words);
    count += chosen->count;
  }
  handout_status status = check_phrase(r, words, count);
  return status == HANDOUT_OK ? add_phrase(r, words, count) : status;
}

static handout_status read_phrase(reader *r, text line) {
  phrases p;
  p.alternative_count = p.slot_count = 0;
  p.choices = 1;
  handout_status status = HANDOUT_OK;
  for (text items = next_item(&line, ' '); items.length && status == HANDOUT_OK;
       items = next_item(&line, ' '))
    status = read_slot(r, items, &p);
  for (size_t choice = 0; choice < p.choices && status == HANDOUT_OK; choice++)
    status = add_choice(r, &p, choice);
  return status;
}

/* ---- Lists ---- */

/* A word of a list: its base word, and the shapes in which it counts. */
static handout_status read_list_word(reader *r, text item) {
  static const uint8_t all_shapes = 0x3F;
  ho_vocabulary *vocabulary = &r->lexicon->vocabulary;
  bool exact = item.length > 1 && *item.at == '=';
  text plain = exact ? (text){item.at + 1, item.length - 1} : item;
  uint32_t words[HO_MAX_PHRASE_WORDS] = {0};
  size_t count = 0;
  handout_status status = add_words(r, plain, words, &count);
  if (status != HANDOUT_OK)
    return status;
  if (count > 1 || words[0] < HO_CLASS_COUNT)
    return fail(r, "a list takes single words");
  ho_word *word = &vocabulary->words[words[0]];
  uint8_t shapes = !exact ? all_shapes : (uint8_t)(1 << HO_CAPITAL | 1 << HO_CAPS);
  switch (r->section) {
  case SECTION_ABBREVIATION:
    word->flags |= HO_ABBREVIATION;
    return HANDOUT_OK;
  case SECTION_MASK:
    word->flags |= HO_MASKED;
    return HANDOUT_OK;
  default:
    word->class_of = r->section == SECTION_WEEKDAY ? HO_CLASS_WEEKDAY : HO_CLASS_MONTH;
    word->class_shapes = shapes;
    return HANDOUT_OK;
  }
}

static handout_status read_list_line(reader *r, text line) {
  for (text item = next_item(&line, ' '); item.length; item = next_item(&line, ' ')) {
    handout_status status = read_list_word(r, item);
    if (status != HANDOUT_OK)
      return status;
  }
  return HANDOUT_OK;
}

/* ---- Sections ---- */

static handout_status begin_list(reader *r, text name) {
  static const struct {
    const char *name;
    section section;
  } lists[] = {{"@abbreviation", SECTION_ABBREVIATION},
               {"@weekday", SECTION_WEEKDAY},
               {"@month", SECTION_MONTH},
               {"@mask", SECTION_MASK}};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    if (equals(name, lists[i].name)) {
      r->section = lists[i].section;
      return HANDOUT_OK;
    }
  return fail(r, "an unknown list; there are @abbreviation @weekday @month @mask");
}

static bool is_family_name(text name) {
  for (size_t i = 0; i < name.length; i++)
    if (!((name.at[i] >= 'a' && name.at[i] <= 'z') || (name.at[i] >= '0' && name.at[i] <= '9') ||
          name.at[i] == '-'))
      return false;
  return name.length > 0 && name.length <= 60;
}

static bool add_name(ho_lexicon *lexicon, text name, uint32_t *offset) {
  *offset = (uint32_t)lexicon->names.length;
  return ho_buf_append(&lexicon->names, name.at, name.length) && ho_buf_append_char(&lexicon->names, '\0');
}

/* "speaker", "release": what hits of a family say about their sentence. */
static handout_status set_flags(reader *r, ho_family *family, text flags) {
  family->speaker = family->release = false;
  for (text flag = next_item(&flags, ' '); flag.length; flag = next_item(&flags, ' ')) {
    if (!equals(flag, "speaker") && !equals(flag, "release"))
      return fail(r, "an unknown flag; there are: speaker release");
    family->speaker = family->speaker || equals(flag, "speaker");
    family->release = family->release || equals(flag, "release");
  }
  return HANDOUT_OK;
}

static handout_status begin_family(reader *r, text name, text flags, text explanation) {
  ho_lexicon *lexicon = r->lexicon;
  if (!is_family_name(name))
    return fail(r, "a family's name is lower-case letters, digits and hyphens");
  for (size_t i = 0; i < lexicon->family_count; i++)
    if (equals(name, ho_family_name(lexicon, i)))
      return fail(r, "this family is there already");
  if (lexicon->family_count == HO_MAX_FAMILIES)
    return fail(r, "more than 256 families");
  ho_family *family = &lexicon->families[lexicon->family_count];
  if (!add_name(lexicon, name, &family->name) || !add_name(lexicon, explanation, &family->explanation))
    return HANDOUT_NO_MEMORY;
  lexicon->family_count++;
  r->section = SECTION_FAMILY;
  return set_flags(r, family, flags);
}

/* "[name]" or "[name flag...]", then an explanation. */
static handout_status read_header(reader *r, text line) {
  const char *close = memchr(line.at, ']', line.length);
  if (!close)
    return fail(r, "a line that begins with [ needs a ]");
  text inside = {line.at + 1, (size_t)(close - line.at) - 1};
  text explanation = {close + 1, line.length - inside.length - 2};
  while (explanation.length && *explanation.at == ' ') {
    explanation.at++;
    explanation.length--;
  }
  text name = next_item(&inside, ' ');
  if (name.length && *name.at == '@')
    return begin_list(r, name);
  return begin_family(r, name, inside, explanation);
}

static handout_status read_line(reader *r, text line) {
  while (line.length && (line.at[line.length - 1] == ' ' || line.at[line.length - 1] == '\r'))
    line.length--;
  for (size_t i = 0; i < line.length; i++)
    if ((unsigned char)line.at[i] < 0x20)
      return fail(r, "a control character; words are separated by spaces");
  if (line.length == 0 || *line.at == '#')
    return HANDOUT_OK;
  if (*line.at == '[')
    return read_header(r, line);
  if (r->section == SECTION_NONE)
    return fail(r, "a phrase stands before the first family");
  return r->section == SECTION_FAMILY ? read_phrase(r, line) : read_list_line(r, line);
}

static handout_status read_lines(reader *r, text rest) {
  bool first = true;
  while (rest.length) {
    const char *newline = memchr(rest.at, '\n', rest.length);
    text line = {rest.at, newline ? (size_t)(newline - rest.at) : rest.length};
    size_t taken = line.length + (newline != NULL);
    rest = (text){rest.at + taken, rest.length - taken};
    r->line++;
    if (first &&
        !equals((text){line.at, line.length - (line.length && line.at[line.length - 1] == '\r')}, HEADER))
      return fail(r, "the first line must be: handout-lexicon 1");
    handout_status status = first ? HANDOUT_OK : read_line(r, line);
    if (status != HANDOUT_OK)
      return status;
    first = false;
  }
  if (first)
    return fail(r, "the lexicon is empty");
  return r->lexicon->family_count ? HANDOUT_OK : fail(r, "the lexicon has no family");
}

handout_status ho_lexicon_read(const char *bytes, size_t length, size_t line, ho_lexicon **result,
                               handout_error *error) {
  *result = NULL;
  ho_lexicon *lexicon = calloc(1, sizeof *lexicon);
  if (!lexicon)
    return HANDOUT_NO_MEMORY;
  reader r = {.lexicon = lexicon, .error = error, .line = line};
  handout_status status = HANDOUT_NO_MEMORY;
  if (ho_vocabulary_init(&lexicon->vocabulary) && ho_buf_append(&lexicon->text, bytes, length))
    status = read_lines(&r, (text){bytes, length});
  if (status == HANDOUT_NO_MEMORY)
    ho_fail(error, status, 0, "%s", handout_strerror(status));
  if (status != HANDOUT_OK)
    ho_lexicon_free(lexicon);
  else
    *result = lexicon;
  return status;
}

void ho_lexicon_free(ho_lexicon *lexicon) {
  if (!lexicon)
    return;
  ho_buf_free(&lexicon->text);
  ho_buf_free(&lexicon->names);
  ho_buf_free(&lexicon->phrase_words);
  free(lexicon->phrases);
  ho_vocabulary_free(&lexicon->vocabulary);
  free(lexicon);
}

bool ho_lexicon_renumber(ho_lexicon *lexicon, uint32_t *numbers) {
  uint32_t *words = (uint32_t *)(void *)lexicon->phrase_words.data;
  if (!ho_vocabulary_renumber(&lexicon->vocabulary, numbers))
    return false;
  for (size_t i = 0; i < lexicon->phrase_words.length / sizeof *words; i++)
    words[i] = ho_is_wildcard(words[i]) ? words[i] : numbers[words[i]];
  return true;
}

ho_lexicon *ho_lexicon_image(const ho_lexicon *lexicon, ho_image *image) {
  ho_lexicon copy;
  const size_t place = ho_image_open(image, lexicon, &copy, sizeof copy);
  const ho_lexicon *from = lexicon ? lexicon : &copy;
  copy.text = ho_image_buf(image, &from->text);
  copy.names = ho_image_buf(image, &from->names);
  copy.phrases = ho_image_table(image, from->phrases, from->phrase_count, sizeof *from->phrases);
  copy.phrase_words = ho_image_buf(image, &from->phrase_words);
  ho_vocabulary_image(&copy.vocabulary, &from->vocabulary, image);
  return ho_image_close(image, place, &copy, sizeof copy);
}

const char *ho_family_name(const ho_lexicon *lexicon, size_t family) {
  return lexicon->names.data + lexicon->families[family].name;
}

const char *ho_family_explanation(const ho_lexicon *lexicon, size_t family) {
  return lexicon->names.data + lexicon->families[family].explanation;
}
