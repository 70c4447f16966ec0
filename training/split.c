/* Who is trained on and who is held out: publishers even out, and stay on one side of every split. */
#include "split.h"

#include "file.h"
#include "number.h"
#include "status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ho_sample_free(ho_sample *sample) {
  free(sample->label);
  free(sample->group);
  free(sample->weight);
  *sample = (ho_sample){0};
}

/* Documents of each (label, group). */
static size_t *count_cells(const ho_sample *sample) {
  size_t *cells = ho_alloc_array(sample->label_count * sample->group_count, sizeof *cells);
  for (size_t d = 0; cells && d < sample->count; d++)
    cells[sample->label[d] * sample->group_count + sample->group[d]]++;
  return cells;
}

/* Documents of a label with a single publisher become groups of their own: nothing of the label could be held
 * out otherwise. */
static handout_status part_single_publishers(ho_sample *sample) {
  size_t *cells = count_cells(sample);
  if (!cells)
    return HANDOUT_NO_MEMORY;
  size_t groups = sample->group_count;
  for (size_t l = 0; l < sample->label_count; l++) {
    size_t publishers = 0, documents = 0;
    for (size_t g = 0; g < groups; g++) {
      publishers += cells[l * groups + g] > 0;
      documents += cells[l * groups + g];
    }
    if (publishers != 1 || documents == 1)
      continue;
    sample->single++;
    for (size_t d = 0; d < sample->count; d++)
      if (sample->label[d] == l)
        sample->group[d] = sample->group_count++;
  }
  free(cells);
  return HANDOUT_OK;
}

static handout_status weigh(ho_sample *sample) {
  size_t *cells = count_cells(sample);
  double total[HANDOUT_MAX_LABELS] = {0}, labels = 0;
  if (!cells)
    return HANDOUT_NO_MEMORY;
  for (size_t l = 0; l < sample->label_count; l++) {
    for (size_t g = 0; g < sample->group_count; g++)
      total[l] += sqrt((double)cells[l * sample->group_count + g]);
    labels += total[l] > 0;
  }
  for (size_t d = 0; d < sample->count; d++) {
    double documents = (double)cells[sample->label[d] * sample->group_count + sample->group[d]];
    sample->weight[d] = 1 / (sqrt(documents) * total[sample->label[d]] * labels);
  }
  free(cells);
  return HANDOUT_OK;
}

static handout_status count_groups(ho_sample *sample) {
  size_t *cells = count_cells(sample), groups = sample->group_count;
  if (!cells)
    return HANDOUT_NO_MEMORY;
  sample->fewest_groups = SIZE_MAX;
  for (size_t l = 0; l < sample->label_count; l++) {
    size_t of_label = 0;
    for (size_t g = 0; g < groups; g++)
      of_label += cells[l * groups + g] > 0;
    if (of_label > 0 && of_label < sample->fewest_groups)
      sample->fewest_groups = of_label;
  }
  for (size_t g = 0; g < groups; g++) {
    bool used = false;
    for (size_t l = 0; l < sample->label_count; l++)
      used = used || cells[l * groups + g] > 0;
    sample->groups_in_use += used;
  }
  free(cells);
  return HANDOUT_OK;
}

static bool allocate(ho_sample *sample, size_t count) {
  sample->count = count;
  sample->label = ho_alloc_array(count, sizeof *sample->label);
  sample->group = ho_alloc_array(count, sizeof *sample->group);
  sample->weight = ho_alloc_array(count, sizeof *sample->weight);
  return sample->label && sample->group && sample->weight;
}

static handout_status finish(ho_sample *sample) {
  handout_status status = part_single_publishers(sample);
  if (status == HANDOUT_OK)
    status = count_groups(sample);
  if (status == HANDOUT_OK)
    status = weigh(sample);
  if (status != HANDOUT_OK)
    ho_sample_free(sample);
  return status;
}

handout_status ho_sample_new(const ho_dataset *data, const size_t *subset, size_t count, ho_sample *sample) {
  *sample = (ho_sample){.label_count = data->label_count, .group_count = data->group_count};
  if (!allocate(sample, count)) {
    ho_sample_free(sample);
    return HANDOUT_NO_MEMORY;
  }
  for (size_t d = 0; d < count; d++) {
    sample->label[d] = data->documents[subset[d]].label;
    sample->group[d] = data->documents[subset[d]].group;
  }
  return finish(sample);
}

