/* Filling the caller's error struct. */
#ifndef HO_STATUS_H
#define HO_STATUS_H

#include "handout.h"

/* Fills `error` (may be NULL) with a line and a printf-style message; returns `status`. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
handout_status
ho_fail(handout_error *error, handout_status status, size_t line, const char *format, ...);

#endif
