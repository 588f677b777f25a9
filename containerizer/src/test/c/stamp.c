/* An app that says when its first instruction ran: CLOCK_MONOTONIC, nanoseconds. With an argument it then stays. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct timespec now;
	char line[32];

	(void)argv;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int length = snprintf(line, sizeof line, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
	if (write(1, line, (size_t)length) != length)
		return 1;
	while (argc > 1)
		pause();
	return 0;
}
