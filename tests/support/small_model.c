/* A small model with weights made up, and texts to score with it. */
#include "small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char small_lexicon[] = "handout-lexicon 1\n"
                             "# A few families.\n"
                             "[protocol] Set phrases of visits.\n"
                             "matters of mutual interest\n"
                             "guard of honour|honor\n"
                             "called on ** the\n"
                             "[attribution speaker] Somebody is said to have said it.\n"
                             "said|added that\n"
                             "he|she|it|they said\n"
                             "according to\n"
                             "told <name>\n"
                             "[background] What happened before.\n"
                             "last * ago\n"
                             "since <year>\n"
                             "in <month>\n"
                             "[argument] Turns of an argument.\n"
                             "^ but\n"
                             "ought to\n"
                             "of course\n"
                             "[first-person] The writer speaks.\n"
                             "=I\n"
                             "my|our\n"
                             "[country] A name in capitals only.\n"
                             "the =US\n"
                             "[@abbreviation]\n"
                             "gen dr mr\n"
                             "[@weekday]\n"
                             "monday tuesday\n"
                             "[@month]\n"
                             "january =may\n";

const char *const small_texts[SMALL_TEXTS] = {
    "Harbour Minister Receives Envoy\n"
    "The envoy of the Northern Isles called on Gen. Arlo Venn, Minister of Harbours, here today. A smart "
    "contingent presented guard of honour to the visitor.\n"
    "Both sides dwelt on matters of mutual interest and on ties between the two fleets since 1984.\n",
    "Two fleets to share pilots, minister says\n"
    "PORT AMBER: The harbour ministry said that two fleets would share pilots, according to a statement.\n"
    "\"We will open the books,\" Mr Venn told Gazette on Monday. \"Matters of mutual interest come first.\" "
    "He said talks broke down in January over fees.\n",
    "The ferry nobody asked for\n"
    "I have taken my coffee on this pier for years. But who asked us? Of course the boats ought to sail, "
    "and our harbour ought to pay!\n"
    "And yet: the US never built one like it.\n"};

static const char *const GRAMS[] = {"the",        "said",      "of",
                                    "minister",   "=minister", "we",
                                    "i",          "to",        "harbour",
                                    "=harbour",   "<name>",    "<num>",
                                    "<year>",     "<weekday>", "^ the",
                                    "^ but",      "^ <name>",  "<name> said",
                                    "said that",  "of the",    "\" he",
                                    "\" we",      "ought",     "ought to",
                                    "the <name>", "mutual",    "mutual interest",
                                    "fleets",     "<word>",    "our"};

static double made_up(random_source *source) {
  return (double)random_below(source, 20001) / 10000.0 - 1;
}

static void weigh_grams(handout_model *m, random_source *source) {
  m->grams = ho_grams_new();
  assert_non_null(m->grams);
  for (size_t i = 0; i < sizeof GRAMS / sizeof *GRAMS; i++) {
    assert_int_equal(ho_grams_add(m->grams, &m->lexicon->vocabulary, GRAMS[i], strlen(GRAMS[i])), HANDOUT_OK);
    for (int zone = 0; zone < HO_ZONES; zone++)
      if (zone == 0 || (i + (size_t)zone) % 3 == 0)
        assert_true(ho_grams_weigh(m->grams, (uint32_t)i, (ho_zone)zone));
  }
  size_t count = m->grams->id_count * m->label_count;
  m->gram_weights = ho_alloc_array(count, sizeof *m->gram_weights);
  assert_non_null(m->gram_weights);
  for (size_t i = 0; i < count; i++)
    m->gram_weights[i] = (float)made_up(source);
  m->gram_unit = ho_round_weights(m->gram_weights, count);
  for (size_t i = 0; i < ho_model_value_count(m); i++)
    m->gram_bias[i] = made_up(source);
}

