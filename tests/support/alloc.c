/* Allocations that fail when a test wants it. */
#include "alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>

#include <cmocka.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);

static atomic_size_t seen, failing_from, failing_to, failures, live;

void alloc_fail_at(size_t n, bool all_later) {
  seen = 0;
  failures = 0;
  failing_from = n ? n : SIZE_MAX;
  failing_to = all_later ? SIZE_MAX : failing_from;
}

bool alloc_stop(void) {
  failing_from = SIZE_MAX;
  return failures > 0;
}

size_t alloc_live(void) {
  return live;
}

static bool fails(void) {
  size_t number = ++seen;
  if (failing_from == 0 || number < failing_from || number > failing_to)
    return false;
  failures++;
  return true;
}

static void *count(void *memory) {
  live += memory != NULL;
  return memory;
}

void *__wrap_malloc(size_t size) {
  return fails() ? NULL : count(__real_malloc(size));
}

void *__wrap_calloc(size_t number, size_t size) {
  return fails() ? NULL : count(__real_calloc(number, size));
}

void *__wrap_realloc(void *memory, size_t size) {
  if (fails())
    return NULL;
  void *moved = __real_realloc(memory, size);
  live += moved != NULL && memory == NULL;
  return moved;
}

/* Memory that another library allocated is not freed by our code, or this would count it. */
void __wrap_free(void *memory) {
  live -= memory != NULL;
  __real_free(memory);
}

static void check(const char *name, size_t n, handout_status status, bool failed, bool may_go_on,
                  size_t lost) {
  bool fine = status == (failed ? HANDOUT_NO_MEMORY : HANDOUT_OK) || (may_go_on && status == HANDOUT_OK);
  if (!fine)
    fail_msg("%s: status %d where allocation %zu fails", name, (int)status, n);
  if (lost)
    fail_msg("%s: %zd allocations left where allocation %zu fails", name, (ssize_t)lost, n);
}

size_t alloc_survive(const char *name, alloc_call *call, const void *context, bool may_go_on) {
  size_t points = 0;
  for (int all_later = 0; all_later < 2; all_later++) {
    bool failed = true;
    for (size_t n = 1; failed; n++) {
      size_t before = live;
      handout_status status = call(context, n, all_later, &failed);
      check(name, n, status, failed, may_go_on, live - before);
      if (!failed && !all_later)
        points = n - 1;
    }
  }
  print_message("%5zu allocation points: %s\n", points, name);
  return points;
}
