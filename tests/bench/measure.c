/* Runs a command and prints what it took: measure INPUT OUTPUT COMMAND [ARGUMENT]...
 *
 * The line printed is "SECONDS CPU_SECONDS PEAK_KIB EXIT_CODE". A program of its own, since a
 * process starts with the peak memory of whatever started it, and a script's is large. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CANNOT_RUN = 127 };

static double now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double seconds(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

static int become(const char *input, const char *output, char **command) {
  int in = open(input, O_RDONLY), out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || close(in) < 0 ||
      close(out) < 0) {
    perror("measure");
    return CANNOT_RUN;
  }
  (void)execvp(command[0], command);
  perror(command[0]);
  return CANNOT_RUN;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    (void)fprintf(stderr, "usage: measure INPUT OUTPUT COMMAND [ARGUMENT]...\n");
    return 2;
  }
  double start = now();
  pid_t child = fork();
  if (child == 0)
    _exit(become(argv[1], argv[2], argv + 3));
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    perror("measure");
    return 1;
  }
  double took = now() - start;
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  (void)printf("%.6f %.6f %ld %d\n", took, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
               code);
  return 0;
}
