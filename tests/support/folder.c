/* A temporary folder for a test's files. */
#include "folder.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

void folder_make(folder *of) {
  *of = (folder){"/tmp/handout-test-XXXXXX"};
  assert_non_null(mkdtemp(of->path));
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *walk) {
  (void)about;
  (void)type;
  (void)walk;
  return remove(path);
}

void folder_remove(folder *of) {
  assert_int_equal(nftw(of->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

const char *folder_path(const folder *of, const char *name) {
  static char paths[4][512];
  static size_t next;
  char *path = paths[next++ % 4];
  (void)snprintf(path, sizeof paths[0], "%s/%s", of->path, name);
  return path;
}

void folder_write(const folder *of, const char *name, const char *text) {
  char path[512];
  (void)snprintf(path, sizeof path, "%s/%s", of->path, name);
  for (char *slash = path + strlen(of->path) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
    *slash = '\0';
    (void)mkdir(path, 0777);
    *slash = '/';
  }
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  (void)fputs(text, file);
  assert_int_equal(fclose(file), 0);
}
