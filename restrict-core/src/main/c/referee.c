/*
 * The referee: holds the listener of the process's filter, counts what is denied, and answers.
 *
 * Whoever holds a seccomp listener may also say "go on", so it must not live where an intruder lives. It lives in this
 * process: started before the lock, outside the JVM's Landlock domain, with no descriptor but the ring, the JVM's memory and
 * the listener. It ends when nobody is left under the filter. When it dies earlier, the kernel answers ENOSYS in its
 * stead.
 */
#include "handover.h"
#include "ring.h"

ENTRY;

#define PR_SET_NAME 15
#define PR_SET_DUMPABLE 4
#define PR_SET_SECCOMP 22
#define SECCOMP_MODE_FILTER 2
#define POLLIN 1

#define SECCOMP_IOCTL_NOTIF_RECV 0xc0502100UL
#define SECCOMP_IOCTL_NOTIF_SEND 0xc0182101UL
#define SECCOMP_IOCTL_NOTIF_ID_VALID 0x40082102UL
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS 0x40082104UL /* Linux 6.6 */
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP 1
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1

#define SECCOMP_RET_KILL_PROCESS 0x80000000U
#define SECCOMP_RET_ALLOW 0x7fff0000U

struct seccomp_data {
	s32 nr;
	u32 arch;
	u64 ip;
	u64 args[6];
};

struct seccomp_notif {
	u64 id;
	u32 pid;
	u32 flags;
	struct seccomp_data data;
};

struct seccomp_notif_resp {
	u64 id;
	s64 val;
	s32 error;
	u32 flags;
};

struct pollfd {
	s32 fd;
	u16 events, revents;
};

#define HOLDS_PER_SECOND 50
#define HOLDS_IN_AUDIT 32
#define HOLD_NS 200000000UL

static struct ring *ring;
static u32 audit;
static u32 tokens; /* how many calls may still be held in this second */
static s32 jvm, listener;
static u64 asked; /* the call that is being looked at, by the kernel's id */
/* The JVM may write to the ring until it has handed the listener over: what steers this process is read once, into these. */
static u32 records;
static u64 head;
static struct how how[RING_CALLS];
static struct instruction program[RING_PROGRAM];
static u32 program_len;
static char prefixes[RING_PREFIXES];

static _Noreturn void leave(int status)
{
	for (;;)
		SYS(NR_exit_group, status, 0, 0, 0, 0, 0);
}

static _Noreturn void fail(u32 step, s64 error)
{
	ring->error = (s32)error;
	ring->step = step;
	ring->state = RING_FAILED;
	futex_wake_all(&ring->state);
	leave(1);
}

/*
 * The filter itself, run once more: with path observation a granted call arrives as well as a denied one, and only the
 * filter knows which is which. Its copy was made before the lock. It denies what it does not understand.
 */
static int granted(const struct seccomp_data *data)
{
	u32 a = 0, pc = 0;

	while (pc < program_len) {
		const struct instruction *i = &program[pc++];

		switch (i->code) {
		case 0x20: /* BPF_LD|BPF_W|BPF_ABS */
			if (i->k > sizeof(*data) - 4 || i->k & 3)
				return 0;
			a = *(const u32 *)((const char *)data + i->k);
			break;
		case 0x54: /* BPF_ALU|BPF_AND|BPF_K */
			a &= i->k;
			break;
		case 0x05: /* BPF_JMP|BPF_JA */
			pc += i->k;
			break;
		case 0x15: /* BPF_JMP|BPF_JEQ|BPF_K */
			pc += a == i->k ? i->jt : i->jf;
			break;
		case 0x25: /* BPF_JMP|BPF_JGT|BPF_K */
			pc += a > i->k ? i->jt : i->jf;
			break;
		case 0x35: /* BPF_JMP|BPF_JGE|BPF_K */
			pc += a >= i->k ? i->jt : i->jf;
			break;
		case 0x45: /* BPF_JMP|BPF_JSET|BPF_K */
			pc += a & i->k ? i->jt : i->jf;
			break;
		case 0x06: /* BPF_RET|BPF_K */
			return i->k == SECCOMP_RET_ALLOW;
		default:
			return 0;
		}
	}
	return 0;
}

