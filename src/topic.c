/* The lines around the one in question, and what the article so far is about. */
#include "topic.h"

#include <string.h>

enum {
  OPENING_LINES = 8, /* lines whose terms are kept for the whole article */
  RECENT_LINES = 40, /* lines after which the terms of the older ones are dropped */
  SHORT_LINE = 100,  /* bytes: a label, an item, a headline */
  REPEATABLE = 200,  /* bytes of a line that is remembered to find it repeated */
  OPENING = 8,       /* at a term's place: it stood in the opening, */
  RECENT = 16        /* in one of the latest lines */
};

void ho_window_open(ho_window *window, const char *text, size_t length) {
  window->reader = (ho_line_reader){text, length, 0, false};
  window->count = 0;
}

const ho_line *ho_window_read(ho_window *window, size_t index) {
  while (window->count <= index) {
    ho_line *line = &window->lines[window->count % HO_WINDOW];
    if (!ho_read_line(&window->reader, line))
      return NULL;
    line->kind = (uint8_t)ho_furniture_kind(window->reader.text, line);
    window->count++;
  }
  return &window->lines[index % HO_WINDOW];
}

void ho_topic_start(ho_topic *topic) {
  memset(topic, 0, sizeof *topic);
}

static void add_terms(ho_topic *topic, const ho_line *line) {
  const uint8_t mark = HO_SEEN | (topic->lines < OPENING_LINES ? OPENING : RECENT);
  unsigned seen = 0;
  for (unsigned i = 0, count = line->term_count; i < count; i++) {
    uint8_t *place = &topic->seen[(line->terms[i] >> 2) % HO_TERM_PLACES];
    seen += *place & HO_SEEN;
    *place |= mark;
  }
  seen /= HO_SEEN;
  if (line->term_count >= 6 && topic->lines > 0) {
    float share = (float)seen / (float)line->term_count;
    topic->seen_share =
        topic->seen_share > 0 ? topic->seen_share + 0.2f * (share - topic->seen_share) : share;
  }
}

/* Keeps the terms of the opening and of the latest lines. */
static void forget_terms(ho_topic *topic) {
  for (int i = 0; i < HO_TERM_PLACES; i++)
    topic->seen[i] =
        (uint8_t)((topic->seen[i] & (OPENING | RECENT) ? HO_SEEN : 0) | (topic->seen[i] & OPENING));
}

static void add_gap(ho_topic *topic, unsigned gap) {
  topic->gaps[gap < 1 ? 0 : gap > 4 ? 3 : gap - 1]++;
  topic->largest_gap = gap > topic->largest_gap ? gap : topic->largest_gap;
}

static void add_shape(ho_topic *topic, const ho_line *line) {
  bool label = topic->lines > 0 && ho_line_length(line) < SHORT_LINE && line->ending != HO_ENDS_SENTENCE;
  topic->heads += topic->after_label && ho_line_length(line) >= SHORT_LINE;
  topic->labels += label;
  topic->paragraphs += ho_line_length(line) >= SHORT_LINE || line->ending == HO_ENDS_SENTENCE;
  topic->after_label = label;
}

void ho_topic_add(ho_topic *topic, const ho_line *line) {
  topic->counted = 0;
  if (topic->lines > 0 || topic->repeat_count > 0)
    add_gap(topic, line->gap);
  if (line->hash && ho_line_length(line) < REPEATABLE)
    topic->repeats[topic->repeat_count++ % HO_REPEATS] = line->hash;
  if (ho_is_furniture((ho_kind)line->kind))
    return;
  add_terms(topic, line);
  add_shape(topic, line);
  if (++topic->lines % RECENT_LINES == 0)
    forget_terms(topic);
}

bool ho_topic_repeats(const ho_topic *topic, const ho_line *line) {
  unsigned count = topic->repeat_count < HO_REPEATS ? topic->repeat_count : HO_REPEATS;
  for (unsigned i = 0; i < count; i++)
    if (line->hash && topic->repeats[i] == line->hash)
      return true;
  return false;
}

#define COUNTS(name, rare) (1 | (uint64_t)(name) << HO_NAMES | (uint64_t)(rare) << HO_RARE)
#define COUNTS_SEEN(name, rare) (COUNTS(name, rare) | COUNTS(name, rare) << HO_SEEN_COUNTS)

ho_term_counts ho_count_terms(const ho_window *window, ho_topic *topic, const ho_line *line) {
  static const uint64_t counts[8] = {/* of a term, by its two flags and HO_SEEN */
                                     COUNTS(0, 0),      COUNTS(1, 0),      COUNTS(0, 1),
                                     COUNTS(1, 1),      COUNTS_SEEN(0, 0), COUNTS_SEEN(1, 0),
                                     COUNTS_SEEN(0, 1), COUNTS_SEEN(1, 1)};
  const size_t slot = (size_t)(line - window->lines);
  if (topic->counted >> slot & 1)
    return topic->counts[slot];
  ho_term_counts sum = 0;
  for (unsigned i = 0; i < line->term_count; i++)
    sum += counts[line->terms[i] % 4 | ho_seen(topic, line->terms[i])];
  topic->counted |= (uint32_t)1 << slot;
  return topic->counts[slot] = sum;
}
