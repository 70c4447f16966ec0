/* Feeds files and folders of files to a fuzz target, without a fuzzer: replay FILE|FOLDER... */
#include "fuzz.h"

#include "buf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int replayed;

/* The input stands in memory of its exact size, so that a sanitizer sees a read beyond it. */
static void feed(const char *path) {
  FILE *file = fopen(path, "rb");
  ho_buf bytes = HO_BUF_INIT;
  CHECK(file != NULL);
  for (size_t got = 1; got; bytes.length += got) {
    CHECK(ho_buf_reserve(&bytes, 1 << 16));
    got = fread(bytes.data + bytes.length, 1, 1 << 16, file);
  }
  (void)fclose(file);
  uint8_t *exact = malloc(bytes.length ? bytes.length : 1);
  CHECK(exact != NULL);
  memcpy(exact, bytes.data, bytes.length);
  (void)LLVMFuzzerTestOneInput(exact, bytes.length);
  free(exact);
  ho_buf_free(&bytes);
  replayed++;
}

static void feed_folder(DIR *folder, const char *path) {
  const struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    ho_buf name = HO_BUF_INIT;
    if (entry->d_name[0] == '.')
      continue;
    CHECK(ho_buf_append_format(&name, "%s/%s", path, entry->d_name) && ho_buf_terminate(&name));
    feed(name.data);
    ho_buf_free(&name);
  }
}

int main(int argc, char **argv) {
  (void)LLVMFuzzerInitialize(&argc, &argv);
  for (int i = 1; i < argc; i++) {
    DIR *folder = opendir(argv[i]);
    if (folder)
      feed_folder(folder, argv[i]);
    else
      feed(argv[i]);
    if (folder)
      (void)closedir(folder);
  }
  (void)fprintf(stderr, "replayed %d inputs\n", replayed);
  return replayed ? 0 : 1;
}
