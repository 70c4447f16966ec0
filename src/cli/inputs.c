/* The list of inputs: operands and names from a file, folders opened on the way. */
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAMES_ROOM = 1 << 16 };

/* An open folder: its names, sorted, those of folders ending in '/'. */
typedef struct folder {
  ho_buf bytes;  /* the names, each with its NUL */
  size_t *names; /* their places in `bytes` */
  size_t count, next;
  size_t prefix; /* length of the folder's path in inputs->path */
} folder;

struct ho_inputs {
  char *const *operands;
  size_t operand_count, next_operand;
  const char *names_path; /* the file with names, NULL if none */
  ho_source names;
  bool names_open, names_done;
  ho_buf name_bytes; /* read from it, not yet used: from name_at */
  size_t name_at;
  ho_buf path;
  folder *folders;
  size_t depth;
  bool unasked; /* names are handed out that may be folders */
};

ho_inputs *ho_inputs_new(char *const *operands, size_t count, const char *names, bool unasked) {
  ho_inputs *inputs = calloc(1, sizeof *inputs);
  if (!inputs)
    return NULL;
  inputs->folders = calloc(HO_MAX_FOLDER_DEPTH, sizeof *inputs->folders);
  if (!inputs->folders) {
    free(inputs);
    return NULL;
  }
  inputs->operands = operands;
  inputs->operand_count = names ? 0 : count;
  inputs->names_path = names;
  inputs->names_done = !names;
  inputs->unasked = unasked;
  return inputs;
}

static void close_folder(folder *open) {
  ho_buf_free(&open->bytes);
  free(open->names);
  *open = (folder){0};
}

void ho_inputs_free(ho_inputs *inputs) {
  if (!inputs)
    return;
  while (inputs->depth)
    close_folder(&inputs->folders[--inputs->depth]);
  if (inputs->names_open)
    ho_source_close(&inputs->names);
  ho_buf_free(&inputs->name_bytes);
  ho_buf_free(&inputs->path);
  free(inputs->folders);
  free(inputs);
}

/* ---- Folders --------------------------------------------------------------- */

typedef enum entry_kind { SKIPPED, A_FILE, A_FOLDER } entry_kind;

static entry_kind entry_of(DIR *directory, const struct dirent *entry) {
  struct stat about;
  if (entry->d_name[0] == '.')
    return SKIPPED;
  if (entry->d_type == DT_REG)
    return A_FILE;
  if (entry->d_type == DT_DIR)
    return A_FOLDER;
  if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
    return SKIPPED;
  if (fstatat(dirfd(directory), entry->d_name, &about, 0) != 0)
    return A_FILE; /* a link to nothing: reading it says so */
  if (S_ISREG(about.st_mode))
    return A_FILE;
  return S_ISDIR(about.st_mode) && entry->d_type == DT_UNKNOWN ? A_FOLDER : SKIPPED;
}

