/* The dense features. The one table of style measures is at the top; phrase families follow it, each in every
 * context. */
#include "feature.h"

#include <math.h>
#include <string.h>

/* name, explanation, value */
#define STYLE_TABLE(X)                                                                                       \
  X("headline missing", "There is no headline.", t->head_words == 0)                                         \
  X("headline words", "Words in the headline.", t->head_words > 30 ? 30 : (double)t->head_words)             \
  X("headline question", "The headline asks.", t->head_question)                                             \
  X("headline colon", "The headline has a colon.", t->head_colon)                                            \
  X("headline quotation", "The headline has a quotation mark.", t->head_quote)                               \
  X("headline capitals", "Share of the headline's words with a capital.", head_share(t, t->head_capitals))   \
  X("headline in caps", "Share of the headline's words in capitals only.", head_share(t, t->head_caps))      \
  X("headline numbers", "Numbers in the headline.", log_of_count(t->head_numbers))                           \
  X("headline names", "Share of the headline's words that are names.", head_share(t, t->head_names))         \
  X("headline word length", "Mean letters of a headline word.",                                              \
    t->head_words ? (double)t->head_letters / (double)t->head_words : 5.5)                                   \
  X("words", "Length of the body in words, logarithm.", log(at_least(t->words, 20)))                         \
  X("sentence length", "Mean words of a sentence, logarithm.", log1p(ratio(t->words, t->sentences)))         \
  X("sentence length spread", "Standard deviation of sentence lengths, logarithm.",                          \
    log1p(deviation(t->sentences, t->words, t->sentence_squares)))                                           \
  X("short sentences", "Share of sentences under 8 words.", ratio(t->short_sentences, t->sentences))         \
  X("long sentences", "Share of sentences over 35 words.", ratio(t->long_sentences, t->sentences))           \
  X("first sentence length", "Words of the first sentence, logarithm.",                                      \
    log1p((double)t->first_sentence_words))                                                                  \
  X("last sentence length", "Words of the last sentence, logarithm.", log1p((double)t->last_sentence_words)) \
  X("paragraphs", "Number of paragraphs, logarithm.", log1p((double)t->lines))                               \
  X("paragraph length", "Mean words of a paragraph, logarithm.", log1p(ratio(t->words, t->lines)))           \
  X("paragraph length spread", "Standard deviation of paragraph lengths, logarithm.",                        \
    log1p(deviation(t->lines, t->words, t->line_squares)))                                                   \
  X("short paragraphs", "Share of paragraphs under 30 words.", ratio(t->short_lines, t->lines))              \
  X("one-sentence paragraphs", "Share of paragraphs of one sentence.",                                       \
    ratio(t->one_sentence_lines, t->lines))                                                                  \
  X("first paragraph length", "Words of the first paragraph, logarithm.",                                    \
    log1p((double)t->first_line_words))                                                                      \
  X("last paragraph length", "Words of the last paragraph, logarithm.", log1p((double)t->last_line_words))   \
  X("paragraphs opening with a quotation", "Share of them.", ratio(t->quoted_lines, t->lines))               \
  X("list items", "Share of paragraphs that begin with a bullet.", ratio(t->starred_lines, t->lines))        \
  X("quotations", "Quotations per 100 words.", density(t, t->quotations))                                    \
  X("quoted words", "Share of words in quotation marks.", ratio(t->quoted_words, t->words))                  \
  X("any quotation", "There is a quotation.", t->quotations > 0)                                             \
  X("quoted snippets", "Quotations of one to three words per 100 words.", density(t, t->short_quotations))   \
  X("own sentences", "Share of sentences in the writer's own voice.", ratio(t->roles[0], t->sentences))      \
  X("attributed sentences", "Share of sentences that somebody is said to have said.",                        \
    ratio(t->roles[1], t->sentences))                                                                        \
  X("quoted sentences", "Share of sentences mostly in quotation marks.", ratio(t->roles[2], t->sentences))   \
  X("quotations with a speaker", "Share of quoted sentences that name who says it.",                         \
    ratio(t->quoted_and_attributed, t->roles[2]))                                                            \
  X("attributed paragraphs", "Share of paragraphs with an attribution.",                                     \
    ratio(t->attributed_lines, t->lines))                                                                    \
  X("sentences ending in an attribution", "Share of sentences that end in their attribution.",               \
    ratio(t->ending_attributed, t->sentences))                                                               \
  X("first sentence attributed", "The first sentence says whose word it is.", t->first_attributed)           \
  X("first paragraph attributed", "The first paragraph has an attribution.", t->first_line_attributed)       \
  X("last paragraph attributed", "The last paragraph has an attribution.", t->last_line_attributed)          \
  X("word length", "Mean letters of a word.", t->words ? ratio(t->letters, t->words) : 5)                    \
  X("long words", "Share of words over nine letters.", ratio(t->long_words, t->words))                       \
  X("capitals", "Share of words with a capital inside a sentence.", ratio(t->inner_capitals, t->words))      \
  X("title capitals", "Share of ordinary words with a capital inside a sentence.",                           \
    ratio(t->title_capitals, t->words))                                                                      \
  X("caps", "Words in capitals only per 100 words.", density(t, t->counts[HO_COUNTED_CAPS]))                 \
  X("mixed case", "Words of mixed case per 100 words.", density(t, t->counts[HO_COUNTED_MIXED]))             \
  X("names", "Share of words that are names.", ratio(t->counts[HO_COUNTED_NAME], t->words))                  \
  X("unknown words", "Share of words in lower case that the model doesn't know.",                            \
    ratio(t->counts[HO_COUNTED_WORD], t->words))                                                             \
  X("variety", "Share of different words among the first 300.", ratio(t->distinct, t->seen))                 \
  X("words in -ly", "Share of them.", ratio(t->counts[HO_COUNTED_LY], t->words))                             \
  X("words in -ing", "Share of them.", ratio(t->counts[HO_COUNTED_ING], t->words))                           \
  X("words in -ed", "Share of them.", ratio(t->counts[HO_COUNTED_ED], t->words))                             \
  X("abstract nouns", "Share of words in -tion, -ment, -ness, -ity.",                                        \
    ratio(t->counts[HO_COUNTED_TION], t->words))                                                             \
  X("numbers", "Numbers per 100 words.", density(t, t->counts[HO_COUNTED_DIGITS]))                           \
  X("years", "Years per 100 words.", density(t, t->counts[HO_COUNTED_YEAR]))                                 \
  X("weekdays", "Days of the week per 100 words.", density(t, t->counts[HO_COUNTED_WEEKDAY]))                \
  X("months", "Months per 100 words.", density(t, t->counts[HO_COUNTED_MONTH]))                              \
  X("commas", "Commas per 100 words.", density(t, t->commas))                                                \
  X("colons", "Colons per 100 words.", density(t, t->marks[':']))                                            \
  X("semicolons", "Semicolons per 100 words.", density(t, t->marks[';']))                                    \
  X("brackets", "Brackets per 100 words.", density(t, t->marks['(']))                                        \
  X("dashes", "Dashes per 100 words.", density(t, t->marks['-']))                                            \
  X("percent signs", "Percent signs per 100 words.", density(t, t->marks['%']))                              \
  X("currency signs", "Currency signs per 100 words.", density(t, t->marks['$']))                            \
  X("slashes", "Slashes per 100 words.", density(t, t->marks['/']))                                          \
  X("at and number signs", "@ and # per 100 words.", density(t, t->marks['@'] + t->marks['#']))              \
  X("ampersands", "Ampersands per 100 words.", density(t, t->marks['&']))                                    \
  X("questions", "Questions outside quotations per 100 words.",                                              \
    density(t, t->marks['?'] - t->quoted_questions))                                                         \
  X("questions in quotations", "Questions inside quotations per 100 words.",                                 \
    density(t, t->quoted_questions))                                                                         \
  X("exclamations", "Exclamation marks per 100 words.", density(t, t->marks['!']))                           \
  X("dateline", "The body begins like PLACE: or PLACE -.", t->dateline)                                      \
  X("dateline with agency", "The body begins like PLACE (AGENCY).", t->dateline_bracket)                     \
  X("names in the lead", "Names among the first words.", log_of_count(t->lead[HO_CLASS_NAME]))               \
  X("numbers in the lead", "Numbers among the first words.", log_of_count(t->lead[HO_CLASS_NUMBER]))         \
  X("weekdays in the lead", "Days of the week among the first words.",                                       \
    log_of_count(t->lead[HO_CLASS_WEEKDAY]))                                                                 \
  X("months in the lead", "Months among the first words.", log_of_count(t->lead[HO_CLASS_MONTH]))            \
  X("years in the lead", "Years among the first words.", log_of_count(t->lead[HO_CLASS_YEAR]))

