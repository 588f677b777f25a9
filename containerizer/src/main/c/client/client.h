/* mesos-appc-containerizer: carries one call of a Mesos agent to the daemon, and the answer back. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#define NAME "mesos-appc-containerizer"
#define COMPLAIN(...) dprintf(2, NAME ": " __VA_ARGS__)
enum { PATIENCE = 60 };             /* seconds that a daemon may take to start */
int reach_daemon(const char *path); /* a socket connected to the daemon, started if need be; -1 after a complaint */
