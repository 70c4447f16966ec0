/* How much a line looks like the first of another article. */
#include "boundary.h"

#include "boundary_cues.h"

#include <math.h>
#include <string.h>

enum {
  AFTER = 8,          /* text lines behind a candidate that are compared */
  LOOK_AHEAD = 14,    /* lines among which they are looked for */
  NEAR = 3,           /* of them, those that repeat a headline's words */
  DATELINE = 72,      /* bytes in which a dateline ends */
  LONGEST_HEAD = 300, /* bytes of a headline */
  LEAD = 100,         /* bytes of a lead paragraph */
  FRESH_TERMS = 5     /* terms from which a paragraph can be judged by itself */
};

static const float ROUNDING = 0.125f; /* a hundred roundings of sums below a thousand are less */

static const float weights[HO_BOUNDARY_CUES + 1] = {
#include "boundary_weights.h"
};

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
  if (!line->dashed || ho_line_length(line) < DATELINE || (unsigned)text[line->start] - 'A' >= 26u)
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

/* ---- First words ----------------------------------------------------------- */

/* Words with which a text goes on and does not begin, in the order of their bytes. */
static const char *const connectives[] = {
    "additionally", "also",   "and",       "annex",     "another", "appendix", "as",      "besides",
    "both",         "but",    "enclosed",  "finally",   "first",   "for",      "further", "furthermore",
    "he",           "her",    "his",       "however",   "i",       "if",       "indeed",  "instead",
    "it",           "its",    "meanwhile", "moreover",  "nor",     "note",     "notes",   "or",
    "other",        "others", "second",    "she",       "so",      "source",   "still",   "such",
    "that",         "their",  "then",      "therefore", "these",   "they",     "third",   "this",
    "those",        "thus",   "we",        "when",      "while",   "yet",      "you"};

/* The lengths of those that begin with a letter, a bit each. */
static const uint16_t connective_lengths[26] = {['a' - 'a'] = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 7 |
                                                              1 << 8 | 1 << 12,
                                                ['b' - 'a'] = 1 << 3 | 1 << 4 | 1 << 7,
                                                ['e' - 'a'] = 1 << 8,
                                                ['f' - 'a'] = 1 << 3 | 1 << 5 | 1 << 7 | 1 << 11,
                                                ['h' - 'a'] = 1 << 2 | 1 << 3 | 1 << 7,
                                                ['i' - 'a'] = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 7,
                                                ['m' - 'a'] = 1 << 8 | 1 << 9,
                                                ['n' - 'a'] = 1 << 3 | 1 << 4 | 1 << 5,
                                                ['o' - 'a'] = 1 << 2 | 1 << 5 | 1 << 6,
                                                ['s' - 'a'] = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6,
                                                ['t' - 'a'] = 1 << 4 | 1 << 5 | 1 << 9,
                                                ['w' - 'a'] = 1 << 2 | 1 << 4 | 1 << 5,
                                                ['y' - 'a'] = 1 << 3};

static bool is_connective(const char *word, size_t length) {
  return length < 16 && connective_lengths[(word[0] | 0x20) - 'a'] >> length & 1 &&
         ho_is_among(connectives, sizeof connectives / sizeof *connectives, word, length);
}

static bool goes_on(const char *text, const ho_line *line) {
  size_t end = line->start;
  while (end < line->end && (unsigned)(text[end] | 0x20) - 'a' < 26u)
    end++;
  return end > line->start && is_connective(text + line->start, end - line->start);
}

/* Items, notes, second halves: "4. ...", "[1] ...", "* ...", "- ...". */
static bool starts_item(const char *text, const ho_line *line) {
  const char *first = text + line->start;
  bool dash = ho_line_length(line) >= 3 && first[0] == '\xE2' && first[1] == '\x80' &&
              (first[2] == '\x93' || first[2] == '\x94');
  return line->bullet || line->lower_start || dash || (unsigned)first[0] - '0' < 10u || first[0] == '[' ||
         first[0] == '(' || first[0] == '*' || first[0] == '<' || first[0] == '-';
}

/* ---- The line and the one before ------------------------------------------- */

static float share(unsigned part, unsigned whole) {
  return whole ? (float)part / (float)whole : 0;
}

static float at_most(unsigned most, unsigned count) {
  return (float)(count < most ? count : most) / (float)most;
}

static bool is_contact(const char *text, const ho_line *line) {
  size_t length = ho_line_length(line) < 300 ? ho_line_length(line) : 300;
  return memchr(text + line->start, '@', length) != NULL || (line->digits >= 7 && length < 80) ||
         (text[line->start] == '(' && text[line->end - 1] == ')');
}

