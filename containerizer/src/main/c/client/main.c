/* The call: arguments, the agent's record, the exchange with the daemon (its side of the format: daemon/Wire.java). */
#include "client.h"
enum { LIMIT = 64 << 20, USAGE = 64, LOST = -1 };
enum { REPEATED = 1, ANSWERED = 2, /* request.flags */ TO_STDOUT = 1, TO_STDERR = 2, EXIT = 3 /* frame.kind */ };
struct request { char magic[4]; uint32_t version, flags, verb, cwd, environment, record; char bytes[]; };
struct frame { uint32_t kind, value; };          /* value: the length of what follows, or the exit status */
static const char usage[] = "usage: " NAME " [--socket PATH] recover|containers|launch|wait|update|usage|destroy\n"
  "For the agent's --containerizer_path. Socket: $MESOS_APPC_SOCKET, else /run/mesos-appc/appcd.sock\n";

static size_t read_all(int fd, char *to, size_t size) { /* less than size: the end. No EINTR: no signal has a handler */
  size_t got = 0;
  for (ssize_t n; got < size && (n = read(fd, to + got, size - got)) > 0;) got += (size_t) n;
  return got;
}
static void write_all(int fd, const char *from, size_t size) { /* a reader who is gone (EPIPE) is no concern of ours */
  for (ssize_t n; size > 0 && ((n = write(fd, from, size)) >= 0 || errno == EAGAIN);)
    if (n < 0) poll(&(struct pollfd) {fd, POLLOUT, 0}, 1, -1);
    else from += n, size -= (size_t) n;
}
static struct request *no_request(const char *verb, const char *why, size_t expected, size_t got) {
  return COMPLAIN("%s: %s: expected %zu bytes, got %zu\n", verb, why, expected, got), NULL;
}

/* All that is sent, and sent again after a restart. Never reads stdin to its end: the agent keeps it open. */
static struct request *make_request(const char *verb, int takes_record, size_t *size) {
  struct request head = {{'M', 'A', 'P', 'C'}, 1, 0, (uint32_t) strlen(verb), 0, 0, 0}, *request;
  size_t got = takes_record ? read_all(0, (char *) &head.record, 4) : 4;
  if (got < 4) return no_request(verb, "standard input ended in the record's length", 4, got);
  if (head.record > LIMIT) return no_request(verb, "absurd length of the record (limit)", LIMIT, head.record);
  char cwd[PATH_MAX];
  if (!getcwd(cwd, sizeof cwd)) strcpy(cwd, "/"); /* the sandbox may be gone */
  head.cwd = (uint32_t) strlen(cwd);
  for (char **e = environ; *e; e++) head.environment += (uint32_t) strlen(*e) + 1;
  *size = sizeof head + head.verb + head.cwd + head.environment + head.record;
  if (!(request = malloc(*size))) return no_request(verb, "out of memory", *size, 0);
  *request = head;
  char *to = stpcpy(stpcpy(request->bytes, verb), cwd);
  for (char **e = environ; *e; e++) to = stpcpy(to, *e) + 1;
  got = read_all(0, to, head.record);
  return got == head.record ? request : no_request(verb, "standard input ended in the record", head.record, got);
}

static int follow(int fd, uint32_t *flags) { /* passes frames on, each when it is complete; the exit status, or LOST */
  struct frame frame;
  while (read_all(fd, (char *) &frame, sizeof frame) == sizeof frame) {
    if (frame.kind == EXIT) return (int) (frame.value & 255);
    char *bytes = frame.kind <= TO_STDERR && frame.value <= LIMIT + 4U ? malloc(frame.value + 1UL) : NULL;
    if (!bytes) return COMPLAIN("the daemon sent a frame of kind %u and length %u\n", frame.kind, frame.value), 1;
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
  int endless = !strcmp(verb, "wait"), status = request ? LOST : 1;
  for (time_t first_loss = 0; status == LOST; request->flags |= REPEATED) {
    int fd = reach_daemon(path);
    time_t connected = time(NULL);
    if (fd < 0 && !endless) return 1;
    if (fd >= 0) write_all(fd, (char *) request, size), status = follow(fd, &request->flags), close(fd);
    if (!first_loss || time(NULL) > connected + PATIENCE) first_loss = time(NULL);
    else if (status == LOST && !endless && time(NULL) > first_loss + PATIENCE)
      return COMPLAIN("%s: the daemon at %s was lost again and again; see its log\n", verb, path), 1;
    else if (status == LOST) sleep(1);
  }
  return status;
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