typedef struct measure {
  const char *name, *explanation;
} measure;

#define AS_MEASURE(name, explanation, value) {name, explanation},
static const measure MEASURES[] = {STYLE_TABLE(AS_MEASURE)};
enum { STYLE_COUNT = sizeof MEASURES / sizeof *MEASURES };

static const char *const CONTEXT_NAMES[HO_CONTEXTS] = {
    "in own voice", "attributed", "in quotation marks", "present", "in headline", "in lead", "at the end"};

/* ---- Counting ---- */

void ho_tally_start(ho_tally *t, size_t *hits, size_t family_count) {
  memset(t, 0, offsetof(ho_tally, ring));
  t->hits = hits;
  memset(hits, 0, family_count * HO_CONTEXTS * sizeof *hits);
}

static void end_quotation(ho_tally *t) {
  if (t->in_quotation && t->quotation_words) {
    t->quotations++;
    t->short_quotations += t->quotation_words <= 3;
  }
  t->in_quotation = false;
  t->quotation_words = 0;
}

static uint32_t class_of(const ho_unit *unit) {
  return unit->gram & (0u - (uint32_t)(unit->gram < HO_CLASS_COUNT));
}

/* The words among the first of the body. */
static void count_lead(ho_tally *t, const ho_sentence *s) {
  size_t words = t->words;
  for (size_t i = 0; i < s->unit_count && words < HO_LEAD_WORDS; i++) {
    const bool is_word = s->units[i].gram != HO_CLASS_QUOTE;
    t->lead[class_of(&s->units[i])] += is_word;
    words += is_word;
  }
}

