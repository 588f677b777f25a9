/* The way to the daemon: connects, and starts it if nobody answers. */
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "client.h"
enum { ALREADY_RUNS = 75 }; /* exit status of a daemon that finds the instance lock taken (InstanceLock) */

static int dial(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), error;
  if (fd < 0 || connect(fd, (struct sockaddr *) &address, sizeof address) == 0) return fd;
  return error = errno, close(fd), errno = error, -1;
}

/* Becomes the parent of the daemon, with nothing of the agent's left, and ends with the daemon's exit status. */
static void run_daemon(const char *path, const char *program) {
  static const char *const kept[] = {"PATH=", "HOME=", "LANG=", "JAVA_HOME=", "MESOS_APPC_", NULL};
  int null = open("/dev/null", O_RDWR), log = open("appcd.log", O_WRONLY | O_CREAT | O_APPEND, 0600), status = 0;
  dup2(null, 0), dup2(log < 0 ? null : log, 1), dup2(1, 2);
  if (syscall(SYS_close_range, 3, ~0U, 0)) for (int fd = (int) sysconf(_SC_OPEN_MAX); fd > 2; fd--) close(fd);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none), sigprocmask(SIG_SETMASK, &none, NULL), umask(022), setsid();
  setenv("MESOS_APPC_SOCKET", path, 1);
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

int reach_daemon(const char *path) {
  char directory[128] = "", program[PATH_MAX + 16] = "/";
  int fd, status = 0, lock = -1;
  pid_t parent = 0; /* of the daemon that we start; -1: none, or none any more */
  if (*path != '/' || strlen(path) >= sizeof ((struct sockaddr_un *) 0)->sun_path)
    return COMPLAIN("cannot use the socket %s: its path must be absolute and shorter than 108 bytes\n", path), -1;
  memcpy(directory, path, (size_t) (strrchr(path, '/') - path));
  for (time_t give_up = time(NULL) + PATIENCE; (fd = dial(path)) < 0 && time(NULL) < give_up; usleep(20000)) {
    if (errno != ENOENT && errno != ECONNREFUSED)
      return COMPLAIN("cannot connect to %s: %s\n", path, strerror(errno)), -1;
    if (parent > 0 && waitpid(parent, &status, WNOHANG) == parent) {
      parent = -1;
      if (WEXITSTATUS(status) != ALREADY_RUNS) break;
    } else if (lock >= 0 && !parent && !access("appcd.supervised", F_OK)) { /* made by the systemd unit */
      COMPLAIN("no daemon answers at %s: waiting for its service\n", path), parent = -1;
    } else if (lock >= 0 && !parent) { /* the lock is ours and nobody has answered since */
      if (readlink("/proc/self/exe", program, PATH_MAX - 1) > 0) strcpy(strrchr(program, '/'), "/mesos-appcd");
      COMPLAIN("no daemon answers at %s: starting %s, its log is %s/appcd.log\n", path, program, directory);
      if (!(parent = fork())) run_daemon(path, program);
    } else if (lock < 0) {
      mkdir(directory, 0700);
      if (chdir(directory) || (lock = open("appcd.start.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
        return COMPLAIN("cannot open %s/appcd.start.lock: %s\n", directory, strerror(errno)), -1;
      if (flock(lock, LOCK_EX | LOCK_NB)) close(lock), lock = -1;
    }
  }
  if (fd < 0 && status) COMPLAIN("%s failed with status %d; see %s/appcd.log\n", program, WEXITSTATUS(status), directory);
  else if (fd < 0) COMPLAIN("no daemon answered at %s within %d s; see its log\n", path, PATIENCE);
  if (parent > 0) kill(parent, SIGKILL), waitpid(parent, NULL, 0); /* leaves the daemon to process 1, not to the agent */
  if (fd < 0 && lock >= 0) sleep(1); /* before the next one tries */
  if (lock >= 0) close(lock);
  return fd;
}
