/* Parses each line of standard input with jansson and prints how many were good: what JSON alone costs. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

int main(void) {
  char *line = NULL;
  size_t room = 0, good = 0;
  ssize_t length;
  while ((length = getline(&line, &room, stdin)) > 0) {
    json_error_t error;
    json_t *record = json_loadb(line, (size_t)length, JSON_REJECT_DUPLICATES, &error);
    good += record != NULL;
    json_decref(record);
  }
  free(line);
  (void)printf("%zu\n", good);
  return 0;
}
