/*
 * Handing one descriptor to another process, by SCM_RIGHTS over a socket pair: the one way that needs no right to trace, and
 * that container profiles leave open.
 */
#ifndef RESTRICT_HANDOVER_H
#define RESTRICT_HANDOVER_H

#include "arch.h"

#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define MSG_NOSIGNAL 0x4000
#define MSG_CMSG_CLOEXEC 0x40000000

struct iovec {
	void *base;
	u64 len;
};

struct msghdr {
	void *name;
	u32 namelen;
	struct iovec *iov;
	u64 iovlen;
	void *control;
	u64 controllen;
	u32 flags;
};

/* struct cmsghdr with one descriptor. */
struct one_descriptor {
	u64 len;
	s32 level, type;
	s32 fd;
	s32 pad;
};

#define ONE_DESCRIPTOR_LEN __builtin_offsetof(struct one_descriptor, pad) /* CMSG_LEN(sizeof(int)) */

/* Returns 0 or -errno. */
static inline s64 send_descriptor(s32 socket, s32 fd)
{
	u8 byte = 0;
	struct iovec iov = {&byte, 1};
	struct one_descriptor control = {ONE_DESCRIPTOR_LEN, SOL_SOCKET, SCM_RIGHTS, fd, 0};
	struct msghdr message = {0, 0, &iov, 1, &control, sizeof(control), 0};
	s64 n = SYS(NR_sendmsg, socket, &message, MSG_NOSIGNAL, 0, 0, 0);

	return n < 0 ? n : 0;
}

/* Returns the descriptor; -EPIPE if the other end is closed, -EACCES if the kernel held the descriptor back, or -errno. */
static inline s64 receive_descriptor(s32 socket)
{
	u8 byte;
	struct iovec iov = {&byte, 1};
	struct one_descriptor control = {0};
	struct msghdr message = {0, 0, &iov, 1, &control, sizeof(control), 0};
	s64 n = SYS(NR_recvmsg, socket, &message, MSG_CMSG_CLOEXEC, 0, 0, 0);

	if (n <= 0)
		return n < 0 ? n : -EPIPE;
	if (control.len != ONE_DESCRIPTOR_LEN || control.level != SOL_SOCKET || control.type != SCM_RIGHTS)
		return -EACCES;
	return control.fd;
}

#endif
