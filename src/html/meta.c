/* Reads what a page says of its article. JSON-LD is preferred, as it is written for machines. */
#include "meta.h"

#include "limit.h"
#include "utf8.h"
#include "xml.h"

#include <jansson.h>
#include <string.h>

typedef struct finder {
  ho_facts *facts;
  size_t objects;
  bool ok;
} finder;

/* A character's number, decimal or after an 'x' hexadecimal; 0 if it is none. */
static uint32_t read_number(const char *digits) {
  bool hex = digits[0] == 'x' || digits[0] == 'X';
  uint32_t number = 0;
  for (digits += hex; *digits && number < 0x110000; digits++) {
    bool decimal = *digits >= '0' && *digits <= '9';
    char letter = (char)(*digits | 0x20);
    if (!decimal && !(hex && letter >= 'a' && letter <= 'f'))
      return 0;
    number = number * (hex ? 16 : 10) + (uint32_t)(decimal ? *digits - '0' : letter - 'a' + 10);
  }
  return number;
}

/* Reads the reference at `text`, which starts with a '&'; its length, 0 if it is none. */
static size_t read_reference(const char *text, size_t length, uint32_t *code) {
  char name[12];
  size_t size = 1;
  while (size < length && size < sizeof name && text[size] != ';')
    size++;
  if (size >= length || text[size] != ';' || size < 3)
    return 0;
  memcpy(name, text + 1, size - 1);
  name[size - 1] = '\0';
  *code = 0;
  if (name[0] == '#') {
    *code = read_number(name + 1);
  } else {
    const ho_xml *xml = ho_xml_load(NULL);
    const htmlEntityDesc *entity = xml ? xml->look_up_entity((const xmlChar *)name) : NULL;
    *code = entity ? (uint32_t)entity->value : 0;
  }
  bool valid = *code > ' ' && *code < 0x110000 && (*code < 0xD800 || *code > 0xDFFF);
  return valid ? size + 1 : 0;
}

/* Takes over a text as one line, its ends without spaces, unless the field is filled. References are read
 * even where the text should have none: many sites escape it twice. */
static bool fill(ho_buf *field, const char *text, size_t length) {
  bool ok = true, space = false;
  if (field->length)
    return true;
  for (size_t i = 0, size; ok && i < length; i += size) {
    char character[4];
    uint32_t code = 0;
    size = text[i] == '&' ? read_reference(text + i, length - i, &code) : 0;
    size_t written = size ? ho_html_write_utf8(code, character) : 1;
    bool blank = code == 0xA0 || (!size && (unsigned char)text[i] <= ' ');
    if (!blank && space && field->length)
      ok = ho_buf_append_char(field, ' ');
    ok = ok && (blank || ho_buf_append(field, size ? character : text + i, written));
    space = blank;
    size = size ? size : 1;
  }
  return ok;
}

static void fill_string(finder *f, ho_buf *field, const json_t *value) {
  if (json_is_string(value))
    f->ok = f->ok && fill(field, json_string_value(value), json_string_length(value));
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), wanted = strlen(end);
  return length >= wanted && !strcmp(text + length - wanted, end);
}

static bool is_article_name(const json_t *type) {
  const char *name = json_string_value(type);
  return name && (ends_with(name, "Article") || ends_with(name, "Posting") || !strcmp(name, "Report"));
}

/* Whether an object's "@type", a name or a list of names, is some kind of article. */
static bool is_article(const json_t *object) {
  const json_t *type = json_object_get(object, "@type");
  for (size_t i = 0; i < json_array_size(type); i++)
    if (is_article_name(json_array_get(type, i)))
      return true;
  return is_article_name(type);
}

static void read_article(finder *f, const json_t *object) {
  const json_t *publisher = json_object_get(object, "publisher");
  if (json_is_array(publisher))
    publisher = json_array_get(publisher, 0);
  fill_string(f, &f->facts->title, json_object_get(object, "headline"));
  fill_string(f, &f->facts->publisher, publisher);
  fill_string(f, &f->facts->publisher, json_object_get(publisher, "name"));
  fill_string(f, &f->facts->date, json_object_get(object, "datePublished"));
  fill_string(f, &f->facts->body, json_object_get(object, "articleBody"));
}

/* Looks through a script's objects for articles. */
static void find_articles(finder *f, json_t *value, int nesting) {
  if (nesting > HO_PAGE_MAX_JSON_DEPTH || !f->ok)
    return;
  for (size_t i = 0; i < json_array_size(value); i++)
    find_articles(f, json_array_get(value, i), nesting + 1);
  if (!json_is_object(value) || ++f->objects > HO_PAGE_MAX_OBJECTS)
    return;
  if (is_article(value)) {
    read_article(f, value);
    return;
  }
  const char *key;
  json_t *member;
  json_object_foreach(value, key, member) find_articles(f, member, nesting + 1);
}

/* Reads one script. Line ends and other control characters are common in its strings though JSON forbids
 * them; between tokens a space does as well. */
static void read_script(finder *f, char *script, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)script[i] < ' ')
      script[i] = ' ';
  const char *start = script;
  while (length && *start != '{' && *start != '[') {
    start++;
    length--;
  }
  json_t *value = json_loadb(start, length, JSON_DISABLE_EOF_CHECK, NULL);
  find_articles(f, value, 0);
  json_decref(value);
}

/* The site's name is often added to a <title>, after a bar or a dash: " | The Daily Bugle". */
static size_t bare_title_length(const ho_buf *title) {
  static const char *const bars[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xC2\xBB "};
  for (size_t at = title->length; at-- > 15;)
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++)
      if (title->length - at > strlen(bars[i]) && !memcmp(title->data + at, bars[i], strlen(bars[i])))
        return at;
  return title->length;
}

bool ho_facts_read(const ho_outline *outline, ho_facts *facts) {
  finder f = {facts, 0, true};
  char *json = outline->json.data;
  for (size_t at = 0; at < outline->json.length;) {
    size_t length = strlen(json + at);
    read_script(&f, json + at, length);
    at += length + 1;
  }
  return f.ok && fill(&facts->title, outline->og_title.data, outline->og_title.length) &&
         fill(&facts->title, outline->title.data, bare_title_length(&outline->title)) &&
         fill(&facts->publisher, outline->site_name.data, outline->site_name.length) &&
         fill(&facts->date, outline->date.data, outline->date.length);
}

void ho_facts_free(ho_facts *facts) {
  ho_buf_free(&facts->title);
  ho_buf_free(&facts->publisher);
  ho_buf_free(&facts->date);
  ho_buf_free(&facts->body);
}
