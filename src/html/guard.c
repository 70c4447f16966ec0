/* The pre-scan of a page, which bounds what the HTML parser has to cope with.
 *
 * libxml2 takes minutes over a tag with 300,000 attributes, and searches its stack of open elements for end
 * tags; both are bounded here. Scripts, styles and comments, most of a news page's bytes, are not passed on
 * at all. */
#include "guard.h"

#include "buf.h"
#include "limit.h"
#include "tag.h"
#include "utf8.h"

#include <string.h>

enum {
  PIECE_SIZE = 16384, /* bytes collected before they are passed on */
  NAME_SIZE = 32      /* bytes of a tag's name; a longer one is no element that is known */
};

static const char json_type[] = "application/ld+json";
enum { JSON_TYPE_LENGTH = sizeof json_type - 1 };

typedef struct guard {
  const char *html;
  size_t length, at;
  const ho_guard_sink *sink;
  ho_buf piece;
  size_t depth;         /* at least as many elements as the parser has open */
  size_t flattened;     /* start tags held back, whose end tags must be too */
  size_t no_quote[128]; /* by quote: 1 + where a search for it first came to the page's end */
  bool stopped;
} guard;

static bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void flush(guard *g) {
  if (!g->stopped && g->piece.length)
    g->stopped = !g->sink->markup(g->sink->context, g->piece.data, g->piece.length);
  ho_buf_clear(&g->piece);
}

static void put(guard *g, const char *bytes, size_t length) {
  if (!g->stopped && !ho_buf_append(&g->piece, bytes, length))
    g->stopped = true;
}

static void put_text(guard *g, const char *text) {
  put(g, text, strlen(text));
}

/* Whether all of a run is printable ASCII, spaces and line ends. Without a branch, for the compiler to make
 * it vectors. */
static bool is_plain(const char *bytes, size_t length) {
  unsigned wrong = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    wrong |= (c & 0x80u) | (unsigned)((c < 0x20) & (c != '\n') & (c != '\t'));
  }
  return !wrong;
}

/* Passes on one character; returns its length in bytes. */
static size_t put_character(guard *g, const char *bytes, size_t length) {
  uint32_t code;
  size_t size = ho_html_read_utf8(bytes, length, &code);
  if (size == 0)
    put_text(g, "\xEF\xBF\xBD");
  else if (code < 0x20 || code == 0x7F)
    put_text(g, " ");
  else
    put(g, bytes, size);
  return size ? size : 1;
}

/* Passes on text with what is not UTF-8 replaced. */
static void put_clean(guard *g, const char *bytes, size_t length) {
  while (length && !g->stopped) {
    size_t run = length < 256 ? length : 256, end = run;
    if (is_plain(bytes, run))
      put(g, bytes, run);
    else
      for (run = 0; run < end;)
        run += put_character(g, bytes + run, length - run);
    bytes += run;
    length -= run;
    if (g->piece.length >= PIECE_SIZE)
      flush(g);
  }
}

/* Passes on text between tags. An '&' that starts no reference is written as one, for the parser takes its
 * time to complain. */
static void put_characters(guard *g, const char *text, size_t length) {
  const char *end = text + length, *and;
  while (text < end && !g->stopped && (and = memchr(text, '&', (size_t)(end - text)))) {
    bool reference = and+1 < end && (and[1] == '#' || is_letter(and[1]));
    put_clean(g, text, (size_t)(and-text));
    put_text(g, reference ? "&" : "&amp;");
    if (g->piece.length >= PIECE_SIZE)
      flush(g);
    text = and+1;
  }
  put_clean(g, text, (size_t)(end - text));
}

/* Where a byte next stands; the length of the page if nowhere. */
static size_t find_byte(const guard *g, size_t from, char byte) {
  const char *found = from < g->length ? memchr(g->html + from, byte, g->length - from) : NULL;
  return found ? (size_t)(found - g->html) : g->length;
}

/* The same for the end of a quoted value. That there is none to come is remembered, so that a page of such
 * tags is not searched to its end for each. */
static size_t find_quote(guard *g, size_t from, char quote) {
  size_t *none = &g->no_quote[(unsigned char)quote & 127];
  if (*none && from + 1 >= *none)
    return g->length;
  size_t at = find_byte(g, from, quote);
  if (at == g->length)
    *none = from + 1;
  return at;
}

