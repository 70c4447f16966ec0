/* Standard output, written in large pieces, each write checked. */
#include "output.h"

#include "command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 65536 };

void ho_output_start(ho_output *output) {
  *output = (ho_output){.eager = isatty(STDOUT_FILENO)};
}

static bool write_all(ho_output *output, const char *bytes, size_t length) {
  while (length && !output->failure) {
    const ssize_t written = write(STDOUT_FILENO, bytes, length);
    if (written < 0 && errno != EINTR)
      output->failure = errno;
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
    }
  }
  return !output->failure;
}

bool ho_output_flush(ho_output *output) {
  const bool ok = write_all(output, output->pending.data, output->pending.length);
  ho_buf_clear(&output->pending);
  return ok;
}

bool ho_output_add(ho_output *output, const char *bytes, size_t length) {
  if (output->failure)
    return false;
  if (output->pending.length + length < PIECE && ho_buf_append(&output->pending, bytes, length))
    return output->eager ? ho_output_flush(output) : true;
  return ho_output_flush(output) && write_all(output, bytes, length);
}

int ho_output_finish(ho_output *output, int code) {
  (void)ho_output_flush(output);
  ho_buf_free(&output->pending);
  if (close(STDOUT_FILENO) != 0 && !output->failure && errno != EINTR)
    output->failure = errno;
  if (!output->failure)
    return code;
  if (output->failure == EPIPE)
    return HO_EXIT_DONE;
  ho_complain("standard output: %s", strerror(output->failure));
  return HO_EXIT_OUTPUT;
}
