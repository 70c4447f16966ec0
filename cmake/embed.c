/* Writes a model's image as a C array: embed MODEL OUTPUT. The model is read, with all checks, now, and not
 * each time that somebody asks for it. A missing one gives no image, so that the first model can be trained
 * by a build without one. */
#include "model.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool read_all(FILE *in, ho_buf *bytes) {
  size_t taken = 1;
  while (taken > 0) {
    if (!ho_buf_reserve(bytes, 1 << 16))
      return false;
    taken = fread(bytes->data + bytes->length, 1, 1 << 16, in);
    bytes->length += taken;
  }
  return !ferror(in);
}

/* A model of another format doesn't stop the build that is to train the next one. */
static bool make_image(const char *path, const ho_buf *file, ho_buf *image) {
  handout_model *model;
  handout_error error = {0};
  handout_status status = handout_model_load(file->data, file->length, &model, &error);
  if (status != HANDOUT_OK) {
    bool old = status == HANDOUT_BAD_VERSION;
    fprintf(stderr, "%s:%zu: %s%s\n", path, error.line, error.message, old ? "; no model is built in" : "");
    return old;
  }
  bool ok = ho_model_store(model, image) == HANDOUT_OK;
  handout_model_free(model);
  return ok;
}

/* Whole words: compilers take several times as long over bytes. */
static void write_image(FILE *out, const ho_buf *image) {
  fprintf(out,
          "#include \"default_model.h\"\nconst size_t ho_default_model_length = %zu;\n"
          "_Alignas(%d) const uint64_t ho_default_model[] = {",
          image->length, HO_IMAGE_ALIGN);
  for (size_t at = 0; at < image->length; at += sizeof(uint64_t)) {
    uint64_t word;
    memcpy(&word, image->data + at, sizeof word);
    fprintf(out, at % HO_IMAGE_ALIGN ? "%#" PRIx64 "," : "\n%#" PRIx64 ",", word);
  }
  fputs(image->length ? "};\n" : "0};\n", out);
}

int main(int argc, char **argv) {
  ho_buf file = HO_BUF_INIT, image = HO_BUF_INIT;
  if (argc != 3)
    return 2;
  FILE *in = fopen(argv[1], "rb");
  bool ok = !in || (read_all(in, &file) && make_image(argv[1], &file, &image));
  FILE *out = ok ? fopen(argv[2], "w") : NULL;
  if (out) {
    write_image(out, &image);
    ok = fclose(out) == 0;
  }
  if (in)
    fclose(in);
  ho_buf_free(&file);
  ho_buf_free(&image);
  return ok && out ? 0 : 1;
}
