/* Reads a page with libxml2's push parser and its SAX events, without building a tree. */
#include "outline.h"

#include "guard.h"
#include "limit.h"
#include "utf8.h"
#include "xml.h"

#include <string.h>

/* An open element. */
typedef struct frame {
  const ho_tag *tag;
  uint32_t node; /* the node that text in it belongs to */
  bool skip;     /* its text is not the page's */
  bool owner;    /* it is a node itself */
  uint8_t level; /* of the heading it is in, or 0 */
} frame;

typedef struct reader {
  ho_outline *outline;
  const ho_xml *xml;
  htmlParserCtxtPtr parser;
  ho_buf frames; /* of frame */
  ho_block block;
  size_t links;  /* links open */
  size_t breaks; /* line breaks since the last word */
  bool space;    /* a space is due before the next word */
  bool in_title;
  bool no_memory, full;
} reader;

static frame *top_frame(reader *r) {
  return (frame *)(void *)(r->frames.data + r->frames.length) - 1;
}

static bool is_wide(uint32_t code) {
  return (code >= 0x3040 && code < 0xA4D0) || (code >= 0xAC00 && code < 0xD7B0) ||
         (code >= 0xF900 && code < 0xFB00) || (code >= 0x20000 && code < 0x40000);
}

static bool is_stop(uint32_t code) {
  return code == '.' || code == '!' || code == '?' || code == 0x2026 || code == 0x3002 || code == 0xFF01 ||
         code == 0xFF1F || code == 0x61F || code == 0x6D4 || code == 0x964;
}

/* Whether a character may stand between a sentence's stop and its end. */
static bool is_closing(uint32_t code) {
  return code == '"' || code == '\'' || code == ')' || code == ']' || code == 0x2019 || code == 0x201D ||
         code == 0xBB || code == 0x300D || code == 0x300F || code == 0xFF09;
}

/* Counts the block's characters, words and sentences. */
static void measure_block(ho_block *block, const char *text) {
  bool stop = false, in_word = false;
  uint32_t code;
  for (size_t i = 0, size; i < block->length; i += size) {
    size = ho_html_read_utf8(text + i, block->length - i, &code);
    size = size ? size : 1;
    bool space = code == ' ';
    block->stops += stop && (space || is_wide(code));
    block->words += !space && (!in_word || is_wide(code));
    block->chars += is_wide(code) ? 3 : 1;
    stop = is_stop(code) || (stop && is_closing(code));
    in_word = !space;
  }
  block->stops += stop;
  block->ends_sentence = stop;
}

/* Ends the block that is being read, if any of it was. */
static void end_block(reader *r) {
  ho_outline *o = r->outline;
  r->space = false;
  r->breaks = 0;
  if (!r->block.length)
    return;
  measure_block(&r->block, o->text.data + r->block.start);
  r->no_memory = r->no_memory || !ho_buf_append(&o->blocks, &r->block, sizeof r->block);
  r->full = r->full || ho_outline_block_count(o) >= HO_PAGE_MAX_BLOCKS;
  r->block = (ho_block){0};
}

static void start_block(reader *r) {
  const frame *top = top_frame(r);
  r->block = (ho_block){.start = r->outline->text.length, .node = top->node, .level = top->level};
}

/* Adds a piece of a word to the block. */
static void add_text(reader *r, const char *bytes, size_t length) {
  ho_buf *text = &r->outline->text;
  if (r->breaks > 1)
    end_block(r);
  if (r->full)
    return;
  if (!r->block.length)
    start_block(r);
  else if (r->space || r->breaks)
    r->no_memory = r->no_memory || !ho_buf_append_char(text, ' ');
  r->no_memory = r->no_memory || !ho_buf_append(text, bytes, length);
  size_t grown = text->length - r->block.start;
  r->block.link_length += r->links ? grown - r->block.length : 0;
  r->block.length = grown;
  r->space = false;
  r->breaks = 0;
  r->full = r->full || text->length >= HO_PAGE_MAX_TEXT;
}

/* The length of the white space at `bytes`: blanks, no-break spaces and marks without width. */
static size_t space_length(const char *bytes, size_t length) {
  unsigned char c = (unsigned char)bytes[0];
  if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
    return 1;
  if (c < 0xC2)
    return 0;
  uint32_t code;
  size_t size = ho_html_read_utf8(bytes, length, &code);
  bool space = code == 0xA0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200B) || code == 0x2028 ||
               code == 0x2029 || code == 0x202F || code == 0xFEFF;
  return space ? size : 0;
}

/* Numeric references to 128..159 mean Windows-1252, as in browsers. */
static size_t control_text(uint32_t code, char *bytes) {
  static const uint16_t windows[32] = {0x20AC, 0x20,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                       0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x20,   0x17D,  0x20,
                                       0x20,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x20,   0x17E,  0x178};
  return ho_html_write_utf8(windows[code - 0x80], bytes);
}

