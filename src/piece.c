/* The articles in a text: where each starts, its headline, what in it is not its text. */
#include "piece.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  RIVALS = 6,     /* lines within which the likeliest start wins */
  LAG = 6,        /* lines by which the search for furniture follows that for starts */
  HEAD_LINES = 8, /* lines within which a headline is repeated */
  AROUND = 5,     /* lines on both sides with which a label is compared */
  TAIL_LINES = 4, /* short lines behind an article's last sentence that can be furniture */
  LONG_LINE = 80  /* bytes of a line that is a paragraph */
};

static const float start_score = 0.0f; /* log odds from which a line starts an article */

/* The search's state. */
typedef struct article_search {
  ho_pieces *pieces;
  ho_window window;
  ho_topic topic;
  size_t first;    /* line that starts the article */
  size_t sorted;   /* lines before it are known to be text or furniture */
  size_t last_end; /* end of the last line before the one in question */
  uint32_t headline_hash;
  size_t headline_line, repeat_line; /* SIZE_MAX where there is none */
  bool left_before;                  /* the line before is no text */
  bool kept_before;                  /* and it was kept as a part left out, as long as there was room */
} article_search;

/* ---- Memory ---------------------------------------------------------------- */

static bool grow(void **items, size_t *capacity, size_t size) {
  size_t more = *capacity ? *capacity * 2 : 16;
  void *grown = more < SIZE_MAX / size ? realloc(*items, more * size) : NULL;
  if (!grown)
    return false;
  *items = grown;
  *capacity = more;
  return true;
}

static bool add_article(ho_pieces *pieces, size_t start) {
  void *items = pieces->articles;
  if (pieces->count == pieces->capacity && !grow(&items, &pieces->capacity, sizeof *pieces->articles))
    return false;
  pieces->articles = items;
  pieces->articles[pieces->count++] = (handout_article){{start, start}, {start, start}, NULL, 0};
  return true;
}

/* Whether the last article may have one more part left out. */
static bool has_room(const ho_pieces *pieces) {
  return pieces->articles[pieces->count - 1].left_out_count < HO_MAX_LEFT_OUT &&
         pieces->left_out_count < HO_MAX_LEFT_OUT_ALL;
}

