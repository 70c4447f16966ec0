/* Loading a shared library when something of it is needed first: some take longer, with the libraries that
 * they need, than all else that a command does with a short file. For what is built on the library, which
 * needs none of that itself. */
#ifndef HO_LATE_H
#define HO_LATE_H

#include "status.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* A function to be found, by its name. */
typedef struct ho_late_function {
  const char *name;
  void *address; /* of the pointer that gets it */
} ho_late_function;

/* Loads a library for as long as the process runs, and finds functions in it, behind the last of which stands
 * one without a name. False where that can't be done, and `error` says why. */
static inline bool ho_late_load(const char *name, const ho_late_function *functions, handout_error *error) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "can't be loaded: %s", dlerror());
  for (; library && functions->name; functions++) {
    const void *found = dlsym(library, functions->name);
    if (!found) {
      ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "can't be loaded: it has no %s", functions->name);
      return false;
    }
    memcpy(functions->address, &found, sizeof found);
  }
  return library != NULL;
}

#endif
