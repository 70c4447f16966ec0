/* What in a page is not the text of its article. */
#include "furniture.h"

#include "line_words.h"

#include <string.h>

enum {
  FEW_WORDS = 7, /* words of a label */
  PROMPT = 28,   /* bytes in which one ends with a colon */
  SHORT = 25,    /* bytes of a line that is always read */
  TAIL = 64,     /* of a line's last bytes, those in which a credit stands, and a 0 */
  LONGEST_BY_WORDS = 240,
  LONGEST = 600,       /* bytes of the longest line that can be furniture, code apart */
  WORD_POINTS = 5,     /* what a word of a page's frame is worth on average */
  LABEL_POINTS = 5,    /* evidence a label needs */
  SENTENCE_POINTS = 12 /* evidence a longer line or a sentence needs */
};

const char *ho_kind_name(ho_kind kind) {
  static const char *const names[HO_KINDS] = {
      "text", "share", "advertisement", "newsletter",        "cookie", "caption", "date", "byline",
      "link", "tag",   "code",          "repeated headline", "other",  "date",    "text"};
  return names[kind];
}

/* ---- Words ----------------------------------------------------------------- */

typedef struct entry {
  char words[24]; /* one or two, and room to read eight bytes at a time */
  ho_kind kind;
  int points;
} entry;

/* Words of a page's frame, sorted, with the evidence each is: 10 is enough for any short
 * line, 5 for one that has no other words, less only adds up. A pair counts instead of
 * its two words. 0 is a word that says nothing either way. */
#include "furniture_words.h"

/* True if the entry's first bytes are words[0, length), which are not none, and a word ends there. */
static bool begins_with(const entry *which, const char *words, size_t length) {
  if (length >= sizeof which->words)
    return false;
  size_t at = 0;
  for (; at + 8 < length; at += 8)
    if (ho_load_8(which->words + at) != ho_load_8(words + at))
      return false;
  const uint64_t differing = ho_load_8(which->words + at) ^ ho_load_8(words + at);
  return differing << 8 * (8 - (length - at)) == 0 && (unsigned char)which->words[length] <= ' ';
}

/* The first entry that begins with the word; NULL if none does. */
static const entry *first_entry(const char *word, size_t length) {
  for (size_t slot = frame_slot(word, length); frame_slots[slot]; slot = (slot + 1) % FRAME_SLOTS)
    if (begins_with(&frame_words[frame_slots[slot] - 1], word, length))
      return &frame_words[frame_slots[slot] - 1];
  return NULL;
}

/* The entry for the words from `first` on, of two before of one; NULL if there is none.
 * `length` is set to how many words it has. */
static const entry *find_entry(const line_words *words, size_t first, size_t *length) {
  const char *key = words->text + words->start[first];
  size_t one = (size_t)(words->start[first + 1] - 1 - words->start[first]);
  size_t two = first + 1 < words->count ? (size_t)(words->start[first + 2] - 1 - words->start[first]) : 0;
  const entry *single = NULL, *found = first_entry(key, one);
  const entry *end = frame_words + sizeof frame_words / sizeof frame_words[0];
  for (*length = 1; found && found < end && begins_with(found, key, one); found++) {
    if (found->words[one] == '\0')
      single = found;
    else if (two && begins_with(found, key, two) && found->words[two] == '\0')
      return *length = 2, found;
  }
  return single;
}

static bool is_number(const line_words *words, size_t index) {
  return (unsigned)words->text[words->start[index]] - '0' < 10u;
}

/* True if the first words are `phrase`. */
static bool starts_with(const line_words *words, const char *phrase) {
  if (words->text[0] != phrase[0]) /* as a rule */
    return false;
  size_t length = strlen(phrase);
  size_t used = words->start[words->count];
  return used > length && memcmp(words->text, phrase, length) == 0 && words->text[length] == ' ';
}

