/* Tests that a model file is never half-written: the trainer killed at any moment, and places that can't be
 * written. They run the command that HANDOUT names. */
#include "file.h"
#include "folder.h"
#include "model.h"
#include "random.h"
#include "small_model.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
  DOCUMENTS = 10,
  KILLS = 200,           /* in all */
  KILLS_IN_WRITING = 50, /* of them while the temporary file was there */
  ROUNDS = 1500,
  LONGEST_WAIT = 60000, /* milliseconds for a temporary file to turn up */
  NOBODY = 65534
};

static const char *command;
static folder at;
static ho_buf models[2]; /* what training on each of the two folders gives */

static void write_documents(const char *name, random_source *source) {
  static const char *const places[] = {"wire/gull", "wire/mill", "readout/harbour", "readout/mint",
                                       "opinion/pier"};
  for (int i = 0; i < DOCUMENTS; i++) {
    char path[64];
    ho_buf text = HO_BUF_INIT;
    append_random_text(source, 60, &text);
    assert_true(ho_buf_append_text(&text, small_texts[i % 3]) && ho_buf_terminate(&text));
    (void)snprintf(path, sizeof path, "%s/%s/%04d.txt", name, places[i % 5], i);
    folder_write(&at, path, text.data);
    ho_buf_free(&text);
  }
}

/* The child's side: `limit` bytes may be written to a file, 0 for any number. A shell sets the limit, for
 * this program may have files of its own to write before it is replaced: the counts of a coverage build. */
