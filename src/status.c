/* Status texts, and filling the caller's error struct. */
#include "status.h"

#include <stdarg.h>
#include <stdio.h>

const char *handout_strerror(handout_status status) {
  switch (status) {
  case HANDOUT_OK:
    return "done";
  case HANDOUT_NO_MEMORY:
    return "out of memory";
  case HANDOUT_BAD_ARGUMENT:
    return "an argument is null or out of range";
  case HANDOUT_BAD_MODEL:
    return "the model is damaged or not a model";
  case HANDOUT_BAD_VERSION:
    return "the model's format is of another version of handout";
  case HANDOUT_BAD_LEXICON:
    return "the lexicon is malformed";
  case HANDOUT_TOO_LARGE:
    return "over a documented limit";
  case HANDOUT_BAD_TEXT:
    return "not text";
  }
  return "unknown status";
}

const char *handout_reason_text(handout_reason reason) {
  switch (reason) {
  case HANDOUT_SURE:
    return "";
  case HANDOUT_NO_TEXT:
    return "no text";
  case HANDOUT_LOW_CONFIDENCE:
    return "low confidence";
  case HANDOUT_UNLIKE:
    return "unlike anything trained on";
  }
  return "unknown reason";
}

const char *handout_version(void) {
  return HANDOUT_VERSION;
}

handout_status ho_fail(handout_error *error, handout_status status, size_t line, const char *format, ...) {
  if (error) {
    va_list arguments;
    va_start(arguments, format);
    error->line = line;
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
  }
  return status;
}