static bool list_names(DIR *directory, folder *into) {
  const struct dirent *entry = NULL;
  while ((entry = readdir(directory)) != NULL) {
    const entry_kind kind = entry_of(directory, entry);
    if (kind == SKIPPED)
      continue;
    if (!ho_buf_append_text(&into->bytes, entry->d_name) ||
        (kind == A_FOLDER && !ho_buf_append_char(&into->bytes, '/')) ||
        !ho_buf_append_char(&into->bytes, '\0'))
      return false;
    into->count++;
  }
  return true;
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool sort_names(folder *into) {
  const char **names = ho_alloc_array(into->count, sizeof *names);
  into->names = ho_alloc_array(into->count, sizeof *into->names);
  if (names && into->names) {
    const char *at = into->bytes.data;
    for (size_t i = 0; i < into->count; i++, at += strlen(at) + 1)
      names[i] = at;
    qsort(names, into->count, sizeof *names, by_bytes);
    for (size_t i = 0; i < into->count; i++)
      into->names[i] = (size_t)(names[i] - into->bytes.data);
  }
  const bool ok = names && into->names;
  free(names);
  return ok;
}

handout_status ho_inputs_enter(ho_inputs *inputs, handout_error *error) {
  if (inputs->depth == HO_MAX_FOLDER_DEPTH)
    return ho_fail(error, HANDOUT_TOO_LARGE, 0, "folders are nested over %d deep", HO_MAX_FOLDER_DEPTH);
  DIR *directory = opendir(inputs->path.data);
  if (!directory)
    return ho_fail(error, HANDOUT_BAD_TEXT, 0, "%s", strerror(errno));
  folder *opened = &inputs->folders[inputs->depth];
  const bool ok = list_names(directory, opened) && sort_names(opened);
  (void)closedir(directory);
  if (!ok) {
    close_folder(opened);
    return HANDOUT_NO_MEMORY;
  }
  if (inputs->path.data[inputs->path.length - 1] != '/')
    inputs->path.data[inputs->path.length++] = '/'; /* in place of the NUL */
  opened->prefix = inputs->path.length;
  inputs->depth++;
  return HANDOUT_OK;
}

static bool set_path(ho_inputs *inputs, size_t keep, const char *name, size_t length) {
  inputs->path.length = keep;
  return ho_buf_append(&inputs->path, name, length) && ho_buf_terminate(&inputs->path);
}

/* Puts the next name of the innermost folder into the path; false where none is left in any. */
static bool next_in_folders(ho_inputs *inputs, handout_status *failed) {
  while (inputs->depth) {
    folder *open = &inputs->folders[inputs->depth - 1];
    if (open->next < open->count) {
      const char *name = open->bytes.data + open->names[open->next++];
      if (!set_path(inputs, open->prefix, name, strlen(name)))
        *failed = HANDOUT_NO_MEMORY;
      return true;
    }
    close_folder(open);
    inputs->depth--;
  }
  return false;
}

/* ---- Names ----------------------------------------------------------------- */

static handout_status fill_names(ho_inputs *inputs, handout_error *error) {
  ho_buf *bytes = &inputs->name_bytes;
  memmove(bytes->data, bytes->data + inputs->name_at, bytes->length - inputs->name_at);
  bytes->length -= inputs->name_at;
  inputs->name_at = 0;
  if (!ho_buf_reserve(bytes, NAMES_ROOM))
    return HANDOUT_NO_MEMORY;
  size_t got = 0;
  const handout_status status =
      ho_source_read(&inputs->names, bytes->data + bytes->length, NAMES_ROOM, &got, error);
  bytes->length += got;
  inputs->names_done = status != HANDOUT_OK || got == 0;
  return status;
}

static handout_status open_names(ho_inputs *inputs, handout_error *error) {
  if (inputs->names_open)
    return HANDOUT_OK;
  const handout_status status = ho_source_open(&inputs->names, inputs->names_path, error);
  inputs->names_open = status == HANDOUT_OK;
  return status == HANDOUT_OK && !ho_buf_reserve(&inputs->name_bytes, 1) ? HANDOUT_NO_MEMORY : status;
}

/* The next name in the file with names, read on to its end, and its length without the NUL. */
static handout_status find_name(ho_inputs *inputs, size_t *length, bool *ended, handout_error *error) {
  const ho_buf *bytes = &inputs->name_bytes;
  const char *end = NULL;
  handout_status status = open_names(inputs, error);
  while (status == HANDOUT_OK) {
    *length = bytes->length - inputs->name_at;
    end = memchr(bytes->data + inputs->name_at, '\0', *length);
    if (end || inputs->names_done || *length > HO_MAX_NAME)
      break;
    status = fill_names(inputs, error);
  }
  *ended = end != NULL;
  if (end)
    *length = (size_t)(end - (bytes->data + inputs->name_at));
  if (status == HANDOUT_OK && *length > HO_MAX_NAME)
    status = ho_fail(error, HANDOUT_TOO_LARGE, 0, "a name in it is over 65,536 bytes; names end with a NUL");
  return status;
}

/* Puts the next name of the file with names into the path. */
static bool next_in_names(ho_inputs *inputs, handout_status *failed, handout_error *error) {
  size_t length = 0;
  bool ended = false;
  *failed = find_name(inputs, &length, &ended, error);
  if (*failed != HANDOUT_OK) {
    inputs->names_done = true;
    inputs->name_at = inputs->name_bytes.length;
    (void)set_path(inputs, 0, inputs->names_path, strlen(inputs->names_path));
    return true;
  }
  if (!ended && length == 0)
    return false;
  const char *name = inputs->name_bytes.data + inputs->name_at;
  inputs->name_at += length + ended;
  if (!set_path(inputs, 0, name, length))
    *failed = HANDOUT_NO_MEMORY;
  return true;
}

static bool next_path(ho_inputs *inputs, handout_status *failed, handout_error *error) {
  if (next_in_folders(inputs, failed))
    return true;
  if (inputs->next_operand < inputs->operand_count) {
    const char *name = inputs->operands[inputs->next_operand++];
    if (!set_path(inputs, 0, name, strlen(name)))
      *failed = HANDOUT_NO_MEMORY;
    return true;
  }
  if (!inputs->names_path || (inputs->names_done && inputs->name_at == inputs->name_bytes.length))
    return false;
  return next_in_names(inputs, failed, error);
}

static bool is_folder(const ho_inputs *inputs) {
  struct stat about;
  const char *path = inputs->path.data;
  if (inputs->depth)
    return inputs->path.length && path[inputs->path.length - 1] == '/';
  return !inputs->unasked && strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

const char *ho_inputs_next(ho_inputs *inputs, handout_status *failed, handout_error *error) {
  *failed = HANDOUT_OK;
  while (next_path(inputs, failed, error)) {
    if (*failed == HANDOUT_OK && inputs->path.length == 0)
      *failed = ho_fail(error, HANDOUT_BAD_TEXT, 0, "an input's name is empty");
    if (*failed != HANDOUT_OK)
      return inputs->path.data ? inputs->path.data : "";
    if (!is_folder(inputs))
      return inputs->path.data;
    *failed = ho_inputs_enter(inputs, error);
    if (*failed != HANDOUT_OK)
      return inputs->path.data;
  }
  return NULL;
}
