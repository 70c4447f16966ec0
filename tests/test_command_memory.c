/* The commands with their first, second, third… allocation failing: out of memory, exit 5, or the answer that
 * they give otherwise; nothing leaked. libsvm, liblinear, libxml2 and jansson keep theirs. */
#include "alloc.h"
#include "command.h"
#include "folder.h"
#include "small_model.h"

#include <fcntl.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS = 24 };

typedef int command(int argc, char **argv);

/* A command and its arguments; a name with a # in front is a file of the folder. */
typedef struct call {
  command *run;
  const char *words[WORDS];
} call;

static const call CALLS[] = {
    {ho_command_classify, {"classify", "--model", "#model", "--threads", "1", "#a.txt", "#many.txt"}},
    {ho_command_classify,
     {"classify", "--model", "#model", "--threads", "1", "--format", "csv", "--label", "wire", "#tree"}},
    {ho_command_classify,
     {"classify", "--model", "#model", "--threads", "1", "--json", "#page.html", "#many.txt", "#latin.txt"}},
    {ho_command_classify, {"classify", "--model", "#model", "--threads", "1", "--jsonl", "#lines"}},
    {ho_command_classify, {"classify", "--model", "#model", "--threads", "1", "--jsonl", "--keep", "#lines"}},
    {ho_command_classify,
     {"classify", "--model", "#model", "--threads", "1", "--jsonl", "--format", "tsv", "--color", "always",
      "#lines"}},
    {ho_command_classify,
     {"classify", "--model", "#model", "--threads", "1", "--summary", "--files0-from", "#names"}},
    {ho_command_classify,
     {"classify", "--model", "#model", "--threads", "1", "--summary", "--json", "#a.txt"}},
    {ho_command_classify,
     {"classify", "--model", "#model", "--threads", "1", "--whole", "#a.txt.gz", "#a.txt"}},
    {ho_command_classify, {"classify", "--model", "#model", "--threads", "3", "--jsonl", "#lines"}},
    {ho_command_classify,
     {"classify", "--model", "#model", "--threads", "3", "#a.txt", "#many.txt", "#tree"}},
    {ho_command_explain, {"explain", "--model", "#model", "#a.txt"}},
    {ho_command_explain, {"explain", "--model", "#model", "--json", "#a.txt"}},
    {ho_command_text, {"text", "--headline", "#many.txt", "#page.html"}},
    {ho_command_text, {"text", "--jsonl", "#lines"}},
    {ho_command_features, {"features", "--model", "#model", "--format", "libsvm", "#a.txt"}},
    {ho_command_features, {"features", "--model", "#model", "--format", "tsv", "#a.txt"}},
    {ho_command_features, {"features", "--model", "#model", "--format", "json", "#a.txt"}},
    {ho_command_features, {"features", "--model", "#model", "--list"}},
    {ho_command_model, {"model", "#model"}},
    {ho_command_eval, {"eval", "--model", "#model", "--data", "#data", "--errors", "9", "--sentences"}},
    {ho_command_eval,
     {"eval", "--model", "#model", "--data", "#data", "--errors", "9", "--json", "--predictions",
      "#written"}},
    {ho_command_eval,
     {"eval", "--cv", "2", "--lexicon", "#lexicon", "--data", "#data", "--threads", "1", "--cost", "0.01"}},
    {ho_command_train,
     {"train", "--data", "#data", "--out", "#written", "--lexicon", "#lexicon", "--threads", "1", "--cost",
      "0.01", "--publishers", "2", "--problem", "#problem", "--votes", "#votes"}},
    {ho_command_experiment,
     {"experiment", "--data", "#data", "--folds", "#folds", "--lexicon", "#lexicon", "--threads", "1",
      "--cost", "0.01", "--publishers", "2", "--ablate", "--predictions", "#written"}},
    {ho_command_experiment,
     {"experiment", "--data", "#data", "--leave-out", "r", "--lexicon", "#lexicon", "--threads", "1",
      "--cost", "0.01"}},
};

