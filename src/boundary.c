/* How much a line looks like the first of another article. */
#include "boundary.h"

#include <math.h>
#include <string.h>

enum {
  OPENING_LINES = 8, /* lines whose terms are kept for the whole article */
  RECENT_LINES = 40, /* lines after which the older half of the recent terms is dropped */
  AFTER = 8,         /* text lines behind a candidate that are compared */
  DATELINE = 72,     /* bytes in which a dateline ends */
  LONGEST_HEAD = 300 /* bytes of a headline */
};

/* ---- Window ---------------------------------------------------------------- */

void ho_window_open(ho_window *window, const char *text, size_t length) {
  window->reader = (ho_line_reader){text, length, 0};
  window->count = 0;
}

const ho_line *ho_window_line(ho_window *window, size_t index) {
  while (window->count <= index) {
    ho_line *line = &window->lines[window->count % HO_WINDOW];
    if (!ho_read_line(&window->reader, line))
      return NULL;
    line->kind = (uint8_t)ho_furniture_kind(window->reader.text, line);
    window->count++;
  }
  return window->count - index <= HO_WINDOW ? &window->lines[index % HO_WINDOW] : NULL;
}

/* ---- Topic ----------------------------------------------------------------- */

static void remember(uint64_t *set, uint32_t term) {
  uint32_t place = (term >> 1) % (HO_SEEN_WORDS * 64);
  set[place / 64] |= (uint64_t)1 << (place % 64);
}

static bool is_remembered(const uint64_t *set, uint32_t term) {
  uint32_t place = (term >> 1) % (HO_SEEN_WORDS * 64);
  return set[place / 64] >> (place % 64) & 1;
}

bool ho_was_seen(const ho_topic *topic, uint32_t term) {
  return is_remembered(topic->seen_terms, term);
}

void ho_topic_start(ho_topic *topic) {
  memset(topic, 0, sizeof *topic);
}

static void add_terms(ho_topic *topic, const ho_line *line) {
  unsigned seen = 0;
  for (unsigned i = 0; i < line->term_count; i++) {
    seen += ho_was_seen(topic, line->terms[i]);
    remember(topic->lines < OPENING_LINES ? topic->opening : topic->recent, line->terms[i]);
    remember(topic->seen_terms, line->terms[i]);
  }
  if (line->term_count >= 6 && topic->lines > 0) {
    float share = (float)seen / (float)line->term_count;
    topic->seen = topic->seen > 0 ? topic->seen + 0.2f * (share - topic->seen) : share;
  }
}

/* Keeps the terms of the opening and of the latest lines. */
static void forget_terms(ho_topic *topic) {
  for (int i = 0; i < HO_SEEN_WORDS; i++)
    topic->seen_terms[i] = topic->opening[i] | topic->recent[i];
  memset(topic->recent, 0, sizeof topic->recent);
}

static void add_gap(ho_topic *topic, unsigned gap) {
  topic->gaps[gap < 1 ? 0 : gap > 4 ? 3 : gap - 1]++;
  topic->largest_gap = gap > topic->largest_gap ? gap : topic->largest_gap;
}

void ho_topic_add(ho_topic *topic, const ho_line *line) {
  if (topic->lines > 0 || topic->repeat_count > 0)
    add_gap(topic, line->gap);
  if (line->hash && ho_line_length(line) < 200)
    topic->repeats[topic->repeat_count++ % HO_REPEATS] = line->hash;
  if (ho_is_furniture((ho_kind)line->kind))
    return;
  add_terms(topic, line);
  bool label = ho_line_length(line) < 100 && line->ending != HO_ENDS_SENTENCE;
  topic->heads += topic->after_label && ho_line_length(line) >= 100;
  topic->labels += label && topic->lines > 0;
  topic->after_label = label && topic->lines > 0;
  if (++topic->lines % RECENT_LINES == 0)
    forget_terms(topic);
}

static bool is_repeated(const ho_topic *topic, const ho_line *line) {
  unsigned count = topic->repeat_count < HO_REPEATS ? topic->repeat_count : HO_REPEATS;
  for (unsigned i = 0; i < count; i++)
    if (line->hash && topic->repeats[i] == line->hash)
      return true;
  return false;
}