static char *append(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	*to = 0;
	return to;
}

static char *append_number(char *to, u32 n)
{
	char digits[12];
	int i = 0;

	do
		digits[i++] = (char)('0' + n % 10);
	while (n /= 10);
	while (i)
		*to++ = digits[--i];
	*to = 0;
	return to;
}

/*
 * Who a thread id is: name and process. Kept for a second, since a flood comes from few threads; and only for the JVM's own
 * threads, since any other process may execute a program meanwhile, which has another name.
 */
struct who {
	s32 tid, pid;
	u64 until_ns;
	char comm[16];
};

static const struct who *who_is(s32 tid, u64 now)
{
	static struct who known[256];
	struct who *who = &known[(u32)tid % 256];
	char path[40], text[256];
	s64 fd, n, i, j;

	if (who->tid == tid && who->pid == jvm && now < who->until_ns)
		return who;
	who->tid = who->pid = tid;
	who->until_ns = now + 1000000000UL;
	who->comm[0] = 0;
	append(append_number(append(path, "/proc/"), (u32)tid), "/status");
	fd = SYS(NR_openat, AT_FDCWD, path, O_CLOEXEC, 0, 0, 0);
	if (fd < 0)
		return who;
	n = SYS(NR_read, fd, text, sizeof(text) - 1, 0, 0, 0);
	SYS(NR_close, fd, 0, 0, 0, 0, 0);
	text[n > 0 ? n : 0] = 0;
	/* "Name:\tmain\n" is first. */
	for (i = 6, j = 0; i < n && text[i] != '\n' && j < 15; i++)
		who->comm[j++] = text[i];
	who->comm[j] = 0;
	for (; i + 7 < n; i++)
		if (text[i] == '\n' && text[i + 1] == 'T' && text[i + 2] == 'g' && text[i + 5] == ':') {
			s32 pid = 0;

			for (i += 7; text[i] >= '0' && text[i] <= '9'; i++)
				pid = pid * 10 + (text[i] - '0');
			who->pid = pid;
			break;
		}
	return who;
}

/*
 * What a caller's memory holds. The JVM's own was opened by the JVM itself, which takes no right to trace. That of a child
 * is opened now, for which the kernel may want one (Yama); then what the call names stays unknown. Returns the number of
 * bytes, fewer where what follows is not mapped, or -errno.
 */
static s64 read_memory(const struct record *record, u64 address, void *to, u64 n)
{
	char path[40];
	s64 fd, ret = record->pid == jvm ? SYS(NR_pread64, MEMORY_FD, to, n, address, 0, 0) : 0;

	if (ret > 0)
		return ret;
	append(append_number(append(path, "/proc/"), (u32)record->tid), "/mem");
	fd = SYS(NR_openat, AT_FDCWD, path, O_CLOEXEC, 0, 0, 0);
	if (fd < 0)
		return fd;
	/* If the caller is gone, its id may be another's by now. */
	ret = SYS(NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &asked, 0, 0, 0);
	if (ret == 0)
		ret = SYS(NR_pread64, fd, to, n, address, 0, 0);
	SYS(NR_close, fd, 0, 0, 0, 0, 0);
	return ret;
}

/* The link /proc/TID/cwd or /proc/TID/fd/N. Returns its length, at least 0. */
static s64 read_link(s32 tid, s64 fd, char *to, s64 room)
{
	char path[48];
	char *end = append_number(append(path, "/proc/"), (u32)tid);
	s64 n;

	if (fd == AT_FDCWD)
		append(end, "/cwd");
	else
		append_number(append(end, "/fd/"), (u32)fd);
	n = SYS(NR_readlinkat, AT_FDCWD, path, to, room, 0, 0);
	return n < 0 ? 0 : n;
}