static void measure_line(const char *text, const ho_line *line, float *cues) {
  size_t length = ho_line_length(line);
  cues[PLAIN_END] = line->ending == HO_ENDS_PLAIN;
  cues[SENTENCE_END] = line->ending == HO_ENDS_SENTENCE;
  cues[QUESTION_END] = line->ending == HO_ENDS_QUESTION;
  cues[OPEN_END] = line->ending >= HO_ENDS_COLON;
  cues[TINY] = length < 20;
  cues[BRIEF] = length >= 20 && length < 36;
  cues[LONGISH] = length >= 120 && length < 200;
  cues[LONG] = length >= 200;
  cues[TITLE_CASE] = share(line->capitals, line->words);
  cues[SHOUTED] = share(line->shouted, line->words) > 0.8f;
  cues[ITEM] = starts_item(text, line);
  cues[QUOTE] = line->quote_start;
  cues[MARKED] = line->kind != HO_TEXT;
  cues[SEVERAL_SENTENCES] = line->stops > 0;
  cues[NUMBERS] = line->digits > 4 && length < 100;
  cues[HEAD_LENGTH] = at_most(120, (unsigned)(length < 120 ? length : 120));
}

/* A label none of whose terms stood in the article. */
static bool is_stray(const char *text, const ho_topic *topic, const ho_line *line) {
  if (line->kind != HO_TEXT || !ho_is_label(text, line))
    return false;
  for (unsigned i = 0; i < line->term_count; i++)
    if (ho_was_seen(topic, line->terms[i]))
      return false;
  return true;
}

static void measure_before(ho_window *window, size_t index, float *cues) {
  const ho_line *before = index ? ho_window_line(window, index - 1) : NULL;
  if (!before)
    return;
  size_t length = ho_line_length(before);
  cues[AFTER_SENTENCE] = before->ending == HO_ENDS_SENTENCE;
  cues[AFTER_LABEL] = before->ending == HO_ENDS_PLAIN && length < 80 && before->kind == HO_TEXT;
  cues[AFTER_FURNITURE] = ho_is_furniture((ho_kind)before->kind);
  cues[AFTER_END_MARK] = before->kind == HO_END_MARK;
  cues[AFTER_SHORT] = length < 60;
  cues[AFTER_OPEN_END] = before->ending >= HO_ENDS_COLON;
  for (size_t i = 2; i <= 4 && i <= index && ho_is_furniture((ho_kind)before->kind); i++) {
    const ho_line *earlier = ho_window_line(window, index - i);
    before = earlier ? earlier : before;
  }
  cues[AFTER_CLOSING] = at_most(3, before->closing_words);
}

/* ---- Gaps ------------------------------------------------------------------ */

static unsigned usual_gap(ho_window *window, const ho_topic *topic, size_t index) {
  uint64_t near = 0; /* counts of the lines after 1, 2, 3, more line breaks, 16 bits each */
  for (size_t i = index + 1; i <= index + 6; i++) {
    const ho_line *line = ho_window_line(window, i);
    if (line)
      near += (uint64_t)1 << 16 * ((line->gap < 1 ? 1 : line->gap > 4 ? 4 : line->gap) - 1);
  }
  unsigned usual = 0, most = 0;
  for (unsigned i = 0; i < 4; i++) {
    const unsigned count = topic->gaps[i] + (uint16_t)(near >> 16 * i);
    usual = count > most ? i : usual;
    most = count > most ? count : most;
  }
  return usual + 1;
}

static bool is_widest(ho_window *window, const ho_topic *topic, size_t index) {
  unsigned gap = ho_window_line(window, index)->gap;
  if (topic->lines <= 1 || gap <= topic->largest_gap)
    return false;
  for (size_t i = index + 1; i <= index + 8; i++) {
    const ho_line *line = ho_window_line(window, i);
    if (line && line->gap >= gap)
      return false;
  }
  return true;
}

static void measure_gap(ho_window *window, const ho_topic *topic, size_t index, float *cues) {
  unsigned gap = ho_window_line(window, index)->gap, usual = usual_gap(window, topic, index);
  cues[WIDER] = gap > usual;
  cues[MUCH_WIDER] = gap > usual + 1;
  cues[NARROWER] = gap < usual;
  cues[WIDEST] = is_widest(window, topic, index);
  cues[WIDEST_LATE] = cues[WIDEST] > 0 && topic->lines > 5;
}

