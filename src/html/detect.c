/* Tells HTML from plain text by its content. */
#include "detect.h"

#include "tag.h"

#include <string.h>

enum {
  LOOK = 65536,      /* bytes looked at */
  MIN_TAGS = 6,      /* that make a text without a page's first tags HTML */
  WORDS_PER_TAG = 60 /* at most */
};

static bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static size_t find(const char *text, size_t length, size_t from, const char *wanted) {
  size_t size = strlen(wanted);
  for (; from + size <= length; from++)
    if (!memcmp(text + from, wanted, size))
      return from + size;
  return length;
}

/* Where the text starts behind a byte order mark, blanks, comments and an XML declaration. */
static size_t find_start(const char *text, size_t length) {
  size_t at = length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0, before;
  do {
    before = at;
    while (at < length && is_space(text[at]))
      at++;
    if (length - at >= 4 && !memcmp(text + at, "<!--", 4))
      at = find(text, length, at + 4, "-->");
    else if (length - at >= 5 && !memcmp(text + at, "<?xml", 5))
      at = find(text, length, at + 5, "?>");
  } while (at != before);
  return at;
}

/* The length of a tag's name after a '<', its slash included; 0 if none stands there. */
static size_t name_length(const char *text, size_t length) {
  size_t start = length > 0 && text[0] == '/', i = start;
  while (i < length && ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
                        (i > start && text[i] >= '1' && text[i] <= '6')))
    i++;
  bool ends = i < length && (is_space(text[i]) || text[i] == '>' || text[i] == '/');
  return i > start && ends ? i : 0;
}

static bool starts_page(const char *text, size_t length) {
  static const char *const names[] = {"html", "head", "body"};
  if (length > 14 && ho_name_is(text, 9, "<!doctype")) {
    size_t at = 9;
    while (at < length && is_space(text[at]))
      at++;
    return length - at >= 4 && ho_name_is(text + at, 4, "html");
  }
  size_t size = length && text[0] == '<' ? name_length(text + 1, length - 1) : 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (size && ho_name_is(text + 1, size, names[i]))
      return true;
  return false;
}

/* Whether a text that does not begin as a page has as many tags as one. */
static bool has_tags(const char *text, size_t length) {
  size_t tags = 0, ends = 0, words = 0;
  for (size_t i = 0; i < length; i++) {
    words += is_space(text[i]) && i + 1 < length && !is_space(text[i + 1]);
    size_t size = text[i] == '<' ? name_length(text + i + 1, length - i - 1) : 0;
    if (!size)
      continue;
    bool end = text[i + 1] == '/';
    const ho_tag *tag = ho_tag_find(text + i + 1 + end, size - end);
    bool known = tag->name[0] && (!(tag->flags & HO_TAG_INLINE) || tag->flags & HO_TAG_LINK);
    tags += known;
    ends += known && end;
  }
  bool begins = length && text[0] == '<' && tags >= 2 && ends;
  return (begins || (tags >= MIN_TAGS && ends)) && tags * WORDS_PER_TAG >= words;
}

bool ho_page_detect(const char *text, size_t length) {
  size_t start = find_start(text, length);
  text += start;
  length -= start;
  return starts_page(text, length) || has_tags(text, length < LOOK ? length : LOOK);
}