/* ---- Files --------------------------------------------------------------------- */

static const char many[] =
    "Ferry line opens at Port Amber\nPORT AMBER: A ferry left on Monday, the ministry said.\nAdvertisement\n"
    "Matters of mutual interest came up.\n\n\nShort Url\n\nBakers run out of flour\nLINDHOLM: The mill has "
    "stood "
    "still since its owner left in May, bakers said on Monday.\nShare this article\n";

static const char page[] =
    "<!DOCTYPE html><html><head><title>Ferry line opens</title><meta property='og:site_name' content='Gull'>"
    "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"Ferry line &amp; pier\"}"
    "</script></head><body><article><h1>Ferry line opens</h1><p>A ferry left on Monday, the ministry said, "
    "with "
    "some passengers on board.</p><p>Matters of mutual interest came up between the two sides on the way.</p>"
    "</article></body></html>";

static const char lines[] =
    "{\"id\": 1, \"text\": \"The minister called on the envoy.\\nMatters of mutual interest came up.\"}\n"
    "{\"id\": \"\\u00e9\", \"text\": \"I think we ought to.\", \"more\": [1, {\"x\": null}, 1.5]}\n"
    "{\"id\": [2], \"text\": \"a\"}\n{\"text\": 7}\nno JSON\n"
    "{\"html\": \"<html><body><h1>Ferry line opens</h1><p>A ferry left on Monday, the ministry "
    "said.</p>\"}\n";

static folder at;
static size_t longest;

static void write_documents(void) {
  static const char *const texts[] = {"The minister visited the site.\nThe minister welcomed the delegation.",
                                      "I think the minister is wrong.\nWe should ask why, and I think so.",
                                      "The minister said on Monday that it is done.\nHe said no more."};
  static const char *const labels[] = {"opinion", "readout", "wire"};
  static const char publishers[] = "pqrs";
  for (size_t l = 0; l < 3; l++)
    for (size_t p = 0; publishers[p]; p++) {
      char name[64];
      (void)snprintf(name, sizeof name, "data/%s/%c/1.txt", labels[l], publishers[p]);
      folder_write(&at, name, texts[(l + (p == 3)) % 3]); /* the last publisher's are in the wrong folders */
    }
  folder_write(&at, "data/wire/s/2.txt", " \n");
  folder_write(&at, "folds", "publisher\tfold\np\t0\nq\t1\nr\t0\ns\t1\n");
  folder_write(&at, "lexicon", small_lexicon);
}

static int make_files(void **state) {
  (void)state;
  folder_make(&at);
  ho_buf model = small_model_file();
  assert_true(ho_buf_terminate(&model));
  folder_write(&at, "model", model.data);
  ho_buf_free(&model);
  folder_write(&at, "a.txt", small_texts[1]);
  folder_write(&at, "many.txt", many);
  folder_write(&at, "latin.txt", "Caf\xE9 opens\nThe caf\xE9 opened on Monday, its owner said.\n");
  folder_write(&at, "page.html", page);
  folder_write(&at, "lines", lines);
  folder_write(&at, "tree/b.txt", small_texts[0]);
  folder_write(&at, "tree/a/c.txt", small_texts[2]);
  write_documents();
  char line[256];
  (void)snprintf(line, sizeof line, "cd %s && gzip -nk a.txt && printf 'a.txt\\0tree\\0' >names", at.path);
  assert_int_equal(system(line), 0);
  assert_int_equal(chdir(at.path), 0); /* names holds relative ones */
  return 0;
}

static int remove_files(void **state) {
  (void)state;
  assert_int_equal(chdir("/"), 0);
  folder_remove(&at);
  return 0;
}

/* ---- Calls --------------------------------------------------------------------- */

