/* Model files changed by a test, their checksum made right again. */
#ifndef MODEL_EDIT_H
#define MODEL_EDIT_H

#include "buf.h"

/* Where a model file's body begins: behind its version and its checksum. */
size_t model_body(const ho_buf *file);

/* A model file of this body. The caller frees it with ho_buf_free. */
ho_buf model_with_checksum(const char *body, size_t length);

/* The file with the first `find` replaced; `line` (may be NULL) is set to that place's line. The caller frees
 * it with ho_buf_free. */
ho_buf model_edited(const ho_buf *file, const char *find, const char *replacement, size_t *line);

#endif