bool ho_is_among(const char *const *list, size_t count, const char *word, size_t length) {
  for (size_t low = 0, high = count; low < high;) {
    size_t middle = (low + high) / 2, at = 0;
    const char *listed = list[middle];
    while (at < length && listed[at] == (word[at] | 0x20))
      at++;
    if (at == length && listed[at] == '\0')
      return true;
    if (at == length || (word[at] | 0x20) < listed[at])
      high = middle;
    else
      low = middle + 1;
  }
  return false;
}

/* The same for one of a line's words. */
static bool has_word(const char *const *list, size_t count, const line_words *words, size_t index) {
  const size_t start = words->start[index];
  /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): a start stands behind the last word */
  return ho_is_among(list, count, words->text + start, words->start[index + 1] - 1u - start);
}
#define IS_AMONG(list, words, index) has_word(list, sizeof(list) / sizeof *(list), words, index)

/* ---- Kinds by words -------------------------------------------------------- */

/* The evidence in a line's words. */
typedef struct evidence {
  int points;
  int others;    /* words that no frame has */
  int weak;      /* words that a frame has, and much else */
  int first;     /* points of the first word */
  int best;      /* and of the strongest, */
  ho_kind kind;  /* which says the kind */
  bool personal; /* it speaks to the reader: "your", "our" */
} evidence;

static bool speaks_to_reader(const char *words) { /* "your", "our" */
  words += words[0] == 'y';
  return words[0] == 'o' && words[1] == 'u' && words[2] == 'r';
}

static void weigh_words(const line_words *words, evidence *sum) {
  memset(sum, 0, sizeof *sum);
  sum->kind = HO_OTHER;
  for (size_t i = 0, length; i < words->count; i += length) {
    const entry *found = find_entry(words, i, &length);
    if (!found) {
      sum->others += !is_number(words, i);
      continue;
    }
    sum->points += found->points;
    sum->first = i == 0 ? found->points : sum->first;
    sum->weak += found->points > 0 && found->points < WORD_POINTS - 1;
    sum->personal |= speaks_to_reader(found->words);
    if (found->points > sum->best) {
      sum->best = found->points;
      sum->kind = found->kind;
    }
  }
}

/* "Read more: ...", "Tags: ...": the words before a colon say it all. */
static ho_kind kind_by_prompt(const char *text, const ho_line *line) {
  size_t length = ho_line_length(line) < PROMPT ? ho_line_length(line) : PROMPT;
  const char *colon = memchr(text + line->start, ':', length);
  if (!colon || line->digits > 6 || memchr(text + line->start, '@', ho_line_length(line)))
    return HO_TEXT;
  ho_line prompt = *line;
  prompt.end = (size_t)(colon - text);
  line_words words;
  evidence sum;
  read_words(text, &prompt, &words);
  weigh_words(&words, &sum);
  bool leads_away = sum.kind == HO_LINK || sum.kind == HO_TAG || sum.kind == HO_ADVERTISEMENT;
  return leads_away && sum.points >= LABEL_POINTS && sum.others == 0 ? sum.kind : HO_TEXT;
}

static const char *const networks[] = {"facebook", "instagram", "linkedin", "reddit", "telegram",
                                       "tiktok",   "twitter",   "whatsapp", "youtube"};

/* Fewer words need less: a label may have no word of its own for each of a frame, a
 * sentence must be full of them and speak to the reader. */
static ho_kind kind_by_words(const char *text, const ho_line *line, const line_words *words) {
  evidence sum;
  weigh_words(words, &sum);
  bool sentence = line->ending == HO_ENDS_SENTENCE || line->ending == HO_ENDS_QUESTION;
  bool enough;
  if (!sentence && line->words <= FEW_WORDS)
    enough = sum.points >= LABEL_POINTS &&
             sum.points >= sum.others * WORD_POINTS + sum.weak * 3 + (sum.others ? 2 : 0);
  else if (line->words <= FEW_WORDS)
    enough = sum.first > 0 && sum.points >= LABEL_POINTS + 2 && sum.points >= sum.others * WORD_POINTS;
  else
    enough = sum.points >= SENTENCE_POINTS && sum.points * 2 >= sum.others * WORD_POINTS &&
             (sum.first > 0 || sum.personal) && !IS_AMONG(networks, words, 0); /* a sentence about it */
  return enough ? sum.kind : kind_by_prompt(text, line);
}

