/* An explanation as text for people, and as JSON. */
#ifndef HO_EXPLANATION_H
#define HO_EXPLANATION_H

#include "judge.h"

/* Each appends and returns false when memory runs out. */
bool ho_explanation_text(ho_buf *out, const ho_layout *layout, const ho_answer *answer,
                         const handout_explanation *explanation);
bool ho_explanation_json(ho_buf *out, const ho_answer *answer, const handout_explanation *explanation);

#endif