/* The path that two arguments name, absolute where it can be. Returns its length. */
static u16 read_path(struct record *record, u8 dirfd, u8 argument, char *to, s64 room)
{
	static char text[4096];
	s64 n = read_memory(record, record->args[argument], text, sizeof(text)), length = 0, base = 0, i;

	while (length < n && text[length])
		length++;
	if (n <= 0 || length == n) {
		record->flags |= RECORD_TRUNCATED;
		return 0;
	}
	if (length == 0 || text[0] != '/') {
		base = read_link(record->tid, dirfd == NO_ARGUMENT ? AT_FDCWD : (s32)record->args[dirfd], to, room);
		if (length && base && base < room)
			to[base++] = '/';
	}
	if (base + length > room) {
		record->flags |= RECORD_TRUNCATED;
		length = room - base;
	}
	for (i = 0; i < length; i++)
		to[base + i] = text[i];
	return (u16)(base + length);
}

/* As open_how has them first. */
static void read_flags(struct record *record, u8 argument)
{
	u64 flags = 0;

	if (read_memory(record, record->args[argument], &flags, sizeof(flags)) != sizeof(flags))
		record->flags |= RECORD_TRUNCATED;
	record->args[argument] = flags;
}

/* What a socket speaks: its file system names the protocol in an attribute. */
static void read_protocol(struct record *record, s32 fd)
{
	char path[48], name[32];
	s64 n, i;

	append_number(append(append_number(append(path, "/proc/"), (u32)record->tid), "/fd/"), (u32)fd);
	n = SYS(NR_getxattr, path, "system.sockprotoname", name, sizeof(name), 0, 0);
	for (i = 0; i < n && i < RECORD_PROTOCOL - 1 && name[i]; i++)
		record->protocol[i] = name[i];
	record->protocol[i] = 0;
}

/* The socket is the first argument, the length follows the address. */
static void read_socket(struct record *record, u8 address)
{
	u64 length = record->args[address + 1] < 128 ? record->args[address + 1] : 128;
	s64 n = read_memory(record, record->args[address], record->data, length);

	record->len1 = n > 0 ? (u16)n : 0;
	if ((s32)record->args[0] >= 0)
		read_protocol(record, (s32)record->args[0]);
}

/*
 * Whether the JVM should see who calls before the answer lets the thread go on: for denied calls, for connections, and for
 * paths without a rule. Only a few a second, so that a flood is as fast as ever; and in audit mode, where nearly all calls
 * arrive, only the first few of each number.
 */
static int worth_holding(const struct record *record, const struct how *h)
{
	static u8 seen[RING_CALLS];
	static u64 refilled;
	const char *prefix;
	u64 now;
	u32 i;

	if (record->pid != jvm || (audit && seen[record->nr] == HOLDS_IN_AUDIT))
		return 0;
	if (!(record->flags & RECORD_DENIED) && h->kind == HOW_PATH) {
		for (i = 0; i + 3 < record->len1; i++)
			if (record->data[i] == '/' && record->data[i + 1] == '.' && record->data[i + 2] == '.')
				goto hold;
		for (prefix = prefixes; *prefix; prefix += i + 1) {
			for (i = 0; prefix[i] && i < record->len1 && prefix[i] == record->data[i]; i++)
				;
			if (!prefix[i] && (i == record->len1 || record->data[i] == '/' || prefix[i - 1] == '/'))
				return 0;
			while (prefix[i])
				i++;
		}
	}
hold:
	now = now_ns(CLOCK_MONOTONIC);
	if (now - refilled > 1000000000UL) {
		refilled = now;
		tokens = HOLDS_PER_SECOND;
	}
	if (!tokens)
		return 0;
	tokens--;
	if (audit)
		seen[record->nr]++;
	return 1;
}

/*
 * Waits until the JVM has taken the stack of a thread, but not long: it may be at a safepoint. If it does not come, nobody
 * else is held for a while.
 */
static void hold(s32 tid, u32 seq)
{
	a32 *desk = ring_desk(ring, records);
	u64 deadline = now_ns(CLOCK_MONOTONIC) + HOLD_NS;
	u32 taken;

	ring->held_tid = tid;
	ring->holding = seq;
	futex_wake_all(&ring->holding);
	while ((taken = *desk) != seq && now_ns(CLOCK_MONOTONIC) < deadline)
		futex_wait(desk, taken, HOLD_NS / 4);
	if (*desk != seq)
		tokens = 0;
	ring->holding = 0;
}

