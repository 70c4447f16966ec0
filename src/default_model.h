/* models/default.model as compiled in: an image for ho_model_attach, whose source cmake/embed.c writes during
 * the build. */
#ifndef HO_DEFAULT_MODEL_H
#define HO_DEFAULT_MODEL_H

#include <stddef.h>
#include <stdint.h>

extern const uint64_t ho_default_model[];
extern const size_t ho_default_model_length; /* in bytes; 0: the build had no model */

#endif