typedef struct attribute {
  const char *name, *value;
  size_t name_length, value_length;
} attribute;

static void skip_spaces(const guard *g, size_t *at) {
  while (*at < g->length && is_space(g->html[*at]))
    ++*at;
}

/* Reads the value after a '='. One whose quote is never closed ends with its tag. */
static void read_value(guard *g, size_t *at, attribute *found) {
  skip_spaces(g, at);
  char quote = *at < g->length ? g->html[*at] : ' ';
  size_t start = *at, end = g->length;
  if (quote == '"' || quote == '\'') {
    start++;
    end = find_quote(g, start, quote);
  }
  bool closed = end < g->length;
  if (!closed)
    for (end = start; end < g->length && g->html[end] != '>' && !is_space(g->html[end]);)
      end++;
  found->value = g->html + start;
  found->value_length = end - start;
  *at = end + closed;
}

/* Reads the attribute at *at and moves past it; false at the end of the tag. */
static bool read_attribute(guard *g, size_t *at, attribute *found) {
  while (*at < g->length && (is_space(g->html[*at]) || g->html[*at] == '/'))
    ++*at;
  if (*at >= g->length || g->html[*at] == '>')
    return false;
  size_t start = *at;
  while (*at < g->length && !is_space(g->html[*at]) && g->html[*at] != '>' && g->html[*at] != '/' &&
         (g->html[*at] != '=' || *at == start))
    ++*at;
  *found = (attribute){g->html + start, g->html + start, *at - start, 0};
  size_t after = *at;
  skip_spaces(g, &after);
  if (after < g->length && g->html[after] == '=') {
    *at = after + 1;
    read_value(g, at, found);
  }
  return true;
}

static bool is_named(const attribute *a, const char *name) {
  return ho_name_is(a->name, a->name_length, name);
}

/* The bit of an attribute that is passed on, 0 for one that is not. */
static unsigned kept_attribute(const attribute *a) {
  static const char *const kept[] = {"class",  "id",          "href",     "itemprop", "role",   "style",
                                     "hidden", "aria-hidden", "property", "name",     "content"};
  for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++)
    if (is_named(a, kept[i]))
      return 1u << i;
  return 0;
}

static void put_attribute(guard *g, const attribute *a) {
  size_t most = is_named(a, "content") ? HO_PAGE_MAX_CONTENT : HO_PAGE_MAX_VALUE;
  size_t length = a->value_length < most ? a->value_length : most;
  bool has_double = memchr(a->value, '"', length) != NULL;
  if (has_double && memchr(a->value, '\'', length))
    return;
  const char *quote = has_double ? "'" : "\"";
  put_text(g, " ");
  put(g, a->name, a->name_length);
  put_text(g, "=");
  put_text(g, quote);
  put_clean(g, a->value, length);
  put_text(g, quote);
}

/* Where "</name" next stands; the length of the page if nowhere. */
static size_t find_end_tag(const guard *g, size_t from, const char *name) {
  size_t length = strlen(name);
  for (size_t at = find_byte(g, from, '<'); at < g->length; at = find_byte(g, at + 1, '<'))
    if (g->length - at > length + 1 && g->html[at + 1] == '/' && ho_name_is(g->html + at + 2, length, name))
      return at;
  return g->length;
}

/* Passes over an element whose content is not markup, keeping the page's own description in JSON. */
static void skip_raw(guard *g, const char *name, bool json) {
  size_t end = find_end_tag(g, g->at, name);
  if (json && !g->stopped)
    g->stopped = !g->sink->json(g->sink->context, g->html + g->at, end - g->at);
  end = find_byte(g, end, '>');
  g->at = end < g->length ? end + 1 : end;
}

/* Passes on a title, in which a '<' is text. */
static void put_title(guard *g) {
  size_t end = find_end_tag(g, g->at, "title");
  while (g->at < end) {
    size_t stop = find_byte(g, g->at, '<');
    stop = stop < end ? stop : end;
    put_characters(g, g->html + g->at, stop - g->at);
    g->at = stop;
    if (stop < end) {
      put_text(g, "&lt;");
      g->at++;
    }
  }
}

/* Whether a further element may be nested; asks the parser when the guard's own count, which knows of no
 * implied end tags, says no. */
static bool may_nest(guard *g) {
  if (g->flattened)
    return false;
  if (g->depth >= HO_PAGE_MAX_DEPTH) {
    flush(g);
    g->depth = g->sink->depth(g->sink->context);
  }
  return g->depth < HO_PAGE_MAX_DEPTH;
}

