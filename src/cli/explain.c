/* handout explain: which phrases and sentences made an answer. */
#include "explanation.h"
#include "json.h"

static const char HELP[] =
    "handout explain shows why an article was given its label: the phrases and measures that\n"
    "spoke for each label and how much, and what each sentence speaks for.\n"
    "\n"
    "Usage: handout explain [OPTION]... [FILE|FOLDER|-]...\n"
    "\n"
    "Weights are exact: the base and all contributions add up to a label's score, which the\n"
    "model turns into its probability. Contributions are measured from the mean article that\n"
    "the model was trained on. Sentences are smoothed over their neighbours.\n"
    "\n"
    "  --json                Writes a JSON object an input, with every contribution, every\n"
    "                        place where it fired, and every sentence.\n"
    "  --whole               Takes each input as one article.\n"
    "  --model FILE          Uses that model in place of the built-in one.\n"
    "  --threshold X         Answers 'unsure' below this confidence, 0 to 1.\n"
    "  --label LABEL         Shows only these answers; 'unsure' is one. May be repeated.\n"
    "  --min-confidence X    Shows only answers at least so confident, 0 to 1.\n"
    "  --files0-from FILE    Reads the inputs' names from FILE, each ended by a NUL.\n"
    "  --jsonl               Each input line is a JSON object; so is each output line.\n"
    "  --text-field NAME     The field with the text, 'text' if not given.\n"
    "  --html-field NAME     The field with a web page, 'html', used where there is no text.\n"
    "  --id-field NAME       The field that names the object, 'id'.\n"
    "  --color WHEN          Colours labels: auto, always or never. NO_COLOR is heeded.\n"
    "\n"
    "Limits are those of 'handout classify --help'; an article may have 64 MiB.\n"
    "\n"
    "Example: handout explain article.txt | less -R\n";

typedef struct explain_context {
  ho_layout layout;
  size_t shown; /* articles */
} explain_context;

static bool append_answer(explain_context *context, const ho_answer *answer,
                          const handout_explanation *explanation, bool first, ho_buf *out) {
  if (context->layout.format != HO_FORMAT_JSON)
    return (context->shown++ == 0 || ho_buf_append_char(out, '\n')) &&
           ho_explanation_text(out, &context->layout, answer, explanation);
  return (!first || ho_json_begin(out, answer->item)) && (first || ho_buf_append_char(out, ',')) &&
         ho_explanation_json(out, answer, explanation);
}

static handout_status explain(ho_worker *worker, const ho_item *item, ho_buf *out, ho_counts *counts,
                              handout_error *error) {
  explain_context *context = worker->job->context;
  const handout_article *articles = NULL;
  size_t count = 0, shown = 0;
  handout_status status = ho_find_item_articles(worker, item, &articles, &count);
  for (size_t i = 0; i < count && status == HANDOUT_OK; i++) {
    ho_answer answer = {.model = worker->job->model, .item = item, .article = &articles[i]};
    handout_explanation explanation;
    status = handout_explain(worker->scorer, item->text, item->length, &articles[i], &explanation);
    if (status == HANDOUT_TOO_LARGE)
      return ho_fail(error, status, 0, "an article in it is over 64 MiB, the most that is explained");
    if (status != HANDOUT_OK)
      break;
    answer.verdict = explanation.verdict;
    ho_apply_threshold(worker->job->options, &answer.verdict);
    if (!ho_is_wanted(worker->job->options, &answer))
      continue;
    ho_count_answer(counts, &answer.verdict);
    if (!append_answer(context, &answer, &explanation, shown++ == 0, out))
      status = HANDOUT_NO_MEMORY;
  }
  if (status == HANDOUT_OK && shown && context->layout.format == HO_FORMAT_JSON && !ho_json_end(out))
    status = HANDOUT_NO_MEMORY;
  return status;
}

static int run(const ho_options *options, const handout_model *model, ho_output *output) {
  explain_context context = {.layout = ho_choose_layout(options, model)};
  const ho_job job = {.options = options,
                      .model = model,
                      .describe = explain,
                      .error_records = context.layout.format == HO_FORMAT_JSON,
                      .context = &context};
  ho_counts counts;
  return ho_scan_inputs(&job, output, &counts);
}

int ho_command_explain(int argc, char **argv) {
  ho_options options;
  handout_model *model = NULL;
  ho_output output;
  if (!ho_read_options(&options, HO_FOR_EXPLAIN, argc, argv))
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
