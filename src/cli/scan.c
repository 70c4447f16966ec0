/* The whole way from the list of inputs to output, in order, with any number of threads. */
#include "scan.h"

#include "inputs.h"
#include "json.h"
#include "lines.h"
#include "pool.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  FILES_PER_BATCH = 32,
  PATHS_ROOM = 1 << 16 /* bytes of paths in a batch */
};

/* The caller's side of the pool. */
typedef struct scan_state {
  const ho_job *job;
  ho_output *output;
  ho_counts *counts;
  ho_progress progress;
  ho_pool *pool;
  bool folder; /* the path last put is a folder */
  int code;
} scan_state;

/* ---- A worker's side ------------------------------------------------------- */

static int code_of(handout_status status) {
  return status == HANDOUT_OK ? HO_EXIT_DONE : status == HANDOUT_NO_MEMORY ? HO_EXIT_MEMORY : HO_EXIT_INPUT;
}

static void worsen(int *code, int other) {
  *code = other > *code ? other : *code;
}

static const char *reason_of(handout_status status, const handout_error *error) {
  return error->message[0] ? error->message : handout_strerror(status);
}

static bool add_message(ho_buf *messages, const char *path, size_t line, const char *reason) {
  bool ok = ho_buf_append_text(messages, "handout: ") && ho_plain_field(messages, path, strlen(path));
  if (line)
    ok = ok && ho_buf_append_char(messages, ':') && ho_json_size(messages, line);
  return ok && ho_buf_append_text(messages, ": ") && ho_plain_field(messages, reason, strlen(reason)) &&
         ho_buf_append_char(messages, '\n');
}

static bool add_error_record(ho_buf *out, const ho_item *item, const char *reason) {
  bool ok = ho_buf_append_char(out, '{');
  if (item->id)
    ok = ok && ho_buf_append_text(out, "\"id\":") && ho_buf_append(out, item->id, item->id_length);
  else
    ok = ok && ho_buf_append_text(out, "\"line\":") && ho_json_size(out, item->line);
  return ok && ho_buf_append_text(out, ",\"error\":{\"line\":") && ho_json_size(out, item->line) &&
         ho_buf_append_text(out, ",\"message\":") && ho_json_text(out, reason) &&
         ho_buf_append_text(out, "},\"articles\":[]}\n");
}

/* Describes an item that was read, or says why it was not. */
static void answer(ho_worker *worker, ho_batch *batch, const ho_item *item, handout_status status,
                   handout_error *error) {
  const ho_job *job = worker->job;
  const size_t before = batch->out.length, said = batch->messages.length;
  batch->counts.inputs++;
  if (status == HANDOUT_OK)
    status = job->describe(worker, item, &batch->out, &batch->counts, error);
  if (status == HANDOUT_OK)
    return;
  batch->out.length = before;
  batch->counts.failed++;
  worsen(&batch->code, code_of(status));
  const char *reason = reason_of(status, error);
  const bool ok = item->line && job->error_records
                      ? add_error_record(&batch->out, item, reason)
                      : add_message(&batch->messages, item->path, item->line, reason);
  if (ok)
    return;
  batch->code = HO_EXIT_MEMORY;
  batch->out.length = before;
  batch->messages.length = said;
}

/* Without threads a path is put alone and done at once: opening it shows whether it's a folder, and nobody
 * need ask before. */
static bool finds_folders(const ho_options *options) {
  return options->threads == 1 && !options->json_lines;
}

static void do_files(ho_worker *worker, ho_batch *batch) {
  const char *end = batch->in.data + batch->in.length;
  for (const char *path = batch->in.data; path < end; path += strlen(path) + 1) {
    ho_item item;
    handout_error error = {0};
    const handout_status status = ho_intake_file(&worker->intake, path, &item, &error);
    batch->folder = worker->intake.contents.folder && finds_folders(worker->job->options);
    if (!batch->folder)
      answer(worker, batch, &item, status, &error);
  }
}

static void refuse_line(ho_worker *worker, ho_batch *batch, size_t line, const char *reason) {
  handout_error error = {0};
  const ho_item item = {.path = batch->path, .line = line, .text = "", .encoding = "UTF-8"};
  (void)ho_fail(&error, HANDOUT_BAD_TEXT, line, "%s", reason);
  answer(worker, batch, &item, HANDOUT_BAD_TEXT, &error);
}

static bool is_blank_line(const char *bytes, size_t length) {
  while (length && strchr(" \t\r\n", bytes[length - 1]) && bytes[length - 1])
    length--;
  return length == 0;
}

static void do_line(ho_worker *worker, ho_batch *batch, size_t line, const char *bytes, size_t length) {
  if (length > HO_MAX_LINE)
    refuse_line(worker, batch, line, "the line is over 64 MiB");
  else if (is_blank_line(bytes, length))
    refuse_line(worker, batch, line, "the line is empty");
  else {
    ho_item item;
    handout_error error = {0};
    const handout_status status =
        ho_intake_line(&worker->intake, batch->path, line, bytes, length, &item, &error);
    answer(worker, batch, &item, status, &error);
  }
}

