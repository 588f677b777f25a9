/* Reads a request out of the descriptor that came with it. The daemon is trusted, but a mistake must not become a crash. */
#define _GNU_SOURCE
#include "pod-init.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { HEAD = 2 * sizeof(uint32_t) };

/* The bytes of the next item, or NULL at the end or if it is malformed; *type is 0 at the end. */
const char *item_next(const char *at, const char *end, uint32_t *type, uint32_t *length)
{
	*type = 0;
	if (at == end)
		return NULL;
	if ((size_t)(end - at) < HEAD)
		goto malformed;
	memcpy(type, at, sizeof *type);
	memcpy(length, at + sizeof *type, sizeof *length);
	if (*type == 0 || *length > (size_t)(end - at) - HEAD)
		goto malformed;
	return at + HEAD;
malformed:
	*type = ~0U;
	return NULL;
}

static int is_text(const char *bytes, uint32_t length)
{
	return length > 0 && bytes[length - 1] == 0 && strlen(bytes) == length - 1;
}

static int is_number(uint32_t length)
{
	return length == sizeof(uint32_t);
}

static uint32_t number(const char *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof value);
	return value;
}

static int take(struct request *out, uint32_t type, const char *bytes, uint32_t length, size_t *words)
{
	static char *arguments[MAX_WORDS], *variables[MAX_WORDS];
	static gid_t groups[MAX_WORDS];

	out->arguments = arguments;
	out->variables = variables;
	out->groups = groups;
	switch (type) {
	case PROGRAM:
		out->program = bytes;
		return is_text(bytes, length);
	case DIRECTORY:
		out->directory = bytes;
		return is_text(bytes, length);
	case ARGUMENT:
		if (words[0] >= MAX_WORDS - 1)
			return 0;
		arguments[words[0]++] = (char *)bytes;
		return is_text(bytes, length);
	case VARIABLE:
		if (words[1] >= MAX_WORDS - 1)
			return 0;
		variables[words[1]++] = (char *)bytes;
		return is_text(bytes, length);
	case USER:
		out->user = is_number(length) ? number(bytes) : 0;
		return is_number(length);
	case GROUP:
		out->group = is_number(length) ? number(bytes) : 0;
		return is_number(length);
	case OTHER_GROUP:
		if (!is_number(length) || out->group_count >= MAX_WORDS)
			return 0;
		groups[out->group_count++] = number(bytes);
		return 1;
	case CAPABILITIES:
		if (length != sizeof out->capabilities)
			return 0;
		memcpy(&out->capabilities, bytes, length);
		return 1;
	case NO_NEW_PRIVILEGES:
		out->no_new_privileges = 1;
		return 1;
	case MOUNT:
		return 1; /* looked at when it is made */
	default:
		return 0;
	}
}

int request_read(int descriptor, struct request *out)
{
	struct stat size;
	size_t words[2] = { 0, 0 };
	uint32_t type, length;

	memset(out, 0, sizeof *out);
	if (fstat(descriptor, &size) != 0)
		return -1;
	out->length = (size_t)size.st_size;
	out->bytes = mmap(NULL, out->length ? out->length : 1, PROT_READ, MAP_PRIVATE, descriptor, 0);
	if (out->bytes == MAP_FAILED)
		return -1;
	const char *end = out->bytes + out->length;
	const char *item = out->bytes;
	while ((item = item_next(item, end, &type, &length)) != NULL) {
		if (!take(out, type, item, length, words)) {
			errno = EPROTO;
			return -1;
		}
		item += length;
	}
	if (type != 0 || !out->program || !out->directory || words[0] == 0) {
		errno = EPROTO;
		return -1;
	}
	out->arguments[words[0]] = NULL;
	out->variables[words[1]] = NULL;
	return 0;
}
