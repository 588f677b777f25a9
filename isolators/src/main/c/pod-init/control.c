/* The socket: who may ask, and the framing of questions and answers. */
#define _GNU_SOURCE
#include "pod-init.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	int used;
	int descriptor;
	int watches;
} clients[MAX_CLIENTS];

int control_client(int client_index)
{
	return clients[client_index].used ? clients[client_index].descriptor : -1;
}

static void drop(int client_index)
{
	close(clients[client_index].descriptor);
	clients[client_index].used = 0;
}

static int is_root(int descriptor)
{
	struct ucred peer;
	socklen_t size = sizeof peer;

	return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == 0;
}

void control_accept(void)
{
	int descriptor = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC);

	if (descriptor < 0)
		return;
	for (int i = 0; i < MAX_CLIENTS && is_root(descriptor); i++)
		if (!clients[i].used) {
			clients[i].used = 1;
			clients[i].descriptor = descriptor;
			clients[i].watches = 0;
			return;
		}
	close(descriptor);
}

static int send_answer(int descriptor, const struct answer *answer)
{
	/* A daemon that does not read must not hold the pod up. */
	return send(descriptor, answer, sizeof *answer, MSG_NOSIGNAL | MSG_DONTWAIT) == sizeof *answer ? 0 : -1;
}

void control_tell_watchers(const struct answer *news)
{
	for (int i = 0; i < MAX_CLIENTS; i++)
		if (clients[i].used && clients[i].watches)
			send_answer(clients[i].descriptor, news);
}

void answer_failed(struct answer *answer, int number, const char *what, const char *on)
{
	answer->kind = FAILED;
	answer->number = number;
	snprintf(answer->text, sizeof answer->text, "%s%s%s", what, *on ? " " : "", on);
}

/* Receives one question with its descriptors; the number of bytes that were sent, which may be more than fit, or -1. */
static ssize_t receive(int descriptor, struct question *question, int *descriptors, int *count, int *flags)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * MAX_DESCRIPTORS)];
		struct cmsghdr align;
	} control;
	struct iovec part = { .iov_base = question, .iov_len = sizeof *question };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof control };
	ssize_t got = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT | MSG_TRUNC);

	*count = 0;
	*flags = message.msg_flags;
	if (got <= 0)
		return got;
	for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head))
		if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS && *count == 0) {
			*count = (int)((head->cmsg_len - CMSG_LEN(0)) / sizeof(int));
			memcpy(descriptors, CMSG_DATA(head), sizeof(int) * (size_t)*count);
		}
	return got;
}

void control_serve(int client_index)
{
	struct question question;
	struct answer answer = { .kind = DONE };
	int descriptors[MAX_DESCRIPTORS];
	int count, flags;
	int client = clients[client_index].descriptor;
	ssize_t got = receive(client, &question, descriptors, &count, &flags);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		drop(client_index);
		return;
	}
	if (got != sizeof question || (flags & MSG_CTRUNC) || !memchr(question.app, 0, sizeof question.app) || !question.app[0])
		answer_failed(&answer, EPROTO, "malformed question", "");
	else if (question.operation == PREPARE)
		app_prepare(&question, descriptors, count, &answer);
	else if (question.operation == START)
		app_start(&question, &answer);
	else if (question.operation == WATCH)
		clients[client_index].watches = 1;
	else
		answer_failed(&answer, ENOSYS, "unknown operation", "");
	if (question.operation == PREPARE && answer.kind == DONE)
		clients[client_index].watches = 1;
	for (int i = 0; i < count; i++)
		close(descriptors[i]);
	if (send_answer(client, &answer) != 0)
		drop(client_index);
}
