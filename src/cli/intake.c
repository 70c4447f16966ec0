/* One input read: a file's text or page, or a line of JSON. */
#include "intake.h"

#include "json.h"
#include "quick.h"
#include "text.h"

#include <string.h>
#include <strings.h>

enum {
  DECLARATION_WITHIN = 4096,
  TAG_WITHIN = 65536,
  LONGEST_CHARSET = 40,
  KEPT = 4 << 20,
  COUNTED_FROM = 1 << 20
};

static void forget(ho_intake *intake) {
  ho_page_free(&intake->page);
  json_decref(intake->record);
  intake->record = NULL;
  if (intake->decoded.capacity > KEPT)
    ho_buf_free(&intake->decoded);
  if (intake->kept.capacity > KEPT)
    ho_buf_free(&intake->kept);
  if (intake->unescaped.capacity > KEPT)
    ho_buf_free(&intake->unescaped);
  ho_buf_clear(&intake->id);
  ho_buf_clear(&intake->kept);
}

void ho_intake_free(ho_intake *intake) {
  forget(intake);
  ho_contents_free(&intake->contents);
  ho_buf_free(&intake->decoded);
  ho_buf_free(&intake->id);
  ho_buf_free(&intake->kept);
  ho_buf_free(&intake->unescaped);
}

/* ---- Files ----------------------------------------------------------------- */

static const char *find_word(const char *from, const char *end, const char *word) {
  const size_t length = strlen(word);
  for (; (size_t)(end - from) >= length; from++)
    if ((*from | 0x20) == (*word | 0x20) && strncasecmp(from, word, length) == 0)
      return from + length;
  return NULL;
}

/* The charset that a page declares near its top, as in <meta charset="…"> or <?xml encoding="…"?>. */
static bool declared_charset(const char *bytes, size_t length, char *name) {
  const char *end = bytes + (length < DECLARATION_WITHIN ? length : DECLARATION_WITHIN);
  const char *first = memchr(bytes, '<', (size_t)(end - bytes));
  const char *at = first ? find_word(first, end, "<meta") : NULL;
  if (at)
    at = find_word(at, end, "charset");
  else if (first && end - first > 5 && memcmp(first, "<?xml", 5) == 0)
    at = find_word(first, end, "encoding");
  size_t count = 0;
  for (; at && at < end && strchr(" =\"'\t\n", *at); at++)
    ;
  for (; at && at < end && count < LONGEST_CHARSET && !strchr(" \"';>/?\t\n", *at); at++)
    name[count++] = *at;
  name[count] = '\0';
  return count > 0;
}

static handout_status read_page(ho_intake *intake, const char *html, size_t length, ho_item *item,
                                handout_error *error) {
  handout_status status = ho_page_prepare(error);
  if (status != HANDOUT_OK)
    return status;
  status = ho_page_read(html, length, &intake->page);
  if (status != HANDOUT_OK)
    return status == HANDOUT_NO_MEMORY ? status : ho_fail(error, status, 0, "%s", handout_strerror(status));
  item->page = &intake->page;
  item->text = intake->page.text.length ? intake->page.text.data : "";
  item->length = intake->page.text.length;
  return HANDOUT_OK;
}

/* Most texts have no tag near their beginning, and need no closer look. */
static bool looks_like_page(const ho_text *text) {
  const size_t near = text->length < TAG_WITHIN ? text->length : TAG_WITHIN;
  return near && memchr(text->text, '<', near) && ho_page_detect(text->text, text->length);
}

static handout_status decode(ho_intake *intake, const char *declared, ho_text *text, handout_error *error) {
  const ho_contents *in = &intake->contents;
  return in->read_only ? ho_text_decode(in->bytes, in->length, declared, &intake->decoded, text, error)
                       : ho_text_decode_own(in->bytes, in->length, declared, &intake->decoded, text, error);
}

handout_status ho_intake_file(ho_intake *intake, const char *path, ho_item *item, handout_error *error) {
  char charset[LONGEST_CHARSET + 1];
  forget(intake);
  *item = (ho_item){.path = path, .text = "", .encoding = "UTF-8"};
  handout_status status = ho_contents_read(&intake->contents, path, error);
  if (status != HANDOUT_OK)
    return status;
  const bool declared = declared_charset(intake->contents.bytes, intake->contents.length, charset);
  ho_text text;
  status = decode(intake, declared ? charset : NULL, &text, error);
  if (status != HANDOUT_OK)
    return status;
  item->text = text.text;
  item->length = text.length;
  item->encoding = text.encoding;
  item->replaced = text.replaced;
  return looks_like_page(&text) ? read_page(intake, text.text, text.length, item, error) : HANDOUT_OK;
}

