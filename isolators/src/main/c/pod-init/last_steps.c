/* What an app's process does between fork and execve, in this order; each step named, each may fail. */
#define _GNU_SOURCE
#include "pod-init.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* man 2 capset: not in the headers of every C library. */
enum { CAPABILITY_VERSION = 0x20080522 };
struct capability_head {
	uint32_t version;
	int pid;
};
struct capability_sets {
	uint32_t effective, permitted, inheritable;
};

static int report_to;

static void __attribute__((noreturn)) fail(const char *what, const char *on)
{
	struct answer answer = { .kind = DONE };

	answer_failed(&answer, errno, what, on);
	if (write(report_to, &answer, sizeof answer) < 0)
		_exit(126);
	_exit(127);
}

/*
 * A thread that moves itself by "tasks" does so without the RCU grace period that a write to cgroup.procs waits for, several
 * milliseconds (kernel/cgroup/cgroup.c, cgroup_procs_write_start); we have no other thread.
 */
static void join_cgroups(int *tasks, int count)
{
	for (int i = 0; i < count; i++)
		if (write(tasks[i], "0", 1) != 1)
			fail("join cgroup", "");
}

static void join_unified(int directory)
{
	int file = openat(directory, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	if (file < 0 || write(file, "0", 1) != 1)
		fail("join cgroup v2", "");
	close(file);
}

/* A text of a mount item; NULL for an empty one, as mount(2) wants it. */
static const char *next_text(const char **at, const char *end)
{
	const char *text = *at;
	const char *stop = memchr(text, 0, (size_t)(end - text));

	if (!stop) {
		errno = EPROTO;
		fail("malformed mount", "");
	}
	*at = stop + 1;
	return *text ? text : NULL;
}

static void make_mount(const char *bytes, uint32_t length)
{
	uint64_t flags;
	uint32_t may_miss;
	const char *end = bytes + length;
	struct stat there;

	if (length < sizeof flags + sizeof may_miss) {
		errno = EPROTO;
		fail("malformed mount", "");
	}
	memcpy(&flags, bytes, sizeof flags);
	memcpy(&may_miss, bytes + sizeof flags, sizeof may_miss);
	const char *at = bytes + sizeof flags + sizeof may_miss;
	const char *source = next_text(&at, end);
	const char *target = next_text(&at, end);
	const char *type = next_text(&at, end);
	const char *data = next_text(&at, end);
	if (may_miss && lstat(target, &there) != 0)
		return;
	/* Masking: a directory gets an empty file system, a file /dev/null. */
	if (may_miss && source && strcmp(source, "mask") == 0) {
		if (S_ISDIR(there.st_mode)) {
			source = type = "tmpfs";
			flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
			data = "size=0k,mode=000";
		} else {
			source = "/dev/null";
			flags = MS_BIND;
		}
	} else if (may_miss && (flags & MS_REMOUNT) && mount(target, target, NULL, MS_BIND | MS_REC, NULL) != 0) {
		fail("bind", target);
	}
	if (mount(source, target, type, flags, data) != 0)
		fail("mount", target ? target : "");
}

static void make_mounts(const struct request *request)
{
	const char *end = request->bytes + request->length;
	const char *item = request->bytes;
	uint32_t type, length;

	while ((item = item_next(item, end, &type, &length)) != NULL) {
		if (type == MOUNT)
			make_mount(item, length);
		item += length;
	}
}

static void become(const struct request *request)
{
	struct capability_head head = { .version = CAPABILITY_VERSION };
	struct capability_sets sets[2] = { { 0, 0, 0 }, { 0, 0, 0 } };

	for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
		if (!(request->capabilities >> capability & 1) && prctl(PR_CAPBSET_DROP, capability) != 0)
			fail("drop capability", "");
	if (setgroups(request->group_count, request->groups) != 0)
		fail("setgroups", "");
	if (setresgid(request->group, request->group, request->group) != 0)
		fail("setresgid", "");
	if (setresuid(request->user, request->user, request->user) != 0)
		fail("setresuid", "");
	if (request->user == 0) {
		/* What a root process has after execve is the bounding set; it shall not have more before. */
		sets[0].permitted = sets[0].effective = (uint32_t)request->capabilities;
		sets[1].permitted = sets[1].effective = (uint32_t)(request->capabilities >> 32);
		struct capability_sets now[2];
		if (syscall(SYS_capget, &head, now) != 0)
			fail("capget", "");
		for (int i = 0; i < 2; i++) {
			sets[i].permitted &= now[i].permitted;
			sets[i].effective = sets[i].permitted;
		}
		if (syscall(SYS_capset, &head, sets) != 0)
			fail("capset", "");
	}
	if (request->no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		fail("set no_new_privs", "");
}

/* A daemon that systemd protects from the kernel's choice of victims must not pass that on. Raising needs no privilege. */
static void reset_oom_score(void)
{
	int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (file >= 0) {
		if (write(file, "0", 1) != 1 && errno != EACCES) /* EACCES: it was above 0, and we may not lower it */
			fail("reset oom_score_adj", "");
		close(file);
	}
}

static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL); /* fails for the two that are never ignored */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void last_steps(const struct question *question, int *descriptors, int count, int inside, int go, int report)
{
	struct request request;
	struct answer ready = { .kind = DONE };
	const char *path;
	char byte;
	int unified = 4 + !!question->has_mount_namespace;
	int first_tasks = unified + !!question->has_unified_group;

	report_to = report;
	if (request_read(descriptors[0], &request) != 0)
		fail("read the request", "");
	if (question->has_unified_group && !inside)
		join_unified(descriptors[unified]);
	join_cgroups(descriptors + first_tasks, count - first_tasks);
	setsid();
	umask(022);
	if (question->has_mount_namespace && setns(descriptors[4], CLONE_NEWNS) != 0)
		fail("enter the mount namespace", "");
	make_mounts(&request);
	reset_oom_score();
	for (int i = 0; i < 3; i++)
		if (dup2(descriptors[1 + i], i) != i)
			fail("dup2", "");
	if (chdir(request.directory) != 0)
		fail("change to working directory", request.directory);
	become(&request);
	prctl(PR_SET_DUMPABLE, 0);
	if (write(report, &ready, sizeof ready) != sizeof ready)
		_exit(126);
	while (read(go, &byte, 1) != 1)
		if (errno != EINTR)
			_exit(126); /* pod-init is gone */
	reset_signals();
	exec_search(&request, &path);
	fail("execute", path);
}
