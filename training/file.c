/* Reading a whole file, and writing one so that it is never seen half-written. */
#include "file.h"

#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static handout_status read_all(int file, ho_buf *bytes) {
  for (;;) {
    if (!ho_buf_reserve(bytes, 1 << 14))
      return HANDOUT_NO_MEMORY;
    ssize_t got = read(file, bytes->data + bytes->length, bytes->capacity - bytes->length);
    if (got == 0)
      return HANDOUT_OK;
    if (got < 0 && errno != EINTR)
      return HANDOUT_BAD_ARGUMENT;
    if (got > 0)
      bytes->length += (size_t)got;
  }
}

handout_status ho_file_read(const char *path, ho_buf *bytes, handout_error *error) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "%s: %s", path, strerror(errno));
  struct stat about;
  if (fstat(file, &about) == 0 && about.st_size > 0 && (size_t)about.st_size < ((size_t)1 << 40))
    (void)ho_buf_reserve(bytes, (size_t)about.st_size + (1 << 14)); /* one read; a failure shows below */
  errno = 0;
  handout_status status = read_all(file, bytes);
  if (status == HANDOUT_BAD_ARGUMENT)
    ho_fail(error, status, 0, "%s: %s", path, strerror(errno));
  (void)close(file);
  return status;
}

static bool write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t put = write(file, bytes, length);
    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0) {
      errno = put < 0 ? errno : ENOSPC;
      return false;
    }
    bytes += put;
    length -= (size_t)put;
  }
  return true;
}

/* Path of the folder that holds `path`, in `folder`. */
static bool parent_folder(const char *path, ho_buf *folder) {
  const char *slash = strrchr(path, '/');
  size_t length = slash ? (size_t)(slash - path) : 0;
  bool ok = slash ? ho_buf_append(folder, path, length ? length : 1) : ho_buf_append_char(folder, '.');
  return ok && ho_buf_terminate(folder);
}

/* A rename lasts through a power cut only once its folder is on the disk; not every file system can. */
static void flush_folder(const char *path) {
  ho_buf folder = HO_BUF_INIT;
  if (parent_folder(path, &folder)) {
    int file = open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
      (void)fsync(file);
      (void)close(file);
    }
  }
  ho_buf_free(&folder);
}

/* The permissions of the file that is replaced, or those of any new file. */
static mode_t wanted_mode(const char *path) {
  struct stat about;
  if (stat(path, &about) == 0)
    return about.st_mode & 0777;
  mode_t mask = umask(0);
  (void)umask(mask);
  return 0666 & ~mask;
}

static bool write_and_rename(int file, const char *temporary, const char *path, const void *bytes,
                             size_t length) {
  bool ok = write_all(file, bytes, length) && fchmod(file, wanted_mode(path)) == 0 && fsync(file) == 0;
  int reason = errno;
  if (close(file) != 0 && ok) {
    ok = false;
    reason = errno;
  }
  errno = reason;
  return ok && rename(temporary, path) == 0;
}

/* A pipe or a device, which can only be written to. */
static bool is_special(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

static bool write_special(const char *path, const void *bytes, size_t length) {
  int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  bool ok = file >= 0 && write_all(file, bytes, length);
  int reason = errno;
  if (file >= 0 && close(file) != 0 && ok) {
    ok = false;
    reason = errno;
  }
  errno = reason;
  return ok;
}

static bool write_regular(char *temporary, const char *path, const void *bytes, size_t length) {
  int file = mkstemp(temporary);
  bool ok = file >= 0 && write_and_rename(file, temporary, path, bytes, length);
  int reason = errno;
  if (file >= 0 && !ok)
    (void)unlink(temporary);
  if (ok)
    flush_folder(path);
  errno = reason;
  return ok;
}

handout_status ho_file_replace(const char *path, const void *bytes, size_t length, handout_error *error) {
  ho_buf temporary = HO_BUF_INIT;
  handout_status status = HANDOUT_NO_MEMORY;
  if (ho_buf_append_text(&temporary, path) && ho_buf_append_text(&temporary, ".XXXXXX") &&
      ho_buf_terminate(&temporary)) {
    bool ok = is_special(path) ? write_special(path, bytes, length)
                               : write_regular(temporary.data, path, bytes, length);
    status = ok ? HANDOUT_OK
                : ho_fail(error, HANDOUT_BAD_ARGUMENT, 0, "%s: cannot be written: %s", path, strerror(errno));
  }
  ho_buf_free(&temporary);
  return status;
}