/* ---- Datelines ------------------------------------------------------------- */

/* True if text[at] can end a dateline: a colon, a dash, a bracket's end before one. */
static bool ends_dateline(const char *text, size_t at) {
  if (text[at] == ':')
    return text[at + 1] == ' ';
  if (text[at] == '-')
    return text[at + 1] == '-' || ((text[at - 1] == ' ' || text[at - 1] == ')') && text[at + 1] == ' ');
  return text[at] == '\xE2' && text[at + 1] == '\x80' && (text[at + 2] == '\x93' || text[at + 2] == '\x94');
}

bool ho_has_dateline(const char *text, const ho_line *line) {
  if (ho_line_length(line) < DATELINE || (unsigned)text[line->start] - 'A' >= 26u)
    return false;
  unsigned words = 1, lower = 0, upper = 1, digits = 0;
  for (size_t at = line->start + 1; at < line->start + DATELINE - 2; at++) {
    unsigned char byte = (unsigned char)text[at];
    if (at > line->start + 2 && ends_dateline(text, at))
      return words <= 9 && (words <= 2 || digits || upper > words);
    words += text[at - 1] == ' ';
    lower += text[at - 1] == ' ' && (unsigned)byte - 'a' < 26u;
    if (lower > 1 || (text[at - 1] == '.' && byte == ' ' && at > line->start + 6))
      return false;
    upper += (unsigned)byte - 'A' < 26u;
    digits += (unsigned)byte - '0' < 10u;
  }
  return false;
}

/* ---- Cues ------------------------------------------------------------------ */

static float share(unsigned part, unsigned whole) {
  return whole ? (float)part / (float)whole : 0;
}

static unsigned usual_gap(ho_window *window, const ho_topic *topic, size_t index) {
  unsigned gaps[4];
  memcpy(gaps, topic->gaps, sizeof gaps);
  for (size_t i = index + 1; i <= index + 6; i++) {
    const ho_line *line = ho_window_line(window, i);
    if (line)
      gaps[line->gap < 1 ? 0 : line->gap > 4 ? 3 : line->gap - 1]++;
  }
  unsigned usual = 0;
  for (unsigned i = 1; i < 4; i++)
    usual = gaps[i] > gaps[usual] ? i : usual;
  return usual + 1;
}

/* The lines behind a candidate that are text: those that carry its topic. */
typedef struct following {
  const ho_line *lines[AFTER];
  unsigned count;
  unsigned skipped; /* furniture, dates and repeats before the first of them */
  bool dated, repeated;
} following;

static void look_after(ho_window *window, size_t index, following *after) {
  const ho_line *line, *own = ho_window_line(window, index);
  memset(after, 0, sizeof *after);
  for (size_t i = index + 1; i <= index + HO_LOOK_AHEAD - 2 && after->count < AFTER; i++) {
    if (!(line = ho_window_line(window, i)))
      break;
    bool repeat = own->hash && line->hash == own->hash;
    after->repeated |= repeat;
    if (repeat || (line->kind != HO_TEXT && line->kind != HO_END_MARK)) {
      after->skipped += after->count == 0;
      after->dated |= after->count == 0 &&
                      (line->kind == HO_DATE || line->kind == HO_PLAIN_DATE || line->kind == HO_BYLINE);
      continue;
    }
    after->lines[after->count++] = line;
  }
}

static void own_cues(const char *text, const ho_line *line, float *cue) {
  size_t length = ho_line_length(line);
  cue[0] = line->ending == HO_ENDS_PLAIN;
  cue[1] = line->ending == HO_ENDS_SENTENCE;
  cue[2] = line->ending == HO_ENDS_QUESTION;
  cue[3] = line->ending >= HO_ENDS_COLON;
  cue[4] = length < 20;
  cue[5] = length >= 20 && length < 36;
  cue[6] = length >= 120 && length < 200;
  cue[7] = length >= 200;
  cue[8] = share(line->capitals, line->words);
  cue[9] = share(line->shouted, line->words) > 0.8f;
  cue[10] = line->bullet || line->lower_start || (unsigned)text[line->start] - '0' < 10u ||
            text[line->start] == '[' || text[line->start] == '(';
  cue[11] = line->quote_start;
  cue[12] = line->kind != HO_TEXT;
  cue[13] = ho_has_dateline(text, line);
  cue[14] = line->stops > 0;
  cue[15] = line->digits > 4 && length < 100;
}

