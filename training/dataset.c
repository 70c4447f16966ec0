/* Labelled documents, read from folders or JSON lines files. */
#include "dataset.h"

#include "file.h"
#include "status.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *copy_text(const char *text, size_t length) {
  char *copy = malloc(length + 1);
  if (copy) {
    memcpy(copy, text, length);
    copy[length] = '\0';
  }
  return copy;
}

static char *join_path(const char *folder, const char *name) {
  size_t length = strlen(folder);
  const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
  ho_buf path = HO_BUF_INIT;
  if (!ho_buf_append_format(&path, "%s%s%s", folder, slash, name) || !ho_buf_terminate(&path))
    ho_buf_free(&path);
  return path.data;
}

static void free_document(ho_document *document) {
  free(document->path);
  free(document->text);
  free(document->label_name);
  free(document->publisher);
}

static void free_numbering(ho_dataset *data) {
  for (size_t l = 0; l < data->label_count; l++)
    free(data->labels[l]);
  for (size_t g = 0; g < data->group_count; g++)
    free(data->groups[g]);
  free(data->groups);
  data->groups = NULL;
  data->label_count = data->group_count = data->publisher_count = 0;
}

void ho_dataset_free(ho_dataset *data) {
  free_numbering(data);
  for (size_t d = 0; d < data->count; d++)
    free_document(&data->documents[d]);
  free(data->documents);
  free(data->first_empty);
  *data = (ho_dataset){0};
}

/* ---- Adding one document ------------------------------------------------- */

/* Names go into the model file and into tables: no control characters. */
static bool is_name(const char *name) {
  size_t length = strlen(name);
  if (length == 0 || length > HO_LONGEST_NAME)
    return false;
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f)
      return false;
  return true;
}

static bool is_blank(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] > ' ')
      return false;
  return true;
}

static handout_status note_empty(ho_dataset *data, const char *path) {
  data->empty++;
  if (!data->first_empty)
    data->first_empty = copy_text(path, strlen(path));
  return data->first_empty ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

static bool grow(ho_dataset *data) {
  if (data->count < data->capacity)
    return true;
  size_t capacity = data->capacity ? data->capacity * 2 : 64;
  if (capacity > SIZE_MAX / sizeof *data->documents)
    return false;
  ho_document *documents = realloc(data->documents, capacity * sizeof *documents);
  if (!documents)
    return false;
  data->documents = documents;
  data->capacity = capacity;
  return true;
}

/* What a document is, before it is copied into the dataset. */
typedef struct source {
  const char *path, *label, *publisher, *text;
  size_t length;
  bool training_only;
} source;

static handout_status add_document(ho_dataset *data, const source *from) {
  if (is_blank(from->text, from->length))
    return note_empty(data, from->path);
  if (!grow(data))
    return HANDOUT_NO_MEMORY;
  ho_document document = {.length = from->length, .training_only = from->training_only};
  document.path = copy_text(from->path, strlen(from->path));
  document.text = copy_text(from->text, from->length);
  document.label_name = copy_text(from->label, strlen(from->label));
  if (from->publisher)
    document.publisher = copy_text(from->publisher, strlen(from->publisher));
  if (!document.path || !document.text || !document.label_name || (from->publisher && !document.publisher)) {
    free_document(&document);
    return HANDOUT_NO_MEMORY;
  }
  data->documents[data->count++] = document;
  return HANDOUT_OK;
}

/* ---- Folders ------------------------------------------------------------- */

static bool ends_in_txt(const char *name) {
  size_t length = strlen(name);
  return length > 4 && memcmp(name + length - 4, ".txt", 4) == 0;
}

/* Where in LABEL/PUBLISHER/NAME.txt the walk is. */
typedef struct place {
  const char *label, *publisher; /* NULL above them */
  bool training_only;
} place;

static handout_status walk(ho_dataset *data, const char *path, const place *at, handout_error *error);

static handout_status add_file(ho_dataset *data, const char *path, const place *at, handout_error *error) {
  ho_buf bytes = HO_BUF_INIT;
  handout_status status = ho_file_read(path, &bytes, error);
  if (status == HANDOUT_OK) {
    source from = {path, at->label, at->publisher, bytes.data, bytes.length, at->training_only};
    status = add_document(data, &from);
  }
  ho_buf_free(&bytes);
  return status;
}

static handout_status enter_folder(ho_dataset *data, const char *path, const char *name, const place *at,
                                   handout_error *error) {
  if (at->publisher) {
    data->ignored++;
    return HANDOUT_OK;
  }
  if (!is_name(name))
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0,
                   "%s: a label or publisher has at most %d bytes, none a control character", path,
                   HO_LONGEST_NAME);
  place below = *at;
  if (at->label)
    below.publisher = name;
  else
    below.label = name;
  return walk(data, path, &below, error);
}