/* Words between two marks, or between a mark and an end of the sentence. */
static void add_to_quotation(ho_tally *t, size_t words, bool quoted) {
  if (words == 0)
    return;
  if (quoted) {
    t->in_quotation = true;
    t->quotation_words += words;
  } else
    end_quotation(t);
}

static void follow_quotations(ho_tally *t, const ho_sentence *s) {
  bool quoted = s->units[0].flags & HO_UNIT_QUOTED;
  size_t behind = s->first;
  for (size_t i = 0; i < s->mark_count; i++) {
    add_to_quotation(t, s->marks[i].token - behind, quoted);
    quoted = ho_is_quoted(&s->marks[i]);
    behind = s->marks[i].token + 1u;
  }
  add_to_quotation(t, s->end - behind, quoted);
}

static void count_first_word(ho_tally *t, const ho_sentence *s) {
  size_t first = 0;
  while (s->units[first].gram == HO_CLASS_QUOTE)
    first++;
  const bool capital = ho_shape_of(&s->units[first]) == HO_CAPITAL;
  t->first_capitals += capital;
  t->first_titles += capital && class_of(&s->units[first]) == HO_CLASS_NONE;
  t->quoted_lines += s->starts_line && s->units[first].flags & HO_UNIT_QUOTED;
}

/* Without a branch on what is a word. */
static void see_words(ho_tally *t, const ho_passage *p) {
  size_t seen = t->seen, distinct = t->distinct;
  for (size_t i = 0; i < p->token && seen < HO_VARIETY_WORDS; i++) {
    const size_t bit = (size_t)(p->tokens[i].hash >> 20) % HO_VARIETY_BITS;
    const uint64_t word = p->tokens[i].kind == HO_WORD, bits = t->seen_bits[bit / 64];
    seen += word;
    distinct += word & ~(bits >> bit % 64);
    t->seen_bits[bit / 64] = bits | word << bit % 64;
  }
  t->seen = seen;
  t->distinct = distinct;
}

