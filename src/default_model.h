/* models/default.model as compiled in; its source is written by cmake/embed.c during the build. */
#ifndef HO_DEFAULT_MODEL_H
#define HO_DEFAULT_MODEL_H

#include <stddef.h>

extern const unsigned char ho_default_model[];
extern const size_t ho_default_model_length;

#endif
