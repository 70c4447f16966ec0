/* An answer as a line of a table, or as JSON. */
#include "row.h"

#include "json.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDEST_PATH = 48, NARROWEST_HEADLINE = 20, USUAL_COLUMNS = 80, CONFIDENCE_WIDTH = 6 };

/* ---- Layout ---------------------------------------------------------------- */

static size_t terminal_columns(void) {
  struct winsize size;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL_COLUMNS;
}

static size_t longest_label(const handout_model *model) {
  size_t longest = strlen("unsure");
  for (size_t i = 0; i < handout_model_label_count(model); i++) {
    const size_t length = strlen(handout_model_label(model, i));
    longest = length > longest ? length : longest;
  }
  return longest;
}

static size_t longest_input(const ho_options *options) {
  size_t longest = 0;
  for (size_t i = 0; i < options->input_count; i++) {
    const size_t length = strlen(options->inputs[i]);
    longest = length > longest ? length : longest;
  }
  return longest < WIDEST_PATH ? longest : WIDEST_PATH;
}

ho_layout ho_choose_layout(const ho_options *options, const handout_model *model) {
  ho_layout layout = {.format = options->format == HO_FORMAT_DEFAULT ? HO_FORMAT_TSV : options->format};
  layout.aligned = options->format == HO_FORMAT_DEFAULT && isatty(STDOUT_FILENO);
  layout.color = ho_wants_color(options->color, STDOUT_FILENO);
  layout.label_width = longest_label(model);
  layout.path_width = longest_input(options);
  const size_t taken = layout.label_width + CONFIDENCE_WIDTH + layout.path_width + 6,
               columns = terminal_columns();
  layout.headline_width = columns > taken + NARROWEST_HEADLINE ? columns - taken : NARROWEST_HEADLINE;
  return layout;
}

const char *ho_answer_name(const ho_answer *answer) {
  return answer->verdict.unsure ? "unsure" : handout_model_label(answer->model, answer->verdict.label);
}

const char *ho_label_color(const ho_layout *layout, size_t label, bool unsure) {
  static const char *const colors[] = {"\033[32m", "\033[36m", "\033[35m", "\033[34m", "\033[31m"};
  if (!layout->color)
    return "";
  return unsure ? "\033[33m" : colors[label % (sizeof colors / sizeof *colors)];
}

const char *ho_color_end(const ho_layout *layout) {
  return layout->color ? "\033[0m" : "";
}

/* ---- Tables ---------------------------------------------------------------- */

static const char *item_name(const ho_item *item, ho_buf *scratch) {
  if (item->line == 0)
    return item->path;
  ho_buf_clear(scratch);
  bool ok = true;
  if (item->id && item->id_length > 1 && item->id[0] == '"')
    ok = ho_buf_append(scratch, item->id + 1, item->id_length - 2);
  else if (item->id)
    ok = ho_buf_append(scratch, item->id, item->id_length);
  else
    ok = ho_buf_append_text(scratch, "line ") && ho_json_size(scratch, item->line);
  return ok && ho_buf_terminate(scratch) ? scratch->data : NULL;
}

static bool append_headline(ho_buf *out, const ho_answer *answer) {
  const handout_span span = answer->article->headline;
  return ho_plain_field(out, answer->item->text + span.start, span.end - span.start);
}

static bool append_tsv(ho_buf *out, const ho_layout *layout, const ho_answer *answer, const char *name) {
  return ho_buf_append_text(out, ho_label_color(layout, answer->verdict.label, answer->verdict.unsure)) &&
         ho_buf_append_text(out, ho_answer_name(answer)) && ho_buf_append_text(out, ho_color_end(layout)) &&
         ho_buf_append_char(out, '\t') && ho_json_fixed(out, answer->verdict.confidence, 4) &&
         ho_buf_append_char(out, '\t') && ho_plain_field(out, name, strlen(name)) &&
         ho_buf_append_char(out, '\t') && append_headline(out, answer) && ho_buf_append_char(out, '\n');
}

static bool append_csv_headline(ho_buf *out, const ho_answer *answer) {
  ho_buf plain = HO_BUF_INIT;
  const bool ok = append_headline(&plain, answer) && ho_csv_field(out, plain.data, plain.length);
  ho_buf_free(&plain);
  return ok;
}