/* Whether a control character from 128 to 159 stands at `bytes`. */
static bool is_control(const char *bytes, size_t length) {
  return length > 1 && (unsigned char)bytes[0] == 0xC2 && (unsigned char)bytes[1] < 0xA0;
}

static void add_characters(reader *r, const char *bytes, size_t length) {
  for (size_t i = 0, size; i < length && !r->no_memory;) {
    if ((size = space_length(bytes + i, length - i)) > 0) {
      r->space = true;
      i += size;
    } else if (is_control(bytes + i, length - i)) {
      char text[3];
      add_text(r, text, control_text((unsigned char)bytes[i + 1], text));
      i += 2;
    } else {
      size_t start = i++;
      while (i < length && !space_length(bytes + i, length - i) && !is_control(bytes + i, length - i))
        i++;
      add_text(r, bytes + start, i - start);
    }
  }
}

static void read_characters(void *context, const xmlChar *bytes, int length) {
  reader *r = context;
  if (r->no_memory || r->full || length <= 0)
    return;
  const char *text = (const char *)bytes;
  if (r->in_title)
    r->no_memory = !ho_buf_append(&r->outline->title, text, (size_t)length);
  else if (r->frames.length && !top_frame(r)->skip)
    add_characters(r, text, (size_t)length);
}

static bool has_value(const char *name, const char *value, const char *wanted_name, const char *wanted) {
  return ho_name_is(name, strlen(name), wanted_name) && ho_name_is(value, strlen(value), wanted);
}

/* Whether a style says that an element is not shown. */
static bool hides(const char *style) {
  const char *display = strstr(style, "display");
  display = display ? display + strlen("display") : "";
  return !strncmp(display + strspn(display, " :"), "none", 4);
}

/* The hints in an element's attributes. */
static unsigned read_hints(const xmlChar **attributes) {
  unsigned hints = 0;
  for (; attributes && attributes[0]; attributes += 2) {
    const char *name = (const char *)attributes[0];
    const char *value = attributes[1] ? (const char *)attributes[1] : "";
    size_t length = strlen(name);
    if (ho_name_is(name, length, "class") || ho_name_is(name, length, "id") ||
        ho_name_is(name, length, "itemprop") || ho_name_is(name, length, "role"))
      hints |= ho_hint_find(value, strlen(value));
    else if (ho_name_is(name, length, "hidden") || (ho_name_is(name, length, "style") && hides(value)) ||
             has_value(name, value, "aria-hidden", "true"))
      hints |= HO_HINT_HIDDEN;
  }
  return hints;
}

/* Keeps what a <meta> says of the article, the first of each kind. */
static void read_meta(reader *r, const xmlChar **attributes) {
  static const struct {
    const char *name;
    size_t field;
  } kept[] = {{"og:title", offsetof(ho_outline, og_title)},
              {"og:site_name", offsetof(ho_outline, site_name)},
              {"article:published_time", offsetof(ho_outline, date)},
              {"datepublished", offsetof(ho_outline, date)},
              {"date", offsetof(ho_outline, date)},
              {"pubdate", offsetof(ho_outline, date)},
              {"publishdate", offsetof(ho_outline, date)},
              {"dc.date.issued", offsetof(ho_outline, date)},
              {"parsely-pub-date", offsetof(ho_outline, date)}};
  const char *name = NULL, *content = NULL;
  for (; attributes && attributes[0]; attributes += 2) {
    const char *attribute = (const char *)attributes[0];
    if (ho_name_is(attribute, strlen(attribute), "content"))
      content = (const char *)attributes[1];
    else if (!name)
      name = (const char *)attributes[1];
  }
  for (size_t i = 0; name && content && i < sizeof kept / sizeof *kept; i++) {
    ho_buf *field = (ho_buf *)(void *)((char *)r->outline + kept[i].field);
    if (ho_name_is(name, strlen(name), kept[i].name) && !field->length)
      r->no_memory = r->no_memory || !ho_buf_append_text(field, content);
  }
}

/* Adds an element that can hold blocks; its number. */
static uint32_t add_node(reader *r, const ho_tag *tag, unsigned hints, uint32_t parent) {
  ho_outline *o = r->outline;
  ho_node node = {.tag = tag, .parent = parent, .hints = hints, .open = true};
  node.first_block = node.end_block = (uint32_t)ho_outline_block_count(o);
  size_t number = ho_outline_node_count(o);
  r->no_memory = r->no_memory || !ho_buf_append(&o->nodes, &node, sizeof node);
  r->full = r->full || number + 1 >= HO_PAGE_MAX_BLOCKS;
  return (uint32_t)number;
}

