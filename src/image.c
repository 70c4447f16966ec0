/* Storing tables in an image, and finding them there again by counting along. */
#include "image.h"

#include <stdint.h>
#include <string.h>

/* What an image begins with. The tables follow, then the objects. */
typedef struct header {
  size_t objects; /* where they are */
  size_t objects_size;
} header;

static size_t aligned(size_t at) {
  return (at + HO_IMAGE_ALIGN - 1) / HO_IMAGE_ALIGN * HO_IMAGE_ALIGN;
}

static bool append_aligned(ho_buf *out, const void *bytes, size_t length) {
  static const char zeros[HO_IMAGE_ALIGN] = {0};
  return ho_buf_append(out, bytes, length) && ho_buf_append(out, zeros, aligned(out->length) - out->length);
}

/* ---- The image as a whole ---- */

void ho_image_store(ho_image *image) {
  *image = (ho_image){0};
  const header later = {0};
  image->failed = !append_aligned(&image->tables, &later, sizeof later);
}

bool ho_image_stored(ho_image *image, ho_buf *out) {
  const header head = {image->tables.length, image->objects.length};
  bool ok = !image->failed;
  if (ok)
    memcpy(image->tables.data, &head, sizeof head);
  ok = ok && ho_buf_append(out, image->tables.data, image->tables.length) &&
       append_aligned(out, image->objects.data, image->objects.length);
  ho_buf_free(&image->tables);
  ho_buf_free(&image->objects);
  return ok;
}

bool ho_image_attach(ho_image *image, const void *data) {
  header head;
  memcpy(&head, data, sizeof head);
  *image = (ho_image){.data = data, .at = aligned(sizeof head)};
  return ho_buf_append(&image->objects, image->data + head.objects, head.objects_size);
}

/* ---- Objects ---- */

size_t ho_image_open(ho_image *image, const void *object, void *copy, size_t size) {
  const size_t place = image->opened;
  if (!image->data)
    image->failed |= !append_aligned(&image->objects, object, size);
  memcpy(copy, image->data ? image->objects.data + place : object, size);
  image->opened = place + aligned(size);
  return place;
}

void *ho_image_close(ho_image *image, size_t place, const void *copy, size_t size) {
  if (image->failed)
    return NULL;
  void *object = memcpy(image->objects.data + place, copy, size);
  return image->data ? object : NULL;
}

/* ---- Tables ---- */

void *ho_image_table(ho_image *image, const void *table, size_t count, size_t size) {
  const size_t at = image->at;
  if (!image->data) {
    image->failed |= !append_aligned(&image->tables, table, count * size);
    return NULL;
  }
  image->at = aligned(at + count * size);
  return (char *)(uintptr_t)image->data + at; /* the one place where constness is taken away */
}

char *ho_image_text(ho_image *image, const char *text) {
  const char *whole = image->data ? image->data + image->at : text;
  return ho_image_table(image, text, strlen(whole) + 1, 1);
}

ho_buf ho_image_buf(ho_image *image, const ho_buf *buf) {
  return (ho_buf){ho_image_table(image, buf->data, buf->length, 1), buf->length, buf->length};
}
