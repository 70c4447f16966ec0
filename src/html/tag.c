/* Tables of HTML's elements and of the words in class names, and how they are looked up. */
#include "tag.h"

#include <string.h>

/* Sorted by name. */
static const ho_tag tags[] = {
    {"a", HO_TAG_INLINE | HO_TAG_LINK},
    {"abbr", HO_TAG_INLINE},
    {"acronym", HO_TAG_INLINE},
    {"address", 0},
    {"applet", HO_TAG_SKIP},
    {"area", HO_TAG_INLINE | HO_TAG_VOID},
    {"article", HO_TAG_ARTICLE},
    {"aside", HO_TAG_CHROME},
    {"audio", HO_TAG_SKIP},
    {"b", HO_TAG_INLINE},
    {"base", HO_TAG_INLINE | HO_TAG_VOID},
    {"bdi", HO_TAG_INLINE},
    {"bdo", HO_TAG_INLINE},
    {"big", HO_TAG_INLINE},
    {"blockquote", HO_TAG_QUOTE},
    {"body", 0},
    {"br", HO_TAG_INLINE | HO_TAG_VOID | HO_TAG_BREAK},
    {"button", HO_TAG_SKIP},
    {"canvas", HO_TAG_SKIP},
    {"caption", 0},
    {"center", 0},
    {"cite", HO_TAG_INLINE},
    {"code", HO_TAG_INLINE},
    {"col", HO_TAG_INLINE | HO_TAG_VOID},
    {"data", HO_TAG_INLINE},
    {"datalist", HO_TAG_SKIP},
    {"dd", HO_TAG_ITEM},
    {"del", HO_TAG_INLINE},
    {"details", 0},
    {"dfn", HO_TAG_INLINE},
    {"dialog", HO_TAG_CHROME},
    {"div", 0},
    {"dl", HO_TAG_LIST},
    {"dt", HO_TAG_ITEM},
    {"em", HO_TAG_INLINE},
    {"embed", HO_TAG_INLINE | HO_TAG_VOID},
    {"figcaption", HO_TAG_CAPTION},
    {"figure", 0},
    {"font", HO_TAG_INLINE},
    {"footer", HO_TAG_CHROME},
    {"form", HO_TAG_FORM},
    {"frame", HO_TAG_INLINE | HO_TAG_VOID},
    {"h1", HO_TAG_HEADING},
    {"h2", HO_TAG_HEADING},
    {"h3", HO_TAG_HEADING},
    {"h4", HO_TAG_HEADING},
    {"h5", HO_TAG_HEADING},
    {"h6", HO_TAG_HEADING},
    {"head", 0},
    {"header", 0},
    {"hr", HO_TAG_VOID},
    {"html", 0},
    {"i", HO_TAG_INLINE},
    {"iframe", HO_TAG_SKIP | HO_TAG_RAW},
    {"img", HO_TAG_INLINE | HO_TAG_VOID},
    {"input", HO_TAG_INLINE | HO_TAG_VOID},
    {"ins", HO_TAG_INLINE},
    {"kbd", HO_TAG_INLINE},
    {"label", HO_TAG_SKIP},
    {"legend", HO_TAG_SKIP},
    {"li", HO_TAG_ITEM},
    {"link", HO_TAG_INLINE | HO_TAG_VOID},
    {"main", HO_TAG_ARTICLE},
    {"map", HO_TAG_SKIP},
    {"mark", HO_TAG_INLINE},
    {"math", HO_TAG_SKIP},
    {"menu", HO_TAG_CHROME},
    {"meta", HO_TAG_INLINE | HO_TAG_VOID},
    {"nav", HO_TAG_CHROME},
    {"noembed", HO_TAG_SKIP | HO_TAG_RAW},
    {"noframes", HO_TAG_SKIP | HO_TAG_RAW},
    {"noscript", HO_TAG_SKIP},
    {"object", HO_TAG_SKIP},
    {"ol", HO_TAG_LIST},
    {"optgroup", HO_TAG_SKIP},
    {"option", HO_TAG_SKIP},
    {"p", HO_TAG_PARAGRAPH},
    {"param", HO_TAG_INLINE | HO_TAG_VOID},
    {"picture", HO_TAG_INLINE},
    {"pre", 0},
    {"q", HO_TAG_INLINE},
    {"rp", HO_TAG_SKIP},
    {"rt", HO_TAG_SKIP},
    {"ruby", HO_TAG_INLINE},
    {"s", HO_TAG_INLINE},
    {"samp", HO_TAG_INLINE},
    {"script", HO_TAG_SKIP | HO_TAG_RAW},
    {"section", 0},
    {"select", HO_TAG_SKIP},
    {"small", HO_TAG_INLINE},
    {"source", HO_TAG_INLINE | HO_TAG_VOID},
    {"span", HO_TAG_INLINE},
    {"strike", HO_TAG_INLINE},
    {"strong", HO_TAG_INLINE},
    {"style", HO_TAG_SKIP | HO_TAG_RAW},
    {"sub", HO_TAG_INLINE},
    {"summary", 0},
    {"sup", HO_TAG_INLINE},
    {"svg", HO_TAG_SKIP},
    {"table", HO_TAG_LIST},
    {"tbody", HO_TAG_LIST},
    {"td", HO_TAG_CELL},
    {"template", HO_TAG_SKIP},
    {"textarea", HO_TAG_SKIP | HO_TAG_RAW},
    {"th", HO_TAG_CELL},
    {"thead", HO_TAG_LIST},
    {"time", HO_TAG_INLINE},
    {"title", HO_TAG_SKIP},
    {"tr", HO_TAG_LIST},
    {"track", HO_TAG_INLINE | HO_TAG_VOID},
    {"tt", HO_TAG_INLINE},
    {"u", HO_TAG_INLINE},
    {"ul", HO_TAG_LIST},
    {"var", HO_TAG_INLINE},
    {"video", HO_TAG_SKIP},
    {"wbr", HO_TAG_INLINE | HO_TAG_VOID},
    {"xmp", HO_TAG_RAW},
};