static bool is_contact(const char *text, const ho_line *line) {
  size_t length = ho_line_length(line) < 300 ? ho_line_length(line) : 300;
  return memchr(text + line->start, '@', length) != NULL || (line->digits >= 7 && length < 80) ||
         (text[line->start] == '(' && text[line->end - 1] == ')');
}

/* Lower-case words in the order of their bytes. */

static const char *const connectives[] = {
    "additionally", "also",   "and",       "annex",     "another", "appendix", "as",      "besides",
    "both",         "but",    "enclosed",  "finally",   "first",   "for",      "further", "furthermore",
    "he",           "her",    "his",       "however",   "i",       "if",       "indeed",  "instead",
    "it",           "its",    "meanwhile", "moreover",  "nor",     "note",     "notes",   "or",
    "other",        "others", "second",    "she",       "so",      "source",   "still",   "such",
    "that",         "their",  "then",      "therefore", "these",   "they",     "third",   "this",
    "those",        "thus",   "we",        "when",      "while",   "yet",      "you"};

static bool is_listed(const char *const *list, size_t count, const char *word, size_t length) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2, at = 0;
    while (at < length && list[middle][at] == (word[at] | 0x20))
      at++;
    if (at == length && list[middle][at] == '\0')
      return true;
    if (at == length || (word[at] | 0x20) < list[middle][at])
      high = middle;
    else
      low = middle + 1;
  }
  return false;
}

static bool goes_on(const char *text, const ho_line *line) {
  size_t end = line->start;
  while (end < line->end && (unsigned)(text[end] | 0x20) - 'a' < 26u)
    end++;
  return end > line->start && is_listed(connectives, sizeof connectives / sizeof *connectives,
                                        text + line->start, end - line->start);
}

static void before_cues(const char *text, const ho_line *before, float *cue) {
  if (!before)
    return;
  size_t length = ho_line_length(before);
  cue[0] = before->ending == HO_ENDS_SENTENCE;
  cue[1] = before->ending == HO_ENDS_PLAIN && length < 80 && before->kind == HO_TEXT;
  cue[2] = ho_is_furniture((ho_kind)before->kind);
  cue[3] = before->kind == HO_END_MARK;
  cue[4] = length < 60;
  cue[5] = before->ending >= HO_ENDS_COLON;
  cue[6] = is_contact(text, before);
}

static void gap_cues(const ho_line *line, unsigned usual, float *cue) {
  cue[0] = line->gap > usual;
  cue[1] = line->gap > usual + 1;
  cue[2] = line->gap < usual;
}

static void after_cues(const char *text, const following *after, float *cue) {
  cue[0] = after->repeated;
  cue[1] = (float)(after->skipped > 3 ? 3 : after->skipped) / 3;
  cue[2] = after->dated;
  if (after->count > 0) {
    const ho_line *lead = after->lines[0];
    cue[3] = ho_line_length(lead) >= 100;
    cue[4] = ho_line_length(lead) >= 200;
    cue[5] = lead->ending == HO_ENDS_SENTENCE;
    cue[6] = ho_has_dateline(text, lead);
    cue[7] = ho_line_length(lead) < 60;
    cue[8] = lead->lower_start || lead->bullet || lead->quote_start;
  }
  if (after->count > 1)
    cue[9] = ho_line_length(after->lines[1]) >= 100 && after->lines[1]->ending == HO_ENDS_SENTENCE;
  cue[10] = after->count == 0;
  cue[11] = after->count < 4;
}

/* True if a term stands in the three lines behind a candidate. */
static bool stands_after(uint32_t term, const following *after) {
  for (unsigned i = 0; i < after->count && i < 3; i++)
    for (unsigned k = 0; k < after->lines[i]->term_count; k++)
      if ((after->lines[i]->terms[k] | 1) == (term | 1))
        return true;
  return false;
}

