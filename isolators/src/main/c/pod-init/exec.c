/* Finding and executing a program inside the app's root, by the rules of execvp(3), but never with a shell of our choice. */
#define _GNU_SOURCE
#include "pod-init.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
