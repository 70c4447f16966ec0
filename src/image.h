/* A model's tables as one constant block, made during the build and used where it lies, without reading it.
 *
 * One function a type does both, so that its tables are listed once: given an object it stores it, and given
 * NULL it makes the object that was stored there, its tables in the image. */
#ifndef HO_IMAGE_H
#define HO_IMAGE_H

#include "buf.h"

enum { HO_IMAGE_ALIGN = 64 }; /* an image, and each table in it, begins a line of the cache */

typedef struct ho_image {
  const char *data; /* attaching: the image; NULL: storing */
  size_t at;        /* attaching: where the next table is */
  ho_buf tables;    /* storing: those so far */
  ho_buf objects;   /* what has tables, in the order of opening: one allocation for all */
  size_t opened;    /* bytes of them */
  bool failed;      /* storing: memory ran out */
} ho_image;

/* Begins to store. */
void ho_image_store(ho_image *image);

/* Ends storing; appends the image. False when memory ran out. */
bool ho_image_stored(ho_image *image, ho_buf *out);

/* Begins to attach objects to an image, which must outlive them; freeing the object that is opened first
 * frees them all. False when memory runs out. */
bool ho_image_attach(ho_image *image, const void *data);

/* Fills in a copy of the object: of the one given, or, attaching, of the one stored. Returns its place. */
size_t ho_image_open(ho_image *image, const void *object, void *copy, size_t size);

/* Storing: stores an array and returns NULL. Attaching: returns the array in the image; nobody may write
 * there, though for the sake of those who make tables its type doesn't say so. */
void *ho_image_table(ho_image *image, const void *table, size_t count, size_t size);

/* The same for a text, up to its NUL, and for what a buffer holds. */
char *ho_image_text(ho_image *image, const char *text);
ho_buf ho_image_buf(ho_image *image, const ho_buf *buf);

/* Takes the copy, in which every pointer is to come from these calls. Returns the object, storing NULL. */
void *ho_image_close(ho_image *image, size_t place, const void *copy, size_t size);

#endif