typedef struct hint {
  const char *word;
  uint8_t hints;
} hint;

/* Sorted by word. A word is a run of letters between other characters or capitals ("articleBody" has two),
 * or two neighbours together. */
static const hint hints[] = {
    {"actions", HO_HINT_BAD},
    {"ad", HO_HINT_BAD},
    {"ads", HO_HINT_BAD},
    {"advert", HO_HINT_BAD},
    {"advertisement", HO_HINT_BAD},
    {"advertising", HO_HINT_BAD},
    {"alert", HO_HINT_BAD},
    {"article", HO_HINT_CONTENT},
    {"articlebody", HO_HINT_BODY},
    {"articlecontent", HO_HINT_BODY},
    {"articlecopy", HO_HINT_BODY},
    {"articletext", HO_HINT_BODY},
    {"aside", HO_HINT_BAD},
    {"attachment", HO_HINT_CAPTION},
    {"author", HO_HINT_BAD},
    {"authors", HO_HINT_BAD},
    {"banner", HO_HINT_BAD},
    {"bio", HO_HINT_BAD},
    {"blogcontent", HO_HINT_BODY},
    {"body", HO_HINT_CONTENT},
    {"bodycopy", HO_HINT_BODY},
    {"bodytext", HO_HINT_BODY},
    {"breadcrumb", HO_HINT_BAD},
    {"breadcrumbs", HO_HINT_BAD},
    {"byline", HO_HINT_BAD},
    {"bylines", HO_HINT_BAD},
    {"caption", HO_HINT_CAPTION},
    {"captions", HO_HINT_CAPTION},
    {"carousel", HO_HINT_BAD},
    {"comment", HO_HINT_NEVER},
    {"commentlist", HO_HINT_NEVER},
    {"comments", HO_HINT_NEVER},
    {"consent", HO_HINT_NEVER},
    {"content", HO_HINT_CONTENT},
    {"contentbody", HO_HINT_BODY},
    {"cookie", HO_HINT_NEVER},
    {"cookies", HO_HINT_NEVER},
    {"copyright", HO_HINT_BAD},
    {"credit", HO_HINT_CAPTION},
    {"credits", HO_HINT_CAPTION},
    {"discussion", HO_HINT_NEVER},
    {"disqus", HO_HINT_NEVER},
    {"donate", HO_HINT_BAD},
    {"dropdown", HO_HINT_POPUP},
    {"entry", HO_HINT_CONTENT},
    {"entrybody", HO_HINT_BODY},
    {"entrycontent", HO_HINT_BODY},
    {"entrytext", HO_HINT_BODY},
    {"facebook", HO_HINT_BAD},
    {"feedback", HO_HINT_BAD},
    {"flyout", HO_HINT_POPUP},
    {"follow", HO_HINT_BAD},
    {"foot", HO_HINT_BAD},
    {"footer", HO_HINT_BAD},
    {"fulltext", HO_HINT_BODY},
    {"gallery", HO_HINT_CAPTION},
    {"gdpr", HO_HINT_NEVER},
    {"hidden", HO_HINT_BAD},
    {"hide", HO_HINT_BAD},
    {"infobox", HO_HINT_BAD},
    {"jumplink", HO_HINT_BAD},
    {"latest", HO_HINT_BAD},
    {"login", HO_HINT_BAD},
    {"main", HO_HINT_CONTENT},
    {"masthead", HO_HINT_BAD},
    {"mediacaption", HO_HINT_CAPTION},
    {"menu", HO_HINT_BAD},
    {"meta", HO_HINT_BAD},
    {"metadata", HO_HINT_BAD},
    {"modal", HO_HINT_BAD},
    {"more", HO_HINT_BAD},
    {"nav", HO_HINT_BAD},
    {"navbar", HO_HINT_BAD},
    {"navigation", HO_HINT_BAD},
    {"newsbody", HO_HINT_BODY},
    {"newscontent", HO_HINT_BODY},
    {"newsletter", HO_HINT_BAD},
    {"newsletters", HO_HINT_BAD},
    {"newstext", HO_HINT_BODY},
    {"next", HO_HINT_BAD},
    {"noprint", HO_HINT_BAD},
    {"outbrain", HO_HINT_BAD},
    {"overlay", HO_HINT_BAD},
    {"pager", HO_HINT_BAD},
    {"pagination", HO_HINT_BAD},
    {"partner", HO_HINT_BAD},
    {"poll", HO_HINT_BAD},
    {"popover", HO_HINT_POPUP},
    {"popular", HO_HINT_BAD},
    {"popup", HO_HINT_BAD},
    {"post", HO_HINT_CONTENT},
    {"postbody", HO_HINT_BODY},
    {"postcontent", HO_HINT_BODY},
    {"posttext", HO_HINT_BODY},
    {"prev", HO_HINT_BAD},
    {"previous", HO_HINT_BAD},
    {"promo", HO_HINT_BAD},
    {"promos", HO_HINT_BAD},
    {"promoted", HO_HINT_BAD},
    {"promotion", HO_HINT_BAD},
    {"rail", HO_HINT_BAD},
    {"rating", HO_HINT_BAD},
    {"ratings", HO_HINT_BAD},
    {"readmore", HO_HINT_BAD},
    {"recirc", HO_HINT_BAD},
    {"recirculation", HO_HINT_BAD},
    {"recommendation", HO_HINT_BAD},
    {"recommendations", HO_HINT_BAD},
    {"recommended", HO_HINT_BAD},
    {"register", HO_HINT_BAD},
    {"related", HO_HINT_BAD},
    {"reply", HO_HINT_NEVER},
    {"respond", HO_HINT_NEVER},
    {"rollover", HO_HINT_POPUP},
    {"screenreader", HO_HINT_HIDDEN},
    {"search", HO_HINT_BAD},
    {"share", HO_HINT_BAD},
    {"sharebar", HO_HINT_BAD},
    {"sharedaddy", HO_HINT_BAD},
    {"sharing", HO_HINT_BAD},
    {"sidebar", HO_HINT_BAD},
    {"signin", HO_HINT_BAD},
    {"signup", HO_HINT_BAD},
    {"skip", HO_HINT_BAD},
    {"slideshow", HO_HINT_CAPTION},
    {"social", HO_HINT_BAD},
    {"sponsor", HO_HINT_BAD},
    {"sponsored", HO_HINT_BAD},
    {"sponsors", HO_HINT_BAD},
    {"story", HO_HINT_CONTENT},
    {"storybody", HO_HINT_BODY},
    {"storycontent", HO_HINT_BODY},
    {"storytext", HO_HINT_BODY},
    {"subscribe", HO_HINT_BAD},
    {"subscription", HO_HINT_BAD},
    {"suggested", HO_HINT_BAD},
    {"taboola", HO_HINT_BAD},
    {"tags", HO_HINT_BAD},
    {"teaser", HO_HINT_BAD},
    {"teasers", HO_HINT_BAD},
    {"timestamp", HO_HINT_BAD},
    {"toc", HO_HINT_BAD},
    {"toolbar", HO_HINT_BAD},
    {"tools", HO_HINT_BAD},
    {"tooltip", HO_HINT_POPUP},
    {"topics", HO_HINT_BAD},
    {"trending", HO_HINT_BAD},
    {"tweet", HO_HINT_QUOTE},
    {"twitter", HO_HINT_QUOTE},
    {"utility", HO_HINT_BAD},
    {"visuallyhidden", HO_HINT_HIDDEN},
    {"widget", HO_HINT_BAD},
    {"widgets", HO_HINT_BAD},
};