/* ---- The lines behind ------------------------------------------------------ */

/* Those that are text. */
typedef struct following {
  const ho_line *lines[AFTER];
  unsigned count;
  unsigned skipped; /* furniture, dates and repeats before the first of them */
  bool dated, repeated;
} following;

static void look_after(ho_window *window, size_t index, following *after) {
  const ho_line *line, *own = ho_window_line(window, index);
  memset(after, 0, sizeof *after);
  for (size_t i = index + 1; i <= index + LOOK_AHEAD && after->count < AFTER; i++) {
    if (!(line = ho_window_line(window, i)))
      break;
    const bool repeat = (line->hash == own->hash) & (own->hash != 0);
    bool date = line->kind == HO_DATE || line->kind == HO_PLAIN_DATE || line->kind == HO_BYLINE;
    after->repeated |= repeat;
    if (!repeat && (line->kind == HO_TEXT || line->kind == HO_END_MARK)) {
      after->lines[after->count++] = line;
    } else if (after->count == 0) {
      after->skipped++;
      after->dated |= date;
    }
  }
}

/* The line of which the first words count: the one in question if it is long, else the lead. */
static const ho_line *first_words(const ho_line *line, const following *after) {
  return ho_line_length(line) >= 120 || after->count == 0 ? line : after->lines[0];
}

static void measure_after(const ho_line *line, const following *after, float *cues) {
  cues[REPEATED] = after->repeated;
  cues[FURNITURE_BEHIND] = at_most(3, after->skipped);
  cues[DATE_BEHIND] = after->dated;
  cues[NOTHING_BEHIND] = after->count == 0;
  cues[LITTLE_BEHIND] = after->count < 4;
  if (after->count > 0) {
    const ho_line *lead = after->lines[0];
    cues[LEAD_LONG] = ho_line_length(lead) >= LEAD;
    cues[LEAD_LONGER] = ho_line_length(lead) >= 2 * LEAD;
    cues[LEAD_SENTENCE] = lead->ending == HO_ENDS_SENTENCE;
    cues[LEAD_SHORT] = ho_line_length(lead) < 60;
    cues[LEAD_ITEM] = lead->lower_start || lead->bullet || lead->quote_start;
  }
  if (after->count > 1)
    cues[SECOND_LONG] =
        ho_line_length(after->lines[1]) >= LEAD && after->lines[1]->ending == HO_ENDS_SENTENCE;
  cues[OPENING] = at_most(2, first_words(line, after)->opening_words);
}

/* ---- What they speak of ---------------------------------------------------- */

/* Counts of terms, and of those inside sentences with a capital: names. */
typedef struct terms {
  unsigned all, seen, names, names_seen, rare, rare_seen;
} terms;

static unsigned count_at(ho_term_counts counts, int place) {
  return (unsigned)(counts >> place) % (1u << HO_COUNT_BITS);
}

static terms terms_of(ho_term_counts counts) {
  return (terms){.all = count_at(counts, HO_ALL),
                 .names = count_at(counts, HO_NAMES),
                 .rare = count_at(counts, HO_RARE),
                 .seen = count_at(counts, HO_SEEN_COUNTS + HO_ALL),
                 .names_seen = count_at(counts, HO_SEEN_COUNTS + HO_NAMES),
                 .rare_seen = count_at(counts, HO_SEEN_COUNTS + HO_RARE)};
}

/* By how many standard deviations fewer than usual were seen before. */
static float surprise(unsigned all, unsigned seen, float usual) {
  float n = (float)all;
  return all ? (n * usual - (float)seen) / sqrtf(n * usual * (1 - usual)) / 5 : 0;
}

/* A set of terms, by their lowest bits. */
typedef struct term_set {
  bool has[256];
} term_set;

/* The terms of the first lines behind. */
static void collect_near(const following *after, term_set *near) {
  memset(near, 0, sizeof *near);
  for (unsigned i = 0; i < after->count && i < NEAR; i++)
    for (unsigned k = 0; k < after->lines[i]->term_count; k++)
      near->has[after->lines[i]->terms[k] >> 2 & 0xFF] = true;
}

