/* An answer as a line of a table, or as JSON. */
#ifndef HO_ROW_H
#define HO_ROW_H

#include "intake.h"

/* How answers are written. */
typedef struct ho_layout {
  ho_format format; /* tsv, csv or json */
  bool aligned;     /* for a person at a terminal, in place of tsv */
  bool color;
  size_t label_width, path_width, headline_width; /* of aligned columns */
} ho_layout;

/* An article's verdict as the user asked for it. */
typedef struct ho_answer {
  const handout_model *model;
  const ho_item *item;
  const handout_article *article;
  handout_verdict verdict;
} ho_answer;

/* The layout that options ask for and the terminal has. */
ho_layout ho_choose_layout(const ho_options *options, const handout_model *model);

/* "unsure" or the label's name. */
const char *ho_answer_name(const ho_answer *answer);

/* The colour that begins a label's name, "" without colour; ended by ho_color_end. */
const char *ho_label_color(const ho_layout *layout, size_t label, bool unsure);
const char *ho_color_end(const ho_layout *layout);

/* Each appends and returns false when memory runs out. */
bool ho_append_header(ho_buf *out, const ho_layout *layout, const handout_model *model);
bool ho_append_row(ho_buf *out, const ho_layout *layout, const ho_answer *answer);

/* The parts of an input's JSON object: what stands before its articles, an article, what stands after. */
bool ho_json_begin(ho_buf *out, const ho_item *item);
bool ho_json_article(ho_buf *out, const ho_answer *answer);
bool ho_json_end(ho_buf *out);

/* "name":value for each label, with 6 decimals or exactly. */
bool ho_json_by_label(ho_buf *out, const handout_model *model, const double *values, bool exact);

#endif
