/* The list of inputs: operands and names from a file, folders opened on the way. */
#ifndef HO_INPUTS_H
#define HO_INPUTS_H

#include "source.h"

/* Folders are read recursively, in byte order of their paths; hidden files and folders in them, links to
 * folders, and what is not a file are skipped. */
typedef struct ho_inputs ho_inputs;

enum {
  HO_MAX_FOLDER_DEPTH = 256, /* folders inside each other */
  HO_MAX_NAME = 1 << 16      /* bytes of a name in a file of names */
};

/* Lists `operands`, or if `names` is not NULL the names in that file, each ended by a NUL. With `unasked`
 * they are handed out as they are, and the caller, who finds that one is a folder, enters it. NULL when
 * memory runs out. The caller frees it with ho_inputs_free. */
ho_inputs *ho_inputs_new(char *const *operands, size_t count, const char *names, bool unasked);
void ho_inputs_free(ho_inputs *inputs); /* NULL is fine */

/* The next input's path, or NULL at the end, valid until the next call. Where a name or a folder can't be
 * read, *failed is its status and the error says why; the path then is the one to blame, never NULL, and the
 * next call goes on after it. */
const char *ho_inputs_next(ho_inputs *inputs, handout_status *failed, handout_error *error);

/* Goes on with the files in the folder that the last path is. */
handout_status ho_inputs_enter(ho_inputs *inputs, handout_error *error);

#endif