static void become_trainer(const char *data, const char *out, size_t limit, bool as_nobody) {
  static const char limited[] = "ulimit -f \"$0\" && exec \"$@\"", unlimited[] = "exec \"$@\"";
  const int silence = open("/dev/null", O_RDWR),
            messages = open(folder_path(&at, "err"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  char blocks[24];
  (void)snprintf(blocks, sizeof blocks, "%zu", limit / 512);
  (void)dup2(silence, STDIN_FILENO);
  (void)dup2(silence, STDOUT_FILENO);
  (void)dup2(messages, STDERR_FILENO);
  if (as_nobody && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
    _exit(98);
  (void)execl("/bin/sh", "sh", "-c", limit ? limited : unlimited, blocks, command, "train", "--data", data,
              "--lexicon", folder_path(&at, "lexicon"), "--threads", "1", "--out", out, (char *)NULL);
  _exit(97);
}

static pid_t start_training(const char *data, const char *out, size_t limit, bool as_nobody) {
  const pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0)
    become_trainer(data, out, limit, as_nobody);
  return child;
}

static int end_of(pid_t child) {
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}

static int train(const char *data, const char *out, size_t limit, bool as_nobody) {
  const int status = end_of(start_training(data, out, limit, as_nobody));
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static ho_buf contents(const char *path) {
  ho_buf bytes = HO_BUF_INIT;
  assert_int_equal(ho_file_read(path, &bytes, NULL), HANDOUT_OK);
  return bytes;
}

static bool holds(const ho_buf *bytes, const ho_buf *other) {
  return bytes->length == other->length && memcmp(bytes->data, other->data, bytes->length) == 0;
}

/* Removes what a killed trainer left beside the model; returns how many there were. */
static int sweep(const char *path) {
  DIR *listed = opendir(path);
  int count = 0;
  assert_non_null(listed);
  for (const struct dirent *entry; (entry = readdir(listed)) != NULL;)
    if (strncmp(entry->d_name, "m.", 2) == 0) {
      assert_int_equal(unlinkat(dirfd(listed), entry->d_name, 0), 0);
      count++;
    }
  (void)closedir(listed);
  return count;
}

static int set_up(void **state) {
  random_source source = {77};
  (void)state;
  folder_make(&at);
  folder_write(&at, "lexicon", small_lexicon);
  folder_write(&at, "out/keep", "");
  write_documents("first", &source);
  write_documents("second", &source);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(train(folder_path(&at, i ? "second" : "first"), folder_path(&at, "out/m"), 0, false), 0);
    models[i] = contents(folder_path(&at, "out/m"));
  }
  assert_false(holds(&models[0], &models[1]));
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  ho_buf_free(&models[0]);
  ho_buf_free(&models[1]);
  folder_remove(&at);
  return 0;
}

/* ---- Killed ---- */

/* Waits until a file is made in the watched folder, or the trainer is done. */
static void await_file(int watch) {
  char events[4096];
  struct pollfd ready = {.fd = watch, .events = POLLIN};
  if (poll(&ready, 1, LONGEST_WAIT) > 0)
    (void)!read(watch, events, sizeof events);
}

static void empty(int watch) {
  char events[4096];
  struct pollfd ready = {.fd = watch, .events = POLLIN};
  while (poll(&ready, 1, 0) > 0)
    (void)!read(watch, events, sizeof events);
}

/* Kills a trainer, every second one when its temporary file turns up, the others at a random moment. */
static bool kill_one(int round, int watch, random_source *source) {
  const pid_t child = start_training(folder_path(&at, round % 4 < 2 ? "first" : "second"),
                                     folder_path(&at, "out/m"), 0, false);
  if (round % 2)
    await_file(watch);
  (void)usleep((useconds_t)random_below(source, round % 2 ? 300 : 60000));
  (void)kill(child, SIGKILL);
  return WIFSIGNALED(end_of(child));
}

static void test_killed(void **state) {
  random_source source = {5};
  int kills = 0, in_writing = 0, watch = inotify_init1(IN_CLOEXEC);
  (void)state;
  assert_true(watch >= 0 && inotify_add_watch(watch, folder_path(&at, "out"), IN_CREATE) >= 0);
  for (int round = 0; round < ROUNDS && (kills < KILLS || in_writing < KILLS_IN_WRITING); round++) {
    kills += kill_one(round, watch, &source);
    ho_buf now = contents(folder_path(&at, "out/m"));
    assert_true(holds(&now, &models[0]) || holds(&now, &models[1]));
    ho_buf_free(&now);
    in_writing += sweep(folder_path(&at, "out"));
    empty(watch);
  }
  print_message("%d trainers killed, %d of them between opening the temporary file and renaming it\n", kills,
                in_writing);
  (void)close(watch);
  assert_true(kills >= KILLS && in_writing >= KILLS_IN_WRITING);
}

/* ---- Places that can't be written ---- */

static void expect_failure(const char *out, size_t limit, bool as_nobody, const char *message) {
  assert_int_equal(train(folder_path(&at, "first"), out, limit, as_nobody), 4);
  ho_buf said = contents(folder_path(&at, "err"));
  assert_true(ho_buf_terminate(&said));
  assert_non_null(strstr(said.data, out));
  assert_non_null(strstr(said.data, message));
  ho_buf_free(&said);
}

static void expect_second_model(void) {
  ho_buf now = contents(folder_path(&at, "out/m"));
  assert_true(holds(&now, &models[1]));
  assert_int_equal(sweep(folder_path(&at, "out")), 0);
  ho_buf_free(&now);
}

static void test_file_size_limit(void **state) {
  (void)state;
  assert_int_equal(train(folder_path(&at, "second"), folder_path(&at, "out/m"), 0, false), 0);
  expect_failure(folder_path(&at, "out/m"), 4096, false, "File too large");
  expect_second_model();
}

static void test_folder_read_only(void **state) {
  (void)state;
  if (access("/proc/self/exe", X_OK) != 0 || chmod(at.path, 0755) != 0)
    skip();
  assert_int_equal(chmod(folder_path(&at, "out"), 0555), 0);
  const bool root = geteuid() == 0;
  const int code = train(folder_path(&at, "first"), folder_path(&at, "out/m"), 0, root);
  assert_int_equal(chmod(folder_path(&at, "out"), 0755), 0);
  if (code >= 97)
    skip(); /* nobody may not run the command where it stands */
  assert_int_equal(code, 4);
  expect_second_model();
}

static void test_folder_missing(void **state) {
  (void)state;
  expect_failure(folder_path(&at, "nowhere/m"), 0, false, "No such file");
}

static void test_full_device(void **state) {
  struct stat about;
  (void)state;
  if (stat("/dev/full", &about) != 0)
    skip();
  expect_failure("/dev/full", 0, false, "No space left");
  assert_int_equal(stat("/dev/full", &about), 0);
  assert_true(S_ISCHR(about.st_mode));
}

static void test_full_disk(void **state) {
  char target[128];
  (void)state;
  folder_write(&at, "disk/below", "");
  (void)snprintf(target, sizeof target, "%s", folder_path(&at, "disk"));
  if (mount("none", target, "tmpfs", 0, "size=8k") != 0) {
    print_message("no disk could be mounted: %s\n", strerror(errno));
    skip();
  }
  const int code = train(folder_path(&at, "first"), folder_path(&at, "disk/m"), 0, false);
  const int left = sweep(target) + (access(folder_path(&at, "disk/m"), F_OK) == 0);
  assert_int_equal(umount(target), 0);
  assert_int_equal(code, 4);
  assert_int_equal(left, 0);
}

int main(void) {
  command = getenv("HANDOUT");
  if (!command) {
    print_message("not run: HANDOUT names no command\n");
    return 0;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_killed),           cmocka_unit_test(test_file_size_limit),
      cmocka_unit_test(test_folder_read_only), cmocka_unit_test(test_folder_missing),
      cmocka_unit_test(test_full_device),      cmocka_unit_test(test_full_disk),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