handout_status ho_sample_take(const ho_sample *from, const size_t *rows, size_t count, ho_sample *sample) {
  *sample = (ho_sample){.label_count = from->label_count, .group_count = from->group_count};
  if (!allocate(sample, count)) {
    ho_sample_free(sample);
    return HANDOUT_NO_MEMORY;
  }
  for (size_t d = 0; d < count; d++) {
    sample->label[d] = from->label[rows[d]];
    sample->group[d] = from->group[rows[d]];
  }
  return finish(sample);
}

/* ---- Folds --------------------------------------------------------------- */

/* What a group weighs for each label. */
typedef struct load {
  double by_label[HANDOUT_MAX_LABELS];
  double largest;
  size_t group;
} load;

static int compare_loads(const void *left, const void *right) {
  const load *a = left, *b = right;
  if (a->largest != b->largest)
    return a->largest > b->largest ? -1 : 1;
  return a->group < b->group ? -1 : a->group > b->group;
}

static load *measure_loads(const ho_sample *sample) {
  load *loads = ho_alloc_array(sample->group_count, sizeof *loads);
  if (!loads)
    return NULL;
  for (size_t g = 0; g < sample->group_count; g++)
    loads[g].group = g;
  for (size_t d = 0; d < sample->count; d++) {
    load *of = &loads[sample->group[d]];
    of->by_label[sample->label[d]] += sample->weight[d];
    if (of->by_label[sample->label[d]] > of->largest)
      of->largest = of->by_label[sample->label[d]];
  }
  qsort(loads, sample->group_count, sizeof *loads, compare_loads);
  return loads;
}

/* The fold whose sum of squared loads grows least. */
static size_t lightest_fold(const double (*filled)[HANDOUT_MAX_LABELS], size_t folds, const load *group,
                            size_t labels) {
  size_t best = 0;
  double least = HUGE_VAL;
  for (size_t f = 0; f < folds; f++) {
    double growth = 0;
    for (size_t l = 0; l < labels; l++)
      growth += filled[f][l] * group->by_label[l];
    if (growth < least) {
      least = growth;
      best = f;
    }
  }
  return best;
}

handout_status ho_split_folds(const ho_sample *sample, size_t folds, size_t *fold) {
  load *loads = measure_loads(sample);
  double(*filled)[HANDOUT_MAX_LABELS] = ho_alloc_array(folds, sizeof *filled);
  size_t *fold_of_group = ho_alloc_array(sample->group_count, sizeof *fold_of_group);
  bool ok = loads && filled && fold_of_group;
  for (size_t g = 0; ok && g < sample->group_count; g++) {
    size_t f =
        lightest_fold((const double(*)[HANDOUT_MAX_LABELS])filled, folds, &loads[g], sample->label_count);
    for (size_t l = 0; l < sample->label_count; l++)
      filled[f][l] += loads[g].by_label[l];
    fold_of_group[loads[g].group] = f;
  }
  for (size_t d = 0; ok && d < sample->count; d++)
    fold[d] = fold_of_group[sample->group[d]];
  free(fold_of_group);
  free(filled);
  free(loads);
  return ok ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

/* ---- Copies -------------------------------------------------------------- */

/* Rows that a label gets: sum over its publishers of root(documents), times the largest root. */
static double natural_rows(const size_t *cells, size_t groups, double *roots) {
  double largest = 0;
  *roots = 0;
  for (size_t g = 0; g < groups; g++) {
    double root = sqrt((double)cells[g]);
    *roots += root;
    largest = root > largest ? root : largest;
  }
  return *roots * largest;
}

handout_status ho_split_copies(const ho_sample *sample, size_t budget, unsigned *copies) {
  size_t groups = sample->group_count;
  size_t *cells = count_cells(sample);
  size_t *seen = ho_alloc_array(sample->label_count * groups, sizeof *seen);
  double per_root[HANDOUT_MAX_LABELS] = {0};
  bool ok = cells && seen;
  for (size_t l = 0; ok && l < sample->label_count; l++) {
    double roots, rows = natural_rows(cells + l * groups, groups, &roots);
    per_root[l] =
        budget > 0 && rows > (double)budget ? (double)budget / roots : rows / (roots > 0 ? roots : 1);
  }
  for (size_t d = 0; ok && d < sample->count; d++) {
    size_t cell = sample->label[d] * groups + sample->group[d];
    double share = per_root[sample->label[d]] / sqrt((double)cells[cell]);
    double before = floor((double)seen[cell] * share + 0.5);
    seen[cell]++;
    copies[d] = (unsigned)(floor((double)seen[cell] * share + 0.5) - before);
  }
  free(seen);
  free(cells);
  return ok ? HANDOUT_OK : HANDOUT_NO_MEMORY;
}

/* ---- Folds from a file --------------------------------------------------- */

typedef struct fold_line {
  char *publisher;
  size_t fold;
} fold_line;

static size_t find_group(const ho_dataset *data, const char *name) {
  size_t low = 0, high = data->publisher_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(data->groups[middle], name);
    if (order == 0)
      return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return SIZE_MAX;
}

static handout_status read_fold_line(char *line, size_t number, const char *path, fold_line *into,
                                     handout_error *error) {
  char *tab = strchr(line, '\t');
  size_t length = tab ? strcspn(tab + 1, "\r") : 0;
  if (!tab || !ho_parse_size(tab + 1, length, &into->fold))
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, number, "%s: expected \"publisher<TAB>fold number\"", path);
  *tab = '\0';
  into->publisher = line;
  return HANDOUT_OK;
}