static handout_status visit(ho_dataset *data, const char *folder, const char *name, const place *at,
                            handout_error *error) {
  char *path = join_path(folder, name);
  if (!path)
    return HANDOUT_NO_MEMORY;
  struct stat about;
  handout_status status = HANDOUT_OK;
  if (stat(path, &about) != 0)
    status = ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "%s: %s", path, strerror(errno));
  else if (S_ISDIR(about.st_mode))
    status = enter_folder(data, path, name, at, error);
  else if (S_ISREG(about.st_mode) && at->label && ends_in_txt(name))
    status = add_file(data, path, at, error);
  else
    data->ignored++;
  free(path);
  return status;
}

static handout_status walk(ho_dataset *data, const char *path, const place *at, handout_error *error) {
  DIR *folder = opendir(path);
  if (!folder)
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "%s: %s", path, strerror(errno));
  handout_status status = HANDOUT_OK;
  const struct dirent *entry;
  while (status == HANDOUT_OK && (entry = readdir(folder)) != NULL)
    if (entry->d_name[0] != '.')
      status = visit(data, path, entry->d_name, at, error);
  (void)closedir(folder);
  return status;
}

/* ---- JSON lines ---------------------------------------------------------- */

static const char *text_field(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

static handout_status add_object(ho_dataset *data, const json_t *object, source *from, size_t line,
                                 handout_error *error) {
  const json_t *text = json_object_get(object, "text");
  from->label = text_field(object, "label");
  from->publisher = text_field(object, "publisher");
  if (!json_is_string(text) || !from->label)
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, line, "%s: needs the strings \"text\" and \"label\"",
                   from->path);
  if (!is_name(from->label) || (from->publisher && !is_name(from->publisher)))
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, line,
                   "%s: a label or publisher has 1 to %d bytes, none a control character", from->path,
                   HO_LONGEST_NAME);
  from->text = json_string_value(text);
  from->length = json_string_length(text);
  return add_document(data, from);
}

static handout_status add_line(ho_dataset *data, const char *file, size_t number, const char *line,
                               size_t length, bool training_only, handout_error *error) {
  ho_buf path = HO_BUF_INIT;
  json_error_t reason;
  json_t *object = NULL;
  handout_status status = HANDOUT_NO_MEMORY;
  if (!ho_buf_append_format(&path, "%s:%zu", file, number) || !ho_buf_terminate(&path))
    goto cleanup;
  object = json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &reason);
  if (object) {
    source from = {.path = path.data, .training_only = training_only};
    status = add_object(data, object, &from, number, error);
  } else if (json_error_code(&reason) != json_error_out_of_memory) {
    status = ho_fail(error, HANDOUT_BAD_ARGUMENT, number, "%s: %s", path.data, reason.text);
  }
cleanup:
  json_decref(object);
  ho_buf_free(&path);
  return status;
}

static handout_status add_lines(ho_dataset *data, const char *path, bool training_only,
                                handout_error *error) {
  ho_buf bytes = HO_BUF_INIT;
  handout_status status = ho_file_read(path, &bytes, error);
  size_t number = 0;
  for (size_t start = 0; status == HANDOUT_OK && start < bytes.length;) {
    const char *line = bytes.data + start;
    const char *stop = memchr(line, '\n', bytes.length - start);
    size_t length = stop ? (size_t)(stop - line) : bytes.length - start;
    number++;
    if (!is_blank(line, length))
      status = add_line(data, path, number, line, length, training_only, error);
    start += length + 1;
  }
  ho_buf_free(&bytes);
  return status;
}

/* ---- Order and numbers --------------------------------------------------- */

