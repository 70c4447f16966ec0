/* An explanation as text for people, and as JSON. */
#include "explanation.h"

#include "json.h"
#include "model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  STRONGEST = 8,      /* contributions of each kind shown to people */
  QUOTED_HITS = 3,    /* places quoted of each */
  LONGEST_QUOTE = 60, /* characters */
  LONGEST_SENTENCE = 90,
  NUMBER_WIDTH = 8
};

/* ---- Text ------------------------------------------------------------------ */

static bool append_spaces(ho_buf *out, size_t count) {
  bool ok = true;
  for (; ok && count; count--)
    ok = ho_buf_append_char(out, ' ');
  return ok;
}

/* A word in a column, to its left or to its right. */
static bool append_padded(ho_buf *out, const char *word, size_t width, bool to_right) {
  const size_t length = strlen(word), gap = length < width ? width - length : 0;
  return (!to_right || append_spaces(out, gap)) && ho_buf_append_text(out, word) &&
         (to_right || append_spaces(out, gap));
}

static bool append_number(ho_buf *out, double value, size_t width, bool sign) {
  ho_buf number = HO_BUF_INIT;
  bool ok = (!sign || value < 0 || ho_buf_append_char(&number, '+')) && ho_json_fixed(&number, value, 3) &&
            ho_buf_terminate(&number);
  ok = ok && append_padded(out, number.data, width, true);
  ho_buf_free(&number);
  return ok;
}

static size_t column_width(const ho_answer *answer, size_t label) {
  const size_t length = strlen(handout_model_label(answer->model, label));
  return (length > NUMBER_WIDTH ? length : NUMBER_WIDTH) + 1;
}

/* A piece of the text on one line, cut where it is long. */
static bool append_quote(ho_buf *out, const ho_answer *answer, handout_span span, size_t longest) {
  ho_buf plain = HO_BUF_INIT;
  bool ok = ho_plain_field(&plain, answer->item->text + span.start, span.end - span.start);
  size_t at = 0, count = 0;
  for (; ok && at < plain.length; at++) {
    count += ((unsigned char)plain.data[at] & 0xC0) != 0x80;
    if (count > longest)
      break;
  }
  ok = ok && ho_buf_append(out, plain.data, at) && (at == plain.length || ho_buf_append_text(out, "…"));
  ho_buf_free(&plain);
  return ok;
}

static bool append_verdict(ho_buf *out, const ho_layout *layout, const ho_answer *answer) {
  const handout_verdict *verdict = &answer->verdict;
  const char *path = answer->item->path;
  bool ok = ho_plain_field(out, path, strlen(path));
  if (answer->item->line)
    ok = ok && ho_buf_append_char(out, ':') && ho_json_size(out, answer->item->line);
  ok = ok && ho_buf_append_text(out, ": ") &&
       ho_buf_append_text(out, ho_label_color(layout, verdict->label, verdict->unsure)) &&
       ho_buf_append_text(out, ho_answer_name(answer)) && ho_buf_append_text(out, ho_color_end(layout)) &&
       ho_buf_append_text(out, ", confidence ") && ho_json_fixed(out, verdict->confidence, 4);
  if (verdict->unsure)
    ok = ok && ho_buf_append_text(out, " (") &&
         ho_buf_append_text(out, handout_reason_text(verdict->reason)) &&
         ho_buf_append_text(out, "; most probable is ") &&
         ho_buf_append_text(out, handout_model_label(answer->model, verdict->label)) &&
         ho_buf_append_char(out, ')');
  ok = ok && ho_buf_append_char(out, '\n');
  if (answer->article->headline.end > answer->article->headline.start)
    ok = ok && append_quote(out, answer, answer->article->headline, LONGEST_SENTENCE * 2) &&
         ho_buf_append_char(out, '\n');
  return ok && ho_buf_append_char(out, '\n');
}

static bool append_numbers(ho_buf *out, const ho_answer *answer, const double *values, bool sign,
                           const char *name) {
  bool ok = true;
  for (size_t i = 0; i < handout_model_label_count(answer->model); i++)
    ok = ok && append_number(out, values[i], column_width(answer, i), sign);
  return ok && ho_buf_append_text(out, "  ") && ho_buf_append_text(out, name);
}

