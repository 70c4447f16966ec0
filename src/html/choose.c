/* Finds the article: first the element that holds it, then which of its blocks are not part of it. */
#include "choose.h"

#include "title.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Elements that are a part of a text and never hold an article. */
enum { PART = HO_TAG_LIST | HO_TAG_ITEM | HO_TAG_QUOTE | HO_TAG_PARAGRAPH | HO_TAG_HEADING | HO_TAG_INLINE };

enum { MIN_TEXT = 100 }; /* characters of running text that can be an article */

#define LONE_SHARE 0.3    /* of a text that stands alone, in judging class names */
#define CORE_SHARE 0.65   /* of the root's text, that an element has right in it to be its core */
#define BESIDE_SHARE 0.4  /* of the page's text: what has more is not beside the article whatever it says */
#define AROUND_SHARE 0.15 /* the same for an element with the headline in it */

typedef struct chooser {
  const ho_outline *outline;
  const ho_block *blocks;
  const ho_node *nodes;
  size_t block_count, node_count;
  int64_t headline;
  double credible; /* characters of running text that may be an article's */
  size_t end;      /* the block where a further article starts */
  size_t *h1;      /* before each block: the first-level headings so far */
  double *sum;     /* before each block: the values of the blocks so far */
  double *text;    /* before each block: the characters of running text so far */
  double *company; /* by node: the characters of running text that stand right in it */
  double *family;  /* by node: the same, in it or in a child of it */
  uint8_t *apart;  /* by node: it, or an element around it, is something beside the article */
  uint8_t *teaser; /* by block: it announces another article */
  uint8_t *kept;   /* by block */
  bool paragraphs; /* the text stands in elements that are meant for it */
} chooser;

static double link_share(const ho_block *b) {
  return (double)b->link_length / (double)b->length;
}

