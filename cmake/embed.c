/* Writes a file as a C array: embed INPUT OUTPUT. A missing input gives an empty array, so that the first model
 * can be trained by a build without one. */
#include <stdio.h>

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  FILE *in = fopen(argv[1], "rb"), *out = fopen(argv[2], "wb");
  if (!out)
    return 1;
  unsigned long length = 0;
  fputs("#include \"default_model.h\"\nconst unsigned char ho_default_model[] = {", out);
  for (int c; in && (c = getc(in)) != EOF; length++)
    fprintf(out, length % 32 ? "%d," : "\n%d,", c);
  fprintf(out, "0};\nconst size_t ho_default_model_length = %lu;\n", length);
  if (in)
    fclose(in);
  return fclose(out) == 0 ? 0 : 1;
}
