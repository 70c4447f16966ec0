/* The lines around the one in question, and what the article so far is about. */
#include "topic.h"

#include <string.h>

enum {
  OPENING_LINES = 8, /* lines whose terms are kept for the whole article */
  RECENT_LINES = 40, /* lines after which the terms of the older ones are dropped */
  SHORT_LINE = 100,  /* bytes: a label, an item, a headline */
  REPEATABLE = 200   /* bytes of a line that is remembered to find it repeated */
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

static void remember(uint64_t *set, uint32_t term) {
  uint32_t place = (term >> 2) % (HO_SEEN_WORDS * 64);
  set[place / 64] |= (uint64_t)1 << (place % 64);
}

static void add_terms(ho_topic *topic, const ho_line *line) {
  unsigned seen = 0;
  for (unsigned i = 0; i < line->term_count; i++) {
    seen += ho_was_seen(topic, line->terms[i]);
    remember(topic->lines < OPENING_LINES ? topic->opening : topic->recent, line->terms[i]);
    remember(topic->seen, line->terms[i]);
  }
  if (line->term_count >= 6 && topic->lines > 0) {
    float share = (float)seen / (float)line->term_count;
    topic->seen_share =
        topic->seen_share > 0 ? topic->seen_share + 0.2f * (share - topic->seen_share) : share;
  }
}

/* Keeps the terms of the opening and of the latest lines. */
static void forget_terms(ho_topic *topic) {
  for (int i = 0; i < HO_SEEN_WORDS; i++)
    topic->seen[i] = topic->opening[i] | topic->recent[i];
  memset(topic->recent, 0, sizeof topic->recent);
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

const ho_term_counts *ho_count_terms(const ho_window *window, ho_topic *topic, const ho_line *line) {
  static const uint64_t one[] = {[0] = 1,
                                 [HO_TERM_NAME] = 1 | (uint64_t)1 << HO_NAMES,
                                 [HO_TERM_RARE] = 1 | (uint64_t)1 << HO_RARE,
                                 [HO_TERM_NAME | HO_TERM_RARE] =
                                     1 | (uint64_t)1 << HO_NAMES | (uint64_t)1 << HO_RARE};
  const size_t slot = (size_t)(line - window->lines);
  ho_term_counts *counts = &topic->counts[slot];
  if (topic->counted >> slot & 1)
    return counts;
  *counts = (ho_term_counts){0, 0};
  for (unsigned i = 0; i < line->term_count; i++) {
    const uint32_t term = line->terms[i];
    counts->all += one[term % 4];
    counts->seen += one[term % 4] & (0 - (uint64_t)ho_was_seen(topic, term));
  }
  topic->counted |= (uint32_t)1 << slot;
  return counts;
}