static void do_lines(ho_worker *worker, ho_batch *batch) {
  size_t line = batch->first_line;
  for (size_t i = batch->blank_before; i > 0; i--)
    refuse_line(worker, batch, line - i, "the line is empty");
  if (batch->kind == HO_BATCH_LONG_LINE)
    refuse_line(worker, batch, line, "the line is over 64 MiB");
  const char *at = batch->in.data, *end = at + batch->in.length;
  for (; at < end; line++) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    const char *stop = newline ? newline : end;
    do_line(worker, batch, line, at, (size_t)(stop - at));
    at = newline ? newline + 1 : end;
  }
}

static void do_batch(void *context, ho_batch *batch) {
  ho_worker *worker = context;
  if (batch->kind == HO_BATCH_FILES)
    do_files(worker, batch);
  else
    do_lines(worker, batch);
}

/* ---- Articles -------------------------------------------------------------- */

static bool copy_articles(ho_worker *worker, const handout_article *found, size_t count) {
  size_t left_out = 0;
  ho_buf_clear(&worker->articles);
  ho_buf_clear(&worker->left_out);
  for (size_t i = 0; i < count; i++)
    if (!ho_buf_append(&worker->left_out, found[i].left_out,
                       found[i].left_out_count * sizeof *found[i].left_out))
      return false;
  if (!ho_buf_append(&worker->articles, found, count * sizeof *found))
    return false;
  handout_article *copies = (handout_article *)(void *)worker->articles.data;
  const handout_left_out *parts = (const handout_left_out *)(const void *)worker->left_out.data;
  for (size_t i = 0; i < count; left_out += copies[i++].left_out_count)
    copies[i].left_out = copies[i].left_out_count ? parts + left_out : NULL;
  return true;
}

/* The first line with something in it. */
static handout_span first_line(const char *text, size_t length) {
  size_t start = 0;
  while (start < length && (unsigned char)text[start] <= ' ')
    start++;
  const char *newline = start < length ? memchr(text + start, '\n', length - start) : NULL;
  size_t end = newline ? (size_t)(newline - text) : length;
  while (end > start && (unsigned char)text[end - 1] <= ' ')
    end--;
  return (handout_span){start, end};
}

static handout_article whole_article(const ho_item *item) {
  handout_article article = {.span = {0, item->length}};
  if (!item->page)
    article.headline = ho_find_headline(item->text, 0, item->length);
  else if (item->page->headline_length)
    article.headline = first_line(item->text, item->page->headline_length);
  return article;
}

static handout_status look_for_articles(ho_worker *worker, const ho_item *item, const handout_article **found,
                                        size_t *count) {
  if (worker->scorer)
    return handout_find_articles(worker->scorer, item->text, item->length, found, count);
  const handout_status status = ho_find_pieces(&worker->pieces, item->text, item->length);
  *found = worker->pieces.articles;
  *count = worker->pieces.count;
  return status;
}

handout_status ho_find_item_articles(ho_worker *worker, const ho_item *item, const handout_article **articles,
                                     size_t *count) {
  const handout_article *found = NULL;
  const handout_article whole = whole_article(item);
  *count = 1;
  if (worker->job->options->whole || item->page)
    found = &whole;
  else {
    const handout_status status = look_for_articles(worker, item, &found, count);
    if (status != HANDOUT_OK)
      return status;
  }
  if (!copy_articles(worker, found, *count))
    return HANDOUT_NO_MEMORY;
  *articles = (const handout_article *)(const void *)worker->articles.data;
  return HANDOUT_OK;
}

/* ---- The caller's side ----------------------------------------------------- */

static void add_counts(ho_counts *sum, const ho_counts *more) {
  sum->inputs += more->inputs;
  sum->failed += more->failed;
  sum->articles += more->articles;
  sum->unsure += more->unsure;
  for (size_t i = 0; i < HANDOUT_MAX_LABELS; i++)
    sum->labels[i] += more->labels[i];
}

static bool take_batch(void *context, ho_batch *batch) {
  scan_state *state = context;
  state->folder = batch->folder;
  add_counts(state->counts, &batch->counts);
  worsen(&state->code, batch->code);
  if (batch->messages.length) {
    ho_progress_clear(&state->progress);
    (void)fwrite(batch->messages.data, 1, batch->messages.length, stderr);
  }
  ho_progress_show(&state->progress, state->counts);
  return ho_output_add(state->output, batch->out.data, batch->out.length) && batch->code != HO_EXIT_MEMORY;
}

static void flush_output(void *context) {
  scan_state *state = context;
  (void)ho_output_flush(state->output);
}

static void fail_input(scan_state *state, const char *path, handout_status status,
                       const handout_error *error) {
  ho_buf message = HO_BUF_INIT;
  (void)ho_pool_drain(state->pool);
  ho_progress_clear(&state->progress);
  if (add_message(&message, path, 0, reason_of(status, error)))
    (void)fwrite(message.data, 1, message.length, stderr);
  ho_buf_free(&message);
  state->counts->failed++;
  worsen(&state->code, code_of(status));
}