/* Marks each group of the dataset with its fold's number as written; other publishers are passed over. */
static handout_status mark_groups(ho_buf *bytes, const char *path, const ho_dataset *data,
                                  size_t *fold_of_group, handout_error *error) {
  handout_status status = HANDOUT_OK;
  size_t number = 0;
  for (char *line = bytes->data, *next; status == HANDOUT_OK && line; line = next) {
    next = strchr(line, '\n');
    if (next)
      *next++ = '\0';
    number++;
    if (number == 1 || line[0] == '\0' || line[0] == '\r')
      continue;
    fold_line read = {NULL, 0};
    status = read_fold_line(line, number, path, &read, error);
    size_t group = read.publisher ? find_group(data, read.publisher) : SIZE_MAX;
    if (group != SIZE_MAX)
      fold_of_group[group] = read.fold;
  }
  return status;
}

/* Numbers the folds in use 0, 1, … in the order of their numbers. */
static size_t renumber(size_t *fold_of_group, size_t groups) {
  size_t folds = 0;
  for (size_t floor_number = 0;; folds++) {
    size_t least = SIZE_MAX;
    for (size_t g = 0; g < groups; g++)
      if (fold_of_group[g] != SIZE_MAX && fold_of_group[g] >= floor_number && fold_of_group[g] < least)
        least = fold_of_group[g];
    if (least == SIZE_MAX)
      return folds;
    for (size_t g = 0; g < groups; g++)
      if (fold_of_group[g] == least)
        fold_of_group[g] = folds;
    floor_number = least + 1;
  }
}

handout_status ho_split_read(const char *path, const ho_dataset *data, size_t *fold_of_group, size_t *folds,
                             handout_error *error) {
  ho_buf bytes = HO_BUF_INIT;
  for (size_t g = 0; g < data->group_count; g++)
    fold_of_group[g] = SIZE_MAX;
  handout_status status = ho_file_read(path, &bytes, error);
  if (status == HANDOUT_OK && !ho_buf_terminate(&bytes))
    status = HANDOUT_NO_MEMORY;
  if (status == HANDOUT_OK)
    status = mark_groups(&bytes, path, data, fold_of_group, error);
  for (size_t d = 0; status == HANDOUT_OK && d < data->count; d++) {
    const ho_document *document = &data->documents[d];
    if (fold_of_group[document->group] == SIZE_MAX && !document->training_only)
      status = ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "%s: no fold for publisher %s", path,
                       data->groups[document->group]);
  }
  if (status == HANDOUT_OK)
    *folds = renumber(fold_of_group, data->group_count);
  ho_buf_free(&bytes);
  return status;
}
