/* mesos-appc-containerizer: carries one call of a Mesos agent to the daemon, and the answer back. The daemon's side of the
 * format is daemon/Wire.java. No signal has a handler here, so no system call ends with EINTR. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#define NAME "mesos-appc-containerizer"
#define COMPLAIN(...) dprintf(2, NAME ": " __VA_ARGS__)
#define FAIL(...) (COMPLAIN(__VA_ARGS__), exit(1))
enum { PATIENCE = 60 /* seconds */, LIMIT = 64 << 20, PATH_BYTES = 4096, USAGE = 64, ALREADY_RUNS = 75, LOST = -1 };
enum { REPEATED = 1, ANSWERED = 2, /* request.flags */ TO_STDOUT = 1, TO_STDERR = 2, EXIT = 3 /* frame.kind */ };
struct request { char magic[4]; uint32_t version, flags, verb, cwd, environment, record; char bytes[]; };
struct frame { uint32_t kind, value; /* the length of what follows, or the exit status */ };
static const char usage[] = "usage: " NAME " [--socket PATH] recover|containers|launch|wait|update|usage|destroy\n"
  "For the agent's --containerizer_path. Socket: $MESOS_APPC_SOCKET, else /run/mesos-appc/appcd.sock\n";
static size_t read_all(int fd, char *to, size_t size) { /* less than size: the end, or an error */
  size_t got = 0;
  for (ssize_t n; got < size && (n = read(fd, to + got, size - got)) > 0;) got += (size_t) n;
  return got;
}
static void write_all(int fd, const char *from, size_t size) { /* a reader who is gone (EPIPE) is no concern of ours */
  for (ssize_t n; size > 0 && ((n = write(fd, from, size)) >= 0 || errno == EAGAIN);)
    if (n < 0) usleep(1000);
    else from += n, size -= (size_t) n;
}
static int dial(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return fd < 0 || connect(fd, (struct sockaddr *) &address, sizeof address) == 0 ? fd : (close(fd), -1);
}
/* Becomes the parent of the daemon, with nothing of the agent's left, and ends with the daemon's exit status. */
static void run_daemon(const char *path, const char *program) {
  static const char *const kept[] = {"PATH=", "HOME=", "LANG=", "JAVA_HOME=", "MESOS_APPC_", NULL};
  int null = open("/dev/null", O_RDWR), log = open("appcd.log", O_WRONLY | O_CREAT | O_APPEND, 0600), status = 0;
  dup2(null, 0), dup2(log < 0 ? null : log, 1), dup2(1, 2);
  if (syscall(SYS_close_range, 3, ~0U, 0)) for (int fd = (int) sysconf(_SC_OPEN_MAX); fd > 2; fd--) close(fd);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none), sigprocmask(SIG_SETMASK, &none, NULL), umask(022), setsid(), setenv("MESOS_APPC_SOCKET", path, 1);
  char **to = environ;
  for (char **from = environ; *from; from++)
    for (int i = 0; kept[i]; i++)
      if (!strncmp(*from, kept[i], strlen(kept[i]))) *to++ = *from;
  *to = NULL;
  pid_t pid = chdir("/") ? -1 : fork();
  if (!pid) execl(program, program, (char *) NULL);
  if (pid <= 0) COMPLAIN("cannot run %s: %s\n", program, strerror(errno)), _exit(127);
  waitpid(pid, &status, 0);
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
/* A socket connected to the daemon, which is started, by one client at a time, if nobody answers; -1 after a complaint. */
static int reach_daemon(const char *path) {
  char directory[sizeof ((struct sockaddr_un *) 0)->sun_path] = "", program[PATH_BYTES + 16] = "/";
  if (*path != '/' || strlen(path) >= sizeof directory) FAIL("%s must be absolute and shorter than 108 bytes\n", path);
  memcpy(directory, path, (size_t) (strrchr(path, '/') - path));
  int fd, status = 0, lock = -1;
  pid_t parent = 0; /* of the daemon that we start; -1: none, or none any more */
  for (time_t give_up = time(NULL) + PATIENCE; (fd = dial(path)) < 0 && time(NULL) < give_up; usleep(20000)) {
    if (errno == EACCES) FAIL("cannot connect to %s: %s\n", path, strerror(errno));
    if (parent > 0 && waitpid(parent, &status, WNOHANG) == parent) {
      parent = -1;
      if (WEXITSTATUS(status) != ALREADY_RUNS) break; /* else it found another one: DaemonRunningException */
    } else if (lock >= 0 && !parent && !access("appcd.supervised", F_OK)) { /* made by the systemd unit */
      COMPLAIN("no daemon answers at %s: waiting for its service\n", path), parent = -1;
    } else if (lock >= 0 && !parent) { /* the lock is ours, and nobody has answered since */
      if (readlink("/proc/self/exe", program, PATH_BYTES - 1) > 0) strcpy(strrchr(program, '/'), "/mesos-appcd");
      COMPLAIN("no daemon answers at %s: starting %s, its log is %s/appcd.log\n", path, program, directory);
      if (!(parent = fork())) run_daemon(path, program);
    } else if (lock < 0) {
      mkdir(directory, 0700);
      if (chdir(directory) || (lock = open("appcd.start.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
        FAIL("cannot open %s/appcd.start.lock: %s\n", directory, strerror(errno));
      if (flock(lock, LOCK_EX | LOCK_NB)) close(lock), lock = -1;
    }
  }
  if (fd < 0) COMPLAIN("no daemon answered at %s (if it ended: with status %d); see %s/appcd.log, or its service's log\n",
                       path, WEXITSTATUS(status), directory);
  if (parent > 0) kill(parent, SIGKILL), waitpid(parent, NULL, 0); /* leaves the daemon to process 1, not to the agent */
  if (fd < 0 && lock >= 0) sleep(1); /* before the next one tries */
  return close(lock), fd;
}
/* All that is sent, and sent again after a restart. Never reads stdin to its end: the agent keeps it open. */
static struct request *make_request(const char *verb, int takes_record, size_t *size) {
  struct request head = {{'M', 'A', 'P', 'C'}, 1, 0, (uint32_t) strlen(verb), 0, 0, 0}, *request;
  size_t got = takes_record ? read_all(0, (char *) &head.record, 4) : 4;
  if (got < 4) FAIL("%s: standard input ended in the record's length: expected 4 bytes, got %zu\n", verb, got);
  if (head.record > LIMIT) FAIL("%s: absurd record: expected at most %d bytes, got %u\n", verb, LIMIT, head.record);
  char cwd[PATH_BYTES];
  if (!getcwd(cwd, sizeof cwd)) strcpy(cwd, "/"); /* the sandbox may be gone */
  head.cwd = (uint32_t) strlen(cwd);
  for (char **e = environ; *e; e++) head.environment += (uint32_t) strlen(*e) + 1;
  *size = sizeof head + head.verb + head.cwd + head.environment + head.record;
  if (!(request = malloc(*size))) FAIL("%s: no memory for a record of %u bytes\n", verb, head.record);
  *request = head;
  char *to = stpcpy(stpcpy(request->bytes, verb), cwd);
  for (char **e = environ; *e; e++) to = stpcpy(to, *e) + 1;
  if ((got = read_all(0, to, head.record)) < head.record)
    FAIL("%s: standard input ended in the record: expected %u bytes, got %zu\n", verb, head.record, got);
  return request;
}
static int follow(int fd, uint32_t *flags) { /* passes frames on, each when it is complete; the exit status, or LOST */
  struct frame frame;
  while (read_all(fd, (char *) &frame, sizeof frame) == sizeof frame) {
    if (frame.kind == EXIT) return (int) (frame.value & 255);
    char *bytes = frame.kind <= TO_STDERR && frame.value <= LIMIT + 4U ? malloc(frame.value + 1UL) : NULL;
    if (!bytes) FAIL("the daemon sent a frame of kind %u and length %u\n", frame.kind, frame.value);
    if (read_all(fd, bytes, frame.value) < frame.value) return LOST;
    if (frame.kind == TO_STDERR) write_all(2, bytes, frame.value);
    else if (!(*flags & ANSWERED)) *flags |= ANSWERED, write_all(1, bytes, frame.value);
    free(bytes);
  }
  return LOST;
}
static int call(const char *path, const char *verb, int takes_record) {
  size_t size = 0;
  struct request *request = make_request(verb, takes_record, &size);
  for (int endless = !strcmp(verb, "wait"), losses = 0; endless || losses < PATIENCE; losses++, sleep(1)) {
    int fd = reach_daemon(path), status = fd < 0 && !endless ? 1 : LOST;
    if (fd >= 0) write_all(fd, (char *) request, size), status = follow(fd, &request->flags), close(fd);
    if (status != LOST) return status;
    request->flags |= REPEATED;
  }
  return COMPLAIN("%s: the daemon at %s was lost again and again; see its log\n", verb, path), 1;
}
int main(int argc, char **argv) {
  static const char *const verbs[] = {"recover", "containers", "launch", "wait", "update", "usage", "destroy", NULL};
  for (int fd = 0; fd >= 0 && fd < 3;) fd = open("/dev/null", O_RDWR | O_CLOEXEC); /* our socket is never 0, 1 or 2 */
  signal(SIGPIPE, SIG_IGN), signal(SIGCHLD, SIG_DFL);
  int has_path = argc > 2 && !strcmp(argv[1], "--socket"), last = has_path ? 3 : 1;
  const char *path = has_path ? argv[2] : getenv("MESOS_APPC_SOCKET"), *word = last + 1 == argc ? argv[last] : "";
  if (!strcmp(word, "--help")) return write_all(1, usage, sizeof usage - 1), 0;
  if (!strcmp(word, "--version")) return dprintf(1, NAME " " VERSION "\n"), 0;
  for (int i = 0; verbs[i]; i++)
    if (!strcmp(word, verbs[i])) return call(path && *path ? path : "/run/mesos-appc/appcd.sock", word, i >= 2);
  if (argc > last) COMPLAIN("no such command: %s%s\n", argv[last], last + 1 < argc ? " ..." : "");
  return write_all(2, usage, sizeof usage - 1), USAGE;
}