/* ---- Dates and bylines ----------------------------------------------------- */

static const char *const calendar[] = {
    "apr",    "april", "aug",       "august",  "dec",      "december",  "feb",      "february", "fri",
    "friday", "jan",   "january",   "jul",     "july",     "jun",       "june",     "mar",      "march",
    "may",    "mon",   "monday",    "nov",     "november", "oct",       "october",  "sat",      "saturday",
    "sep",    "sept",  "september", "sun",     "sunday",   "thu",       "thur",     "thurs",    "thursday",
    "today",  "tue",   "tues",      "tuesday", "wed",      "wednesday", "yesterday"};
static const char *const around_dates[] = {
    "a",   "am",   "and",    "at",      "bst",  "cest",  "cet",  "date", "day", "days",  "edt",
    "est", "et",   "gmt",    "h",       "hour", "hours", "hrs",  "is",   "ist", "local", "m",
    "min", "mins", "minute", "minutes", "nd",   "of",    "on",   "p",    "pdt", "pkt",   "pm",
    "pst", "pt",   "rd",     "st",      "th",   "the",   "time", "to",   "utc", "week",  "weeks"};
static const char *const page_dates[] = {"ago",    "created",   "edited",  "first",  "last",    "modified",
                                         "posted", "published", "revised", "update", "updated", "uploaded"};

static bool any_number(const line_words *words) {
  for (size_t i = 0; i < words->count; i++)
    if (is_number(words, i))
      return true;
  return false;
}

/* Every word must belong to a date; "Updated ..." is a page's, a plain date can be the
 * text's. */
static ho_kind date_kind(const char *text, const ho_line *line, const line_words *words) {
  size_t named = 0, numbers = 0, page = 0;
  if (line->digits == 0 || words->count == 0 || words->count > 14 || ho_line_length(line) > 90 ||
      !any_number(words))
    return HO_TEXT;
  for (size_t i = 0; i < words->count; i++) {
    if (is_number(words, i))
      numbers++;
    else if (IS_AMONG(calendar, words, i))
      named++;
    else if (IS_AMONG(page_dates, words, i))
      page++;
    else if (!IS_AMONG(around_dates, words, i))
      return HO_TEXT;
  }
  bool numeric = numbers >= 3 && line->digits >= 6 && !memchr(text + line->start, '-', ho_line_length(line));
  if (named == 0 && page == 0 && !numeric)
    return HO_TEXT;
  return page ? HO_DATE : HO_PLAIN_DATE;
}

static bool is_byline(const ho_line *line, const line_words *words) {
  bool by = starts_with(words, "by") || starts_with(words, "written by") || starts_with(words, "story by") ||
            starts_with(words, "reported by");
  return by && words->count >= 3 && words->count <= 12 && line->ending == HO_ENDS_PLAIN &&
         line->digits == 0 && line->capitals + 3 >= line->words && line->capitals >= 2 &&
         ho_line_length(line) <= 90;
}

/* ---- Captions -------------------------------------------------------------- */

static bool any_prefix(const line_words *words, const char *const *phrases) {
  for (; *phrases; phrases++)
    if (starts_with(words, *phrases))
      return true;
  return false;
}

/* Copies the line's last bytes in lower case. */
static void lower_tail(const char *text, const ho_line *line, char tail[TAIL]) {
  size_t length = ho_line_length(line) < TAIL - 1 ? ho_line_length(line) : TAIL - 1;
  const char *from = text + line->end - length;
  for (size_t i = 0; i < length; i++)
    tail[i] = (char)(from[i] | ((unsigned char)(from[i] - 'A') < 26) << 5);
  tail[length] = '\0';
}

/* Signs of credits, a bit each. */
enum { SLASH = 1, COLON = 2, PHO = 4, IMA = 8, CRE = 16, VIA = 32, SHU = 64, WIK = 128 };

