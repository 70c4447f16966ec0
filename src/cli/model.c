/* handout model: what a model is and how it was trained. */
#include "model.h"

#include "command.h"
#include "json.h"

#include <getopt.h>
#include <string.h>

static const char HELP[] =
    "handout model shows what a model is: its labels, its features, the confidence below which\n"
    "it answers 'unsure', and how it was trained.\n"
    "\n"
    "Usage: handout model [MODEL]\n"
    "\n"
    "Without MODEL, a file that 'handout train' wrote, the built-in model is shown. Each line\n"
    "is a name, a tab and a value.\n"
    "\n"
    "Example: handout model models/default.model\n";

static bool append_line(ho_buf *out, const char *name, const char *value) {
  return ho_buf_append_text(out, name) && ho_buf_append_char(out, '\t') && ho_buf_append_text(out, value) &&
         ho_buf_append_char(out, '\n');
}

static bool append_count(ho_buf *out, const char *name, size_t value) {
  return ho_buf_append_text(out, name) && ho_buf_append_char(out, '\t') && ho_json_size(out, value) &&
         ho_buf_append_char(out, '\n');
}

/* The training's own lines are "name value". */
static bool append_summary(ho_buf *out, const char *summary) {
  const size_t start = out->length;
  if (!summary || !ho_buf_append_text(out, summary))
    return !summary;
  bool inside_name = true;
  for (size_t i = start; i < out->length; i++) {
    if (out->data[i] == '\n')
      inside_name = true;
    else if (inside_name && out->data[i] == ' ') {
      out->data[i] = '\t';
      inside_name = false;
    }
  }
  return out->length == start || out->data[out->length - 1] == '\n' || ho_buf_append_char(out, '\n');
}

static bool describe(ho_buf *out, const char *path, const handout_model *model) {
  const size_t dense = ho_model_dense_count(model);
  bool ok =
      append_line(out, "model", path ? path : "built-in") && append_count(out, "format", HO_MODEL_FORMAT);
  for (size_t i = 0; i < handout_model_label_count(model); i++)
    ok = ok && append_line(out, "label", handout_model_label(model, i));
  return ok && append_count(out, "phrase and style features", dense) &&
         append_count(out, "n-grams", handout_model_feature_count(model) - dense) &&
         ho_buf_append_text(out, "unsure below\t") && ho_json_exact(out, handout_model_threshold(model)) &&
         ho_buf_append_char(out, '\n') && append_summary(out, model->summary);
}

static int show(const char *path) {
  handout_model *model = NULL;
  ho_buf out = HO_BUF_INIT;
  int code = ho_load_model(path, &model);
  if (code == HO_EXIT_DONE)
    code = describe(&out, path, model) ? ho_print(out.data, out.length, code) : ho_out_of_memory();
  ho_buf_free(&out);
  handout_model_free(model);
  return code;
}

int ho_command_model(int argc, char **argv) {
  static char program[] = "handout";
  static const struct option known[] = {
      {"help", no_argument, NULL, 'h'}, {"model", required_argument, NULL, 'm'}, {NULL, 0, NULL, 0}};
  const char *path = NULL;
  argv[0] = program;
  for (int id = 0; (id = getopt_long(argc, argv, "h", known, NULL)) != -1;) {
    if (id == 'h')
      return ho_print_text(HELP);
    if (id == '?')
      return HO_EXIT_USAGE;
    path = optarg;
  }
  if (argc - optind + (path != NULL) > 1)
    return ho_usage_error("model", "it shows one model at a time");
  return show(optind < argc ? argv[optind] : path);
}
