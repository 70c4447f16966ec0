/* An evaluation as text for people and as JSON. */
#include "report.h"

#include "number.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct named_figure {
  ho_figure_name figure;
  const char *text, *json;
} named_figure;

static const named_figure NAMES[] = {
    {HO_UPA, "unseen-publisher accuracy (UPA)", "upa"},
    {HO_MACRO_F1, "macro F1", "macro_f1"},
    {HO_ACCURACY, "accuracy", "accuracy"},
    {HO_ECE, "calibration error (ECE)", "ece"},
    {HO_BRIER, "Brier score", "brier"},
    {HO_COVERAGE_95, "can be answered at 95 % (cov@95)", "cov95"},
    {HO_COVERAGE_98, "can be answered at 98 % (cov@98)", "cov98"},
    {HO_COVERAGE_99, "can be answered at 99 % (cov@99)", "cov99"},
    {HO_ANSWERED, "answered", "answered"},
    {HO_ANSWERED_RIGHT, "right, of those answered", "answered_right"},
    {HO_UNLIKE, "unlike anything trained on", "unlike"},
};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES, NAME_WIDTH = 36 };

/* ---- Text ---------------------------------------------------------------- */

static bool put_padded(ho_buf *out, const char *text, size_t width) {
  bool ok = ho_buf_append_text(out, text);
  for (size_t i = strlen(text); ok && i < width; i++)
    ok = ho_buf_append_char(out, ' ');
  return ok;
}

static bool put_share(ho_buf *out, double value) {
  return isnan(value) ? ho_buf_append_text(out, "     -") : ho_append_fixed(out, value, 4);
}

static bool put_number(ho_buf *out, size_t value, int width) {
  return ho_buf_append_format(out, "%*zu", width, value);
}

bool ho_report_figure(const char *name, const ho_figure *figure, ho_buf *out) {
  bool ok = put_padded(out, name, NAME_WIDTH) && put_share(out, figure->value);
  if (ok && !isnan(figure->value) && figure->low < figure->high)
    ok = ho_buf_append_text(out, "  (") && put_share(out, figure->low) && ho_buf_append_text(out, " to ") &&
         put_share(out, figure->high) && ho_buf_append_char(out, ')');
  return ok && ho_buf_append_char(out, '\n');
}

static size_t widest_label(const ho_predictions *predictions) {
  size_t widest = 10;
  for (size_t l = 0; l < predictions->label_count; l++)
    if (strlen(predictions->labels[l]) > widest)
      widest = strlen(predictions->labels[l]);
  return widest + 2;
}

static bool put_labels(const ho_figures *figures, const ho_predictions *predictions, ho_buf *out) {
  size_t width = widest_label(predictions);
  bool ok = ho_buf_append_char(out, '\n') && put_padded(out, "label", width) &&
            ho_buf_append_text(out, "documents  precision  recall  F1      mean recall of its publishers\n");
  for (size_t l = 0; ok && l < predictions->label_count; l++) {
    double precision, recall, f1;
    const ho_figure *mean = &figures->recall[l];
    ho_label_figures(figures, predictions, l, &precision, &recall, &f1);
    ok = put_padded(out, predictions->labels[l], width) && put_number(out, figures->documents[l], 9) &&
         ho_buf_append_text(out, "  ") && put_share(out, precision) && ho_buf_append_text(out, "     ") &&
         put_share(out, recall) && ho_buf_append_text(out, "  ") && put_share(out, f1) &&
         ho_buf_append_text(out, "  ") && put_share(out, mean->value);
    if (ok && mean->low < mean->high)
      ok = ho_buf_append_text(out, "  (") && put_share(out, mean->low) && ho_buf_append_text(out, " to ") &&
           put_share(out, mean->high) && ho_buf_append_char(out, ')');
    ok = ok && ho_buf_append_char(out, '\n');
  }
  return ok;
}

static bool put_confusion(const ho_figures *figures, const ho_predictions *predictions, ho_buf *out) {
  size_t width = widest_label(predictions);
  bool ok = ho_buf_append_text(out, "\nis \\ taken for\n") && put_padded(out, "", width);
  for (size_t l = 0; ok && l < predictions->label_count; l++)
    ok = put_padded(out, predictions->labels[l], width);
  ok = ok && ho_buf_append_char(out, '\n');
  for (size_t gold = 0; ok && gold < predictions->label_count; gold++) {
    ok = put_padded(out, predictions->labels[gold], width);
    for (size_t l = 0; ok && l < predictions->label_count; l++)
      ok = ho_buf_append_format(out, "%-*zu", (int)width, figures->confusion[gold][l]);
    ok = ok && ho_buf_append_char(out, '\n');
  }
  return ok;
}

