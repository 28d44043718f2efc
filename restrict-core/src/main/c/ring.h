/*
 * The memory that the referee writes and the JVM reads: a header, then a ring of fixed-size records. restrict_layout() in
 * librestrict.c tells the Java side the offsets and the constants by name, so that the two cannot drift apart.
 */
#ifndef RESTRICT_RING_H
#define RESTRICT_RING_H

#include "arch.h"

#define RING_CALLS 512	  /* call numbers that are counted one by one; all higher ones share the last counter */
#define RING_PROGRAM 4096 /* BPF_MAXINSNS */
#define RECORD_COMM 16
#define RECORD_PROTOCOL 8
#define RECORD_DATA 912
#define RING_PREFIXES 16384 /* bytes of the paths that rules are for */
#define RING_PAGE 65536	    /* the largest page that an architecture has */
#define RING_HEADER ((sizeof(struct ring) + RING_PAGE - 1) / RING_PAGE * RING_PAGE)
#define NO_ARGUMENT 0xff

/* The descriptors that the referee starts with. */
#define RING_FD 3
#define SOCKET_FD 4 /* its end of a socket pair, over which it gets the listener */
#define MEMORY_FD 5 /* the memory of the JVM, to read; or nothing */

enum ring_state {
	RING_STARTING = 0,
	RING_READY = 1,	 /* the referee runs and has taken a descriptor over, on trial */
	RING_TAKEN = 2,	 /* it has the listener and has confined itself */
	RING_FAILED = 3, /* error and step say why */
};

enum ring_step {
	STEP_TRIAL = 1,
	STEP_LISTENER = 2,
	STEP_CONFINE = 3,
};

enum how_kind {
	HOW_NOTHING = 0,
	HOW_PATH = 1,	  /* one or two paths, each relative to a descriptor or to the working directory */
	HOW_SOCKADDR = 2, /* socket, address, length: the arguments 0, 1, 2 */
	HOW_FD = 3,	  /* the descriptor in argument path1 */
};

/* How to read what a call names: indices of its arguments. */
struct how {
	u8 kind;
	u8 dirfd1, path1;
	u8 dirfd2, path2;
	u8 flags; /* points to 64 bits of flags, which take the argument's place in the record */
	u8 pad[2];
};

/* struct sock_filter of linux/filter.h */
struct instruction {
	u16 code;
	u8 jt, jf;
	u32 k;
};

struct ring {
	u32 record_size;
	u32 records; /* slots; a power of two */

	/* The handshake. */
	a32 state;	    /* a futex */
	s32 jvm;	    /* process id */
	volatile s32 error; /* errno */
	volatile u32 step;

	/* The orders, read once, before any call is answered. */
	volatile u32 audit;	  /* answer "go on" to everything */
	volatile u32 program_len; /* 0: every call that arrives is denied */

	/* The results. */
	a32 wake;	       /* a futex: changes with each record */
	a32 holding;	       /* a futex: the number of the record whose caller is held, or 0 */
	volatile s32 held_tid; /* that caller */
	u64 head;	       /* records written so far */
	u64 denied;	       /* calls denied so far; in audit mode those that would have been */
	u64 calls[RING_CALLS]; /* the same, by number */

	struct how how[RING_CALLS];
	struct instruction program[RING_PROGRAM]; /* the filter itself, to tell a denied call from an observed one */
	char prefixes[RING_PREFIXES];		  /* each ends with NUL, the last one with two; see worth_holding() */
};

/*
 * Behind the records, the one place to which the JVM can write for good: the number of the last held record for which it has
 * taken the stack, a futex. A lie there only ends a wait.
 */
#define RING_DESK RING_PAGE

#define RECORD_DENIED 1	   /* no promise grants it */
#define RECORD_TRUNCATED 2 /* a name did not fit, or could not be read */
#define RECORD_HELD 4	   /* the caller was held, so that the JVM could take its Java stack */

struct record {
	u64 seq;     /* 1 for the first record; 0 while it is being written */
	u64 time_ns; /* CLOCK_REALTIME */
	s32 pid;
	s32 tid;
	u32 nr;
	u32 flags;
	u64 args[6];
	char comm[RECORD_COMM];
	char protocol
		[RECORD_PROTOCOL]; /* of the socket of a SOCKADDR call, as the kernel names it: TCP, TCPv6, UDP; empty if unknown */
	u16 len1, len2;		   /* bytes of data: an absolute path or an address, then the second path */
	char data[RECORD_DATA];
};

_Static_assert(sizeof(struct record) == 1024, "a record is 1 KiB");

static inline struct record *ring_slot(struct ring *ring, u32 records, u64 index)
{
	return (struct record *)((char *)ring + RING_HEADER + (index & (records - 1)) * sizeof(struct record));
}

static inline a32 *ring_desk(struct ring *ring, u32 records)
{
	return (a32 *)ring_slot(ring, records, 0) + (u64)records * sizeof(struct record) / sizeof(u32);
}

/* To be called before a slot is written anew: who sees any of the new record sees then that the old one is gone. */
static inline void ring_clear(struct record *slot)
{
	__atomic_store_n(&slot->seq, 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

static inline void ring_count(struct ring *ring, u32 nr)
{
	__atomic_fetch_add(&ring->denied, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&ring->calls[nr < RING_CALLS ? nr : RING_CALLS - 1], 1, __ATOMIC_RELAXED);
}

#endif