/* The share of a line's terms that stand in the lines behind it. */
static float shared_terms(const ho_line *line, const following *after) {
  unsigned shared = 0;
  for (unsigned i = 0; i < line->term_count; i++)
    shared += stands_after(line->terms[i], after);
  return share(shared, line->term_count);
}

static void count_seen(const ho_topic *topic, const ho_line *line, unsigned *seen, unsigned *names,
                       unsigned *names_seen) {
  for (unsigned i = 0; i < line->term_count; i++) {
    bool found = ho_was_seen(topic, line->terms[i]);
    *seen += found;
    *names += line->terms[i] & 1;
    *names_seen += found && (line->terms[i] & 1);
  }
}

static void topic_cues(const ho_topic *topic, const ho_line *line, const following *after, float *cue) {
  unsigned own_seen = 0, own_names = 0, own_names_seen = 0;
  count_seen(topic, line, &own_seen, &own_names, &own_names_seen);
  unsigned all = 0, seen = 0, names = 0, names_seen = 0;
  if (ho_line_length(line) >= 120) {
    all = line->term_count;
    seen = own_seen;
    names = own_names;
    names_seen = own_names_seen;
  }
  for (unsigned i = 0; i < after->count; i++) {
    count_seen(topic, after->lines[i], &seen, &names, &names_seen);
    all += after->lines[i]->term_count;
  }
  cue[0] = shared_terms(line, after);
  cue[1] = line->term_count ? share(own_seen, line->term_count) : 0.5f;
  cue[2] = all ? share(seen, all) : 0.5f;
  cue[3] = names ? share(names_seen, names) : cue[2];
  cue[4] = cue[2] - topic->seen;
  cue[5] = names >= 3 && names_seen == 0;
  cue[6] = is_repeated(topic, line);
  cue[7] = topic->lines == 1;
  cue[8] = topic->lines == 2;
  cue[9] = topic->lines == 0;
  cue[10] = logf(1 + (float)topic->lines) / 4;
  float usual = topic->seen < 0.1f ? 0.1f : topic->seen > 0.9f ? 0.9f : topic->seen;
  float n = all > 0 ? (float)all : 1;
  cue[38] = (n * usual - (float)seen) / sqrtf(n * usual * (1 - usual)) / 5;
  cue[39] = names > 0
                ? ((float)names * usual - (float)names_seen) / sqrtf((float)names * usual * (1 - usual)) / 5
                : 0;
}

bool ho_may_start(ho_window *window, size_t index) {
  const ho_line *line = ho_window_line(window, index);
  if (!line || ho_is_furniture((ho_kind)line->kind) || line->lower_start || line->bullet)
    return false;
  if (line->ending != HO_ENDS_SENTENCE && ho_line_length(line) < LONGEST_HEAD)
    return true;
  const ho_line *before = index ? ho_window_line(window, index - 1) : NULL;
  return !before || line->gap > before->gap || before->kind != HO_TEXT || before->ending == HO_ENDS_PLAIN ||
         before->closing_words > 1 || ho_has_dateline(window->reader.text, line);
}

