/* A verdict as the user asked for it: the threshold applied, filters, counts. */
#include "judge.h"

#include <string.h>

void ho_apply_threshold(const ho_options *options, handout_verdict *verdict) {
  if (options->threshold < 0 || (verdict->unsure && verdict->reason != HANDOUT_LOW_CONFIDENCE))
    return;
  verdict->unsure = verdict->confidence < options->threshold;
  verdict->reason = verdict->unsure ? HANDOUT_LOW_CONFIDENCE : HANDOUT_SURE;
}

bool ho_is_wanted(const ho_options *options, const ho_answer *answer) {
  if (answer->verdict.confidence < options->min_confidence)
    return false;
  for (size_t i = 0; i < options->label_count; i++)
    if (strcmp(options->labels[i], ho_answer_name(answer)) == 0)
      return true;
  return options->label_count == 0;
}

void ho_count_answer(ho_counts *counts, const handout_verdict *verdict) {
  counts->articles++;
  if (verdict->unsure)
    counts->unsure++;
  else
    counts->labels[verdict->label]++;
}

static bool has_label(const handout_model *model, const char *name) {
  for (size_t i = 0; i < handout_model_label_count(model); i++)
    if (strcmp(handout_model_label(model, i), name) == 0)
      return true;
  return strcmp(name, "unsure") == 0;
}

bool ho_check_labels(const ho_options *options, const handout_model *model) {
  for (size_t i = 0; i < options->label_count; i++)
    if (!has_label(model, options->labels[i])) {
      (void)ho_usage_error(options->command, "the model has no label '%s'; 'handout model' lists them",
                           options->labels[i]);
      return false;
    }
  return true;
}