static bool append_csv(ho_buf *out, const ho_answer *answer, const char *name) {
  const handout_verdict *verdict = &answer->verdict;
  const char *label = ho_answer_name(answer), *best = handout_model_label(answer->model, verdict->label);
  const char *reason = handout_reason_text(verdict->reason);
  bool ok = ho_csv_field(out, label, strlen(label)) && ho_buf_append_char(out, ',') &&
            ho_json_fixed(out, verdict->confidence, 4) && ho_buf_append_char(out, ',') &&
            ho_csv_field(out, name, strlen(name)) && ho_buf_append_char(out, ',') &&
            append_csv_headline(out, answer) && ho_buf_append_char(out, ',') &&
            ho_json_size(out, answer->article->span.start) && ho_buf_append_char(out, ',') &&
            ho_json_size(out, answer->article->span.end) && ho_buf_append_char(out, ',') &&
            ho_csv_field(out, best, strlen(best)) && ho_buf_append_char(out, ',') &&
            ho_csv_field(out, reason, strlen(reason)) && ho_buf_append_char(out, ',') &&
            ho_json_fixed(out, verdict->release_share, 4);
  for (size_t i = 0; i < handout_model_label_count(answer->model); i++)
    ok = ok && ho_buf_append_char(out, ',') && ho_json_fixed(out, verdict->probabilities[i], 4);
  return ok && ho_buf_append_char(out, '\n');
}

bool ho_append_header(ho_buf *out, const ho_layout *layout, const handout_model *model) {
  if (layout->format != HO_FORMAT_CSV)
    return true;
  bool ok =
      ho_buf_append_text(out, "label,confidence,path,headline,start,end,most_probable,reason,release_share");
  for (size_t i = 0; i < handout_model_label_count(model); i++) {
    const char *label = handout_model_label(model, i);
    ok = ok && ho_buf_append_char(out, ',') && ho_csv_field(out, label, strlen(label));
  }
  return ok && ho_buf_append_char(out, '\n');
}

/* Appends a column, cut to `width` characters, or filled up to it with blanks. */
static bool append_column(ho_buf *out, const char *bytes, size_t length, size_t width, bool fill) {
  size_t count = 0, at = 0;
  for (; at < length; at++) {
    const bool begins = ((unsigned char)bytes[at] & 0xC0) != 0x80;
    if (begins && count == width)
      break;
    count += begins;
  }
  bool ok = ho_buf_append(out, bytes, at);
  for (; ok && fill && count < width; count++)
    ok = ho_buf_append_char(out, ' ');
  return ok;
}

static bool append_aligned(ho_buf *out, const ho_layout *layout, const ho_answer *answer, const char *name) {
  ho_buf plain = HO_BUF_INIT;
  const char *label = ho_answer_name(answer);
  bool ok = ho_buf_append_text(out, ho_label_color(layout, answer->verdict.label, answer->verdict.unsure)) &&
            append_column(out, label, strlen(label), layout->label_width, true) &&
            ho_buf_append_text(out, ho_color_end(layout)) && ho_buf_append_text(out, "  ") &&
            ho_json_fixed(out, answer->verdict.confidence, 4) && ho_buf_append_text(out, "  ") &&
            ho_plain_field(&plain, name, strlen(name)) &&
            append_column(out, plain.data, plain.length,
                          plain.length > layout->path_width ? plain.length : layout->path_width, true) &&
            ho_buf_append_text(out, "  ");
  ho_buf_clear(&plain);
  ok = ok && append_headline(&plain, answer) &&
       append_column(out, plain.data, plain.length, layout->headline_width, false) &&
       ho_buf_append_char(out, '\n');
  ho_buf_free(&plain);
  return ok;
}

bool ho_append_row(ho_buf *out, const ho_layout *layout, const ho_answer *answer) {
  ho_buf scratch = HO_BUF_INIT;
  const char *name = item_name(answer->item, &scratch);
  bool ok = name != NULL;
  if (ok && layout->format == HO_FORMAT_CSV)
    ok = append_csv(out, answer, name);
  else if (ok)
    ok = layout->aligned ? append_aligned(out, layout, answer, name) : append_tsv(out, layout, answer, name);
  ho_buf_free(&scratch);
  return ok;
}

/* ---- JSON ------------------------------------------------------------------ */