static int open_file(const char *name) {
  int fd = open(folder_path(&at, name), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  assert_true(fd > 2);
  return fd;
}

/* A stream's place is taken by a file; give_back undoes it. */
static int replace(int stream, const char *name) {
  int kept = dup(stream), fd = open_file(name);
  assert_true(kept > 2);
  assert_int_equal(dup2(fd, stream), stream);
  assert_int_equal(close(fd), 0);
  return kept;
}

static void give_back(int stream, int kept) {
  assert_int_equal(dup2(kept, stream), stream);
  assert_int_equal(close(kept), 0);
}

/* Runs a command with its n-th allocation failing, 0: none, and those behind it too where `all_later`; its
 * output and messages go to files. */
static int run(const call *which, size_t n, bool all_later, bool *failed) {
  char paths[WORDS][128], *argv[WORDS + 1] = {NULL};
  int argc = 0;
  for (; argc < WORDS && which->words[argc]; argc++) {
    bool file = which->words[argc][0] == '#';
    (void)snprintf(paths[argc], sizeof paths[argc], "%s", which->words[argc] + file);
    argv[argc] = paths[argc];
  }
  (void)fflush(NULL);
  int out = replace(STDOUT_FILENO, "out"), err = replace(STDERR_FILENO, "err");
  optind = 0; /* from the start again */
  alloc_fail_at(n, all_later);
  int code = which->run(argc, argv);
  *failed = alloc_stop();
  (void)fflush(stderr);
  give_back(STDOUT_FILENO, out);
  give_back(STDERR_FILENO, err);
  return code;
}

static ho_buf contents(const char *name) {
  ho_buf text = HO_BUF_INIT;
  char part[4096];
  FILE *file = fopen(folder_path(&at, name), "rb");
  assert_non_null(file);
  for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
    assert_true(ho_buf_append(&text, part, got));
  assert_int_equal(fclose(file), 0);
  assert_true(ho_buf_terminate(&text));
  return text;
}

static void expect(const call *which, size_t n, int code, int wanted_code, const char *wanted) {
  ho_buf out = contents("out"), err = contents("err");
  if (code == HO_EXIT_MEMORY) {
    if (!strstr(err.data, "out of memory"))
      fail_msg("%s %s: exit 5 without a word, allocation %zu: %s", which->words[0], which->words[5], n,
               err.data);
  } else if (code != wanted_code || strcmp(out.data, wanted) != 0) {
    fail_msg("%s %s: exit %d, allocation %zu; out: %.300s; err: %.300s", which->words[0], which->words[5],
             code, n, out.data, err.data);
  }
  ho_buf_free(&out);
  ho_buf_free(&err);
}

static void print_call(const call *which, size_t points) {
  print_message("%5zu allocation points: handout", points);
  for (size_t i = 0; i < WORDS && which->words[i]; i++)
    print_message(" %s", which->words[i] + (which->words[i][0] == '#'));
  print_message("\n");
}

static void try_call(const call *which) {
  bool failed;
  int code = run(which, 0, false, &failed);
  ho_buf wanted = contents("out");
  if (code > HO_EXIT_INPUT || !wanted.length)
    fail_msg("%s: exit %d", which->words[0], code);
  for (int all_later = 0; all_later < 2; all_later++) {
    size_t n = 0;
    for (failed = true; failed;) {
      size_t live = alloc_live();
      int got = run(which, ++n, all_later, &failed);
      expect(which, n, got, code, wanted.data);
      if (alloc_live() != live)
        fail_msg("%s: %zd allocations left where allocation %zu fails", which->words[0],
                 (ssize_t)(alloc_live() - live), n);
    }
    if (!all_later) {
      print_call(which, n - 1);
      longest = n > longest ? n : longest;
    }
  }
  ho_buf_free(&wanted);
}

static void commands_survive(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++)
    try_call(&CALLS[i]);
  assert_true(longest > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(commands_survive)};
  return cmocka_run_group_tests(tests, make_files, remove_files);
}