static bool put_cell(const ho_cell *cell, const ho_predictions *predictions, ho_buf *out) {
  bool ok = ho_buf_append_text(out, "  ") &&
            ho_append_fixed(out, (double)cell->right / (double)cell->documents, 4) &&
            ho_buf_append_format(out, "  %s/%s  (%zu", predictions->labels[cell->label],
                                 predictions->groups[cell->group], cell->documents);
  for (size_t l = 0; ok && l < predictions->label_count; l++)
    if (l != cell->label && cell->predicted[l] > 0)
      ok = ho_buf_append_format(out, ", %zu %s", cell->predicted[l], predictions->labels[l]);
  return ok && ho_buf_append_text(out, ")\n");
}

bool ho_report_publishers(const ho_figures *figures, const ho_predictions *predictions, size_t most,
                          ho_buf *out) {
  size_t put = 0;
  bool ok = ho_buf_append_format(out, "\nrecall by publisher with %d documents or more, lowest first\n",
                                 HO_FEW_DOCUMENTS);
  for (size_t c = 0; ok && c < figures->cell_count && (most == 0 || put < most); c++)
    if (figures->cells[c].documents >= HO_FEW_DOCUMENTS) {
      ok = put_cell(&figures->cells[c], predictions, out);
      put++;
    }
  return ok && (put > 0 || ho_buf_append_text(out, "  -\n"));
}

static const ho_cell *find_worst(const ho_figures *figures) {
  for (size_t c = 0; c < figures->cell_count; c++)
    if (figures->cells[c].documents >= HO_FEW_DOCUMENTS)
      return &figures->cells[c];
  return NULL;
}

static bool put_worst(const ho_figures *figures, const ho_predictions *predictions, ho_buf *out) {
  const ho_cell *worst = find_worst(figures);
  bool ok = put_padded(out, "worst publisher", NAME_WIDTH);
  if (!worst)
    return ok && ho_buf_append_text(out, "     -\n");
  return ok && ho_append_fixed(out, (double)worst->right / (double)worst->documents, 4) &&
         ho_buf_append_format(out, "  %s/%s\n", predictions->labels[worst->label],
                              predictions->groups[worst->group]);
}

static bool put_mistakes(const ho_predictions *predictions, const ho_mistake *mistakes, size_t count,
                         ho_buf *out) {
  bool ok = count == 0 || ho_buf_append_text(out, "\nmistakes, the most confident first\n");
  for (size_t i = 0; ok && i < count; i++) {
    const ho_prediction *row = &predictions->rows[mistakes[i].row];
    ok = ho_buf_append_text(out, "  ") && ho_append_fixed(out, row->probability[row->label], 4) &&
         ho_buf_append_format(out, "  %s taken for %s  %s\n          %s\n", predictions->labels[row->gold],
                              predictions->labels[row->label], mistakes[i].path, mistakes[i].reasons);
  }
  return ok;
}

bool ho_report_text(const ho_figures *figures, const ho_predictions *predictions, const ho_mistake *mistakes,
                    size_t mistake_count, ho_buf *out) {
  bool ok = put_padded(out, "documents", NAME_WIDTH) && put_number(out, predictions->count, 6) &&
            ho_buf_append_char(out, '\n');
  for (size_t n = 0; ok && n < NAME_COUNT; n++)
    ok = ho_report_figure(NAMES[n].text, &figures->of[NAMES[n].figure], out) &&
         (n > 0 || put_worst(figures, predictions, out));
  return ok && put_labels(figures, predictions, out) && put_confusion(figures, predictions, out) &&
         ho_report_publishers(figures, predictions, 0, out) &&
         put_mistakes(predictions, mistakes, mistake_count, out);
}

/* ---- JSON ---------------------------------------------------------------- */

static json_t *number_or_null(double value) {
  return isnan(value) ? json_null() : json_real(round(value * 1e6) / 1e6);
}

static json_t *figure_json(const ho_figure *figure) {
  return json_pack("{s:o, s:o, s:o}", "value", number_or_null(figure->value), "low",
                   number_or_null(figure->low), "high", number_or_null(figure->high));
}

static json_t *counts_json(const size_t *counts, const ho_predictions *predictions) {
  json_t *object = json_object();
  for (size_t l = 0; l < predictions->label_count; l++)
    (void)json_object_set_new(object, predictions->labels[l], json_integer((json_int_t)counts[l]));
  return object;
}

