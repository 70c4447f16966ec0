/* What a page says of its article: in JSON-LD, in <meta>, in its <title>. */
#ifndef HO_META_H
#define HO_META_H

#include "outline.h"

typedef struct ho_facts {
  ho_buf title, publisher, date;
  ho_buf body; /* the article's text, where JSON-LD has it */
} ho_facts;

/* Fills zeroed facts; the caller frees them with ho_facts_free, also after an error. False when memory runs
 * out. Malformed JSON is passed over. */
bool ho_facts_read(const ho_outline *outline, ho_facts *facts);

void ho_facts_free(ho_facts *facts);

#endif