static bool add_left_out(ho_pieces *pieces, handout_span span, ho_kind kind) {
  handout_article *article = &pieces->articles[pieces->count - 1];
  const char *name = ho_kind_name(kind);
  void *items = pieces->left_out;
  if (pieces->left_out_count == pieces->left_out_capacity &&
      !grow(&items, &pieces->left_out_capacity, sizeof *pieces->left_out))
    return false;
  pieces->left_out = items;
  /* There is room: none is missing or grow made it. NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
  pieces->left_out[pieces->left_out_count++] = (handout_left_out){span, name};
  article->left_out_count++;
  return true;
}

/* Makes the left-out part that was added last longer. */
static void extend_left_out(ho_pieces *pieces, size_t end) {
  pieces->left_out[pieces->left_out_count - 1].span.end = end;
}

static void point_to_left_out(ho_pieces *pieces) {
  const handout_left_out *next = pieces->left_out;
  for (size_t i = 0; i < pieces->count; i++) {
    pieces->articles[i].left_out = pieces->articles[i].left_out_count ? next : NULL;
    next = next ? next + pieces->articles[i].left_out_count : NULL;
  }
}

void ho_pieces_free(ho_pieces *pieces) {
  free(pieces->articles);
  free(pieces->left_out);
  *pieces = (ho_pieces)HO_PIECES_INIT;
}

/* ---- Headlines ------------------------------------------------------------- */

/* "... leaves the U.S." ends in a full stop and is no sentence. */
static bool ends_in_abbreviation(const char *text, const ho_line *line) {
  return ho_line_length(line) >= 4 && text[line->end - 1] == '.' && text[line->end - 3] == '.';
}

static bool is_headline(const char *text, const ho_line *line) {
  size_t length = ho_line_length(line);
  bool stop =
      line->ending == HO_ENDS_SENTENCE && text[line->end - 1] == '.' && !ends_in_abbreviation(text, line);
  return line->kind == HO_TEXT && length <= HO_LONGEST_HEADLINE && line->words > 0 && !stop &&
         !line->bullet && !line->wrapped && line->ending != HO_ENDS_COMMA &&
         (line->stops == 0 || length <= 150);
}

/* "FOR IMMEDIATE RELEASE" and its like: text, since they tell a release. */
static bool is_release_mark(const char *text, const ho_line *line) {
  static const char *const marks[] = {"release",  "embargo", "statement", "communique",
                                      "bulletin", "notice",  NULL};
  char folded[64];
  size_t length = ho_line_length(line);
  if (length >= sizeof folded)
    return false;
  for (size_t i = 0; i < length; i++)
    folded[i] = (char)(text[line->start + i] | 0x20);
  folded[length] = '\0';
  for (const char *const *mark = marks; *mark; mark++)
    if (strstr(folded, *mark))
      return true;
  return false;
}

/* What stands over a headline: "FOR IMMEDIATE RELEASE", a date, furniture. */
static bool is_above_headline(const char *text, const ho_line *line) {
  return line->kind != HO_TEXT || (line->words <= 4 && is_release_mark(text, line));
}

/* The line of the headline of an article that starts at line `first`; SIZE_MAX where there is none. */
static size_t headline_line(ho_window *window, size_t first) {
  const char *text = window->reader.text;
  size_t at = first;
  const ho_line *line;
  while ((line = ho_window_line(window, at)) && at < first + 5 && is_above_headline(text, line))
    at++;
  if (!line || !is_headline(text, line) || !ho_window_goes_on(window, at))
    return SIZE_MAX;
  if (ho_line_length(line) <= 24 && line->words <= 3) { /* a rubric over the headline? */
    const ho_line *next = ho_window_line(window, at + 1);
    bool titled = is_headline(text, next) && ho_line_length(next) >= 30 &&
                  ho_line_length(next) > 2 * ho_line_length(line);
    const ho_line *lead = titled ? ho_window_line(window, at + 2) : NULL;
    if (lead && ho_line_length(lead) >= LONG_LINE)
      return at + 1;
  }
  return at;
}

handout_span ho_find_headline(const char *text, size_t start, size_t end) {
  ho_window window;
  ho_window_open(&window, text, end);
  window.reader.at = start;
  size_t index = headline_line(&window, 0);
  const ho_line *line = index == SIZE_MAX ? NULL : ho_window_line(&window, index);
  return line ? (handout_span){line->start, line->end} : (handout_span){start, start};
}

/* ---- Furniture in an article ----------------------------------------------- */

/* Line `index` of the article, NULL outside it; `stop` is the line behind its last. */
static const ho_line *article_line(article_search *search, size_t index, size_t stop) {
  return index >= search->first && index < stop ? ho_window_line(&search->window, index) : NULL;
}

static bool is_paragraph(const ho_line *line) {
  return line && ho_line_length(line) >= LONG_LINE && line->ending != HO_ENDS_PLAIN;
}

static bool share_a_term(const ho_line *one, const ho_line *other) {
  for (unsigned i = 0; i < one->term_count; i++)
    for (unsigned k = 0; k < other->term_count; k++)
      if ((one->terms[i] ^ other->terms[k]) >> 2 == 0)
        return true;
  return false;
}

/* True if the lines around speak of nothing that the line names. */
static bool is_unrelated(article_search *search, const ho_line *line, size_t index, size_t stop) {
  for (size_t i = index > AROUND ? index - AROUND : 0; i <= index + AROUND; i++) {
    const ho_line *near = i == index ? NULL : article_line(search, i, stop);
    if (near && share_a_term(line, near))
      return false;
  }
  return true;
}

/* True if no paragraph follows in the article, and few lines at all. */
static bool is_tail(article_search *search, size_t index, size_t stop) {
  size_t i = index + 1;
  for (const ho_line *line; (line = article_line(search, i, stop)); i++)
    if (i > index + TAIL_LINES || is_paragraph(line) || line->kind == HO_END_MARK)
      return false;
  return true;
}

static bool is_name(const ho_line *line) {
  return line->words >= 2 && line->words <= 4 && line->capitals == line->words && line->shouted < line->words;
}

/* True if at most a few labels stand between line `index` and a paragraph. */
static bool leads_to_paragraph(article_search *search, size_t index, size_t stop) {
  for (size_t i = index + 1; i <= index + 3; i++) {
    const ho_line *line = article_line(search, i, stop);
    if (!line || is_paragraph(line))
      return line != NULL;
    if (line->kind == HO_TEXT && !ho_is_label(search->window.reader.text, line))
      return false;
  }
  return false;
}

/* A label that nothing in the article speaks of, where a page puts its furniture: under
 * the headline, alone between two paragraphs, behind the last one. */
static bool is_stray_label(article_search *search, const ho_line *line, size_t index, size_t stop) {
  const char *text = search->window.reader.text;
  if (!ho_is_label(text, line) || line->words > 6 || line->digits > 2 ||
      (line->words > 1 && line->shouted * 2 >= line->words))
    return false;
  const ho_line *before = index ? article_line(search, index - 1, stop) : NULL;
  const ho_line *next = article_line(search, index + 1, stop);
  if (!before || is_release_mark(text, line) || !is_unrelated(search, line, index, stop))
    return false;
  bool near = search->left_before || (next && ho_is_furniture((ho_kind)next->kind));
  bool lists = search->topic.labels * 8 > search->topic.lines + 12; /* short lines are this article's way */
  if (search->headline_line != SIZE_MAX && index <= search->headline_line + 3)
    return (near || line->words > 1 || line->frame_words > 0) && leads_to_paragraph(search, index, stop);
  if (lists || !(is_paragraph(before) || search->left_before))
    return false;
  if (next && (near || is_paragraph(next)))
    return near || line->words > 1 || line->frame_words > 0;
  return is_tail(search, index, stop) && (near || !is_name(line));
}

/* Between a headline and its repetition stands nothing but furniture, and what tells a
 * release. */
static ho_kind kind_between_headlines(const char *text, const ho_line *line) {
  size_t length = ho_line_length(line);
  if (ho_is_furniture((ho_kind)line->kind))
    return (ho_kind)line->kind;
  if (line->kind == HO_PLAIN_DATE)
    return HO_DATE;
  if (is_release_mark(text, line) || line->kind == HO_END_MARK || line->digits > 6 ||
      memchr(text + line->start, '@', length) != NULL)
    return HO_TEXT;
  return length >= LONG_LINE ? HO_CAPTION : HO_OTHER;
}

static ho_kind kind_in_place(article_search *search, size_t index, size_t stop) {
  const ho_line *line = ho_window_line(&search->window, index);
  ho_kind kind = (ho_kind)line->kind;
  if (index == search->headline_line)
    return HO_TEXT;
  if (search->headline_hash && line->hash == search->headline_hash)
    return HO_REPEATED_HEADLINE;
  if (search->repeat_line != SIZE_MAX && index > search->headline_line && index < search->repeat_line)
    return kind_between_headlines(search->window.reader.text, line);
  if (kind == HO_PLAIN_DATE) {
    const ho_line *next = article_line(search, index + 1, stop);
    return search->left_before || (next && ho_is_furniture((ho_kind)next->kind)) ? HO_DATE : kind;
  }
  if (kind == HO_TEXT && is_stray_label(search, line, index, stop))
    return HO_OTHER;
  return kind;
}

/* Says of line `index` whether it is left out. */
static bool sort_line(article_search *search, size_t index, size_t stop) {
  const ho_line *line = ho_window_line(&search->window, index);
  ho_kind kind = kind_in_place(search, index, stop);
  if (!ho_is_furniture(kind)) {
    search->left_before = false;
    return true;
  }
  const ho_pieces *pieces = search->pieces;
  const handout_left_out *last =
      pieces->left_out_count ? &pieces->left_out[pieces->left_out_count - 1] : NULL;
  if (search->left_before && search->kept_before && last && last->kind == ho_kind_name(kind) &&
      pieces->articles[pieces->count - 1].left_out_count > 0) {
    extend_left_out(search->pieces, line->end);
    return true;
  }
  search->left_before = true;
  search->kept_before = has_room(pieces);
  return !search->kept_before || add_left_out(search->pieces, (handout_span){line->start, line->end}, kind);
}

static bool sort_lines(article_search *search, size_t until, size_t stop) {
  for (; search->sorted < until; search->sorted++)
    if (!sort_line(search, search->sorted, stop))
      return false;
  return true;
}

/* ---- Articles -------------------------------------------------------------- */

/* The line, within a few, that repeats line `index`; SIZE_MAX if none does or a paragraph
 * of several sentences stands between. */
static size_t find_repeat(ho_window *window, size_t index) {
  const ho_line *line, *own = ho_window_line(window, index);
  uint32_t hash = own->hash;
  for (size_t i = index + 1; hash && i <= index + HEAD_LINES && (line = ho_window_line(window, i)); i++) {
    if (line->hash == hash)
      return i;
    if (ho_line_length(line) > 2 * HO_LONGEST_HEADLINE)
      break;
  }
  return SIZE_MAX;
}

static bool start_article(article_search *search, size_t index) {
  const ho_line *line = ho_window_line(&search->window, index);
  if (!add_article(search->pieces, line->start))
    return false;
  search->first = search->sorted = index;
  search->left_before = false;
  search->headline_hash = 0;
  search->headline_line = headline_line(&search->window, index);
  search->repeat_line = SIZE_MAX;
  ho_topic_start(&search->topic);
  if (search->headline_line == SIZE_MAX)
    return true;
  line = ho_window_line(&search->window, search->headline_line);
  search->headline_hash = line->hash;
  search->pieces->articles[search->pieces->count - 1].headline = (handout_span){line->start, line->end};
  search->repeat_line = find_repeat(&search->window, search->headline_line);
  return true;
}

/* Ends the article before line `stop`. */
static bool end_article(article_search *search, size_t stop) {
  if (!sort_lines(search, stop, stop))
    return false;
  handout_article *article = &search->pieces->articles[search->pieces->count - 1];
  article->span.end = search->last_end;
  if (article->headline.end > article->span.end) /* it is the next one's */
    article->headline = (handout_span){article->span.start, article->span.start};
  return true;
}

/* The odds that an article starts at line `index`, or any below `least` where they are. */
static float score_start(article_search *search, size_t index, float least) {
  return ho_may_start(&search->window, &search->topic, index)
             ? ho_start_odds(&search->window, &search->topic, index, least)
             : -100;
}

/* True if an article starts at line `index`: it is likely, and no line soon after is
 * likelier. */
static bool starts_article(article_search *search, size_t index) {
  if (search->pieces->count == HANDOUT_MAX_ARTICLES)
    return false;
  float score = score_start(search, index, start_score);
  if (score < start_score)
    return false;
  if (find_repeat(&search->window, index) != SIZE_MAX)
    return true;
  for (size_t i = index + 1; i < index + RIVALS; i++)
    if (score_start(search, i, score) > score)
      return false;
  return true;
}

/* The first of the lines just before that line `index` repeats, or `index`: an article
 * starts with its headline, not with what repeats it. */
static size_t first_of_repeats(article_search *search, size_t index) {
  uint32_t hash = ho_window_line(&search->window, index)->hash;
  for (size_t i = index > search->first + LAG ? index - LAG : search->first + 1; hash && i < index; i++)
    if (ho_window_line(&search->window, i)->hash == hash)
      return i;
  return index;
}

/* Between a headline and its repetition no article starts. */
static bool is_in_head(const article_search *search, size_t index) {
  return search->repeat_line != SIZE_MAX && index <= search->repeat_line;
}

static bool search_lines(article_search *search) {
  for (size_t i = 0; ho_window_line(&search->window, i); i++) {
    if (i > search->first && !is_in_head(search, i) && starts_article(search, i)) {
      i = first_of_repeats(search, i);
      search->last_end = ho_window_line(&search->window, i - 1)->end;
      if (!end_article(search, i) || !start_article(search, i))
        return false;
    } else if (i == 0 && !start_article(search, i)) {
      return false;
    }
    const ho_line *line = ho_window_line(&search->window, i);
    ho_topic_add(&search->topic, line);
    search->last_end = line->end;
    if (i >= search->first + LAG && !sort_lines(search, i - LAG, SIZE_MAX))
      return false;
  }
  return search->window.count == 0 ? add_article(search->pieces, 0)
                                   : end_article(search, search->window.count);
}

handout_status ho_find_pieces(ho_pieces *pieces, const char *text, size_t length) {
  article_search search;
  search.pieces = pieces;
  pieces->count = pieces->left_out_count = 0;
  search.first = search.sorted = search.last_end = 0;
  ho_window_open(&search.window, text, length);
  if (!search_lines(&search)) {
    pieces->count = pieces->left_out_count = 0;
    return HANDOUT_NO_MEMORY;
  }
  point_to_left_out(pieces);
  return HANDOUT_OK;
}