/* Puts the batch of paths, if it has any. */
static bool put_files(scan_state *state, ho_batch **batch) {
  const bool filled = *batch && (*batch)->in.length;
  *batch = NULL;
  return !filled || ho_pool_put(state->pool);
}

static bool add_file(scan_state *state, ho_batch **batch, size_t *files, const char *path) {
  if (!*batch) {
    *files = 0;
    *batch = ho_pool_next(state->pool);
    if (!*batch)
      return false;
    ho_buf_clear(&(*batch)->in);
  }
  if (!ho_buf_append(&(*batch)->in, path, strlen(path) + 1)) {
    worsen(&state->code, HO_EXIT_MEMORY);
    return false;
  }
  const size_t most = state->job->options->threads > 1 ? FILES_PER_BATCH : 1;
  return (++*files < most && (*batch)->in.length < PATHS_ROOM) || put_files(state, batch);
}

/* Goes on with what is in the path last put, if that was a folder. */
static bool enter_folder(scan_state *state, ho_inputs *inputs, const char *path) {
  handout_error error = {0};
  const handout_status status = state->folder ? ho_inputs_enter(inputs, &error) : HANDOUT_OK;
  state->folder = false;
  if (status != HANDOUT_OK)
    fail_input(state, path, status, &error);
  return status != HANDOUT_NO_MEMORY;
}

static bool scan_lines(scan_state *state, const char *path) {
  handout_error error = {0};
  const ho_counts before = *state->counts;
  const handout_status status = ho_read_lines(path, state->pool, flush_output, state, &error);
  if (status != HANDOUT_OK)
    fail_input(state, path, status, &error);
  const size_t failed = state->counts->failed - before.failed - (status != HANDOUT_OK);
  if (failed && state->job->error_records && !state->output->failure)
    ho_complain("%s: %zu of %zu lines can't be used; each is answered by an error record", path, failed,
                state->counts->inputs - before.inputs);
  return status != HANDOUT_NO_MEMORY && !state->output->failure;
}

static void scan_all(scan_state *state, ho_inputs *inputs) {
  ho_batch *batch = NULL;
  handout_status status = HANDOUT_OK;
  handout_error error = {0};
  const char *path = NULL;
  size_t files = 0;
  bool wanted = true;
  while (wanted && (path = ho_inputs_next(inputs, &status, &error)) != NULL) {
    if (status != HANDOUT_OK) {
      wanted = put_files(state, &batch);
      fail_input(state, path, status, &error);
      wanted = wanted && status != HANDOUT_NO_MEMORY;
    } else if (state->job->options->json_lines)
      wanted = scan_lines(state, path);
    else
      wanted = add_file(state, &batch, &files, path) && enter_folder(state, inputs, path);
    error = (handout_error){0};
  }
  if (wanted)
    (void)put_files(state, &batch);
  (void)ho_pool_drain(state->pool);
  (void)ho_output_flush(state->output);
}

static bool start_worker(ho_worker *worker, const ho_job *job) {
  worker->job = job;
  worker->intake.options = job->options;
  if (job->model && handout_scorer_new(job->model, &worker->scorer) != HANDOUT_OK)
    return false;
  handout_scorer_skip_share(worker->scorer, job->skips_share);
  return true;
}

static void end_worker(ho_worker *worker) {
  handout_scorer_free(worker->scorer);
  ho_intake_free(&worker->intake);
  ho_pieces_free(&worker->pieces);
  ho_buf_free(&worker->articles);
  ho_buf_free(&worker->left_out);
}

static bool start_workers(const ho_job *job, ho_worker *workers, void **contexts) {
  for (size_t i = 0; i < job->options->threads; i++) {
    contexts[i] = &workers[i];
    if (!start_worker(&workers[i], job))
      return false;
  }
  return true;
}

static int run(scan_state *state, ho_worker *workers, ho_inputs *inputs) {
  const ho_options *options = state->job->options;
  void *contexts[HO_MAX_THREADS];
  if (!inputs || !workers || !start_workers(state->job, workers, contexts))
    return ho_out_of_memory();
  state->pool = ho_pool_new(contexts, options->threads, do_batch, take_batch, state);
  if (!state->pool)
    return ho_out_of_memory();
  ho_progress_start(&state->progress);
  scan_all(state, inputs);
  ho_progress_clear(&state->progress);
  ho_pool_free(state->pool);
  return state->code == HO_EXIT_MEMORY ? ho_out_of_memory() : state->code;
}

int ho_scan_inputs(const ho_job *job, ho_output *output, ho_counts *counts) {
  scan_state state = {.job = job, .output = output, .counts = counts};
  const ho_options *options = job->options;
  *counts = (ho_counts){0};
  ho_inputs *inputs =
      ho_inputs_new(options->inputs, options->input_count, options->names, finds_folders(options));
  ho_worker *workers = calloc(options->threads, sizeof *workers);
  const int code = run(&state, workers, inputs);
  for (size_t i = 0; workers && i < options->threads; i++)
    end_worker(&workers[i]);
  free(workers);
  ho_inputs_free(inputs);
  return code;
}