static void count_marks(ho_tally *t, const ho_passage *p) {
  for (size_t i = 0; i < p->mark; i++) {
    const uint8_t mark = p->tokens[p->marks[i].token].mark & 127;
    t->marks[mark]++;
    t->quoted_questions += (mark == '?') & ho_is_quoted(&p->marks[i]);
  }
}

void ho_tally_passage(ho_tally *t, const ho_passage *p) {
  see_words(t, p);
  count_marks(t, p);
}

void ho_tally_text(ho_tally *t, const ho_passage *p, const ho_scanner *scanner) {
  for (size_t i = 0; i < HO_COUNTED; i++)
    t->counts[i] += p->counts[i];
  t->commas += scanner->commas;
  t->letters += scanner->letters;
  t->long_words += scanner->long_words;
}

static void count_headline(ho_tally *t, const ho_sentence *s) {
  for (size_t i = s->first; i < s->end; i++) {
    const ho_token *token = &s->tokens[i];
    t->head_question = t->head_question || token->mark == '?';
    t->head_colon = t->head_colon || token->mark == ':';
    t->head_quote = t->head_quote || (token->kind >= HO_QUOTE && token->kind <= HO_SINGLE_OPEN);
    if (token->kind != HO_WORD)
      continue;
    t->head_words++;
    t->head_letters += token->length;
    t->head_capitals += token->shape == HO_CAPITAL;
    t->head_caps += token->shape == HO_CAPS;
    t->head_numbers += token->shape >= HO_DIGITS;
  }
  for (size_t i = 0; i < s->unit_count; i++)
    t->head_names += s->units[i].gram == HO_CLASS_NAME;
}

/* PLACE: …, PLACE (AGENCY) - …, PLACE, Month 3 - … at the head of the body. */
static void look_for_dateline(ho_tally *t, const ho_sentence *s) {
  bool bracket = false;
  const ho_token *first = &s->tokens[s->first];
  const size_t count = s->end - s->first;
  if (count < 3 || first->kind != HO_WORD || first->shape == HO_LOWER)
    return;
  for (size_t i = 1; i < count && i < 9; i++) {
    const ho_token *token = first + i;
    if (token->kind == HO_WORD && token->shape == HO_LOWER)
      return;
    if (token->kind != HO_MARK)
      continue;
    bracket = bracket || token->mark == '(';
    t->dateline_bracket = bracket;
    t->dateline = t->dateline || token->mark == ':' || token->mark == '-' || token->mark == ')';
  }
}

/* ---- Roles and families ---- */

static handout_role role_of(const ho_sentence *s, bool attributed) {
  return s->quoted_words * 2 > s->words ? HANDOUT_QUOTED
         : attributed                   ? HANDOUT_ATTRIBUTED
                                        : HANDOUT_UNATTRIBUTED;
}

void ho_what_is_said(const ho_lexicon *lexicon, const ho_sentence *sentences, size_t count,
                     const ho_phrase_hit *hits, size_t hit_count, size_t words, ho_said *said) {
  for (size_t i = 0; i < count; i++) {
    said[i] = (ho_said){.words = words};
    words += sentences[i].words;
  }
  for (size_t i = 0; i < hit_count; i++) { /* without a branch, as nothing tells which phrases speak */
    const ho_family *family = &lexicon->families[hits[i].family];
    ho_said *is = &said[hits[i].sentence];
    const uint16_t end = hits[i].end & (uint16_t)(hits[i].quoted - 1),
                   speaks = end & (uint16_t)(0 - family->speaker);
    is->end = speaks > is->end ? speaks : is->end;
    is->release |= family->release & (end > 0);
  }
  for (size_t i = 0; i < count; i++)
    said[i].role = (uint8_t)role_of(&sentences[i], said[i].end > 0);
}

