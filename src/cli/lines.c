/* Lines read from a source into batches, in constant memory. */
#include "lines.h"

#include "intake.h"

#include <string.h>

enum { BATCH_ROOM = 1 << 18, READ_ROOM = 1 << 16 };

typedef struct line_reader {
  ho_source source;
  const char *path;
  ho_pool *pool;
  ho_pause *pause;
  void *context;
  ho_buf tail;   /* the beginning of a line, not yet ended */
  size_t line;   /* number of the first line that is not yet in a batch */
  size_t blank;  /* blank lines from there on, known but in no batch */
  bool skipping; /* inside a line that is too long */
  bool begun;    /* something was read */
  bool ended;    /* nothing is left to read */
  bool unwanted; /* nobody takes more */
} line_reader;

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t count_lines(const char *bytes, size_t length) {
  size_t count = 0;
  for (const char *end = bytes + length; bytes < end; bytes++, count++)
    if (!(bytes = memchr(bytes, '\n', (size_t)(end - bytes))))
      break;
  return count;
}

/* Length of the lines up to the last one that is not blank. */
static size_t without_blank_lines(const char *bytes, size_t length) {
  size_t end = length;
  while (end && is_blank(bytes[end - 1]))
    end--;
  const char *newline = end ? memchr(bytes + end, '\n', length - end) : NULL;
  return newline ? (size_t)(newline - bytes) + 1 : end ? length : 0;
}

/* Puts the batch, which begins with `lines` lines; blank ones before it are its own. */
static void put(line_reader *reader, ho_batch *batch, ho_batch_kind kind, size_t lines) {
  batch->kind = kind;
  batch->path = reader->path;
  batch->first_line = reader->line + reader->blank;
  batch->blank_before = reader->blank;
  reader->line += reader->blank + lines;
  reader->blank = 0;
  reader->unwanted = !ho_pool_put(reader->pool);
}

/* Puts whole lines; blank ones at their end wait for what follows. */
static void put_lines(line_reader *reader, ho_batch *batch) {
  const size_t used = without_blank_lines(batch->in.data, batch->in.length);
  const size_t after = count_lines(batch->in.data + used, batch->in.length - used);
  const size_t lines = count_lines(batch->in.data, used);
  batch->in.length = used;
  if (used)
    put(reader, batch, HO_BATCH_LINES, lines);
  reader->blank += after;
}

/* Where there is nothing to read yet, answers what is there first. */
static void pause_if_waiting(line_reader *reader) {
  if (!reader->begun || !ho_source_waits(&reader->source))
    return;
  reader->unwanted = !ho_pool_drain(reader->pool);
  reader->pause(reader->context);
}

static handout_status read_piece(line_reader *reader, ho_buf *in, handout_error *error) {
  size_t got = 0;
  if (!ho_buf_reserve(in, READ_ROOM))
    return HANDOUT_NO_MEMORY;
  const handout_status status =
      ho_source_read(&reader->source, in->data + in->length, READ_ROOM, &got, error);
  in->length += got;
  reader->begun = true;
  reader->ended = status != HANDOUT_OK || got == 0;
  return status;
}

/* The end of the last line that has one in the bytes from `from` on, 0 for none. */
static size_t find_end(const ho_buf *in, size_t from) {
  for (size_t at = in->length; at > from; at--)
    if (in->data[at - 1] == '\n')
      return at;
  return 0;
}

/* Reads on to the end of a line that is too long, and past it. */
static handout_status skip_line(line_reader *reader, ho_buf *in, handout_error *error) {
  handout_status status = HANDOUT_OK;
  while (status == HANDOUT_OK && reader->skipping && !reader->ended && !reader->unwanted) {
    const char *newline = in->length ? memchr(in->data, '\n', in->length) : NULL;
    const size_t dropped = newline ? (size_t)(newline - in->data) + 1 : in->length;
    if (dropped)
      memmove(in->data, in->data + dropped, in->length - dropped);
    in->length -= dropped;
    reader->skipping = !newline;
    if (reader->skipping) {
      pause_if_waiting(reader);
      status = read_piece(reader, in, error);
    }
  }
  return status;
}

/* Reads until there are enough whole lines, or some and the input pauses, or a line gets too long, or the
 * input ends. *whole is the whole lines' length. */
static handout_status read_lines(line_reader *reader, ho_buf *in, size_t *whole, handout_error *error) {
  handout_status status = HANDOUT_OK;
  *whole = find_end(in, 0);
  while (status == HANDOUT_OK && !reader->ended && !reader->unwanted) {
    if (*whole && (in->length >= BATCH_ROOM || ho_source_waits(&reader->source)))
      break;
    if (!*whole && in->length > HO_MAX_LINE)
      break;
    if (!*whole)
      pause_if_waiting(reader);
    const size_t before = in->length;
    status = read_piece(reader, in, error);
    const size_t end = find_end(in, before);
    *whole = end ? end : *whole;
  }
  if (status == HANDOUT_OK && reader->ended)
    *whole = in->length; /* the last line may lack its end */
  return status;
}

static void drop_mark(line_reader *reader, ho_buf *in) {
  if (reader->line != 1 || reader->blank || in->length < 3 || memcmp(in->data, "\xEF\xBB\xBF", 3) != 0)
    return;
  memset(in->data, ' ', 3);
}

/* Fills in and puts one batch. */
static handout_status read_batch(line_reader *reader, ho_batch *batch, handout_error *error) {
  size_t whole = 0;
  ho_buf_clear(&batch->in);
  if (!ho_buf_append(&batch->in, reader->tail.data, reader->tail.length))
    return HANDOUT_NO_MEMORY;
  ho_buf_clear(&reader->tail);
  handout_status status = skip_line(reader, &batch->in, error);
  if (status == HANDOUT_OK)
    status = read_lines(reader, &batch->in, &whole, error);
  if (status == HANDOUT_NO_MEMORY || reader->unwanted)
    return status;
  if (!whole && batch->in.length > HO_MAX_LINE) {
    ho_buf_clear(&batch->in);
    reader->skipping = true;
    put(reader, batch, HO_BATCH_LONG_LINE, 1);
    return status;
  }
  if (whole && !ho_buf_append(&reader->tail, batch->in.data + whole, batch->in.length - whole))
    return HANDOUT_NO_MEMORY;
  batch->in.length = whole;
  drop_mark(reader, &batch->in);
  put_lines(reader, batch);
  return status;
}

handout_status ho_read_lines(const char *path, ho_pool *pool, ho_pause *pause, void *context,
                             handout_error *error) {
  line_reader reader = {.path = path, .pool = pool, .pause = pause, .context = context, .line = 1};
  handout_status status = ho_source_open(&reader.source, path, error);
  if (status != HANDOUT_OK)
    return status;
  while (status == HANDOUT_OK && !reader.ended && !reader.unwanted) {
    ho_batch *batch = ho_pool_next(pool);
    if (!batch)
      break;
    status = read_batch(&reader, batch, error);
  }
  (void)ho_pool_drain(pool);
  ho_source_close(&reader.source);
  ho_buf_free(&reader.tail);
  return status;
}
