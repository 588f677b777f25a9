/*
 * pod-init: the first process of a pod. Static, single-threaded, allocates nothing after its start but the memory that holds a
 * request while its app is made. What it is told comes from the daemon over a socket in the pod's run directory.
 */
#ifndef POD_INIT_H
#define POD_INIT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Descriptors that the daemon leaves open in us. */
enum { LISTENER = 3, RUN_DIRECTORY = 4, FIRST_OTHER = 5 };

enum { MAX_CLIENTS = 8, MAX_NAME = 64, MAX_DESCRIPTORS = 32, MAX_TEXT = 400, MAX_WORDS = 65536 };

/* What a client asks; the first word of a message. */
enum operation { PREPARE = 1, START = 2, WATCH = 3 }; /* who PREPAREs an app hears of its end as one who WATCHes */

/*
 * A message to us. With PREPARE come descriptors: request, stdin, stdout, stderr, [mount namespace], [cgroup v2 directory],
 * v1's "tasks" files ...
 */
struct question {
	uint32_t operation;
	uint32_t has_mount_namespace;
	uint32_t has_unified_group;
	char app[MAX_NAME];
};

/* A message from us. */
enum answer_kind { DONE = 1, FAILED = 2, EXITED = 3 };
struct answer {
	uint32_t kind;
	int32_t number; /* errno if FAILED, wait status if EXITED */
	int64_t seconds;
	int64_t nanoseconds;
	char text[MAX_TEXT]; /* what failed if FAILED, the app if EXITED */
};

/* Items of a request: type, length, bytes; texts end with NUL. */
enum item_type {
	PROGRAM = 1, /* text */
	ARGUMENT,    /* text, in order */
	VARIABLE,    /* text NAME=VALUE, in order */
	DIRECTORY,   /* text */
	USER,        /* u32 */
	GROUP,       /* u32 */
	OTHER_GROUP, /* u32, any number of them */
	CAPABILITIES, /* u64, bit per capability: the bounding set */
	NO_NEW_PRIVILEGES, /* empty */
	MOUNT        /* u64 flags, u32 may_miss, then texts source, target, type, data */
};

/* What a request asks for, pointing into its bytes. */
struct request {
	const char *program;
	char **arguments;
	char **variables;
	const char *directory;
	uint32_t user;
	uint32_t group;
	gid_t *groups;
	size_t group_count;
	uint64_t capabilities;
	int no_new_privileges;
	const char *bytes; /* where the items are, for the mounts */
	size_t length;
};

/* The app of this pod. */
enum app_state { ABSENT, HELD, STARTED, ENDED };
struct app {
	enum app_state state;
	char name[MAX_NAME];
	pid_t pid;
	int go;     /* a byte written here lets it execute */
	int report; /* it says here what failed; closed by a successful execve */
	struct answer exit;
};

extern struct app the_app;

/* control.c: the socket */
void control_accept(void);
void control_serve(int client_index);
int control_client(int client_index); /* its descriptor, -1 if none */
void control_tell_watchers(const struct answer *news);

/* request.c */
int request_read(int descriptor, struct request *out); /* 0, or -1 with errno */
const char *item_next(const char *at, const char *end, uint32_t *type, uint32_t *length);

/* app.c */
void app_prepare(const struct question *question, int *descriptors, int count, struct answer *answer);
void app_start(const struct question *question, struct answer *answer);
void app_ended(int status);

/* last_steps.c: does not return; says what failed on report and ends. inside: whether it is in its cgroup v2 already */
void last_steps(const struct question *question, int *descriptors, int count, int inside, int go, int report)
	__attribute__((noreturn));

/* exec.c: returns only if no file could be executed; *path is the one that errno is about */
void exec_search(const struct request *request, const char **path);

/* An answer that says that something failed with errno. */
void answer_failed(struct answer *answer, int number, const char *what, const char *on);

#endif
