/* How unlike the training documents a text is. */
#include "novelty.h"

#include <math.h>

static double share(size_t part, size_t whole) {
  return whole ? (double)part / (double)whole : 0;
}

/* Marks of code, tables and chats. */
static size_t odd_marks(const ho_tally *t) {
  static const char odd[] = "=#{}<_*/@&;!";
  size_t count = 0;
  for (const char *c = odd; *c; c++)
    count += t->marks[(unsigned char)*c];
  return count;
}

void ho_novelty_measure(const ho_reader *r, double *m) {
  const ho_tally *t = &r->tally;
  size_t titles = t->counts[HO_COUNTED_NAME] + t->title_capitals + t->counts[HO_COUNTED_CAPS];
  m[HO_NOVELTY_UNKNOWN_WORDS] = share(t->counts[HO_COUNTED_WORD], t->words);
  m[HO_NOVELTY_UNKNOWN_GRAMS] = 1 - share(r->all_known, r->all_count);
  m[HO_NOVELTY_FEW_NAMES] = -log(0.01 + share(titles, t->words));
  m[HO_NOVELTY_MARKS] = log(0.005 + share(odd_marks(t), t->words));
  m[HO_NOVELTY_NUMBERS] = log(0.02 + share(t->counts[HO_COUNTED_DIGITS], t->words));
  m[HO_NOVELTY_LINES] = -log(1 + share(t->words, t->lines));
  m[HO_NOVELTY_SENTENCES] = fabs(log(1 + share(t->words, t->sentences)) - 3.1);
}

double ho_novelty_distance(const ho_novelty *novelty, const double *measures) {
  double squares = 0;
  for (int i = 0; i < HO_NOVELTY_COUNT; i++) {
    double above = (measures[i] - novelty->mean[i]) / novelty->scale[i];
    squares += above > 0 ? above * above : 0;
  }
  return sqrt(squares);
}