static bool append_labels(ho_buf *out, const ho_layout *layout, const ho_answer *answer) {
  bool ok = true;
  for (size_t i = 0; i < handout_model_label_count(answer->model); i++) {
    const char *label = handout_model_label(answer->model, i);
    ok = ok && append_spaces(out, column_width(answer, i) - strlen(label)) &&
         ho_buf_append_text(out, ho_label_color(layout, i, false)) && ho_buf_append_text(out, label) &&
         ho_buf_append_text(out, ho_color_end(layout));
  }
  return ok && ho_buf_append_char(out, '\n');
}

static bool append_totals(ho_buf *out, const ho_answer *answer, const handout_explanation *explanation) {
  const handout_verdict *verdict = &answer->verdict;
  return append_numbers(out, answer, verdict->probabilities, false, "probability\n") &&
         append_numbers(out, answer, verdict->scores, true, "score: the sum of\n") &&
         append_numbers(out, answer, explanation->base, true,
                        "  the mean article's score, and what follows\n");
}

/* Sorting by what a contribution does to the labels, strongest first. */
typedef struct ranked {
  double strength;
  const handout_contribution *contribution;
} ranked;

static int by_strength(const void *a, const void *b) {
  const ranked *left = a, *right = b;
  if (left->strength != right->strength)
    return left->strength > right->strength ? -1 : 1;
  return left->contribution < right->contribution ? -1 : left->contribution > right->contribution;
}

static ranked *rank(const ho_answer *answer, const handout_explanation *explanation) {
  ranked *order = ho_alloc_array(explanation->contribution_count, sizeof *order);
  for (size_t i = 0; order && i < explanation->contribution_count; i++) {
    const handout_contribution *contribution = &explanation->contributions[i];
    order[i].contribution = contribution;
    for (size_t label = 0; label < handout_model_label_count(answer->model); label++)
      order[i].strength = fmax(order[i].strength, fabs(contribution->by_label[label]));
  }
  if (order)
    qsort(order, explanation->contribution_count, sizeof *order, by_strength);
  return order;
}

static bool same_text(const char *text, handout_span a, handout_span b) {
  return a.end - a.start == b.end - b.start && memcmp(text + a.start, text + b.start, a.end - a.start) == 0;
}

/* Quotes the first places that differ, and counts the others. */
static bool append_hits(ho_buf *out, const ho_answer *answer, const handout_contribution *contribution) {
  handout_span quoted[QUOTED_HITS];
  size_t count = 0;
  bool ok = true;
  for (size_t i = 0; i < contribution->hit_count && count < QUOTED_HITS; i++) {
    const handout_span span = contribution->hits[i].span;
    bool known = false;
    for (size_t j = 0; j < count; j++)
      known = known || same_text(answer->item->text, quoted[j], span);
    if (known)
      continue;
    quoted[count++] = span;
    ok = ok && ho_buf_append_text(out, count > 1 ? ", \"" : ": \"") &&
         append_quote(out, answer, span, LONGEST_QUOTE) && ho_buf_append_char(out, '"');
  }
  if (contribution->hit_count > count)
    ok = ok && ho_buf_append_text(out, " and ") && ho_json_size(out, contribution->hit_count - count) &&
         ho_buf_append_text(out, " more");
  return ok && ho_buf_append_char(out, '\n');
}

static bool append_rest(ho_buf *out, const ho_answer *answer, const ranked *order, size_t from,
                        size_t count) {
  double sum[HANDOUT_MAX_LABELS] = {0};
  for (size_t i = from; i < count; i++)
    for (size_t label = 0; label < handout_model_label_count(answer->model); label++)
      sum[label] += order[i].contribution->by_label[label];
  return from >= count || (append_numbers(out, answer, sum, true, "  all others, ") &&
                           ho_json_size(out, count - from) && ho_buf_append_char(out, '\n'));
}