static int compare_documents(const void *left, const void *right) {
  const ho_document *a = left, *b = right;
  int order = strcmp(a->label_name, b->label_name);
  if (order == 0)
    order = strcmp(a->publisher ? a->publisher : "", b->publisher ? b->publisher : "");
  return order ? order : strcmp(a->path, b->path);
}

static handout_status number_labels(ho_dataset *data, handout_error *error) {
  for (size_t d = 0; d < data->count; d++) {
    ho_document *document = &data->documents[d];
    if (data->label_count == 0 || strcmp(data->labels[data->label_count - 1], document->label_name) != 0) {
      if (data->label_count == HANDOUT_MAX_LABELS)
        return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "%s: more than %d labels", document->path,
                       HANDOUT_MAX_LABELS);
      char *name = copy_text(document->label_name, strlen(document->label_name));
      if (!name)
        return HANDOUT_NO_MEMORY;
      data->labels[data->label_count++] = name;
    }
    document->label = data->label_count - 1;
  }
  return HANDOUT_OK;
}

static int compare_publishers(const void *left, const void *right) {
  const ho_document *a = *(ho_document *const *)left, *b = *(ho_document *const *)right;
  if (!a->publisher != !b->publisher)
    return a->publisher ? -1 : 1;
  int order = a->publisher ? strcmp(a->publisher, b->publisher) : 0;
  return order ? order : (a < b ? -1 : a > b);
}

static bool same_group(const ho_document *a, const ho_document *b) {
  return a->publisher && b->publisher && strcmp(a->publisher, b->publisher) == 0;
}

static handout_status number_groups(ho_dataset *data) {
  ho_document **order = ho_alloc_array(data->count, sizeof *order);
  data->groups = ho_alloc_array(data->count, sizeof *data->groups);
  handout_status status = order && data->groups ? HANDOUT_OK : HANDOUT_NO_MEMORY;
  for (size_t d = 0; status == HANDOUT_OK && d < data->count; d++)
    order[d] = &data->documents[d];
  if (status == HANDOUT_OK)
    qsort(order, data->count, sizeof *order, compare_publishers);
  for (size_t d = 0; status == HANDOUT_OK && d < data->count; d++) {
    if (d == 0 || !same_group(order[d - 1], order[d])) {
      const char *name = order[d]->publisher ? order[d]->publisher : order[d]->path;
      data->groups[data->group_count] = copy_text(name, strlen(name));
      if (!data->groups[data->group_count])
        status = HANDOUT_NO_MEMORY;
      else
        data->group_count++;
      data->publisher_count += status == HANDOUT_OK && order[d]->publisher;
    }
    order[d]->group = data->group_count - 1;
  }
  data->has_publishers = data->publisher_count > 0;
  free(order);
  return status;
}

handout_status ho_dataset_add(ho_dataset *data, const char *path, bool training_only, handout_error *error) {
  struct stat about;
  if (stat(path, &about) != 0)
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "%s: %s", path, strerror(errno));
  if (!S_ISDIR(about.st_mode))
    return add_lines(data, path, training_only, error);
  place at = {.training_only = training_only};
  size_t before = data->count;
  handout_status status = walk(data, path, &at, error);
  if (status == HANDOUT_OK && data->count == before)
    status =
        ho_fail(error, HANDOUT_BAD_ARGUMENT, 0,
                "%s: no documents; a training folder holds LABEL/PUBLISHER/NAME.txt or LABEL/NAME.txt", path);
  return status;
}

handout_status ho_dataset_finish(ho_dataset *data, handout_error *error) {
  free_numbering(data);
  if (data->count == 0)
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "no documents with text");
  qsort(data->documents, data->count, sizeof *data->documents, compare_documents);
  handout_status status = number_labels(data, error);
  return status == HANDOUT_OK ? number_groups(data) : status;
}

handout_status ho_dataset_read(const char *path, ho_dataset *data, handout_error *error) {
  *data = (ho_dataset){0};
  handout_status status = ho_dataset_add(data, path, false, error);
  if (status == HANDOUT_OK)
    status = ho_dataset_finish(data, error);
  if (status != HANDOUT_OK)
    ho_dataset_free(data);
  return status;
}