/* ---- Lines of JSON --------------------------------------------------------- */

/* Brackets and commas outside strings: no line has more values than that and one. */
static size_t count_values(const char *bytes, size_t length) {
  size_t count = 0;
  bool inside = false;
  for (size_t i = 0; i < length; i++) {
    const char c = bytes[i];
    if (c == '\\' && inside)
      i++;
    else if (c == '"')
      inside = !inside;
    else if (!inside)
      count += c == ',' || c == '[' || c == '{';
  }
  return count;
}

/* jansson's message, without what is said elsewhere. */
static handout_status bad_json(const json_error_t *wrong, handout_error *error) {
  if (json_error_code(wrong) == json_error_out_of_memory)
    return HANDOUT_NO_MEMORY;
  if (json_error_code(wrong) == json_error_null_character)
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "not valid here: \\u0000 in a string, near byte %d",
                   wrong->position);
  return ho_fail(error, HANDOUT_BAD_TEXT, 0, "not valid JSON: %s, near byte %d", wrong->text,
                 wrong->position);
}

static handout_status parse_line(ho_intake *intake, const char *bytes, size_t length, handout_error *error) {
  json_error_t wrong;
  intake->record = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &wrong);
  if (!intake->record)
    return bad_json(&wrong, error);
  if (!json_is_object(intake->record))
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "not a JSON object");
  return HANDOUT_OK;
}

/* jansson goes on after some failures, and forgets them. */
typedef struct dumped {
  ho_buf *out;
  bool failed;
} dumped;

static int append_dumped(const char *bytes, size_t length, void *context) {
  dumped *to = context;
  to->failed = to->failed || !ho_buf_append(to->out, bytes, length);
  return to->failed ? -1 : 0;
}

static bool dump(const json_t *value, ho_buf *out) {
  dumped to = {.out = out};
  return json_dump_callback(value, append_dumped, &to, JSON_COMPACT | JSON_ENCODE_ANY) == 0 && !to.failed;
}

static bool take_id(ho_intake *intake, ho_item *item) {
  const json_t *id = json_object_get(intake->record, intake->options->id_field);
  if (!id || json_is_null(id))
    return true;
  const bool ok = json_is_string(id)
                      ? ho_json_string(&intake->id, json_string_value(id), json_string_length(id))
                      : dump(id, &intake->id);
  item->id = intake->id.data;
  item->id_length = intake->id.length;
  return ok;
}

/* Names that the answer has itself. */
static bool is_ours(const ho_options *options, const char *key) {
  static const char *const ours[] = {"id",    "line", "articles", "page",
                                     "error", "path", "encoding", "replaced"};
  if (strcmp(key, options->text_field) == 0 || strcmp(key, options->html_field) == 0 ||
      strcmp(key, options->id_field) == 0)
    return true;
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
    if (strcmp(key, ours[i]) == 0)
      return true;
  return false;
}

static bool take_others(ho_intake *intake, ho_item *item) {
  const char *key = NULL;
  json_t *value = NULL;
  json_object_foreach(intake->record, key, value) {
    if (is_ours(intake->options, key))
      continue;
    if (!ho_json_text(&intake->kept, key) || !ho_buf_append_char(&intake->kept, ':') ||
        !dump(value, &intake->kept) || !ho_buf_append_char(&intake->kept, ','))
      return false;
  }
  item->kept = intake->kept.data;
  item->kept_length = intake->kept.length;
  return true;
}

static const char *type_name(const json_t *value) {
  switch (json_typeof(value)) {
  case JSON_OBJECT:
    return "an object";
  case JSON_ARRAY:
    return "an array";
  case JSON_STRING:
    return "a string";
  case JSON_INTEGER:
  case JSON_REAL:
    return "a number";
  case JSON_NULL:
    return "null";
  default:
    return "true or false";
  }
}

/* A text field's string; one of another type is an error, a missing one or null is not. */
static handout_status find_field(const ho_intake *intake, const char *name, const json_t **field,
                                 handout_error *error) {
  const json_t *value = json_object_get(intake->record, name);
  *field = json_is_null(value) ? NULL : value;
  if (!*field || json_is_string(value))
    return HANDOUT_OK;
  return ho_fail(error, HANDOUT_BAD_TEXT, 0, "field \"%.60s\" is %s, not a string", name, type_name(value));
}