static json_t *labels_json(const ho_figures *figures, const ho_predictions *predictions) {
  json_t *list = json_array();
  for (size_t l = 0; l < predictions->label_count; l++) {
    double precision, recall, f1;
    ho_label_figures(figures, predictions, l, &precision, &recall, &f1);
    (void)json_array_append_new(
        list, json_pack("{s:s, s:I, s:o, s:o, s:o, s:o, s:o}", "label", predictions->labels[l], "documents",
                        (json_int_t)figures->documents[l], "precision", number_or_null(precision), "recall",
                        number_or_null(recall), "f1", number_or_null(f1), "publisher_recall",
                        figure_json(&figures->recall[l]), "taken_for",
                        counts_json(figures->confusion[l], predictions)));
  }
  return list;
}

static json_t *publishers_json(const ho_figures *figures, const ho_predictions *predictions) {
  json_t *list = json_array();
  for (size_t c = 0; c < figures->cell_count; c++) {
    const ho_cell *cell = &figures->cells[c];
    (void)json_array_append_new(
        list,
        json_pack("{s:s, s:s, s:I, s:o, s:I, s:o}", "label", predictions->labels[cell->label], "publisher",
                  predictions->groups[cell->group], "documents", (json_int_t)cell->documents, "recall",
                  number_or_null((double)cell->right / (double)cell->documents), "unsure",
                  (json_int_t)cell->unsure, "taken_for", counts_json(cell->predicted, predictions)));
  }
  return list;
}

static json_t *mistakes_json(const ho_predictions *predictions, const ho_mistake *mistakes, size_t count) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) {
    const ho_prediction *row = &predictions->rows[mistakes[i].row];
    (void)json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o, s:s}", "path", mistakes[i].path, "gold",
                                                predictions->labels[row->gold], "label",
                                                predictions->labels[row->label], "confidence",
                                                number_or_null(row->probability[row->label]), "reasons",
                                                mistakes[i].reasons));
  }
  return list;
}

/* jansson goes on after some failures, and forgets them. */
typedef struct dump {
  ho_buf *out;
  bool failed;
} dump;

static int append_dump(const char *bytes, size_t length, void *context) {
  dump *to = context;
  to->failed = to->failed || !ho_buf_append(to->out, bytes, length);
  return to->failed ? -1 : 0;
}

bool ho_report_json(const ho_figures *figures, const ho_predictions *predictions, const ho_mistake *mistakes,
                    size_t mistake_count, ho_buf *out) {
  json_t *root = json_object();
  dump to = {.out = out};
  const ho_cell *worst = find_worst(figures);
  bool ok = json_object_set_new(root, "documents", json_integer((json_int_t)predictions->count)) == 0;
  for (size_t n = 0; n < NAME_COUNT; n++)
    ok = ok && json_object_set_new(root, NAMES[n].json, figure_json(&figures->of[NAMES[n].figure])) == 0;
  if (worst)
    ok = ok && json_object_set_new(root, "worst",
                                   json_pack("{s:o, s:s, s:s}", "recall",
                                             number_or_null((double)worst->right / (double)worst->documents),
                                             "label", predictions->labels[worst->label], "publisher",
                                             predictions->groups[worst->group])) == 0;
  ok = ok && json_object_set_new(root, "labels", labels_json(figures, predictions)) == 0 &&
       json_object_set_new(root, "publishers", publishers_json(figures, predictions)) == 0 &&
       json_object_set_new(root, "mistakes", mistakes_json(predictions, mistakes, mistake_count)) == 0 &&
       json_dump_callback(root, append_dump, &to, JSON_INDENT(1) | JSON_REAL_PRECISION(7)) == 0;
  json_decref(root);
  return ok && !to.failed && ho_buf_append_char(out, '\n');
}

/* ---- Predictions --------------------------------------------------------- */

bool ho_write_predictions(const ho_predictions *predictions, ho_buf *out) {
  bool ok = ho_buf_append_text(out, "gold\tpublisher\tpred");
  for (size_t l = 0; ok && l < predictions->probability_count; l++)
    ok = ho_buf_append_format(out, "\t%s", predictions->labels[l]);
  ok = ok && ho_buf_append_char(out, '\n');
  for (size_t i = 0; ok && i < predictions->count; i++) {
    const ho_prediction *row = &predictions->rows[i];
    ok = ho_buf_append_format(out, "%s\t%s\t%s", predictions->labels[row->gold],
                              predictions->groups[row->group], predictions->labels[row->label]);
    for (size_t l = 0; ok && l < predictions->probability_count; l++)
      ok = ho_buf_append_char(out, '\t') && ho_append_fixed(out, row->probability[l], HO_PREDICTION_DECIMALS);
    ok = ok && ho_buf_append_char(out, '\n');
  }
  return ok;
}
