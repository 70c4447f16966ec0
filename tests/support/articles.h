/* The tests' sample articles, and all that the library answers about a text as one number. */
#ifndef ARTICLES_H
#define ARTICLES_H

#include "buf.h"
#include "handout.h"

#include <stdint.h>

typedef struct articles {
  ho_buf *texts;
  size_t count;
} articles;

/* The files of the folders samples, domain, none and corpus, in the order of their names. The caller frees
 * them with articles_free. */
articles articles_read(void);
void articles_free(articles *all);

/* Finds the articles of a text, scores each, and explains each where `explained`. Puts a hash of every
 * number, range and name of the answers into *digest: it must not change with thread, scorer or time. */
handout_status articles_digest(handout_scorer *scorer, const char *text, size_t length, bool explained,
                               uint64_t *digest);

#endif