/* Those that a line's end has. Compilers make few instructions of it. */
static unsigned signs_of_credit(const char tail[TAIL + 2]) {
  unsigned char slash = 0, colon = 0, pho = 0, ima = 0, cre = 0, via = 0, shu = 0, wik = 0;
  for (int i = 0; i < TAIL; i++) {
    const char *at = tail + i;
    slash |= at[0] == '/';
    colon |= at[0] == ':';
    pho |= (at[0] == 'p') & (at[1] == 'h') & (at[2] == 'o');
    ima |= (at[0] == 'i') & (at[1] == 'm') & (at[2] == 'a');
    cre |= (at[0] == 'c') & (at[1] == 'r') & (at[2] == 'e');
    via |= (at[0] == 'v') & (at[1] == 'i') & (at[2] == 'a');
    shu |= (at[0] == 's') & (at[1] == 'h') & (at[2] == 'u');
    wik |= (at[0] == 'w') & (at[1] == 'i') & (at[2] == 'k');
  }
  return slash * SLASH | colon * COLON | pho * PHO | ima * IMA | cre * CRE | via * VIA | shu * SHU |
         wik * WIK;
}

static bool ends_in_credit(const char *text, const ho_line *line) {
  static const struct {
    const char *text;
    unsigned sign; /* one that it has and few lines have */
  } credits[] = {
      {"getty images", IMA},   {"ap photo", PHO},      {"/afp", SLASH},          {"/reuters", SLASH},
      {"/ap)", SLASH},         {"via ap", VIA},        {"via reuters", VIA},     {"photo/", SLASH},
      {"photo:", COLON},       {"shutterstock", SHU},  {"wikimedia", WIK},       {"/getty", SLASH},
      {"file photo", PHO},     {"photo credit", PHO},  {"photographer:", COLON}, {"image source", IMA},
      {"photo by", PHO},       {"image credit", IMA},  {"picture credit", CRE},  {"credit:", COLON},
      {"photo courtesy", PHO}, {"handout photo", PHO}, {"image:", COLON},        {"pool/", SLASH},
      {"/epa", SLASH},         {"picture:", COLON}};
  char tail[TAIL + 2] = {0}; /* with two more for signs_of_credit */
  if (line->ending == HO_ENDS_SENTENCE && text[line->end - 1] != ')')
    return false;
  lower_tail(text, line, tail);
  const unsigned signs = signs_of_credit(tail);
  for (size_t i = 0; signs && i < sizeof credits / sizeof *credits; i++)
    if (signs & credits[i].sign && strstr(tail, credits[i].text))
      return true;
  return false;
}

/* "... on August 19, 2024. (ISPR)" */
static bool ends_in_source(const char *text, const ho_line *line) {
  if (text[line->end - 1] != ')')
    return false;
  size_t at = line->end - 1;
  while (at > line->start && line->end - at < 40 && text[at] != '(')
    at--;
  return text[at] == '(' && at >= line->start + 2 && text[at - 1] == ' ' && text[at - 2] == '.';
}

