/* An evaluation as text for people and as JSON. */
#ifndef HO_REPORT_H
#define HO_REPORT_H

#include "evaluate.h"

/* A mistake and what made it. */
typedef struct ho_mistake {
  size_t row; /* of the predictions */
  const char *path;
  const char *reasons; /* "name +0.12, …" */
} ho_mistake;

/* Each returns false when memory runs out. */
bool ho_report_text(const ho_figures *figures, const ho_predictions *predictions, const ho_mistake *mistakes,
                    size_t mistake_count, ho_buf *out);
bool ho_report_json(const ho_figures *figures, const ho_predictions *predictions, const ho_mistake *mistakes,
                    size_t mistake_count, ho_buf *out);

/* The table of publishers, lowest recall first; `most` of them, or all for 0. */
bool ho_report_publishers(const ho_figures *figures, const ho_predictions *predictions, size_t most,
                          ho_buf *out);

/* A line "name value (low to high)". */
bool ho_report_figure(const char *name, const ho_figure *figure, ho_buf *out);

/* A header row, then gold, publisher, most probable label and probabilities a document, separated by tabs. */
bool ho_write_predictions(const ho_predictions *predictions, ho_buf *out);

#endif