static void write_record(const struct seccomp_notif *call, int denied)
{
	static struct record made;
	struct record *record = &made, *slot = ring_slot(ring, records, head);
	u32 nr = (u32)call->data.nr;
	const struct how *h = nr < RING_CALLS ? &how[nr] : 0;
	const struct who *who;

	asked = call->id;
	record->time_ns = now_ns(CLOCK_REALTIME);
	record->tid = (s32)call->pid;
	who = who_is(record->tid, record->time_ns);
	record->pid = who->pid;
	copy_bytes(record->comm, who->comm, sizeof(record->comm));
	record->nr = nr;
	record->flags = denied ? RECORD_DENIED : 0;
	record->protocol[0] = 0;
	record->len1 = record->len2 = 0;
	copy_bytes(record->args, call->data.args, sizeof(record->args));
	if (h && h->kind != HOW_NOTHING && h->flags != NO_ARGUMENT)
		read_flags(record, h->flags);
	if (h && h->kind == HOW_PATH) {
		record->len1 = read_path(record, h->dirfd1, h->path1, record->data, RECORD_DATA);
		if (h->path2 != NO_ARGUMENT)
			record->len2 = read_path(record, h->dirfd2, h->path2, record->data + record->len1,
						 RECORD_DATA - record->len1);
	} else if (h && h->kind == HOW_SOCKADDR) {
		read_socket(record, h->path1);
	} else if (h && h->kind == HOW_FD && (s32)record->args[h->path1] >= 0) {
		record->len1 = (u16)read_link(record->tid, (s32)record->args[h->path1], record->data, RECORD_DATA);
	}
	if (h && worth_holding(record, h)) {
		record->flags |= RECORD_HELD;
		hold(record->tid, (u32)(head + 1));
	}
	record->seq = 0;
	ring_clear(slot);
	copy_bytes(slot, record, __builtin_offsetof(struct record, data) + record->len1 + record->len2);
	head++;
	__atomic_store_n(&slot->seq, head, __ATOMIC_SEQ_CST);
	__atomic_store_n(&ring->head, head, __ATOMIC_SEQ_CST);
	if (denied)
		ring_count(ring, nr);
}

