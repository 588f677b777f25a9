/* The app: made and held, let go, and its end written down. */
#define _GNU_SOURCE
#include "pod-init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct app the_app;

/* Reads what the app's process says: 1 and its answer, or 0 when it has closed the pipe without a word. */
static int hear(int report, struct answer *answer)
{
	ssize_t got;

	do
		got = read(report, answer, sizeof *answer);
	while (got < 0 && errno == EINTR);
	return got == sizeof *answer;
}

/* man 2 clone3: musl has no headers of the kernel. */
struct clone_arguments {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};
static const uint64_t INTO_CGROUP = 0x200000000ULL;

/* A child of ours that is born in a cgroup (v2), or in our own if directory is -1; *inside tells which it became. */
static pid_t fork_into(int directory, int *inside)
{
	struct clone_arguments how = { .flags = INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)directory };

	*inside = 1; /* before the clone: the child reads it */
	if (directory >= 0) {
		pid_t child = (pid_t)syscall(SYS_clone3, &how, sizeof how);
		if (child >= 0)
			return child;
	}
	*inside = 0; /* older than Linux 5.7: it must move there itself, which waits for an RCU grace period */
	return fork();
}

void app_prepare(const struct question *question, int *descriptors, int count, struct answer *answer)
{
	int go[2], report[2];
	int needed = 4 + !!question->has_mount_namespace + !!question->has_unified_group;
	int group = question->has_unified_group ? needed - 1 : -1; /* the last of those needed */
	int inside;

	if (the_app.state != ABSENT) {
		answer_failed(answer, EEXIST, "the pod has its app already:", the_app.name);
		return;
	}
	if (count < needed) {
		answer_failed(answer, EPROTO, "descriptors are missing", "");
		return;
	}
	if (pipe2(go, O_CLOEXEC) != 0 || pipe2(report, O_CLOEXEC) != 0) {
		answer_failed(answer, errno, "pipe2", "");
		return;
	}
	pid_t child = fork_into(group < 0 ? -1 : descriptors[group], &inside);
	if (child == 0) {
		close(go[1]);
		close(report[0]);
		last_steps(question, descriptors, count, inside, go[0], report[1]);
	}
	int problem = errno;
	close(go[0]);
	close(report[1]);
	the_app.go = go[1];
	the_app.report = report[0];
	if (child < 0) {
		answer_failed(answer, problem, "fork", "");
	} else if (!hear(the_app.report, answer)) {
		answer_failed(answer, ECHILD, "the app's process ended before its program was reached", "");
	}
	if (answer->kind == DONE) {
		the_app.pid = child;
		the_app.state = HELD;
		memcpy(the_app.name, question->app, sizeof the_app.name);
		return;
	}
	close(the_app.go);
	close(the_app.report);
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
}

void app_start(const struct question *question, struct answer *answer)
{
	if (the_app.state == ABSENT || strcmp(question->app, the_app.name) != 0) {
		answer_failed(answer, ENOENT, "the pod has no app", question->app);
		return;
	}
	if (the_app.state != HELD)
		return; /* it has been started: asked again by a daemon that does not know */
	if (write(the_app.go, "", 1) != 1) {
		answer_failed(answer, errno, "the app's process is gone", "");
		return;
	}
	the_app.state = STARTED;
	hear(the_app.report, answer); /* silence: execve(2) has closed the pipe */
	close(the_app.go);
	close(the_app.report);
}

/* Writes the status so that a daemon finds all of it or nothing. */
static void write_down(const struct answer *end)
{
	char name[MAX_NAME + 16], fresh[MAX_NAME + 16], line[96];

	snprintf(name, sizeof name, "exit.%s", the_app.name);
	snprintf(fresh, sizeof fresh, "new-exit.%s", the_app.name);
	int length = snprintf(line, sizeof line, "%d %lld %lld\n", end->number, (long long)end->seconds,
			      (long long)end->nanoseconds);
	int file = openat(RUN_DIRECTORY, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return;
	if (write(file, line, (size_t)length) == length)
		renameat(RUN_DIRECTORY, fresh, RUN_DIRECTORY, name);
	close(file);
}

void app_ended(int status)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	the_app.state = ENDED;
	the_app.exit = (struct answer){ .kind = EXITED, .number = status, .seconds = now.tv_sec,
					.nanoseconds = now.tv_nsec };
	memcpy(the_app.exit.text, the_app.name, sizeof the_app.name);
	write_down(&the_app.exit);
	control_tell_watchers(&the_app.exit);
}