static size_t *counts_of(ho_tally *t, size_t family) {
  return t->hits + family * HO_CONTEXTS;
}

/* As quotation marks are units, too, one of a sentence may stand behind one of the next by this count. */
static size_t word_of(const ho_phrase_hit *hit, const ho_said *said) {
  return said[hit->sentence].words + hit->first;
}

static void count_first(ho_tally *t, const ho_phrase_hit *hits, size_t count, const ho_said *said) {
  for (size_t i = 0; i < count && said[hits[i].sentence].words < HO_LEAD_WORDS; i++)
    counts_of(t, hits[i].family)[HO_IN_LEAD] += word_of(&hits[i], said) < HO_LEAD_WORDS;
}

/* Keeps those of sentences that may reach into the last words of the body, as far as it is known. */
static void keep_last(ho_tally *t, const ho_phrase_hit *hits, size_t count, const ho_said *said) {
  size_t first = count;
  while (first > 0 && said[hits[first - 1].sentence].words + HO_SENTENCE_MAX + HO_TAIL_WORDS >= t->words)
    first--;
  for (size_t i = first; i < count; i++)
    t->ring[t->ring_count++ % HO_TAIL_RING] = (ho_family_hit){
        hits[i].family, (uint8_t)ho_hit_role_in(&hits[i], said), false, word_of(&hits[i], said)};
}

void ho_tally_hits(ho_tally *t, const ho_phrase_hit *hits, size_t count, const ho_said *said, bool headline) {
  if (headline) {
    for (size_t i = 0; i < count; i++)
      counts_of(t, hits[i].family)[HO_IN_HEADLINE]++;
    return;
  }
  for (size_t i = 0; i < count; i++) {
    size_t *counts = counts_of(t, hits[i].family);
    counts[HO_IN_ANY]++;
    counts[ho_hit_role_in(&hits[i], said)]++;
  }
  count_first(t, hits, count, said);
  keep_last(t, hits, count, said);
}

void ho_tally_end_line(ho_tally *t) {
  end_quotation(t);
  if (t->line_words == 0)
    return;
  if (t->lines == 0) {
    t->first_line_words = t->line_words;
    t->first_line_attributed = t->line_attributed;
  }
  t->lines++;
  t->line_squares += t->line_words * t->line_words;
  t->short_lines += t->line_words < 30;
  t->one_sentence_lines += t->line_sentences == 1;
  t->attributed_lines += t->line_attributed;
  t->last_line_attributed = t->line_attributed;
  t->last_line_words = t->line_words;
  t->line_words = t->line_sentences = 0;
  t->line_attributed = false;
}

static void see_first(ho_tally *t, const ho_sentence *s, const ho_said *said) {
  t->first_sentence_words = s->words;
  t->first_attributed = said->end > 0;
  look_for_dateline(t, s);
}

/* What is asked of each sentence by itself, without branches on it. */
static void count_sentences(ho_tally *t, const ho_sentence *sentences, size_t count, const ho_said *said) {
  size_t with_words = 0, squares = 0, shorts = 0, longs = 0, quoted = 0, ending = 0, speakers = 0;
  for (size_t i = 0; i < count; i++) {
    const ho_sentence *s = &sentences[i];
    const size_t some = s->words > 0, attributed = said[i].end > 0;
    if (some && t->sentences + with_words == 0)
      see_first(t, s, &said[i]);
    with_words += some;
    t->roles[said[i].role] += some;
    t->last_sentence_words = some ? s->words : t->last_sentence_words;
    squares += (size_t)s->words * s->words;
    shorts += some & (s->words < 8);
    longs += s->words > 35;
    quoted += s->quoted_words;
    speakers += (said[i].role == HANDOUT_QUOTED) & attributed;
    ending += attributed & (said[i].end + 4 >= s->unit_count) & (s->unit_count > 8);
  }
  t->sentences += with_words;
  t->sentence_squares += squares;
  t->short_sentences += shorts;
  t->long_sentences += longs;
  t->quoted_words += quoted;
  t->quoted_and_attributed += speakers;
  t->ending_attributed += ending;
}