enum { WORD_SIZE = 24 };

/* Compares `length` bytes with a table's name. */
static int compare_name(const char *text, size_t length, const char *name) {
  int order = strncmp(text, name, length);
  return order ? order : (name[length] ? -1 : 0);
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool ho_name_is(const char *bytes, size_t length, const char *name) {
  size_t i = 0;
  while (i < length && name[i] && lower(bytes[i]) == name[i])
    i++;
  return i == length && !name[i];
}

const ho_tag *ho_tag_find(const char *name, size_t length) {
  static const ho_tag unknown = {"", HO_TAG_INLINE}, custom = {"-", HO_TAG_INLINE};
  char text[WORD_SIZE];
  if (memchr(name, '-', length))
    return &custom;
  if (length >= sizeof text)
    return &unknown;
  for (size_t i = 0; i < length; i++)
    text[i] = lower(name[i]);
  size_t low = 0, high = sizeof tags / sizeof *tags;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = compare_name(text, length, tags[middle].name);
    if (!order)
      return &tags[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return &unknown;
}

static unsigned find_word(const char *word, size_t length) {
  size_t low = 0, high = sizeof hints / sizeof *hints;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = compare_name(word, length, hints[middle].word);
    if (!order)
      return hints[middle].hints;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return 0;
}

static bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/* The next word of a name, lower case; its length, 0 at the end. */
static size_t next_word(const char *names, size_t length, size_t *at, char *word) {
  size_t i = *at, size = 0;
  while (i < length && !is_letter(names[i]))
    i++;
  for (size_t start = i; i < length && is_letter(names[i]); i++) {
    bool capital = names[i] >= 'A' && names[i] <= 'Z';
    if (i > start && capital && !(names[i - 1] >= 'A' && names[i - 1] <= 'Z'))
      break;
    if (size < WORD_SIZE)
      word[size++] = lower(names[i]);
  }
  *at = i;
  return size;
}

unsigned ho_hint_find(const char *names, size_t length) {
  char pair[2 * WORD_SIZE];
  unsigned found = 0;
  size_t at = 0, before = 0, size;
  while ((size = next_word(names, length, &at, pair + before)) > 0) {
    found |= find_word(pair + before, size);
    if (before)
      found |= find_word(pair, before + size);
    memmove(pair, pair + before, size);
    before = size;
  }
  return found;
}
