/* A temporary folder for a test's files. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stddef.h>

typedef struct folder {
  char path[64];
} folder;

void folder_make(folder *of);
void folder_remove(folder *of); /* with all that is in it */

/* Writes a file below it, making the folders on the way. */
void folder_write(const folder *of, const char *name, const char *text);

/* The path of a file below it, valid until the next call but three. */
const char *folder_path(const folder *of, const char *name);

#endif