static handout_status take_text(ho_intake *intake, ho_item *item, handout_error *error) {
  const ho_options *options = intake->options;
  const json_t *text = NULL, *html = NULL;
  handout_status status = find_field(intake, options->text_field, &text, error);
  if (status == HANDOUT_OK && !text)
    status = find_field(intake, options->html_field, &html, error);
  if (status != HANDOUT_OK)
    return status;
  if (html)
    return read_page(intake, json_string_value(html), json_string_length(html), item, error);
  if (!text)
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "no field \"%.60s\" or \"%.60s\"", options->text_field,
                   options->html_field);
  ho_text read;
  status = ho_text_decode_utf8(json_string_value(text), json_string_length(text), &intake->decoded, &read);
  item->text = read.text;
  item->length = read.length;
  return status;
}

/* ---- The fast way ---------------------------------------------------------- */

/* The id as JSON, as take_id would have it; false where that is in doubt or memory runs out. */
static bool take_quick_id(ho_intake *intake, const ho_quick_value *id, ho_item *item) {
  bool ok = true;
  ho_buf_clear(&intake->unescaped);
  if (id->kind == HO_QUICK_NONE || id->kind == HO_QUICK_NULL)
    return true;
  if (id->kind == HO_QUICK_STRING)
    ok = ho_quick_unescape(id, &intake->unescaped) &&
         ho_json_string(&intake->id, intake->unescaped.data, intake->unescaped.length);
  else if (id->kind == HO_QUICK_INTEGER && *id->start != '-')
    ok = ho_buf_append(&intake->id, id->start, id->length);
  else
    return false;
  item->id = intake->id.data;
  item->id_length = intake->id.length;
  return ok;
}

static handout_status take_quick_text(ho_intake *intake, const ho_quick_value *value, bool html,
                                      ho_item *item, handout_error *error) {
  const char *bytes = value->start;
  size_t length = value->length;
  ho_buf_clear(&intake->unescaped);
  if (value->escaped) {
    if (!ho_quick_unescape(value, &intake->unescaped))
      return HANDOUT_NO_MEMORY;
    bytes = intake->unescaped.data;
    length = intake->unescaped.length;
  }
  if (html)
    return read_page(intake, bytes, length, item, error);
  ho_text read = {.text = bytes, .length = length};
  const handout_status status =
      value->clean ? HANDOUT_OK : ho_text_decode_utf8(bytes, length, &intake->decoded, &read);
  item->text = read.text;
  item->length = read.length;
  return status;
}

/* Reads most good lines; false where jansson is to judge. */
static bool read_quickly(ho_intake *intake, const char *bytes, size_t length, ho_item *item,
                         handout_status *status, handout_error *error) {
  const ho_options *options = intake->options;
  ho_quick_field fields[] = {
      {.name = options->text_field}, {.name = options->html_field}, {.name = options->id_field}};
  if (options->keep || !ho_quick_read(bytes, length, fields, sizeof fields / sizeof *fields))
    return false;
  const bool html = fields[0].value.kind == HO_QUICK_NONE || fields[0].value.kind == HO_QUICK_NULL;
  const ho_quick_value *text = &fields[html].value;
  if (text->kind != HO_QUICK_STRING || !take_quick_id(intake, &fields[2].value, item)) {
    ho_buf_clear(&intake->id);
    item->id = NULL;
    return false;
  }
  *status = take_quick_text(intake, text, html, item, error);
  return true;
}

handout_status ho_intake_line(ho_intake *intake, const char *path, size_t line, const char *bytes,
                              size_t length, ho_item *item, handout_error *error) {
  forget(intake);
  *item = (ho_item){.path = path, .line = line, .text = "", .encoding = "UTF-8"};
  if (length > COUNTED_FROM && count_values(bytes, length) > HO_MAX_LINE_VALUES)
    return ho_fail(error, HANDOUT_TOO_LARGE, 0, "over 1,000,000 values in a line");
  handout_status status = HANDOUT_OK;
  if (read_quickly(intake, bytes, length, item, &status, error))
    return status;
  status = parse_line(intake, bytes, length, error);
  if (status != HANDOUT_OK)
    return status;
  if (!take_id(intake, item) || (intake->options->keep && !take_others(intake, item)))
    return HANDOUT_NO_MEMORY;
  return take_text(intake, item, error);
}
