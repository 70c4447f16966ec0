/* handout text: the text that is read, without page furniture. */
#include "scan.h"

#include <string.h>

static const char HELP[] =
    "handout text prints the text that is read: of each article the headline, then its text\n"
    "without share buttons, advertisements, captions and whatever else is not text.\n"
    "\n"
    "Usage: handout text [OPTION]... [FILE|FOLDER|-]...\n"
    "\n"
    "Between two articles stands a line with a form feed. Of a web page the body of its main\n"
    "article is printed. Without an input, standard input is read.\n"
    "\n"
    "  --whole               Takes each input as one article and leaves nothing out.\n"
    "  --body                Leaves the headline out.\n"
    "  --headline            Prints the headline of a web page too, as --json counts offsets.\n"
    "  --files0-from FILE    Reads the inputs' names from FILE, each ended by a NUL.\n"
    "  --jsonl               Each input line is a JSON object with the text in it.\n"
    "  --text-field NAME     The field with the text, 'text' if not given.\n"
    "  --html-field NAME     The field with a web page, 'html', used where there is no text.\n"
    "  --id-field NAME       The field that names the object, 'id'.\n"
    "\n"
    "Limits are those of 'handout classify --help'.\n"
    "\n"
    "Example: handout text page.html | wc -w\n";

/* Lines written so far: no blank ones first or last, and one at most between others. */
typedef struct line_writer {
  ho_buf *out;
  size_t newlines; /* waiting to be written before the next text */
  bool begun, ok;
} line_writer;

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

static void write_line(line_writer *writer, const char *line, size_t length) {
  for (; length && is_space(line[length - 1]); length--)
    ;
  if (!length)
    return;
  for (; writer->begun && writer->newlines; writer->newlines--)
    writer->ok = writer->ok && ho_buf_append_char(writer->out, '\n');
  writer->ok = writer->ok && ho_buf_append(writer->out, line, length);
  writer->begun = true;
  writer->newlines = 0;
}

static void write_text(line_writer *writer, const char *text, size_t length) {
  const char *end = text + length;
  while (text < end) {
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    const char *stop = newline ? newline : end;
    write_line(writer, text, (size_t)(stop - text));
    if (newline && writer->newlines < 2)
      writer->newlines++;
    text = newline ? newline + 1 : end;
  }
}

/* Writes a part of the article, the headline apart. */
static void write_part(line_writer *writer, const char *text, handout_span part, handout_span headline) {
  if (headline.end <= part.start || headline.start >= part.end || headline.start == headline.end) {
    write_text(writer, text + part.start, part.end - part.start);
    return;
  }
  if (headline.start > part.start)
    write_text(writer, text + part.start, headline.start - part.start);
  if (headline.end < part.end)
    write_text(writer, text + headline.end, part.end - headline.end);
}

static bool write_article(ho_buf *out, const char *text, const handout_article *article, bool body) {
  line_writer writer = {.out = out, .ok = true};
  const handout_span headline = article->headline;
  size_t at = article->span.start;
  if (!body)
    write_text(&writer, text + headline.start, headline.end - headline.start);
  writer.newlines = 1;
  for (size_t i = 0; i < article->left_out_count; i++) {
    write_part(&writer, text, (handout_span){at, article->left_out[i].span.start}, headline);
    writer.newlines = writer.newlines ? writer.newlines : 1;
    at = article->left_out[i].span.end;
  }
  write_part(&writer, text, (handout_span){at, article->span.end}, headline);
  return writer.ok && (!writer.begun || ho_buf_append_char(out, '\n'));
}

static handout_status print_text(ho_worker *worker, const ho_item *item, ho_buf *out, ho_counts *counts,
                                 handout_error *error) {
  size_t *printed = worker->job->context; /* articles */
  const handout_article *articles = NULL;
  size_t count = 0;
  const handout_status status = ho_find_item_articles(worker, item, &articles, &count);
  const bool body = worker->job->options->body || (item->page && !worker->job->options->headline);
  (void)error;
  for (size_t i = 0; i < count && status == HANDOUT_OK; i++, counts->articles++)
    if (((*printed)++ && !ho_buf_append_text(out, "\f\n")) ||
        !write_article(out, item->text, &articles[i], body))
      return HANDOUT_NO_MEMORY;
  return status;
}

int ho_command_text(int argc, char **argv) {
  ho_options options;
  ho_output output;
  ho_counts counts;
  size_t printed = 0;
  if (!ho_read_options(&options, HO_FOR_TEXT, argc, argv))
    return HO_EXIT_USAGE;
  if (options.help)
    return ho_print_text(HELP);
  const ho_job job = {.options = &options, .describe = print_text, .context = &printed};
  ho_output_start(&output);
  return ho_output_finish(&output, ho_scan_inputs(&job, &output, &counts));
}