static void measure_own_terms(const ho_topic *topic, const ho_line *line, const following *after,
                              float *cues) {
  unsigned seen = 0, shared = 0, fresh_shared = 0;
  term_set near;
  collect_near(after, &near);
  for (unsigned i = 0; i < line->term_count; i++) {
    const bool was_seen = ho_was_seen(topic, line->terms[i]), is_near = near.has[line->terms[i] >> 2 & 0xFF];
    seen += was_seen;
    shared += is_near;
    fresh_shared += is_near && !was_seen;
  }
  cues[SHARED] = share(shared, line->term_count);
  cues[OWN_FRESH] = line->term_count ? 1 - share(seen, line->term_count) : 0.5f;
  cues[FRESH_SHARED] = at_most(4, fresh_shared);
}

_Static_assert((AFTER + 1) * HO_LINE_TERMS < 1 << HO_COUNT_BITS, "counts of all lines fit");

static void measure_terms(const ho_window *window, ho_topic *topic, const ho_line *line,
                          const following *after, float *cues) {
  ho_term_counts sum = 0;
  for (unsigned i = 0; i < after->count; i++)
    sum += ho_count_terms(window, topic, after->lines[i]);
  cues[OLD_NAMES] = at_most(6, terms_of(sum).names_seen);
  if (ho_line_length(line) >= 120)
    sum += ho_count_terms(window, topic, line);
  const terms count = terms_of(sum);
  float usual = topic->seen_share < 0.1f ? 0.1f : topic->seen_share > 0.9f ? 0.9f : topic->seen_share;
  cues[FRESH] = count.all ? 1 - share(count.seen, count.all) : 0.5f;
  cues[FRESH_NAMES] = count.names ? 1 - share(count.names_seen, count.names) : cues[FRESH];
  cues[FRESHER] = cues[FRESH] - (1 - topic->seen_share);
  cues[ALL_NAMES_FRESH] = count.names >= 3 && count.names_seen == 0;
  cues[RARE_FRESH] = count.rare ? 1 - share(count.rare_seen, count.rare) : 0.5f;
  cues[RARE_SEEN] = at_most(4, count.rare_seen);
  cues[RARE_SEEN_MORE] = at_most(12, count.rare_seen);
  cues[TERMS_SURPRISE] = surprise(count.all, count.seen, usual);
  cues[NAMES_SURPRISE] = surprise(count.names, count.names_seen, usual);
}

static void measure_article(const ho_topic *topic, const ho_line *line, float *cues) {
  cues[SEEN_LINE] = ho_topic_repeats(topic, line);
  cues[NO_LINE] = topic->lines == 0;
  cues[ONE_LINE] = topic->lines == 1;
  cues[TWO_LINES] = topic->lines == 2;
  cues[LINES] = logf(1 + (float)topic->lines) / 4;
  cues[LABELS] = share(topic->labels, topic->lines);
  cues[SUBHEADS] = topic->heads > 0;
  cues[MORE_SUBHEADS] = topic->heads > 1;
}

/* ---- All cues -------------------------------------------------------------- */

/* A paragraph that names next to nothing the article has named. */
static bool is_fresh(const ho_topic *topic, const ho_line *line) {
  unsigned seen = 0;
  for (unsigned i = 0; i < line->term_count && seen * 8 <= line->term_count; i++)
    seen += ho_was_seen(topic, line->terms[i]);
  return line->term_count >= FRESH_TERMS && seen * 8 <= line->term_count;
}

/* A first word in capitals, or with a colon or a comma behind it. */
static bool may_have_dateline(const char *text, const ho_line *line) {
  size_t at = line->start + 1;
  unsigned char second = at < line->end ? (unsigned char)text[at] : 0;
  if ((unsigned)second - 'A' < 26u)
    return true;
  while (at < line->end && (unsigned)text[at] - 'a' < 26u)
    at++;
  return at < line->end && (text[at] == ':' || text[at] == ',');
}

bool ho_may_start(ho_window *window, ho_topic *topic, size_t index) {
  const char *text = window->reader.text;
  const ho_line *line = ho_window_line(window, index);
  if (!line || topic->paragraphs == 0 || ho_is_furniture((ho_kind)line->kind) || line->lower_start ||
      line->bullet)
    return false;
  if (line->ending != HO_ENDS_SENTENCE && ho_line_length(line) < LONGEST_HEAD)
    return true;
  const ho_line *before = index ? ho_window_line(window, index - 1) : NULL;
  if (!before || line->gap > before->gap || before->kind != HO_TEXT || before->ending == HO_ENDS_PLAIN ||
      before->closing_words > 1 ||
      (line->dashed && may_have_dateline(text, line) && ho_has_dateline(text, line)))
    return true;
  return ho_line_length(line) >= LEAD && is_fresh(topic, line) && !goes_on(text, line);
}

