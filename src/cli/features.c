/* handout features: what was measured, and the table of all measures. */
#include "feature.h"
#include "json.h"
#include "row.h"
#include "scan.h"
#include "score.h"

#include <string.h>

static const char HELP[] =
    "handout features prints what was measured of each article, before any weight is applied,\n"
    "or with --list the table of all measures.\n"
    "\n"
    "Usage: handout features [OPTION]... [FILE|FOLDER|-]...\n"
    "       handout features --list [--model FILE]\n"
    "\n"
    "The features are the phrase families and style measures that --list explains, then for\n"
    "each label what the n-grams say for it.\n"
    "\n"
    "  --list                Prints each feature's name and what it measures, a line each.\n"
    "  --format tsv          Writes a line a feature that is not 0: path, name, value. This is\n"
    "                        the default.\n"
    "  --format libsvm       Writes a line an article: 0, then INDEX:VALUE for those not 0,\n"
    "                        counted from 1.\n"
    "  --format json         Writes a JSON object an input; --json is the same.\n"
    "  --whole               Takes each input as one article.\n"
    "  --model FILE          Uses that model's lexicon and n-grams.\n"
    "  --files0-from FILE    Reads the inputs' names from FILE, each ended by a NUL.\n"
    "  --jsonl               Each input line is a JSON object with the text in it.\n"
    "  --text-field NAME     The field with the text, 'text' if not given.\n"
    "  --html-field NAME     The field with a web page, 'html', used where there is no text.\n"
    "  --id-field NAME       The field that names the object, 'id'.\n"
    "\n"
    "Limits are those of 'handout classify --help'.\n"
    "\n"
    "Example: handout features --format libsvm folder/ > vectors.txt\n";

/* ---- The table ------------------------------------------------------------- */

static bool append_table(ho_buf *out, const handout_model *model) {
  bool ok = true;
  for (size_t i = 0; i < ho_model_dense_count(model); i++)
    ok = ok && ho_append_feature_name(out, model, i) && ho_buf_append_char(out, '\t') &&
         ho_dense_explanation(model->lexicon, i, out) && ho_buf_append_char(out, '\n');
  return ok;
}

static int print_table(const handout_model *model) {
  ho_buf out = HO_BUF_INIT;
  const int code =
      append_table(&out, model) ? ho_print(out.data, out.length, HO_EXIT_DONE) : ho_out_of_memory();
  ho_buf_free(&out);
  return code;
}

/* ---- An article's vector --------------------------------------------------- */

/* The n-grams' values for the labels stand behind the dense features. */
static bool append_feature_name(ho_buf *out, const handout_model *model, size_t feature) {
  const size_t dense = ho_model_dense_count(model);
  if (feature < dense)
    return ho_append_feature_name(out, model, feature);
  return ho_buf_append_text(out, "n-grams for ") &&
         ho_buf_append_text(out, handout_model_label(model, feature - dense));
}

static bool append_tsv(ho_buf *out, const ho_item *item, const handout_model *model, const double *values,
                       size_t count) {
  bool ok = true;
  for (size_t i = 0; i < count; i++) {
    if (values[i] == 0)
      continue;
    ok = ok && ho_plain_field(out, item->path, strlen(item->path));
    if (item->line)
      ok = ok && ho_buf_append_char(out, ':') && ho_json_size(out, item->line);
    ok = ok && ho_buf_append_char(out, '\t') && append_feature_name(out, model, i) &&
         ho_buf_append_char(out, '\t') && ho_json_exact(out, values[i]) && ho_buf_append_char(out, '\n');
  }
  return ok;
}

static bool append_libsvm(ho_buf *out, const double *values, size_t count) {
  bool ok = ho_buf_append_char(out, '0');
  for (size_t i = 0; i < count; i++)
    if (values[i] != 0)
      ok = ok && ho_buf_append_char(out, ' ') && ho_json_size(out, i + 1) && ho_buf_append_char(out, ':') &&
           ho_json_exact(out, values[i]);
  return ok && ho_buf_append_char(out, '\n');
}

static bool append_json(ho_buf *out, const handout_article *article, const handout_model *model,
                        const double *values, size_t count) {
  ho_buf name = HO_BUF_INIT;
  bool ok = ho_buf_append_text(out, "{\"start\":") && ho_json_size(out, article->span.start) &&
            ho_buf_append_text(out, ",\"end\":") && ho_json_size(out, article->span.end) &&
            ho_buf_append_text(out, ",\"features\":{"),
       first = true;
  for (size_t i = 0; i < count; i++) {
    if (values[i] == 0)
      continue;
    ho_buf_clear(&name);
    ok = ok && (first || ho_buf_append_char(out, ',')) && append_feature_name(&name, model, i) &&
         ho_json_string(out, name.data, name.length) && ho_buf_append_char(out, ':') &&
         ho_json_exact(out, values[i]);
    first = false;
  }
  ho_buf_free(&name);
  return ok && ho_buf_append_text(out, "}}");
}

static handout_status describe(ho_worker *worker, const ho_item *item, ho_buf *out, ho_counts *counts,
                               handout_error *error) {
  const handout_model *model = worker->job->model;
  const ho_format format = worker->job->options->format;
  const size_t values = ho_model_dense_count(model) + handout_model_label_count(model);
  const handout_article *articles = NULL;
  size_t count = 0;
  handout_status status = ho_find_item_articles(worker, item, &articles, &count);
  bool ok = format != HO_FORMAT_JSON || ho_json_begin(out, item);
  (void)error;
  for (size_t i = 0; i < count && ok && status == HANDOUT_OK; i++, counts->articles++) {
    handout_verdict verdict;
    status = handout_score(worker->scorer, item->text, item->length, &articles[i], &verdict);
    const double *vector = worker->scorer->dense;
    if (format == HO_FORMAT_JSON)
      ok = (i == 0 || ho_buf_append_char(out, ',')) && append_json(out, &articles[i], model, vector, values);
    else
      ok = format == HO_FORMAT_LIBSVM ? append_libsvm(out, vector, values)
                                      : append_tsv(out, item, model, vector, values);
  }
  ok = ok && (format != HO_FORMAT_JSON || ho_json_end(out));
  return ok ? status : HANDOUT_NO_MEMORY;
}

/* ---- The command ----------------------------------------------------------- */

static int print_vectors(const ho_options *options, const handout_model *model) {
  ho_output output;
  ho_counts counts;
  const ho_job job = {.options = options,
                      .model = model,
                      .describe = describe,
                      .error_records = options->format == HO_FORMAT_JSON};
  ho_output_start(&output);
  return ho_output_finish(&output, ho_scan_inputs(&job, &output, &counts));
}

int ho_command_features(int argc, char **argv) {
  ho_options options;
  handout_model *model = NULL;
  if (!ho_read_options(&options, HO_FOR_FEATURES, argc, argv))
    return HO_EXIT_USAGE;
  if (options.help)
    return ho_print_text(HELP);
  int code = ho_load_model(options.model, &model);
  if (code == HO_EXIT_DONE)
    code = options.list ? print_table(model) : print_vectors(&options, model);
  handout_model_free(model);
  return code;
}
