/* A verdict as the user asked for it: the threshold applied, filters, counts. */
#ifndef HO_JUDGE_H
#define HO_JUDGE_H

#include "row.h"
#include "scan.h"

/* Applies --threshold in place of the model's. */
void ho_apply_threshold(const ho_options *options, handout_verdict *verdict);

/* Whether --label and --min-confidence let an answer through. */
bool ho_is_wanted(const ho_options *options, const ho_answer *answer);

void ho_count_answer(ho_counts *counts, const handout_verdict *verdict);

/* False, with a message, where --label names a label that the model has not. */
bool ho_check_labels(const ho_options *options, const handout_model *model);

#endif