/* Kinds of features, each shown by itself. */
typedef enum feature_kind { PHRASES = 0, MEASURES, WORDS, FEATURE_KINDS } feature_kind;

static feature_kind kind_of(const handout_model *model, size_t feature) {
  size_t family = 0;
  ho_context context = HO_IN_OWN;
  if (feature >= ho_model_dense_count(model))
    return WORDS;
  return ho_dense_family(feature, &family, &context) ? PHRASES : MEASURES;
}

/* Moves those of a kind to the front, in their order; returns how many there are. */
static size_t select_kind(const handout_model *model, ranked *order, size_t count, feature_kind kind) {
  size_t selected = 0;
  for (size_t i = 0; i < count; i++) {
    if (kind_of(model, order[i].contribution->feature) != kind)
      continue;
    const ranked moved = order[i];
    memmove(order + selected + 1, order + selected, (i - selected) * sizeof *order);
    order[selected++] = moved;
  }
  return selected;
}

static bool append_kind(ho_buf *out, const ho_answer *answer, const ranked *order, size_t count,
                        const char *title) {
  const size_t shown = count < STRONGEST ? count : STRONGEST;
  bool ok = ho_buf_append_text(out, title);
  for (size_t i = 0; i < shown; i++)
    ok = ok && append_numbers(out, answer, order[i].contribution->by_label, true, "  ") &&
         ho_append_feature_name(out, answer->model, order[i].contribution->feature) &&
         append_hits(out, answer, order[i].contribution);
  return ok && append_rest(out, answer, order, shown, count);
}

static bool append_contributions(ho_buf *out, const ho_answer *answer,
                                 const handout_explanation *explanation) {
  static const char *const titles[] = {
      "\nPhrases of the lexicon's families, strongest first:\n",
      "\nMeasures of the text:\n",
      "\nWords, <name> standing for any name and so on:\n",
  };
  ranked *order = rank(answer, explanation), *rest = order;
  size_t left = explanation->contribution_count;
  bool ok = order != NULL;
  for (int kind = PHRASES; ok && kind < FEATURE_KINDS; kind++) {
    const size_t count = select_kind(answer->model, rest, left, (feature_kind)kind);
    ok = append_kind(out, answer, rest, count, titles[kind]);
    rest += count;
    left -= count;
  }
  free(order);
  return ok;
}

static const char *role_name(handout_role role) {
  static const char *const names[] = {"unattributed", "attributed", "quoted"};
  return role <= HANDOUT_QUOTED ? names[role] : "?";
}

static bool append_sentence(ho_buf *out, const ho_layout *layout, const ho_answer *answer,
                            const handout_sentence *sentence) {
  size_t best = 0;
  for (size_t i = 1; i < handout_model_label_count(answer->model); i++)
    if (sentence->leaning[i] > sentence->leaning[best])
      best = i;
  return ho_buf_append_text(out, ho_label_color(layout, best, false)) &&
         append_padded(out, handout_model_label(answer->model, best), layout->label_width, false) &&
         ho_buf_append_text(out, ho_color_end(layout)) &&
         append_number(out, sentence->leaning[best], 7, false) && ho_buf_append_text(out, "  ") &&
         append_padded(out, role_name(sentence->role), 13, false) &&
         append_quote(out, answer, sentence->span, LONGEST_SENTENCE) && ho_buf_append_char(out, '\n');
}

bool ho_explanation_text(ho_buf *out, const ho_layout *layout, const ho_answer *answer,
                         const handout_explanation *explanation) {
  bool ok = append_verdict(out, layout, answer) && append_labels(out, layout, answer) &&
            append_totals(out, answer, explanation) && append_contributions(out, answer, explanation) &&
            ho_buf_append_text(out, "\nSentence by sentence, ") &&
            ho_json_fixed(out, answer->verdict.release_share * 100, 0) &&
            ho_buf_append_text(out, " % of the words in sentences that read like a release:\n");
  for (size_t i = 0; i < explanation->sentence_count; i++)
    ok = ok && append_sentence(out, layout, answer, &explanation->sentences[i]);
  return ok;
}