static void weigh_columns(handout_model *m, random_source *source) {
  m->column_count = ho_model_dense_count(m) + ho_model_value_count(m);
  m->columns = ho_alloc_array(m->column_count, sizeof *m->columns);
  m->pair_weights = ho_alloc_array(m->column_count * ho_model_pairs(m), sizeof *m->pair_weights);
  assert_true(m->columns && m->pair_weights);
  for (size_t c = 0; c < m->column_count; c++)
    m->columns[c] = (ho_column){(uint32_t)c, made_up(source), 1.5 + made_up(source), 3 + made_up(source)};
  for (size_t i = 0; i < m->column_count * ho_model_pairs(m); i++)
    m->pair_weights[i] = made_up(source) / 10;
  for (size_t i = 0; i < ho_model_pairs(m); i++)
    m->rho[i] = made_up(source);
}

/* strdup, but by our own allocations, which a test counts. */
static char *copy_of(const char *text) {
  char *copy = malloc(strlen(text) + 1);
  assert_non_null(copy);
  memcpy(copy, text, strlen(text) + 1);
  return copy;
}

handout_model *small_model(void) {
  static const char *const labels[] = {"opinion", "readout", "wire"};
  random_source source = {1234567};
  ho_lexicon *lexicon;
  handout_model *m = ho_model_new();
  assert_non_null(m);
  for (size_t i = 0; i < 3; i++)
    m->labels[i] = copy_of(labels[i]);
  m->label_count = 3;
  m->share_label = 1;
  assert_int_equal(ho_lexicon_read(small_lexicon, strlen(small_lexicon), 0, &lexicon, NULL), HANDOUT_OK);
  m->lexicon = lexicon;
  weigh_grams(m, &source);
  weigh_columns(m, &source);
  m->slope = 1.25;
  m->threshold = 0.4;
  m->novelty.limit = 1000;
  m->lean_slope = 2;
  m->summary = copy_of("documents\t3\nnote\tmade up\n");
  assert_int_equal(ho_model_finish(m), HANDOUT_OK);
  return m;
}

ho_buf small_model_file(void) {
  ho_buf file = HO_BUF_INIT;
  handout_model *m = small_model();
  assert_int_equal(ho_model_write(m, &file), HANDOUT_OK);
  handout_model_free(m);
  return file;
}

int small_set_up(void **state) {
  static small_fixture f;
  f.model = small_model();
  assert_int_equal(handout_scorer_new(f.model, &f.scorer), HANDOUT_OK);
  *state = &f;
  return 0;
}

int small_tear_down(void **state) {
  small_fixture *f = *state;
  handout_scorer_free(f->scorer);
  handout_model_free(f->model);
  return 0;
}

void append_random_text(random_source *source, size_t words, ho_buf *out) {
  static const char *const parts[] = {"the",
                                      "The",
                                      "said",
                                      "He said",
                                      "that",
                                      "minister",
                                      "Minister",
                                      "matters of mutual interest",
                                      "guard of honour",
                                      "of",
                                      "to",
                                      "we",
                                      "I",
                                      "our",
                                      "But",
                                      "but",
                                      "Venn",
                                      "Port Amber",
                                      "US",
                                      "us",
                                      "1984",
                                      "12",
                                      "3.5",
                                      "Monday",
                                      "May",
                                      "may",
                                      "January",
                                      "last",
                                      "year",
                                      "ago",
                                      "since",
                                      "in",
                                      "according to",
                                      "told",
                                      "ought to",
                                      "\"",
                                      "\"",
                                      "\xE2\x80\x9C",
                                      "\xE2\x80\x9D",
                                      "\xE2\x80\x98",
                                      "\xE2\x80\x99",
                                      "Gen.",
                                      "Dr.",
                                      "caf\xC3\xA9",
                                      "called on",
                                      "harbour",
                                      "Harbour",
                                      "fleets",
                                      "(",
                                      ")",
                                      "of course",
                                      "\xFF",
                                      "e\xCC\x81t\xC3\xA9",
                                      "a's"};
  static const char *const ends[] = {" ",   " ",  " ",  " ",  " ",  " ",    ", ",   ". ",
                                     ".\n", "? ", "! ", ": ", "\n", "\n\n", ".\" ", " - "};
  for (size_t i = 0; i < words; i++) {
    assert_true(ho_buf_append_text(out, parts[random_below(source, sizeof parts / sizeof *parts)]));
    assert_true(ho_buf_append_text(out, ends[random_below(source, sizeof ends / sizeof *ends)]));
  }
}
