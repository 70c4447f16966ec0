/* Finds the article: first the element that holds it, then which of its blocks are not part of it. */
#include "choose.h"

#include <stdlib.h>
#include <string.h>

typedef struct chooser {
  const ho_outline *outline;
  const ho_block *blocks;
  const ho_node *nodes;
  size_t block_count, node_count;
  double *value; /* of a block: how much it speaks for an article around it, or against */
  double *sum;   /* before each block: the values so far */
  double *text;  /* before each block: the running text so far, whatever stands around it */
  uint8_t *apart; /* by node: it, or an element around it, is something beside the article */
  uint8_t *kept;
} chooser;

static double link_share(const ho_block *b) {
  return (double)b->link_length / (double)b->length;
}

/* Whether a block reads like running text. */
static bool is_running(const ho_block *b) {
  return !b->level && link_share(b) < 0.5 && ((b->ends_sentence && b->words >= 6) || b->chars >= 100);
}

static double running_text(const ho_block *b) {
  return is_running(b) ? (double)b->chars * (1 - link_share(b)) : 0;
}

static double range_text(const chooser *c, const ho_node *n) {
  return c->text[n->end_block] - c->text[n->first_block];
}

static double range_sum(const chooser *c, const ho_node *n) {
  return c->sum[n->end_block] - c->sum[n->first_block];
}

static void sum_text(chooser *c) {
  for (size_t i = 0; i < c->block_count; i++)
    c->text[i + 1] = c->text[i] + running_text(&c->blocks[i]);
}

/* Whether an element says that it is something beside the article. Where it holds much of the page's text,
 * it is not believed. */
static bool says_apart(const chooser *c, const ho_node *n) {
  unsigned apart = HO_HINT_BAD | HO_HINT_COMMENTS | HO_HINT_CAPTION | HO_HINT_HIDDEN;
  bool says = n->hints & apart || n->tag->flags & (HO_TAG_CHROME | HO_TAG_CAPTION);
  if (!says)
    return false;
  double all = c->text[c->block_count], own = range_text(c, n);
  double most = n->hints & HO_HINT_COMMENTS ? 0.9 : 0.4;
  return own < most * all || all == 0;
}

static void mark_apart(chooser *c) {
  for (size_t i = 0; i < c->node_count; i++) {
    const ho_node *n = &c->nodes[i];
    c->apart[i] = (n->parent != i && c->apart[n->parent]) || says_apart(c, n);
  }
}

/* A block's value for the choice of the element around the article. */
static double block_value(const chooser *c, const ho_block *b) {
  double chars = b->chars < 600 ? (double)b->chars : 600;
  if (c->apart[b->node])
    return -0.2 * chars - 5;
  if (is_running(b))
    return chars * (1 - 1.5 * link_share(b));
  if (b->level)
    return -5;
  return -10 - chars * link_share(b);
}

static void sum_values(chooser *c) {
  for (size_t i = 0; i < c->block_count; i++) {
    c->value[i] = block_value(c, &c->blocks[i]);
    c->sum[i + 1] = c->sum[i] + c->value[i];
  }
}

/* The element that holds the article. */
static size_t find_root(const chooser *c) {
  size_t best = 0;
  double most = -1e300;
  for (size_t i = 0; i < c->node_count; i++) {
    const ho_node *n = &c->nodes[i];
    double score = range_sum(c, n);
    if (n->hints & HO_HINT_BODY)
      score *= 1.1;
    if (n->tag->flags & HO_TAG_ARTICLE)
      score *= 1.05;
    if (score >= most) {
      most = score;
      best = i;
    }
  }
  return best;
}

static bool keep_block(const chooser *c, const ho_block *b) {
  if (c->apart[b->node] || b->level == 1)
    return false;
  if (is_running(b))
    return true;
  return link_share(b) < 0.3;
}

static void keep_blocks(chooser *c, const ho_node *root) {
  size_t last = root->first_block;
  for (size_t i = root->first_block; i < root->end_block; i++) {
    c->kept[i] = keep_block(c, &c->blocks[i]);
    if (c->kept[i] && is_running(&c->blocks[i]))
      last = i + 1;
  }
  for (size_t i = last; i < root->end_block; i++)
    c->kept[i] = false;
}

static bool prepare(chooser *c) {
  c->value = ho_alloc_array(c->block_count + 1, sizeof *c->value);
  c->sum = ho_alloc_array(c->block_count + 1, sizeof *c->sum);
  c->text = ho_alloc_array(c->block_count + 1, sizeof *c->text);
  c->apart = ho_alloc_array(c->node_count + 1, sizeof *c->apart);
  return c->value && c->sum && c->text && c->apart;
}

bool ho_choose(const ho_outline *outline, const ho_buf *headline, const ho_buf *body, ho_choice *choice) {
  chooser c = {.outline = outline,
               .blocks = ho_outline_blocks(outline),
               .nodes = ho_outline_nodes(outline),
               .block_count = ho_outline_block_count(outline),
               .node_count = ho_outline_node_count(outline)};
  (void)headline;
  (void)body;
  choice->headline = HO_NO_BLOCK;
  bool ok = prepare(&c) && ho_buf_reserve(&choice->kept, c.block_count + 1);
  if (ok && c.node_count) {
    choice->kept.length = c.block_count;
    c.kept = (uint8_t *)choice->kept.data;
    memset(c.kept, 0, c.block_count + 1);
    sum_text(&c);
    mark_apart(&c);
    sum_values(&c);
    keep_blocks(&c, &c.nodes[find_root(&c)]);
  }
  free(c.value);
  free(c.sum);
  free(c.text);
  free(c.apart);
  return ok;
}
