/* The loop: news from the kernel about children, questions from daemons. */
#define _GNU_SOURCE
#include "pod-init.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int is_first; /* whether we are PID 1 of a namespace of our own */

static void close_the_rest(void)
{
	/* Whatever else the daemon had open without O_CLOEXEC is not the pod's business. */
	if (syscall(SYS_close_range, FIRST_OTHER, ~0U, 0) != 0)
		for (int fd = FIRST_OTHER; fd < 65536; fd++)
			close(fd);
}

/* posix_spawn has left our two open across execve: no app may inherit them, for each leads to the host. */
static int keep_to_ourselves(void)
{
	return fcntl(LISTENER, F_SETFD, FD_CLOEXEC) == 0 && fcntl(RUN_DIRECTORY, F_SETFD, FD_CLOEXEC) == 0 ? 0 : -1;
}

/* A network namespace is born with its loopback device down. */
static int loopback_up(void)
{
	struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int result = any < 0 ? -1 : ioctl(any, SIOCSIFFLAGS, &loopback);

	if (any >= 0)
		close(any);
	return result;
}

static int news_of_children(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	return signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if ((the_app.state == HELD || the_app.state == STARTED) && pid == the_app.pid)
			app_ended(status);
}

static void take_signals(int signals)
{
	struct signalfd_siginfo news;

	while (read(signals, &news, sizeof news) == sizeof news) {
		int forwarded = news.ssi_signo == SIGTERM || news.ssi_signo == SIGINT || news.ssi_signo == SIGHUP ||
				news.ssi_signo == SIGQUIT || news.ssi_signo == SIGUSR1 || news.ssi_signo == SIGUSR2;
		if (forwarded && (the_app.state == HELD || the_app.state == STARTED))
			kill(the_app.pid, (int)news.ssi_signo);
	}
	reap();
}

/* The pod is over with its app: nothing may stay behind. Without a PID namespace of our own the daemon sees to that. */
static void finish(void)
{
	if (is_first) {
		kill(-1, SIGKILL);
		while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
			;
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	struct pollfd watched[2 + MAX_CLIENTS];

	close_the_rest();
	if (argc < 2) /* pod-init POD-ID [own-network] */
		return 64;
	if (prctl(PR_SET_DUMPABLE, 0) != 0 || keep_to_ourselves() != 0)
		return 70;
	is_first = getpid() == 1;
	if (!is_first)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (argc > 2 && strcmp(argv[2], "own-network") == 0 && loopback_up() != 0)
		return 72;
	int signals = news_of_children();
	if (signals < 0)
		return 70;

	while (the_app.state != ENDED) {
		watched[0] = (struct pollfd){ .fd = signals, .events = POLLIN };
		watched[1] = (struct pollfd){ .fd = LISTENER, .events = POLLIN };
		for (int i = 0; i < MAX_CLIENTS; i++)
			watched[2 + i] = (struct pollfd){ .fd = control_client(i), .events = POLLIN };
		if (poll(watched, 2 + MAX_CLIENTS, -1) < 0 && errno != EINTR)
			return 70;
		if (watched[0].revents)
			take_signals(signals);
		for (int i = 0; i < MAX_CLIENTS && the_app.state != ENDED; i++)
			if (watched[2 + i].fd >= 0 && watched[2 + i].revents)
				control_serve(i);
		if (watched[1].revents)
			control_accept();
	}
	finish();
}