static bool append_page(ho_buf *out, const ho_page *page) {
  const struct {
    const char *name;
    const ho_buf *value;
  } fields[] = {{"headline", &page->title}, {"publisher", &page->publisher}, {"date", &page->date}};
  bool ok = ho_buf_append_text(out, "\"page\":{"), first = true;
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    if (!fields[i].value->length)
      continue;
    ok = ok && (first || ho_buf_append_char(out, ',')) && ho_json_text(out, fields[i].name) &&
         ho_buf_append_char(out, ':') && ho_json_string(out, fields[i].value->data, fields[i].value->length);
    first = false;
  }
  return ok && ho_buf_append_text(out, "},");
}

static bool append_name(ho_buf *out, const ho_item *item) {
  if (item->line == 0)
    return ho_buf_append_text(out, "\"path\":") && ho_json_text(out, item->path);
  if (item->id)
    return ho_buf_append_text(out, "\"id\":") && ho_buf_append(out, item->id, item->id_length);
  return ho_buf_append_text(out, "\"line\":") && ho_json_size(out, item->line);
}

bool ho_json_begin(ho_buf *out, const ho_item *item) {
  bool ok = ho_buf_append_char(out, '{') && append_name(out, item) && ho_buf_append_char(out, ',') &&
            ho_buf_append(out, item->kept, item->kept_length);
  if (item->page)
    ok = ok && append_page(out, item->page);
  if (item->replaced)
    ok = ok && ho_buf_append_text(out, "\"encoding\":") && ho_json_text(out, item->encoding) &&
         ho_buf_append_text(out, ",\"replaced\":") && ho_json_size(out, item->replaced) &&
         ho_buf_append_char(out, ',');
  return ok && ho_buf_append_text(out, "\"articles\":[");
}

bool ho_json_end(ho_buf *out) {
  return ho_buf_append_text(out, "]}\n");
}

bool ho_json_by_label(ho_buf *out, const handout_model *model, const double *values, bool exact) {
  bool ok = ho_buf_append_char(out, '{');
  for (size_t i = 0; i < handout_model_label_count(model); i++)
    ok = ok && (i == 0 || ho_buf_append_char(out, ',')) && ho_json_text(out, handout_model_label(model, i)) &&
         ho_buf_append_char(out, ':') &&
         (exact ? ho_json_exact(out, values[i]) : ho_json_fixed(out, values[i], 6));
  return ok && ho_buf_append_char(out, '}');
}

static bool append_left_out(ho_buf *out, const handout_article *article) {
  bool ok = ho_buf_append_text(out, "\"left_out\":[");
  for (size_t i = 0; i < article->left_out_count; i++) {
    const handout_left_out *part = &article->left_out[i];
    ok = ok && ho_buf_append_text(out, i ? ",{\"start\":" : "{\"start\":") &&
         ho_json_size(out, part->span.start) && ho_buf_append_text(out, ",\"end\":") &&
         ho_json_size(out, part->span.end) && ho_buf_append_text(out, ",\"kind\":") &&
         ho_json_text(out, part->kind) && ho_buf_append_char(out, '}');
  }
  return ok && ho_buf_append_char(out, ']');
}

bool ho_json_article(ho_buf *out, const ho_answer *answer) {
  const handout_article *article = answer->article;
  const handout_verdict *verdict = &answer->verdict;
  const handout_span headline = article->headline;
  return ho_buf_append_text(out, "{\"start\":") && ho_json_size(out, article->span.start) &&
         ho_buf_append_text(out, ",\"end\":") && ho_json_size(out, article->span.end) &&
         ho_buf_append_text(out, ",\"headline\":") &&
         ho_json_string(out, answer->item->text + headline.start, headline.end - headline.start) &&
         ho_buf_append_text(out, ",\"label\":") &&
         ho_json_text(out, handout_model_label(answer->model, verdict->label)) &&
         ho_buf_append_text(out, ",\"confidence\":") && ho_json_fixed(out, verdict->confidence, 6) &&
         ho_buf_append_text(out, ",\"probabilities\":") &&
         ho_json_by_label(out, answer->model, verdict->probabilities, false) &&
         ho_buf_append_text(out, verdict->unsure ? ",\"unsure\":true" : ",\"unsure\":false") &&
         ho_buf_append_text(out, ",\"reason\":") && ho_json_text(out, handout_reason_text(verdict->reason)) &&
         ho_buf_append_text(out, ",\"release_share\":") && ho_json_fixed(out, verdict->release_share, 6) &&
         ho_buf_append_char(out, ',') && append_left_out(out, article) && ho_buf_append_char(out, '}');
}
