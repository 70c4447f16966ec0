/* Loading a shared library when something of it is needed first: some take longer, with the libraries that
 * they need, than all else that a command does with a short file. For what is built on the library, which
 * needs none of that itself. */
#ifndef HO_LATE_H
#define HO_LATE_H

#include "status.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* Loads a library for as long as the process runs; NULL, and says why, where that can't be done. */
static inline void *ho_late_library(const char *name, handout_error *error) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "can't be loaded: %s", dlerror());
  return library;
}

/* Writes where the function of that name is to `address`, a pointer to one; false, and says so, where there
 * is none. */
static inline bool ho_late_function(void *library, const char *name, void *address, handout_error *error) {
  const void *function = dlsym(library, name);
  if (!function)
    ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "can't be loaded: it has no %s", name);
  memcpy(address, &function, sizeof function);
  return function != NULL;
}

#endif