static bool is_caption(const char *text, const ho_line *line, const line_words *words) {
  static const char *const openings[] = {"file photo",
                                         "file photograph",
                                         "file picture",
                                         "file image",
                                         "photo by",
                                         "photos by",
                                         "photo credit",
                                         "photo courtesy",
                                         "image credit",
                                         "image source",
                                         "picture credit",
                                         "picture by",
                                         "representational image",
                                         "representative image",
                                         "a file photo",
                                         "collected photo",
                                         "photo collected",
                                         "ap photo",
                                         "image by",
                                         "illustration by",
                                         "photograph by",
                                         "handout photo",
                                         "caption",
                                         "undated file photo",
                                         "an undated photo",
                                         "this combination of",
                                         "this undated photo",
                                         "photo",
                                         NULL};
  static const char *const pictures[] = {"frame",      "grab",   "handout", "image", "photo",
                                         "photograph", "photos", "picture", "still"};
  if (ho_line_length(line) > LONGEST)
    return false;
  if (any_prefix(words, openings) && line->ending != HO_ENDS_SENTENCE && (words->count < 12 || line->ending))
    return true;
  bool in_this = starts_with(words, "in this") || starts_with(words, "this");
  for (size_t i = 1; in_this && i < words->count && i < 8; i++)
    if (IS_AMONG(pictures, words, i) && (text[line->end - 1] == ')' || starts_with(words, "in this")))
      return true;
  if (ends_in_credit(text, line))
    return true;
  static const char *const sides[] = {"center",  "centre",   "l", "left",  "photo",
                                      "picture", "pictured", "r", "right", "seen"};
  bool sided = false;
  if (!ends_in_source(text, line))
    return false;
  for (size_t i = 0; i + 1 < words->count; i++)
    sided |= IS_AMONG(sides, words, i);
  return sided;
}

/* ---- Code ------------------------------------------------------------------ */

static bool contains(const char *text, const ho_line *line, const char *part) {
  size_t length = strlen(part);
  size_t scanned = ho_line_length(line) > HO_LINE_SCANNED ? HO_LINE_SCANNED : ho_line_length(line);
  for (size_t at = line->start; at + length <= line->start + scanned; at++)
    if (text[at] == part[0] && memcmp(text + at, part, length) == 0)
      return true;
  return false;
}

static bool is_placeholder(const char *text, const ho_line *line) {
  return text[line->start] == '[' && text[line->end - 1] == ']' && ho_line_length(line) <= 80 &&
         line->words <= 4 && line->capitals == 0;
}

static bool has_any(const char *text, const ho_line *line, const char *const *parts) {
  for (; *parts; parts++)
    if (contains(text, line, *parts))
      return true;
  return false;
}

/* Style sheets, scripts and markup: their signs must be frequent, since a text can have
 * any of them now and then. */
static bool is_code(const char *text, const ho_line *line) {
  static const char *const blocks[] = {"{", "}", ";", "</", "=\"", NULL};
  static const char *const calls[] = {"){", "();", "function(", "');", "\");", "<!--", "-->", NULL};
  static const char *const inline_tags[] = {"<u>", "<b>", "<i>", "<em>", "<strong>", "<sup>", NULL};
  if (is_placeholder(text, line))
    return true;
  size_t scanned = ho_line_length(line) > HO_LINE_SCANNED ? HO_LINE_SCANNED : ho_line_length(line);
  size_t code = line->code;
  if (line->words == 0)
    return contains(text, line, "<!--") || contains(text, line, "{") || contains(text, line, "}");
  if (code * 60 >= scanned && has_any(text, line, calls))
    return true;
  return code * 30 >= scanned && has_any(text, line, blocks) && !has_any(text, line, inline_tags);
}

/* ---- The whole line -------------------------------------------------------- */

static bool is_end_mark(const line_words *words, const char *text, const ho_line *line) {
  if (ho_line_length(line) > 24)
    return false;
  bool marks =
      words->count == 0 && (text[line->start] == '#' || text[line->start] == '*' || text[line->start] == '_');
  return marks || (words->count == 1 && (starts_with(words, "ends") || starts_with(words, "end") ||
                                         (starts_with(words, "30") && text[line->start] == '-')));
}

/* Icon names and other identifiers: "icon-facebook icon-twitter". */
static bool is_identifiers(const char *text, const ho_line *line, const line_words *words) {
  return line->capitals == 0 && words->count >= 2 && line->ending == HO_ENDS_PLAIN &&
         ho_line_length(line) <= 120 &&
         (starts_with(words, "icon") || starts_with(words, "fa") || starts_with(words, "btn")) &&
         memchr(text + line->start, '-', ho_line_length(line)) != NULL;
}

/* What can be said at a glance: most lines have no word that furniture has, and most
 * sentences too few. */
