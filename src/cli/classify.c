/* handout classify: which label each article has, and how sure that is. */
#include "json.h"
#include "judge.h"

#include <string.h>

static const char HELP[] =
    "handout classify says for each article which label it has and how sure that is.\n"
    "\n"
    "Usage: handout classify [OPTION]... [FILE|FOLDER|-]...\n"
    "\n"
    "It prints a line an article: the label or 'unsure', the confidence, the input's path\n"
    "and the headline, with tabs between them; on a terminal they are aligned and coloured.\n"
    "A file may hold several articles; each gets its own line. Without an input, standard\n"
    "input is read.\n"
    "\n"
    "Inputs:\n"
    "  FILE may be text in UTF-8, UTF-16, UTF-32, Windows-1252 or Latin-1, or a web page, and\n"
    "  may be compressed (gzip, zstd, xz). A FOLDER is read recursively, in byte order of its\n"
    "  paths, without hidden files.\n"
    "  --files0-from FILE    Reads the inputs' names from FILE, each ended by a NUL.\n"
    "  --jsonl               Each input line is a JSON object; so is each output line.\n"
    "  --text-field NAME     The field with the text, 'text' if not given.\n"
    "  --html-field NAME     The field with a web page, 'html', used where there is no text.\n"
    "  --id-field NAME       The field that names the object, 'id'; it is written as 'id'.\n"
    "  --keep                Keeps the objects' other fields in the output.\n"
    "  --whole               Takes each input as one article.\n"
    "\n"
    "Answers:\n"
    "  --model FILE          Uses that model in place of the built-in one.\n"
    "  --threshold X         Answers 'unsure' below this confidence, 0 to 1.\n"
    "  --label LABEL         Shows only these answers; 'unsure' is one. May be repeated.\n"
    "  --min-confidence X    Shows only answers at least so confident, 0 to 1.\n"
    "\n"
    "Output:\n"
    "  --format tsv|csv|json Writes that format; csv has a header and more columns.\n"
    "  --json                Writes a JSON object an input, with all there is to say.\n"
    "  --summary             Writes how many articles have which answer, and nothing else.\n"
    "  --color WHEN          Colours the labels: auto, always or never. NO_COLOR is heeded.\n"
    "  --threads N           Works with N threads, 1 to 64; the output is the same. The\n"
    "                        default is 1.\n"
    "\n"
    "Limits: compressed files and pipes may expand to 512 MiB, files not in UTF-8 too; a line\n"
    "of JSON may have 64 MiB and 1,000,000 values; other files have no limit.\n"
    "\n"
    "Examples:\n"
    "  handout classify article.txt\n"
    "  handout classify --label readout --min-confidence 0.95 --format csv crawl/ > found.csv\n"
    "  zcat crawl.jsonl.gz | handout classify --jsonl --keep > labelled.jsonl\n";

typedef struct classify_context {
  ho_layout layout;
} classify_context;

/* Scores an article; false in *wanted where it is filtered out. */
static handout_status judge(ho_worker *worker, const ho_item *item, const handout_article *article,
                            ho_answer *answer, bool *wanted) {
  const ho_options *options = worker->job->options;
  *answer = (ho_answer){.model = worker->job->model, .item = item, .article = article};
  const handout_status status =
      handout_score(worker->scorer, item->text, item->length, article, &answer->verdict);
  if (status != HANDOUT_OK)
    return status;
  ho_apply_threshold(options, &answer->verdict);
  *wanted = ho_is_wanted(options, answer);
  return HANDOUT_OK;
}

static bool append_answer(const ho_layout *layout, const ho_answer *answer, bool first, ho_buf *out) {
  if (layout->format != HO_FORMAT_JSON)
    return ho_append_row(out, layout, answer);
  return (!first || ho_json_begin(out, answer->item)) && (first || ho_buf_append_char(out, ',')) &&
         ho_json_article(out, answer);
}

