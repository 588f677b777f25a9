/*
 * timed-spawn STDIN-FILE STDOUT-FILE PROGRAM [ARGUMENT...]: executes a program and prints when it was started and when it ended
 * (CLOCK_MONOTONIC, nanoseconds) and its exit status. The measuring ends of scripts/bench: the same for every peer.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t files;
	pid_t child;
	int status;

	if (argc < 4) {
		fprintf(stderr, "usage: timed-spawn STDIN-FILE STDOUT-FILE PROGRAM [ARGUMENT...]\n");
		return 64;
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, argv[1], O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
	long long start = now();
	if (posix_spawnp(&child, argv[3], &files, NULL, argv + 3, environ) != 0) {
		perror(argv[3]);
		return 127;
	}
	if (waitpid(child, &status, 0) != child) {
		perror("waitpid");
		return 1;
	}
	printf("%lld %lld %d\n", start, now(), WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