/* Whether a block reads like running text: a sentence, or long. */
static bool is_running(const ho_block *b) {
  double links = link_share(b), outside = (double)b->chars * (1 - links);
  if (b->level || links > 0.7)
    return false;
  return (b->ends_sentence && b->words >= 5 && outside >= 25) || (b->chars >= 100 && links < 0.5);
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

/* Counts the running text that stands right in each element. */
static void count_company(chooser *c) {
  for (size_t i = 0; i < c->block_count; i++) {
    uint32_t node = c->blocks[i].node, parent = c->nodes[node].parent;
    double text = running_text(&c->blocks[i]);
    c->company[node] += text;
    c->family[node] += text;
    c->family[parent] += text;
    if (c->nodes[node].tag->flags & HO_TAG_PARAGRAPH)
      c->company[parent] += text;
  }
}

/* Whether a block of running text stands alone where a paragraph has others beside it. */
static bool is_lone(const chooser *c, const ho_block *b) {
  double own = running_text(b);
  return c->family[b->node] <= own && c->family[c->nodes[b->node].parent] <= own;
}

static void sum_text(chooser *c) {
  for (size_t i = 0; i < c->block_count; i++) {
    const ho_block *b = &c->blocks[i];
    c->text[i + 1] = c->text[i] + running_text(b) * (is_lone(c, b) ? LONE_SHARE : 1);
    c->h1[i + 1] = c->h1[i] + (b->level == 1 && b->words >= 3);
  }
}

static bool around_headline(const chooser *c, const ho_node *n) {
  return n->first_block <= c->headline && c->headline < n->end_block;
}

static size_t count_h1(const chooser *c, const ho_node *n) {
  return c->h1[n->end_block] - c->h1[n->first_block];
}

/* Whether an element certainly is something beside the article: it says that it is comments or a notice, and
 * there is text elsewhere; or it is beside the article and has a headline of its own. */
static bool is_never(const chooser *c, const ho_node *n) {
  double own = range_text(c, n);
  if (n->hints & HO_HINT_NEVER)
    return own == 0 || c->text[c->block_count] - own >= MIN_TEXT;
  return n->hints & HO_HINT_BAD && c->headline != HO_NO_BLOCK && n->first_block > c->headline &&
         count_h1(c, n);
}

/* Whether an element says that it is something beside the article. Where it holds much of the page's text,
 * it is not believed. */
static bool says_apart(const chooser *c, const ho_node *n) {
  unsigned apart = HO_HINT_BAD | HO_HINT_NEVER | HO_HINT_CAPTION | HO_HINT_HIDDEN | HO_HINT_POPUP;
  if (n->tag->flags & HO_TAG_ARTICLE || n->hints & HO_HINT_BODY)
    apart = HO_HINT_NEVER;
  if (!(n->hints & apart) && !(n->tag->flags & (HO_TAG_CHROME | HO_TAG_CAPTION)))
    return false;
  double own = range_text(c, n);
  if (n->hints & HO_HINT_NEVER)
    return is_never(c, n);
  return own < (around_headline(c, n) ? AROUND_SHARE : BESIDE_SHARE) * c->credible || own == 0 ||
         is_never(c, n);
}

/* Whether an element, or one around it, says that it is beside the article, believed or not. */
static bool claims_apart(const chooser *c, uint32_t node) {
  for (;; node = c->nodes[node].parent) {
    const ho_node *n = &c->nodes[node];
    bool page = n->parent == 0 || n->tag->flags & HO_TAG_ARTICLE;
    if (n->tag->flags & HO_TAG_CHROME || (!page && n->hints & (HO_HINT_BAD | HO_HINT_NEVER)))
      return true;
    if (n->parent == node)
      return false;
  }
}

/* Whether the headline and a later heading stand in elements side by side, the first of them with text. */
static bool is_parallel(const chooser *c, size_t heading) {
  uint32_t node = c->blocks[c->headline].node, inside = node;
  while (c->nodes[node].end_block <= heading && c->nodes[node].parent != node) {
    inside = node;
    node = c->nodes[node].parent;
  }
  return inside != node && range_text(c, &c->nodes[inside]) >= MIN_TEXT;
}

/* Where a further article starts: at an <h1> that is to other text what the headline is to the article. */
static size_t find_end(const chooser *c) {
  for (size_t i = (size_t)(c->headline + 1); c->headline != HO_NO_BLOCK && i < c->block_count; i++) {
    const ho_block *b = &c->blocks[i];
    if (b->level == 1 && b->words >= 3 && !claims_apart(c, b->node) && is_parallel(c, i))
      return i;
  }
  return c->block_count;
}

/* The running text that may be the article's: before a further article, and in no comment or notice. */
static double credible_text(const chooser *c) {
  double text = c->text[c->end];
  uint32_t end = 0;
  for (size_t i = 0; i < c->node_count; i++) {
    const ho_node *n = &c->nodes[i];
    if (n->first_block >= end && n->end_block <= c->end && is_never(c, n)) {
      text -= range_text(c, n);
      end = n->end_block;
    }
  }
  return text;
}

static void mark_apart(chooser *c) {
  c->end = find_end(c);
  c->credible = credible_text(c);
  for (size_t i = 0; i < c->node_count; i++) {
    const ho_node *n = &c->nodes[i];
    bool post = n->tag->flags & HO_TAG_QUOTE && n->hints & HO_HINT_QUOTE;
    c->apart[i] = !post && ((n->parent != i && c->apart[n->parent]) || says_apart(c, n));
  }
}

/* Marks the texts that only announce another article: a linked headline, and after it a text of its own. */
static void mark_teasers(chooser *c) {
  size_t link = c->block_count;
  for (size_t i = 0; i < c->block_count; i++) {
    const ho_block *b = &c->blocks[i];
    if (link_share(b) > 0.8 && b->words >= 4 && (int64_t)i != c->headline)
      link = i;
    c->teaser[i] = is_running(b) && is_lone(c, b) && link < i && i - link <= 4;
  }
}

/* A block's value for the choice of the element around the article, in characters of running text. */
static double block_value(const chooser *c, const ho_block *b) {
  double chars = b->chars < 600 ? (double)b->chars : 600;
  if (c->apart[b->node] || c->teaser[b - c->blocks])
    return -0.2 * chars - 5;
  if (is_running(b))
    return chars * (1 - link_share(b));
  if (b->level)
    return -5 - 60 * link_share(b);
  if (c->nodes[b->node].tag->flags & HO_TAG_CELL)
    return -chars * link_share(b);
  if (c->nodes[b->node].tag->flags & HO_TAG_PARAGRAPH && link_share(b) < 0.3)
    return 0.2 * chars;
  return -10 - chars * link_share(b);
}

/* How much a block's text counts: less before the headline, in a further article, or alone, and the less the
 * more `junk` stands between the headline and it. */
static double text_weight(const chooser *c, size_t i, double junk) {
  bool before = c->headline != HO_NO_BLOCK && (int64_t)i < c->headline;
  double weight = before ? 0.3 : 0.1 + 0.9 * exp(-junk / 30);
  if (is_lone(c, &c->blocks[i]))
    weight *= 0.15;
  return i >= c->end ? 0.05 * weight : weight;
}

static void sum_values(chooser *c) {
  double junk = 0;
  for (size_t i = 0; i < c->block_count; i++) {
    const ho_block *b = &c->blocks[i];
    double value = block_value(c, b);
    if (value < 0 && (int64_t)i >= c->headline)
      junk += c->apart[b->node] ? 1 : link_share(b);
    c->sum[i + 1] = c->sum[i] + (value > 0 ? value * text_weight(c, i, junk) : value);
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
  while (c->nodes[best].tag->flags & PART && c->nodes[best].parent != best)
    best = c->nodes[best].parent;
  return best;
}

/* Whether a block stands in an embedded post of a network, which is kept whole. */
static bool is_post(const chooser *c, const ho_block *b) {
  for (uint32_t i = b->node;; i = c->nodes[i].parent) {
    if (c->nodes[i].tag->flags & HO_TAG_QUOTE)
      return c->nodes[i].hints & HO_HINT_QUOTE;
    if (c->nodes[i].parent == i || !(c->nodes[i].tag->flags & (HO_TAG_PARAGRAPH | HO_TAG_INLINE)))
      return false;
  }
}

/* Whether a short block stands beside running text. */
static bool has_company(const chooser *c, const ho_block *b) {
  enum { OPEN = HO_TAG_ITEM | HO_TAG_CELL | HO_TAG_QUOTE | HO_TAG_PARAGRAPH };
  const ho_node *n = &c->nodes[b->node];
  if (c->company[b->node] > 0 || n->tag->flags & OPEN)
    return true;
  return c->company[n->parent] > 0;
}

/* Whether a block among paragraphs looks like a caption: it stands alone, in no paragraph, and is no
 * sentence. */
static bool is_caption(const chooser *c, const ho_block *b) {
  const ho_node *n = &c->nodes[b->node];
  return c->paragraphs && b->chars >= 50 && !b->level && !b->ends_sentence &&
         !(n->tag->flags & (PART | HO_TAG_CELL)) && c->company[b->node] <= running_text(b);
}

/* Whether a heading says again what the headline does. */
static bool repeats_headline(const chooser *c, const ho_block *b) {
  if (!b->level || c->headline == HO_NO_BLOCK)
    return false;
  const ho_block *headline = &c->blocks[c->headline];
  const char *text = c->outline->text.data;
  return b->length == headline->length && !memcmp(text + b->start, text + headline->start, b->length);
}

static bool keep_block(const chooser *c, const ho_block *b) {
  if (c->apart[b->node] || c->teaser[b - c->blocks] || repeats_headline(c, b))
    return false;
  if (is_post(c, b))
    return true;
  if (is_caption(c, b))
    return false;
  if (is_running(b))
    return true;
  if (b->level && c->family[c->nodes[b->node].parent] > 0)
    return true;
  if (c->outline->text.data[b->start] == '<')
    return false;
  return link_share(b) < 0.3 && has_company(c, b);
}

/* Counts each element's running text again, now that it is known what is beside the article. */
static void count_family(chooser *c) {
  memset(c->family, 0, c->node_count * sizeof *c->family);
  for (size_t i = 0; i < c->end; i++) {
    uint32_t node = c->blocks[i].node;
    double text = c->apart[node] || c->teaser[i] ? 0 : running_text(&c->blocks[i]);
    c->family[node] += text;
    c->family[c->nodes[node].parent] += text;
    c->text[i + 1] = c->text[i] + text;
  }
  for (size_t i = c->end; i < c->block_count; i++)
    c->text[i + 1] = c->text[i];
}

/* The element inside the root right in which most of the text stands, or the root if it is spread. What
 * the root holds before and after it is a summary, a list of links, a note on the author. */
static const ho_node *find_core(const chooser *c, const ho_node *root) {
  double most = CORE_SHARE * range_text(c, root);
  const ho_node *core = root;
  for (const ho_node *n = root; n < c->nodes + c->node_count && n->first_block < root->end_block; n++)
    if (n->end_block <= root->end_block && c->family[n - c->nodes] >= most) {
      most = c->family[n - c->nodes];
      core = n;
    }
  while (core > root && core->tag->flags & PART)
    core = &c->nodes[core->parent];
  return core;
}

static bool has_paragraphs(const chooser *c, const ho_node *core) {
  double text = 0;
  for (size_t i = core->first_block; i < core->end_block; i++)
    if (c->nodes[c->blocks[i].node].tag->flags & PART)
      text += running_text(&c->blocks[i]);
  return text > 0.6 * range_text(c, core);
}

/* Whether a block that is no running text may begin the article. */
static bool may_begin(const chooser *c, const ho_block *b) {
  enum { OWN = HO_TAG_PARAGRAPH | HO_TAG_ITEM | HO_TAG_CELL | HO_TAG_QUOTE };
  return b->level || c->nodes[b->node].tag->flags & OWN;
}

/* Whether a block that is no running text may end it: a line of a list or a table. */
static bool may_end(const chooser *c, const ho_block *b) {
  return !b->link_length && c->nodes[b->node].tag->flags & (HO_TAG_ITEM | HO_TAG_CELL);
}

static void keep_blocks(chooser *c, const ho_node *root) {
  size_t first = root->first_block, last = first;
  bool begun = false;
  c->paragraphs = has_paragraphs(c, root);
  if (c->headline >= (int64_t)first && c->headline < (int64_t)root->end_block)
    first = (size_t)c->headline + 1;
  for (size_t i = first; i < root->end_block; i++) {
    const ho_block *b = &c->blocks[i];
    bool text = is_running(b) || is_post(c, b);
    c->kept[i] = keep_block(c, b) && (text || begun || may_begin(c, b));
    begun = begun || (c->kept[i] && text);
    if (c->kept[i] && (text || may_end(c, b)))
      last = i + 1;
  }
  for (size_t i = last; i < root->end_block; i++)
    c->kept[i] = false;
}

/* Drops headings that neither text nor a heading of a lower level follows. */
static void drop_headings(chooser *c, const ho_node *root) {
  enum { NONE = 0, TEXT = 7 }; /* what follows: nothing, text, or a heading's level */
  int next = NONE;
  for (size_t i = root->end_block; i-- > root->first_block;) {
    int level = c->blocks[i].level;
    if (level)
      c->kept[i] = c->kept[i] && next > level;
    if (c->kept[i])
      next = level ? level : TEXT;
    else if (level)
      next = NONE;
  }
}

static bool prepare(chooser *c) {
  c->h1 = ho_alloc_array(c->block_count + 1, sizeof *c->h1);
  c->sum = ho_alloc_array(c->block_count + 1, sizeof *c->sum);
  c->text = ho_alloc_array(c->block_count + 1, sizeof *c->text);
  c->company = ho_alloc_array(c->node_count + 1, sizeof *c->company);
  c->family = ho_alloc_array(c->node_count + 1, sizeof *c->family);
  c->apart = ho_alloc_array(c->node_count + 1, sizeof *c->apart);
  c->teaser = ho_alloc_array(c->block_count + 1, sizeof *c->teaser);
  return c->h1 && c->sum && c->text && c->company && c->family && c->apart && c->teaser;
}

static void choose(chooser *c) {
  count_company(c);
  sum_text(c);
  mark_apart(c);
  mark_teasers(c);
  sum_values(c);
  count_family(c);
  const ho_node *root = find_core(c, &c->nodes[find_root(c)]);
  keep_blocks(c, root);
  drop_headings(c, root);
}

bool ho_choose(const ho_outline *outline, const ho_buf *title, ho_choice *choice) {
  chooser c = {.outline = outline,
               .blocks = ho_outline_blocks(outline),
               .nodes = ho_outline_nodes(outline),
               .block_count = ho_outline_block_count(outline),
               .node_count = ho_outline_node_count(outline)};
  c.headline = choice->headline = ho_headline_find(outline, title);
  bool ok = prepare(&c) && ho_buf_reserve(&choice->kept, c.block_count + 1);
  if (ok && c.node_count) {
    choice->kept.length = c.block_count;
    c.kept = (uint8_t *)choice->kept.data;
    memset(c.kept, 0, c.block_count + 1);
    choose(&c);
  }
  free(c.h1);
  free(c.sum);
  free(c.text);
  free(c.company);
  free(c.family);
  free(c.apart);
  free(c.teaser);
  return ok;
}