/* ---- JSON ------------------------------------------------------------------ */

static bool append_span(ho_buf *out, handout_span span) {
  return ho_buf_append_text(out, "{\"start\":") && ho_json_size(out, span.start) &&
         ho_buf_append_text(out, ",\"end\":") && ho_json_size(out, span.end);
}

/* Appends a copy of what `out` has at `start`. */
static bool append_again(ho_buf *out, size_t start, size_t length) {
  return ho_buf_reserve(out, length) && ho_buf_append(out, out->data + start, length);
}

/* A feature's hits mostly have the same share of it, which is then copied: writing numbers exactly is slow.
 */
static bool append_json_hits(ho_buf *out, const ho_answer *answer, const handout_hit *hits, size_t count) {
  size_t start = 0, length = 0; /* of the shares of the hit before */
  bool ok = true;
  for (size_t i = 0; ok && i < count; i++) {
    /* Equal numbers of other bytes are printed again. NOLINTNEXTLINE */
    const bool again = i > 0 && memcmp(hits[i].by_label, hits[i - 1].by_label, sizeof hits[i].by_label) == 0;
    ok = (i == 0 || ho_buf_append_char(out, ',')) && append_span(out, hits[i].span) &&
         ho_buf_append_text(out, ",\"by_label\":");
    const size_t here = out->length;
    ok = ok && (again ? append_again(out, start, length)
                      : ho_json_by_label(out, answer->model, hits[i].by_label, true));
    start = here;
    length = out->length - here;
    ok = ok && ho_buf_append_char(out, '}');
  }
  return ok;
}

static bool append_json_contribution(ho_buf *out, const ho_answer *answer,
                                     const handout_contribution *contribution) {
  char name[HO_LONGEST_FEATURE_NAME];
  const bool ok = handout_model_feature_name(answer->model, contribution->feature, name, sizeof name) > 0 &&
                  ho_buf_append_text(out, "{\"feature\":") && ho_json_text(out, name) &&
                  ho_buf_append_text(out, ",\"value\":") && ho_json_exact(out, contribution->value) &&
                  ho_buf_append_text(out, ",\"by_label\":") &&
                  ho_json_by_label(out, answer->model, contribution->by_label, true) &&
                  ho_buf_append_text(out, ",\"hits\":[") &&
                  append_json_hits(out, answer, contribution->hits, contribution->hit_count);
  return ok && ho_buf_append_text(out, "]}");
}

static bool append_json_sentence(ho_buf *out, const ho_answer *answer, const handout_sentence *sentence) {
  return append_span(out, sentence->span) && ho_buf_append_text(out, ",\"role\":") &&
         ho_json_text(out, role_name(sentence->role)) && ho_buf_append_text(out, ",\"leaning\":") &&
         ho_json_by_label(out, answer->model, sentence->leaning, false) && ho_buf_append_char(out, '}');
}

bool ho_explanation_json(ho_buf *out, const ho_answer *answer, const handout_explanation *explanation) {
  bool ok = ho_json_article(out, answer);
  if (!ok)
    return false;
  out->length--; /* the object goes on */
  ok = ho_buf_append_text(out, ",\"scores\":") &&
       ho_json_by_label(out, answer->model, answer->verdict.scores, true) &&
       ho_buf_append_text(out, ",\"base\":") &&
       ho_json_by_label(out, answer->model, explanation->base, true) &&
       ho_buf_append_text(out, ",\"contributions\":[");
  for (size_t i = 0; i < explanation->contribution_count; i++)
    ok = ok && (i == 0 || ho_buf_append_char(out, ',')) &&
         append_json_contribution(out, answer, &explanation->contributions[i]);
  ok = ok && ho_buf_append_text(out, "],\"sentences\":[");
  for (size_t i = 0; i < explanation->sentence_count; i++)
    ok = ok && (i == 0 || ho_buf_append_char(out, ',')) &&
         append_json_sentence(out, answer, &explanation->sentences[i]);
  return ok && ho_buf_append_text(out, "]}");
}