static bool is_plain(const char *text, const ho_line *line) {
  size_t length = ho_line_length(line);
  if (length > LONGEST)
    return true;
  if (length < SHORT || (text[line->start] == 'B' && text[line->start + 1] == 'y'))
    return false;
  if (line->ending == HO_ENDS_SENTENCE && text[line->end - 1] != ')')
    return line->frame_words * 5 < line->words ||
           (length > LONGEST_BY_WORDS && !memchr("FIT", text[line->start], 3));
  return line->frame_words == 0 && line->digits == 0 && line->code == 0 && length <= HO_LINE_SCANNED;
}

/* "Home > World > Asia" */
static bool is_trail(const char *text, const ho_line *line) {
  size_t steps = 0, length = ho_line_length(line);
  if (length > READ || line->ending != HO_ENDS_PLAIN || line->words > 16 ||
      (line->code == 0 && !memchr(text + line->start, 0xC2, length) &&
       !memchr(text + line->start, 0xE2, length)))
    return false;
  for (size_t at = line->start + 1; at + 2 < line->end; at++)
    steps += (text[at] == '>' && text[at - 1] == ' ' && text[at + 1] == ' ') ||
             memcmp(text + at, "\xC2\xBB", 2) == 0 || memcmp(text + at, "\xE2\x80\xBA", 3) == 0;
  return steps >= 2;
}

static ho_kind kind_of(const char *text, const ho_line *line) {
  size_t length = ho_line_length(line);
  line_words words;
  read_words(text, line, &words);
  if (is_end_mark(&words, text, line))
    return HO_END_MARK;
  if (is_identifiers(text, line, &words))
    return HO_SHARE;
  if (length <= READ && length >= 2 && memcmp(text + line->start, "\xC2\xA9", 2) == 0)
    return HO_OTHER;
  ho_kind kind = date_kind(text, line, &words);
  if (kind != HO_TEXT)
    return kind;
  if (is_byline(line, &words))
    return HO_BYLINE;
  if (is_caption(text, line, &words))
    return HO_CAPTION;
  return length <= LONGEST_BY_WORDS ? kind_by_words(text, line, &words) : HO_TEXT;
}

/* "By A. Writer | Updated May 3 | 2 min read": furniture if all its parts are. */
static ho_kind kind_of_parts(const char *text, const ho_line *line) {
  ho_kind kind = HO_TEXT;
  for (size_t start = line->start; start < line->end;) {
    const char *bar = memchr(text + start, '|', line->end - start);
    size_t end = bar ? (size_t)(bar - text) : line->end;
    ho_line part = {0};
    ho_measure_line(text, start, end, &part);
    start = end + 1;
    if (part.start == part.end)
      continue;
    ho_kind found = kind_of(text, &part);
    if (found == HO_TEXT || found == HO_END_MARK)
      return HO_TEXT;
    kind = kind == HO_TEXT || kind == HO_PLAIN_DATE ? found : kind;
  }
  return kind;
}

ho_kind ho_furniture_kind(const char *text, const ho_line *line) {
  if (line->start == line->end)
    return HO_TEXT;
  bool marked = line->code > 0 || text[line->start] == '[' || text[line->start] == '<';
  if (marked && is_code(text, line))
    return HO_CODE;
  if (is_plain(text, line))
    return HO_TEXT;
  ho_kind kind = kind_of(text, line);
  if (kind == HO_TEXT && line->code && memchr(text + line->start, '|', ho_line_length(line)))
    return ho_line_length(line) <= READ ? kind_of_parts(text, line) : HO_TEXT;
  return kind == HO_TEXT && is_trail(text, line) ? HO_LINK : kind;
}

bool ho_is_label(const char *text, const ho_line *line) {
  return line->words > 0 && line->words <= 8 && ho_line_length(line) <= 60 && line->ending == HO_ENDS_PLAIN &&
         !line->bullet && !line->quote_start && !line->lower_start && line->digits <= 4 && line->stops == 0 &&
         !memchr(text + line->start, '@', ho_line_length(line)) && (unsigned)text[line->start] - '0' >= 10u;
}