static void count_words(ho_tally *t, const ho_sentence *s) {
  if (s->words)
    count_first_word(t, s);
  if (t->words < HO_LEAD_WORDS)
    count_lead(t, s);
  if (s->quoted_words || t->in_quotation)
    follow_quotations(t, s);
  t->words += s->words;
}

static void add_to_line(ho_tally *t, const ho_sentence *s, const ho_said *said) {
  t->line_attributed |= said->end > 0;
  t->line_words += s->words;
  t->line_sentences += s->words > 0;
  t->starred_lines += s->starts_line & (s->tokens[s->first].mark == '*');
  count_words(t, s);
  if (s->ends_line || s->words == 0)
    ho_tally_end_line(t);
}

void ho_tally_sentences(ho_tally *t, const ho_sentence *sentences, size_t count, const ho_said *said,
                        bool headline) {
  if (!headline)
    count_sentences(t, sentences, count, said);
  for (size_t i = 0; i < count; i++)
    if (headline)
      count_headline(t, &sentences[i]);
    else
      add_to_line(t, &sentences[i], &said[i]);
}

/* ---- Features ---- */

static double ratio(size_t part, size_t whole) {
  return whole ? (double)part / (double)whole : 0;
}

static double at_least(size_t value, size_t least) {
  return (double)(value > least ? value : least);
}

/* log1p, of small counts as nearly all are. */
static double log_of_count(size_t count) {
  static const double few[HO_FEW_COUNTS] = {0,
                                            0.6931471805599453,
                                            1.0986122886681096,
                                            1.3862943611198906,
                                            1.6094379124341003,
                                            1.791759469228055,
                                            1.9459101490553132,
                                            2.0794415416798357,
                                            2.1972245773362196,
                                            2.302585092994046,
                                            2.3978952727983707,
                                            2.4849066497880004,
                                            2.5649493574615367,
                                            2.639057329615259,
                                            2.70805020110221,
                                            2.772588722239781};
  return count < HO_FEW_COUNTS ? few[count] : log1p((double)count);
}

/* log(1 + 4 x occurrences per 100 words): rare things differ, frequent ones don't run away. Most counts are
 * small, and the same ones come again. */
static double density(ho_tally *t, size_t count) {
  if (count < HO_FEW_COUNTS && t->densities[count] >= 0)
    return t->densities[count];
  const double value = log1p(400.0 * (double)count / at_least(t->words, 20));
  if (count < HO_FEW_COUNTS)
    t->densities[count] = value;
  return value;
}

/* None is asked for yet; that of nothing is 0. */
static void start_densities(ho_tally *t) {
  t->densities[0] = 0;
  for (size_t count = 1; count < HO_FEW_COUNTS; count++)
    t->densities[count] = -1;
}

static double head_share(const ho_tally *t, size_t count) {
  return t->head_words ? (double)count / (double)t->head_words : 0.5;
}

static double deviation(size_t count, size_t sum, size_t squares) {
  double mean = ratio(sum, count), variance = ratio(squares, count) - mean * mean;
  return variance > 0 ? sqrt(variance) : 0;
}

static void count_tail(ho_tally *t) {
  size_t kept = t->ring_count < HO_TAIL_RING ? t->ring_count : HO_TAIL_RING;
  for (size_t i = 0; i < kept; i++)
    if (ho_hit_counts(&t->ring[i], HO_IN_TAIL, t->words))
      counts_of(t, t->ring[i].family)[HO_IN_TAIL]++;
}