static void put_name(guard *g, const char *open, const char *name, size_t length) {
  put_text(g, open);
  put(g, name, length);
}

/* Reads to the end of a start tag. Passes on its attributes if asked to; each but once, for the parser
 * compares them all with each other. True if it is a script of JSON-LD. */
static bool finish_start_tag(guard *g, bool pass) {
  attribute a;
  unsigned seen = 0;
  bool json = false;
  while (read_attribute(g, &g->at, &a)) {
    unsigned kept = pass ? kept_attribute(&a) & ~seen : 0;
    seen |= kept;
    if (kept)
      put_attribute(g, &a);
    json = json || (is_named(&a, "type") && a.value_length >= JSON_TYPE_LENGTH &&
                    ho_name_is(a.value, JSON_TYPE_LENGTH, json_type));
  }
  if (g->at < g->length)
    g->at++;
  return json;
}

static void read_start_tag(guard *g, const char *name, size_t length) {
  const ho_tag *tag = ho_tag_find(name, length);
  if (tag->flags & HO_TAG_RAW) {
    bool json = finish_start_tag(g, false);
    skip_raw(g, tag->name, json);
    return;
  }
  bool known = tag->name[0] != '\0';
  bool nest = tag->flags & HO_TAG_VOID || (known && may_nest(g));
  if (known && nest) {
    put_name(g, "<", name, length);
    finish_start_tag(g, true);
    put_text(g, ">");
    g->depth += !(tag->flags & HO_TAG_VOID);
  } else {
    finish_start_tag(g, false);
    g->flattened += known;
    put_text(g, tag->flags & HO_TAG_INLINE ? "" : "<br><br>");
  }
  if (!strcmp(tag->name, "title"))
    put_title(g);
}

static void read_end_tag(guard *g, const char *name, size_t length) {
  const ho_tag *tag = ho_tag_find(name, length);
  size_t end = find_byte(g, g->at, '>');
  g->at = end < g->length ? end + 1 : end;
  if (!tag->name[0] || tag->flags & HO_TAG_RAW)
    return;
  if (g->flattened) {
    g->flattened--;
    put_text(g, tag->flags & HO_TAG_INLINE ? "" : "<br><br>");
    return;
  }
  put_name(g, "</", name, length);
  put_text(g, ">");
}

/* Passes over a comment, a declaration or another thing that starts like a tag and is none. */
static void skip_comment(guard *g) {
  size_t end;
  if (g->length - g->at >= 4 && !memcmp(g->html + g->at, "<!--", 4)) {
    for (end = find_byte(g, g->at + 4, '>'); end < g->length; end = find_byte(g, end + 1, '>'))
      if (g->html[end - 1] == '-' && g->html[end - 2] == '-')
        break;
  } else {
    end = find_byte(g, g->at, '>');
  }
  g->at = end < g->length ? end + 1 : end;
}

/* Reads what starts with the '<' at g->at. */
static void read_markup(guard *g) {
  const char *html = g->html + g->at;
  size_t rest = g->length - g->at;
  bool end_tag = rest > 1 && html[1] == '/';
  size_t name = end_tag ? 2 : 1, length = 0;
  if (rest > name && is_letter(html[name]))
    while (name + length < rest && is_name(html[name + length]))
      length++;
  if (length) {
    g->at += name + length;
    length = length < NAME_SIZE ? length : NAME_SIZE;
    if (end_tag)
      read_end_tag(g, html + name, length);
    else
      read_start_tag(g, html + name, length);
  } else if (rest > 1 && strchr("!?/", html[1]) && html[1]) {
    skip_comment(g);
  } else {
    put_text(g, "&lt;");
    g->at++;
  }
}

bool ho_guard_run(const char *html, size_t length, const ho_guard_sink *sink) {
  guard g = {.html = html, .length = length, .sink = sink};
  while (g.at < length && !g.stopped) {
    size_t markup = find_byte(&g, g.at, '<');
    put_characters(&g, html + g.at, markup - g.at);
    g.at = markup;
    if (markup < length)
      read_markup(&g);
    if (g.piece.length >= PIECE_SIZE)
      flush(&g);
  }
  flush(&g);
  ho_buf_free(&g.piece);
  return !g.stopped;
}