/* Gives up everything but the calls above. */
static void confine(void)
{
	enum { LD = 0x20, JEQ = 0x15, RET = 0x06 };
	static const u16 calls[] = {NR_ioctl,	   NR_ppoll, NR_futex, NR_clock_gettime, NR_pread64,
				    NR_readlinkat, NR_read,  NR_close, NR_getxattr,	 NR_exit_group};
	enum { N = sizeof(calls) / sizeof(calls[0]) };
	struct instruction filter[N + 8];
	struct {
		u16 len;
		struct instruction *filter;
	} prog = {N + 8, filter};
	u32 i, at = 0;
	s64 ret;

	filter[at++] = (struct instruction){LD, 0, 0, 4}; /* arch */
	filter[at++] = (struct instruction){JEQ, 0, N + 4, ARCH_AUDIT};
	filter[at++] = (struct instruction){LD, 0, 0, 0}; /* nr */
	for (i = 0; i < N; i++)
		filter[at++] = (struct instruction){JEQ, (u8)(N + 3 - i), 0, calls[i]};
	/* openat, to read and nothing else */
	filter[at++] = (struct instruction){JEQ, 0, 2, NR_openat};
	filter[at++] = (struct instruction){LD, 0, 0, 32}; /* args[2] */
	filter[at++] = (struct instruction){JEQ, 1, 0, O_CLOEXEC};
	filter[at++] = (struct instruction){RET, 0, 0, SECCOMP_RET_KILL_PROCESS};
	filter[at++] = (struct instruction){RET, 0, 0, SECCOMP_RET_ALLOW};
	ret = SYS(NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
	if (ret == 0)
		ret = SYS(NR_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0, 0);
	if (ret)
		fail(STEP_CONFINE, ret);
}

/* The next descriptor that the JVM sends; ends with the JVM, or when that has closed its end. */
static s32 receive(u32 step)
{
	struct pollfd p = {SOCKET_FD, POLLIN, 0};
	s64 fd;

	do {
		SYS(NR_ppoll, &p, 1, 0, 0, 0, 0);
		fd = receive_descriptor(SOCKET_FD);
	} while (fd == -EAGAIN || fd == -EINTR);
	if (fd == -EPIPE)
		leave(0);
	if (fd < 0)
		fail(step, fd);
	return (s32)fd;
}

/* Takes over the listener from the JVM as soon as there is one. */
static void take_over(void)
{
	SYS(NR_close, receive(STEP_TRIAL), 0, 0, 0, 0, 0);
	ring->state = RING_READY;
	futex_wake_all(&ring->state);
	listener = receive(STEP_LISTENER);
	SYS(NR_close, SOCKET_FD, 0, 0, 0, 0, 0);
	/* Older kernels do not know the flag; then answers are slower. */
	SYS(NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP, 0, 0, 0);
	copy_bytes(how, ring->how, sizeof(how));
	program_len = ring->program_len;
	if (program_len > RING_PROGRAM)
		program_len = 0;
	copy_bytes(program, ring->program, program_len * sizeof(program[0]));
	copy_bytes(prefixes, ring->prefixes, sizeof(prefixes) - 2);
}

static void answer(struct seccomp_notif *call)
{
	struct seccomp_notif_resp response = {0};
	int denied = !granted(&call->data);

	response.id = call->id;
	/* Written before the answer: whoever sees the call fail can also see its record. */
	write_record(call, denied);
	ring->wake++;
	futex_wake_all(&ring->wake);
	if (denied && !audit)
		response.error = -ENOSYS;
	else
		response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	SYS(NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &response, 0, 0, 0);
}

static __attribute__((used)) void start(void)
{
	s64 size;

	/* Nothing of the JVM's stays open here, or a pipe's reader would wait for us too. */
	SYS(NR_close_range, 0, RING_FD - 1, 0, 0, 0, 0);
	SYS(NR_close_range, MEMORY_FD + 1, ~0U, 0, 0, 0, 0);
	SYS(NR_setsid, 0, 0, 0, 0, 0, 0);
	SYS(NR_chdir, "/", 0, 0, 0, 0, 0);
	SYS(NR_prctl, PR_SET_NAME, "restrict-refere", 0, 0, 0, 0);
	/* No process of the same user may trace this one or read its memory. */
	SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0, 0);
	size = SYS(NR_mmap, 0, 4096, 1, 1, RING_FD, 0);
	if (size < 0 && size > -4096)
		leave(1);
	ring = (struct ring *)size;
	records = ring->records;
	jvm = ring->jvm;
	size = (s64)((char *)ring_slot(ring, records, 0) - (char *)ring) + (s64)records * (s64)sizeof(struct record) +
	       RING_DESK;
	size = SYS(NR_mmap, 0, size, 3, 1 /* MAP_SHARED */, RING_FD, 0);
	if (size < 0 && size > -4096)
		leave(1);
	ring = (struct ring *)size;
	if (SYS(NR_getppid, 0, 0, 0, 0, 0, 0) != jvm)
		leave(1);
	take_over();
	audit = ring->audit;
	confine();
	SYS(NR_close, RING_FD, 0, 0, 0, 0, 0);
	ring->state = RING_TAKEN;
	futex_wake_all(&ring->state);

	for (;;) {
		struct pollfd p = {listener, POLLIN, 0};
		struct seccomp_notif call = {0};
		s64 n = SYS(NR_ppoll, &p, 1, 0, 0, 0, 0);

		if (n == 1 && p.revents & POLLIN) {
			/* ENOENT: the caller was killed in between. */
			if (SYS(NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &call, 0, 0, 0) == 0)
				answer(&call);
		} else if (n == 1 && p.revents) {
			leave(0);
		}
	}
}