/* All cues but the late ones, which it leaves 0. */
static void measure_early(ho_window *window, ho_topic *topic, size_t index, following *after, float *cues) {
  look_after(window, index, after);
  const ho_line *line = ho_window_line(window, index);
  memset(cues, 0, HO_BOUNDARY_CUES * sizeof *cues);
  measure_line(window->reader.text, line, cues);
  measure_before(window, index, cues);
  measure_gap(window, topic, index, cues);
  measure_after(line, after, cues);
  measure_terms(window, topic, line, after, cues);
  measure_article(topic, line, cues);
  size_t length = ho_line_length(line);
  cues[HEAD] = (cues[PLAIN_END] > 0 || cues[QUESTION_END] > 0) && length >= 20 && length < 200 &&
               line->kind == HO_TEXT && cues[ITEM] == 0 && cues[LEAD_LONG] > 0 && cues[LEAD_SENTENCE] > 0 &&
               cues[LEAD_ITEM] == 0;
}

static void measure_late(ho_window *window, const ho_topic *topic, size_t index, const following *after,
                         float *cues) {
  const char *text = window->reader.text;
  const ho_line *line = ho_window_line(window, index);
  const ho_line *before = index ? ho_window_line(window, index - 1) : NULL;
  cues[DATED_LINE] = ho_has_dateline(text, line);
  cues[CONTACT] = is_contact(text, line);
  cues[AFTER_CONTACT] = before && is_contact(text, before);
  cues[AFTER_STRAY] = before && is_stray(text, topic, before);
  cues[LEAD_DATED] = after->count > 0 && ho_has_dateline(text, after->lines[0]);
  cues[CONNECTED] = goes_on(text, first_words(line, after));
  measure_own_terms(topic, line, after, cues);
}

static void multiply(float *cues) {
  for (unsigned i = 0; cues[HEAD] > 0 && i < WITH_HEAD; i++)
    cues[HEAD_CUES + i] = cues[with_head[i]];
  for (unsigned i = 0; cues[LONG] > 0 && i < WITH_LONG; i++)
    cues[LONG_CUES + i] = cues[with_long[i]];
  for (unsigned i = 0; i < PAIRS; i++)
    cues[PAIR_CUES + i] = cues[pairs[i][0]] * cues[pairs[i][1]];
}

void ho_measure_boundary(ho_window *window, ho_topic *topic, size_t index, float cues[HO_BOUNDARY_CUES]) {
  following after;
  measure_early(window, topic, index, &after, cues);
  measure_late(window, topic, index, &after, cues);
  multiply(cues);
}

/* ---- Their sum ------------------------------------------------------------- */

/* By turns to eight sums, so that none waits for the one before it. */
static float score(const float *cues) {
  float sums[8] = {weights[HO_BOUNDARY_CUES]};
  int at = 0;
  for (; at + 8 <= HO_BOUNDARY_CUES; at += 8)
    for (int i = 0; i < 8; i++)
      sums[i] += weights[at + i] * cues[at + i];
  for (; at < HO_BOUNDARY_CUES; at++)
    sums[at % 8] += weights[at] * cues[at];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/* The most that the late cues, which are still 0, can add. */
static float most_of_late(const float *cues) {
  float worth[PLAIN_CUES] = {0}, most = 0;
  for (size_t i = 0; i < sizeof late_cues; i++)
    worth[late_cues[i]] = weights[late_cues[i]];
  for (unsigned i = 0; cues[HEAD] > 0 && i < WITH_HEAD; i++)
    worth[with_head[i]] += weights[HEAD_CUES + i];
  for (unsigned i = 0; cues[LONG] > 0 && i < WITH_LONG; i++)
    worth[with_long[i]] += weights[LONG_CUES + i];
  for (unsigned i = 0; i < PAIRS; i++)
    worth[pairs[i][1]] += weights[PAIR_CUES + i] * cues[pairs[i][0]];
  for (size_t i = 0; i < sizeof late_cues; i++)
    most += worth[late_cues[i]] > 0 ? worth[late_cues[i]] : 0;
  return most;
}

float ho_start_odds(ho_window *window, ho_topic *topic, size_t index, float least) {
  float cues[HO_BOUNDARY_CUES];
  following after;
  measure_early(window, topic, index, &after, cues);
  multiply(cues);
  const float most = score(cues) + most_of_late(cues);
  if (most < least - ROUNDING)
    return most;
  measure_late(window, topic, index, &after, cues);
  multiply(cues);
  return score(cues);
}