static void open_element(reader *r, const ho_tag *tag, const xmlChar **attributes) {
  enum { APART = HO_HINT_BAD | HO_HINT_NEVER | HO_HINT_CAPTION };
  unsigned hints = read_hints(attributes);
  frame f = {.tag = tag};
  if (r->frames.length)
    f = (frame){tag, top_frame(r)->node, top_frame(r)->skip, false, top_frame(r)->level};
  f.skip = f.skip || (tag->flags & HO_TAG_SKIP);
  if (tag->flags & HO_TAG_HEADING)
    f.level = (uint8_t)(tag->name[1] - '0');
  bool is_inline = tag->flags & HO_TAG_INLINE;
  f.skip = f.skip || (is_inline && hints & (HO_HINT_POPUP | HO_HINT_HIDDEN));
  if (!is_inline || (hints & APART && !(tag->flags & HO_TAG_LINK)) || !r->frames.length) {
    end_block(r);
    f.owner = true;
    f.node = add_node(r, tag, hints, f.node);
  }
  r->links += (tag->flags & HO_TAG_LINK) != 0;
  r->in_title = !strcmp(tag->name, "title") && !r->outline->title.length;
  r->no_memory = r->no_memory || !ho_buf_append(&r->frames, &f, sizeof f);
}

static void read_start(void *context, const xmlChar *name, const xmlChar **attributes) {
  reader *r = context;
  if (r->no_memory || r->full)
    return;
  const ho_tag *tag = ho_tag_find((const char *)name, strlen((const char *)name));
  if (!strcmp(tag->name, "meta"))
    read_meta(r, attributes);
  if (tag->flags & HO_TAG_BREAK)
    r->breaks++;
  open_element(r, tag, attributes);
}

static void read_end(void *context, const xmlChar *name) {
  reader *r = context;
  (void)name;
  if (r->no_memory || r->full || !r->frames.length)
    return;
  const frame *top = top_frame(r);
  if (top->owner) {
    end_block(r);
    ho_node *node = &ho_outline_nodes(r->outline)[top->node];
    node->end_block = (uint32_t)ho_outline_block_count(r->outline);
    node->open = false;
  }
  r->links -= (top->tag->flags & HO_TAG_LINK) != 0;
  r->in_title = false;
  r->frames.length -= sizeof *top;
}

static bool pass_markup(void *context, const char *bytes, size_t length) {
  reader *r = context;
  r->xml->parse_chunk(r->parser, bytes, (int)length, 0);
  return !r->no_memory && !r->full;
}

static size_t parser_depth(void *context) {
  const reader *r = context;
  return (size_t)r->parser->nameNr;
}

static bool keep_json(void *context, const char *bytes, size_t length) {
  reader *r = context;
  ho_buf *json = &r->outline->json;
  if (json->length > HO_PAGE_MAX_JSON || length > HO_PAGE_MAX_JSON - json->length)
    return true;
  r->no_memory = r->no_memory || !ho_buf_append(json, bytes, length) || !ho_buf_append_char(json, '\0');
  return !r->no_memory;
}

/* Ends the elements still open where reading stopped early. */
static void close_nodes(ho_outline *o) {
  uint32_t end = (uint32_t)ho_outline_block_count(o);
  ho_node *nodes = ho_outline_nodes(o);
  for (size_t i = ho_outline_node_count(o); i-- > 0;)
    if (nodes[i].open)
      nodes[i].end_block = end;
}

handout_status ho_outline_read(const char *html, size_t length, ho_outline *outline) {
  htmlSAXHandler events = {.startElement = read_start,
                           .endElement = read_end,
                           .characters = read_characters,
                           .ignorableWhitespace = read_characters,
                           .cdataBlock = read_characters};
  reader r = {.outline = outline, .xml = ho_xml_load(NULL)};
  if (!r.xml)
    return HANDOUT_BAD_ARGUMENT;
  r.parser = r.xml->create_parser(&events, &r, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
  if (!r.parser)
    return HANDOUT_NO_MEMORY;
  r.xml->use_options(r.parser,
                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  ho_guard_sink sink = {&r, pass_markup, parser_depth, keep_json};
  bool read = ho_guard_run(html, length, &sink);
  if (read)
    r.xml->parse_chunk(r.parser, NULL, 0, 1);
  end_block(&r);
  close_nodes(outline);
  bool no_memory = r.no_memory || (!read && !r.full) || r.parser->errNo == XML_ERR_NO_MEMORY;
  r.xml->free_parser(r.parser);
  ho_buf_free(&r.frames);
  return no_memory ? HANDOUT_NO_MEMORY : HANDOUT_OK;
}

void ho_outline_free(ho_outline *o) {
  ho_buf *all[] = {&o->text,  &o->blocks,   &o->nodes,     &o->json,
                   &o->title, &o->og_title, &o->site_name, &o->date};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    ho_buf_free(all[i]);
}
