/* The handout command: a table of commands. */
#include "command.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct command {
  const char *name;
  int (*run)(int argc, char **argv);
} command;

static const command COMMANDS[] = {
    {"classify", ho_command_classify}, {"explain", ho_command_explain},       {"text", ho_command_text},
    {"features", ho_command_features}, {"model", ho_command_model},           {"train", ho_command_train},
    {"eval", ho_command_eval},         {"experiment", ho_command_experiment},
};

static const char HELP[] =
    "handout tells an official readout from a wire rewrite of it and from opinion.\n"
    "\n"
    "Usage: handout COMMAND [OPTION]... [FILE]...\n"
    "\n"
    "Commands:\n"
    "  classify    says for each article which label it has and how sure that is.\n"
    "  explain     shows which phrases and sentences made it say so.\n"
    "  text        prints the text that is read, without page furniture.\n"
    "  features    prints what was measured, or the table of all measures.\n"
    "  model       shows what a model is and how it was trained.\n"
    "  train       makes a model from a folder of labelled articles.\n"
    "  eval        measures how good a model is on labelled articles.\n"
    "  experiment  measures what each family of features adds.\n"
    "\n"
    "'handout COMMAND --help' explains a command; 'handout --version' prints the version.\n"
    "\n"
    "Exit codes: 0 all done, 1 some input failed, 2 wrong usage, 3 a model is missing or\n"
    "damaged, 4 output can't be written, 5 out of memory.\n"
    "\n"
    "Example: handout classify article.txt\n";

/* A standard stream that is closed would be replaced by the next file opened, and output would go there. */
static void occupy_standard_streams(void) {
  static const int flags[] = {O_WRONLY, O_RDONLY, O_RDWR};
  for (int fd = 0; fd < 3; fd++)
    if (fcntl(fd, F_GETFD) == -1)
      (void)open("/dev/null", flags[fd]); /* takes the lowest number free, which is this one */
}

/* A mapped file that somebody makes shorter while it is read can't be read on. */
static void stop_on_shrunk_file(int number) {
  static const char message[] = "handout: a file became shorter while it was read; run it again\n";
  (void)number;
  _exit(write(STDERR_FILENO, message, sizeof message - 1) < 0 ? HO_EXIT_OUTPUT : HO_EXIT_INPUT);
}

/* A closed pipe and a full file are errors of write, which say what to do. */
static void handle_signals(void) {
  (void)signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
  (void)signal(SIGXFSZ, SIG_IGN);
#endif
#ifdef SIGBUS
  (void)signal(SIGBUS, stop_on_shrunk_file);
#endif
}

static int run_command(int argc, char **argv) {
  for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
    if (strcmp(argv[0], COMMANDS[i].name) == 0)
      return COMMANDS[i].run(argc, argv);
  ho_complain("there is no command '%s'; 'handout --help' lists the commands", argv[0]);
  return HO_EXIT_USAGE;
}

int main(int argc, char **argv) {
  occupy_standard_streams();
  handle_signals();
  if (argc < 2) {
    (void)fputs(HELP, stderr);
    return HO_EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
    return ho_print_text(HELP);
  if (strcmp(argv[1], "--version") == 0)
    return ho_print_text("handout " HANDOUT_VERSION "\n");
  return run_command(argc - 1, argv + 1);
}