static void list_found(ho_tally *t, size_t family_count) {
  size_t count = 0;
  for (size_t family = 0; family < family_count; family++) {
    const size_t *counts = counts_of(t, family);
    t->found[count] = (uint16_t)family;
    count += (counts[HO_IN_ANY] | counts[HO_IN_HEADLINE]) != 0;
  }
  t->found_count = count;
}

/* What the counts of a family mean. */
static void set_family(ho_tally *t, const size_t *counts, double *values) {
  values[HO_IN_OWN] = density(t, counts[HO_IN_OWN]);
  values[HO_IN_ATTRIBUTED] = density(t, counts[HO_IN_ATTRIBUTED]);
  values[HO_IN_QUOTED] = density(t, counts[HO_IN_QUOTED]);
  values[HO_IN_ANY] = counts[HO_IN_ANY] > 0;
  values[HO_IN_HEADLINE] = counts[HO_IN_HEADLINE] > 0;
  values[HO_IN_LEAD] = log_of_count(counts[HO_IN_LEAD]);
  values[HO_IN_TAIL] = log_of_count(counts[HO_IN_TAIL]);
}
_Static_assert(HO_CONTEXTS == 7, "each is set");

static void set_families(ho_tally *t, double *dense) {
  for (size_t i = 0; i < t->found_count; i++)
    set_family(t, counts_of(t, t->found[i]), dense + t->found[i] * (size_t)HO_CONTEXTS);
}

#define AS_VALUE(name, explanation, value) *dense++ = (double)(value);

void ho_tally_finish(ho_tally *t, size_t family_count, double *dense) {
  ho_tally_end_line(t);
  t->inner_capitals = t->counts[HO_COUNTED_CAPITAL] - t->first_capitals;
  t->title_capitals = t->counts[HO_COUNTED_TITLE] - t->first_titles;
  count_tail(t);
  list_found(t, family_count);
  start_densities(t);
  STYLE_TABLE(AS_VALUE)
  memset(dense, 0, family_count * HO_CONTEXTS * sizeof *dense);
  set_families(t, dense);
}

bool ho_hit_counts(const ho_family_hit *hit, ho_context context, size_t words) {
  if (hit->headline || context == HO_IN_HEADLINE)
    return hit->headline && context == HO_IN_HEADLINE;
  switch (context) {
  case HO_IN_ANY:
    return true;
  case HO_IN_LEAD:
    return hit->word < HO_LEAD_WORDS;
  case HO_IN_TAIL:
    return hit->word + HO_TAIL_WORDS >= words;
  default:
    return (int)hit->role == (int)context;
  }
}

size_t ho_dense_count(size_t family_count) {
  return STYLE_COUNT + family_count * HO_CONTEXTS;
}

bool ho_dense_family(size_t feature, size_t *family, ho_context *context) {
  if (feature < STYLE_COUNT)
    return false;
  *family = (feature - STYLE_COUNT) / HO_CONTEXTS;
  *context = (ho_context)((feature - STYLE_COUNT) % HO_CONTEXTS);
  return true;
}

bool ho_dense_name(const ho_lexicon *lexicon, size_t feature, ho_buf *name) {
  size_t family;
  ho_context context;
  if (!ho_dense_family(feature, &family, &context))
    return ho_buf_append_text(name, MEASURES[feature].name);
  return ho_buf_append_text(name, ho_family_name(lexicon, family)) && ho_buf_append_char(name, ' ') &&
         ho_buf_append_text(name, CONTEXT_NAMES[context]);
}

bool ho_dense_explanation(const ho_lexicon *lexicon, size_t feature, ho_buf *text) {
  size_t family;
  ho_context context;
  if (!ho_dense_family(feature, &family, &context))
    return ho_buf_append_text(text, MEASURES[feature].explanation);
  return ho_buf_append_text(text, ho_family_explanation(lexicon, family));
}