static handout_status classify(ho_worker *worker, const ho_item *item, ho_buf *out, ho_counts *counts,
                               handout_error *error) {
  const classify_context *context = worker->job->context;
  const bool silent = worker->job->options->summary;
  const handout_article *articles = NULL;
  size_t count = 0, shown = 0;
  handout_status status = ho_find_item_articles(worker, item, &articles, &count);
  (void)error;
  for (size_t i = 0; i < count && status == HANDOUT_OK; i++) {
    ho_answer answer;
    bool wanted = false;
    status = judge(worker, item, &articles[i], &answer, &wanted);
    if (status != HANDOUT_OK || !wanted)
      continue;
    ho_count_answer(counts, &answer.verdict);
    if (!silent && !append_answer(&context->layout, &answer, shown++ == 0, out))
      status = HANDOUT_NO_MEMORY;
  }
  if (status == HANDOUT_OK && shown && context->layout.format == HO_FORMAT_JSON && !ho_json_end(out))
    status = HANDOUT_NO_MEMORY;
  return status;
}

/* ---- Summary --------------------------------------------------------------- */

static bool append_count(ho_buf *out, ho_format format, const char *name, size_t count, bool last) {
  if (format == HO_FORMAT_JSON)
    return ho_json_text(out, name) && ho_buf_append_char(out, ':') && ho_json_size(out, count) &&
           ho_buf_append_text(out, last ? "" : ",");
  const bool csv = format == HO_FORMAT_CSV;
  return (csv ? ho_csv_field(out, name, strlen(name)) : ho_buf_append_text(out, name)) &&
         ho_buf_append_char(out, csv ? ',' : '\t') && ho_json_size(out, count) &&
         ho_buf_append_char(out, '\n');
}

static bool append_summary(ho_buf *out, ho_format format, const handout_model *model,
                           const ho_counts *counts) {
  const bool json = format == HO_FORMAT_JSON;
  const size_t labels = handout_model_label_count(model);
  bool ok = ho_buf_append_text(out, json ? "{\"labels\":{" : format == HO_FORMAT_CSV ? "answer,count\n" : "");
  for (size_t i = 0; i < labels; i++)
    ok = ok && append_count(out, format, handout_model_label(model, i), counts->labels[i], i + 1 == labels);
  ok = ok && ho_buf_append_text(out, json ? "}," : "") &&
       append_count(out, format, "unsure", counts->unsure, false) &&
       append_count(out, format, "articles", counts->articles, false) &&
       append_count(out, format, "inputs", counts->inputs, false) &&
       append_count(out, format, "failed", counts->failed, true);
  return ok && ho_buf_append_text(out, json ? "}\n" : "");
}

/* ---- The command ----------------------------------------------------------- */

static int run(const ho_options *options, const handout_model *model, ho_output *output) {
  classify_context context = {.layout = ho_choose_layout(options, model)};
  const ho_job job = {.options = options,
                      .model = model,
                      .describe = classify,
                      .error_records = context.layout.format == HO_FORMAT_JSON && !options->summary,
                      .skips_share = context.layout.format == HO_FORMAT_TSV || options->summary,
                      .context = &context};
  ho_counts counts;
  ho_buf text = HO_BUF_INIT;
  bool ok = options->summary || ho_append_header(&text, &context.layout, model);
  (void)ho_output_add(output, text.data, text.length);
  ho_buf_clear(&text);
  int code = ho_scan_inputs(&job, output, &counts);
  ok = ok && (!options->summary || append_summary(&text, context.layout.format, model, &counts));
  (void)ho_output_add(output, text.data, text.length);
  ho_buf_free(&text);
  return ok ? code : ho_out_of_memory();
}

int ho_command_classify(int argc, char **argv) {
  ho_options options;
  handout_model *model = NULL;
  ho_output output;
  if (!ho_read_options(&options, HO_FOR_CLASSIFY, argc, argv))
    return HO_EXIT_USAGE;
  if (options.help)
    return ho_print_text(HELP);
  int code = ho_load_model(options.model, &model);
  if (code == HO_EXIT_DONE && !ho_check_labels(&options, model))
    code = HO_EXIT_USAGE;
  if (code == HO_EXIT_DONE) {
    ho_output_start(&output);
    code = run(&options, model, &output);
    code = ho_output_finish(&output, code);
  }
  handout_model_free(model);
  return code;
}
