/* The whole way from bytes to JSON: the command reads a file and writes well-formed answers. */
#include "command.h"
#include "fuzz.h"
#include "model.h"

#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 32 };

typedef int command(int argc, char **argv);

typedef struct way {
  command *run;
  bool json; /* what it writes is JSON, a value a line */
  const char *words[6];
} way;

static const way WAYS[] = {
    {ho_command_classify, true, {"classify", "--json"}},
    {ho_command_classify, true, {"classify", "--jsonl", "--keep"}},
    {ho_command_classify, false, {"classify", "--format", "csv"}},
    {ho_command_explain, true, {"explain", "--json"}},
    {ho_command_text, false, {"text"}},
    {ho_command_classify, true, {"classify", "--json", "--whole"}},
    {ho_command_explain, false, {"explain", "--whole", "--color", "always"}},
    {ho_command_features, true, {"features", "--format", "json"}},
    {ho_command_text, false, {"text", "--body", "--jsonl"}},
    {ho_command_classify, true, {"classify", "--jsonl", "--threads", "2"}},
};

static FILE *model_file, *input_file, *output_file;

static void write_all(FILE *file, const void *bytes, size_t length) {
  CHECK(ftruncate(fileno(file), 0) == 0 && pwrite(fileno(file), bytes, length, 0) == (ssize_t)length);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  handout_model *model = fuzz_model(SIZE_MAX);
  ho_buf bytes = HO_BUF_INIT;
  model_file = tmpfile();
  input_file = tmpfile();
  output_file = tmpfile();
  CHECK(model_file && input_file && output_file);
  CHECK(ho_model_write(model, &bytes) == HANDOUT_OK);
  write_all(model_file, bytes.data, bytes.length);
  ho_buf_free(&bytes);
  handout_model_free(model);
  return 0;
}

static void name_file(char *path, FILE *file) {
  (void)snprintf(path, PATH, "/dev/fd/%d", fileno(file));
}

/* Runs the command with its standard output in a file. */
static int run(const way *chosen) {
  char words[6][PATH], model[PATH] = "--model", model_path[PATH], input_path[PATH];
  char *argv[10];
  int argc = 0;
  for (; chosen->words[argc]; argc++) {
    (void)snprintf(words[argc], PATH, "%s", chosen->words[argc]);
    argv[argc] = words[argc];
  }
  name_file(model_path, model_file);
  name_file(input_path, input_file);
  if (chosen->run != ho_command_text) {
    argv[argc++] = model;
    argv[argc++] = model_path;
  }
  argv[argc++] = input_path;
  argv[argc] = NULL;
  optind = 0; /* for getopt's next first call */
  CHECK(dup2(fileno(output_file), STDOUT_FILENO) == STDOUT_FILENO);
  return chosen->run(argc, argv);
}

static void check_json(const char *text, size_t length) {
  for (const char *end = text + length, *newline; text < end; text = newline + 1) {
    json_error_t wrong;
    newline = memchr(text, '\n', (size_t)(end - text));
    CHECK(newline != NULL);
    json_t *value =
        json_loadb(text, (size_t)(newline - text), JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &wrong);
    CHECK(value != NULL);
    json_decref(value);
  }
}

static void check_output(const way *chosen) {
  ho_buf out = HO_BUF_INIT;
  const off_t length = lseek(fileno(output_file), 0, SEEK_END);
  CHECK(length >= 0 && ho_buf_reserve(&out, (size_t)length + 1));
  CHECK(pread(fileno(output_file), out.data, (size_t)length, 0) == length);
  fuzz_check_utf8(out.data, (size_t)length);
  if (chosen->json)
    check_json(out.data, (size_t)length);
  ho_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  const way *chosen = &WAYS[data[0] % (sizeof WAYS / sizeof *WAYS)];
  write_all(input_file, data + 1, size - 1);
  CHECK(ftruncate(fileno(output_file), 0) == 0 && lseek(fileno(output_file), 0, SEEK_SET) == 0);
  const int code = run(chosen);
  CHECK(code == HO_EXIT_DONE || code == HO_EXIT_INPUT);
  check_output(chosen);
  return 0;
}
