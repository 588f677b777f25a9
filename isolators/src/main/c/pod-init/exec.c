/* Finding and executing a program inside the app's root, by the rules of execvp(3), but never with a shell of our choice. */
#define _GNU_SOURCE
#include "pod-init.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The app gets 0, 1 and 2. All others close themselves anyhow; this holds even if one of them is forgotten some day. */
static void close_on_exec(void)
{
	enum { SET_CLOEXEC = 1 << 2 }; /* man 2 close_range, CLOSE_RANGE_CLOEXEC, Linux 5.11 */

	if (syscall(SYS_close_range, 3, ~0U, SET_CLOEXEC) != 0)
		for (int fd = 3; fd < 1024; fd++)
			fcntl(fd, F_SETFD, FD_CLOEXEC); /* fails for numbers that are not open */
}

static const char *search_path(char **variables)
{
	for (; *variables; variables++)
		if (strncmp(*variables, "PATH=", 5) == 0)
			return *variables + 5;
	return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

void exec_search(const struct request *request, const char **path)
{
	static char candidate[PATH_MAX];
	int denied = 0;

	close_on_exec();
	*path = request->program;
	if (strchr(request->program, '/')) {
		execve(request->program, request->arguments, request->variables);
		return;
	}
	const char *directory = search_path(request->variables);
	for (;;) {
		size_t length = strcspn(directory, ":");
		int written = snprintf(candidate, sizeof candidate, "%.*s%s%s", (int)length, directory,
				       length ? "/" : "./", request->program);
		if (written > 0 && (size_t)written < sizeof candidate) {
			execve(candidate, request->arguments, request->variables);
			if (errno == EACCES)
				denied = 1;
			else if (errno != ENOENT && errno != ENOTDIR) {
				*path = candidate;
				return;
			}
		}
		if (!directory[length])
			break;
		directory += length + 1;
	}
	errno = denied ? EACCES : ENOENT;
}