void ho_measure_boundary(ho_window *window, const ho_topic *topic, size_t index,
                         float cues[HO_BOUNDARY_CUES]) {
  const char *text = window->reader.text;
  memset(cues, 0, HO_BOUNDARY_CUES * sizeof *cues);
  following after;
  look_after(window, index, &after);
  unsigned usual = usual_gap(window, topic, index);
  const ho_line *line = ho_window_line(window, index);
  own_cues(text, line, cues);                                                     /* 16 */
  before_cues(text, index ? ho_window_line(window, index - 1) : NULL, cues + 16); /* 7 */
  gap_cues(line, usual, cues + 23);                                               /* 3 */
  after_cues(text, &after, cues + 26);                                            /* 12 */
  topic_cues(topic, line, &after, cues + 38);                                     /* 11 */
  bool head = (line->ending == HO_ENDS_PLAIN || line->ending == HO_ENDS_QUESTION) &&
              ho_line_length(line) >= 20 && ho_line_length(line) < 200 && line->kind == HO_TEXT &&
              cues[10] == 0;
  bool lead = cues[29] > 0 && cues[31] > 0 && cues[34] == 0;
  float fresh = 1 - cues[40], fresh_names = 1 - cues[41];
  cues[49] = head && lead;
  cues[50] = cues[49] * fresh;
  cues[51] = cues[49] * fresh_names;
  cues[52] = cues[49] * cues[38];
  cues[53] = cues[49] * cues[23];
  cues[54] = cues[23] * fresh;
  cues[55] = cues[49] * cues[32];
  cues[56] = cues[7] * cues[23];
  cues[57] = cues[7] * fresh_names;
  cues[58] = cues[13] * fresh_names;
  cues[59] = cues[49] * (1 - cues[39]);
  const ho_line *first = ho_line_length(line) >= 120 || after.count == 0 ? line : after.lines[0];
  const ho_line *before = index ? ho_window_line(window, index - 1) : NULL;
  bool largest = topic->lines > 1 && line->gap > topic->largest_gap;
  for (size_t i = index + 1; i <= index + 8 && largest; i++) {
    const ho_line *next = ho_window_line(window, i);
    largest = !next || next->gap < line->gap;
  }
  cues[78] = largest;
  cues[79] = largest && topic->lines > 5;
  cues[80] = largest && cues[7] > 0;
  cues[81] = largest * fresh_names;
  unsigned fresh_shared = 0, old_names = 0;
  for (unsigned i = 0; i < line->term_count; i++)
    fresh_shared += !ho_was_seen(topic, line->terms[i]) && stands_after(line->terms[i], &after);
  for (unsigned j = 0; j < after.count; j++)
    for (unsigned k = 0; k < after.lines[j]->term_count; k++)
      old_names += (after.lines[j]->terms[k] & 1) && ho_was_seen(topic, after.lines[j]->terms[k]);
  cues[82] = (float)(fresh_shared > 4 ? 4 : fresh_shared) / 4;
  cues[83] = (float)(old_names > 6 ? 6 : old_names) / 6;
  cues[84] = cues[82] * cues[49];
  const ho_line *last = index ? ho_window_line(window, index - 1) : NULL;
  if (last && ho_is_label(text, last) && last->kind == HO_TEXT) {
    unsigned known = 0;
    for (unsigned i = 0; i < last->term_count; i++)
      known += ho_was_seen(topic, last->terms[i]);
    cues[85] = known == 0;
  }
  cues[86] = cues[18] * cues[49];
  cues[87] = cues[18] * cues[81];
  cues[60] = goes_on(text, first);
  cues[61] = (float)(first->opening_words > 2 ? 2 : first->opening_words);
  cues[62] = before ? (float)(before->closing_words > 3 ? 3 : before->closing_words) : 0;
  if (before && ho_is_furniture((ho_kind)before->kind) && index >= 2 &&
      (before = ho_window_line(window, index - 2)))
    cues[62] = (float)(before->closing_words > 3 ? 3 : before->closing_words);
  cues[63] = share(topic->labels, topic->lines);
  cues[64] = topic->heads > 0;
  cues[65] = topic->heads > 1;
  cues[66] = cues[49] * (float)(ho_line_length(line) > 120 ? 120 : ho_line_length(line)) / 100;
  cues[67] = cues[49] * cues[8];
  cues[68] = cues[49] * cues[63];
  cues[69] = cues[49] * cues[64];
  cues[70] = cues[49] * cues[60];
  cues[71] = cues[49] * cues[61];
  cues[72] = cues[49] * cues[62];
  cues[73] = cues[7] * cues[60];
  cues[74] = cues[7] * cues[61];
  cues[75] = cues[7] * cues[62];
}

static const float weights[HO_BOUNDARY_CUES + 1] = {
#include "boundary_weights.h"
};

float ho_boundary_score(const float cues[HO_BOUNDARY_CUES]) {
  float score = weights[HO_BOUNDARY_CUES];
  for (int i = 0; i < HO_BOUNDARY_CUES; i++)
    score += weights[i] * cues[i];
  return score;
}
