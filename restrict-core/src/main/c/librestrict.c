/*
 * librestrict.so: what cannot be Java in the lock. Freestanding: raw system calls only, no libc, so one file serves glibc
 * and musl.
 *
 *   restrict_syscall      any system call; the result is the kernel's own, -errno on failure
 *   restrict_all_threads  landlock_restrict_self in every thread of the process, or in none
 *   restrict_spawn        starts the referee
 *   restrict_try_carrier  hands it a descriptor, to see whether that works here
 *   restrict_filter       installs the filter and hands its listener to the referee
 *   restrict_probe        tries calls in a child, since an outer filter may kill whoever makes them
 *   restrict_trap_*       counts denied calls in a SIGSYS handler, where no referee can be had
 *   restrict_layout       what Java has to know of ring.h and of struct outcome
 */
#include "handover.h"
#include "ring.h"

#define EXPORT __attribute__((visibility("default")))
#define SA_SIGINFO 4UL
#define SA_ONSTACK 0x08000000UL
#define SA_RESTART 0x10000000UL
#define SIG_DFL ((void *)0)
#define SIG_IGN ((void *)1)
#define SIG_SETMASK 2
#define SIGSYS 31
#define SI_QUEUE (-1)
#define AT_EMPTY_PATH 0x1000
#define CLONE_VM 0x100
#define CLONE_FILES 0x400
#define CLONE_VFORK 0x4000
#define SIGCHLD 17
#define WCLONE 0x80000000UL /* __WCLONE */
#define F_DUPFD 0
#define SECCOMP_SET_MODE_FILTER 1

/* The kernel's struct sigaction. */
struct sigaction_k {
	void *handler;
	u64 flags;
	void (*restorer)(void);
	u64 mask;
};

/* The head of siginfo_t, as rt_tgsigqueueinfo and SIGSYS use it. */
struct siginfo_k {
	s32 signo, error, code, pad;
	union {
		struct {
			s32 pid, uid;
			u64 value;
		} queue;
		struct {
			void *call_addr;
			s32 syscall;
			u32 arch;
		} sigsys;
		u8 size[112];
	};
};

/* Blocks them all in this thread. Returns the mask that there was. */
static u64 block_signals(void)
{
	u64 all = ~0UL, mask = 0;

	SYS(NR_rt_sigprocmask, SIG_SETMASK, &all, &mask, sizeof(u64), 0, 0);
	return mask;
}

static void restore_signals(u64 mask)
{
	SYS(NR_rt_sigprocmask, SIG_SETMASK, &mask, 0, sizeof(u64), 0, 0);
}

static s64 set_action(int signal, void *handler)
{
	struct sigaction_k action = {handler, SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART, restrict_restorer, ~0UL};

	return SYS(NR_rt_sigaction, signal, &action, 0, sizeof(u64), 0, 0);
}

EXPORT s64 restrict_syscall(s64 nr, s64 a, s64 b, s64 c, s64 d, s64 e, s64 f)
{
	return sys6(nr, a, b, c, d, e, f);
}

/*
 * Every thread, or none.
 *
 * Before Landlock ABI 8 a domain is put on the calling thread alone. So a real-time signal calls each other thread into a
 * handler, where it parks. When all are parked, which the kernel's own thread count proves, the caller restricts itself and
 * lets each of them do the same before it leaves the handler. While parked, no thread can create or end another; if one
 * does not come in time, all are let go and nothing has been restricted.
 *
 * From ABI 8 on the kernel restricts every thread by itself, in the place of signals: RESTRICT_SELF_TSYNC. But it waits
 * for each of them without a limit, and cannot be killed meanwhile; a thread that a debugger holds never answers. So the
 * threads park for it too, and only when all have shown that they can answer does the caller ask. A thread that blocks the
 * signal shows nothing; the kernel reaches it all the same, unless it is stopped or sleeps where no signal wakes it, which
 * its state tells.
 *
 * Between gathering and letting go, the caller makes only raw system calls: a parked thread may hold any lock of the JVM.
 */
enum phase { IDLE, GATHER, APPLY, LET_GO };
enum slot_state { CALLED, PARKED, RELEASED, SILENT };

#define RESTRICT_SELF_TSYNC (1U << 3)
#define RESTRICT_SELF_NO_NEW_PRIVS (1U << 4)
#define CALL_AGAIN_NS 20000000UL
#define STATUS 8192

struct slot {
	volatile s32 tid; /* 0: free */
	volatile u32 state;
	volatile s32 result;
	u32 seen; /* the pass that last listed it */
	u64 called_ns;
};

#define SLOTS (1 << 16)
#define LISTING (1 << 18)

static a32 phase;
static a32 parked; /* futexes, both */
static a32 released;
static struct slot *slots;
static s32 ruleset_fd;
static u32 restrict_flags;

static s32 restrict_this_thread(void)
{
	s64 ret = 0;

	if (!(restrict_flags & RESTRICT_SELF_NO_NEW_PRIVS))
		ret = SYS(NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
	if (ret == 0)
		ret = SYS(NR_landlock_restrict_self, ruleset_fd, restrict_flags, 0, 0, 0, 0);
	return (s32)ret;
}

static int change_state(struct slot *slot, u32 from, u32 to)
{
	return __atomic_compare_exchange_n(&slot->state, &from, to, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static void park(int signal, struct siginfo_k *info, void *context)
{
	struct slot *slot;

	(void)signal;
	(void)context;
	if (info->code != SI_QUEUE || phase != GATHER || info->queue.value >= SLOTS)
		return;
	slot = &slots[info->queue.value];
	/* A second call to a thread that has parked once, or one meant for a thread whose id was used again. */
	if (slot->tid != (s32)SYS(NR_gettid, 0, 0, 0, 0, 0, 0) || !change_state(slot, CALLED, PARKED))
		return;
	parked++;
	futex_wake_all(&parked);
	while (phase == GATHER)
		futex_wait(&phase, GATHER, 1000000000UL);
	if (phase == APPLY)
		slot->result = restrict_this_thread();
	slot->state = RELEASED;
	released++;
	futex_wake_all(&released);
}

static s64 call_thread(s32 pid, s32 tid, int signal, u64 index)
{
	struct siginfo_k info = {0};

	info.signo = signal;
	info.code = SI_QUEUE;
	info.queue.pid = pid;
	info.queue.value = index;
	return SYS(NR_rt_tgsigqueueinfo, pid, tid, signal, &info, 0, 0);
}

static s32 parse_number(const char *s)
{
	s32 n = 0;

	while (*s >= '0' && *s <= '9')
		n = n * 10 + (*s++ - '0');
	return n;
}

/* Reads a file of /proc that ends within the buffer of STATUS bytes. */
static s64 read_status(s64 dir, const char *path, char *buffer)
{
	s64 fd = SYS(NR_openat, dir, path, O_CLOEXEC, 0, 0, 0);
	s64 n;

	if (fd < 0)
		return fd;
	n = SYS(NR_read, fd, buffer, STATUS - 1, 0, 0, 0);
	SYS(NR_close, fd, 0, 0, 0, 0, 0);
	buffer[n < 0 ? 0 : n] = 0;
	return n;
}

/* What follows a name, such as "State:", and the tabulator behind it; 0 if no line has that name. */
static const char *status_of(const char *text, const char *name)
{
	while (*text) {
		u32 i = 0;

		while (name[i] && text[i] == name[i])
			i++;
		if (!name[i])
			return text[i] ? text + i + 1 : 0;
		while (*text && *text != '\n')
			text++;
		if (*text)
			text++;
	}
	return 0;
}

/* The number of threads that the kernel counts. */
static s32 count_threads(char *buffer)
{
	s64 n = read_status(AT_FDCWD, "/proc/self/status", buffer);
	const char *threads;

	if (n < 0)
		return (s32)n;
	threads = status_of(buffer, "Threads:");
	return threads ? parse_number(threads) : -EFAULT;
}

/*
 * Whether a thread cannot come because it blocks the signal, and the kernel can reach it all the same: it is neither stopped
 * (T), nor held by a debugger (t), nor asleep where no signal wakes it (D).
 */
static int silent(s64 tasks, const char *tid, int signal, char *buffer)
{
	char path[32];
	const char *state, *blocked;
	u64 mask = 0;
	u32 i, n;

	for (n = 0; tid[n] && n < 12; n++)
		path[n] = tid[n];
	for (i = 0; i < sizeof("/status"); i++)
		path[n + i] = "/status"[i];
	if (read_status(tasks, path, buffer) <= 0)
		return 0;
	state = status_of(buffer, "State:");
	blocked = status_of(buffer, "SigBlk:");
	if (!state || !blocked)
		return 0;
	for (i = 0; i < 16 && blocked[i] > ' '; i++)
		mask = mask << 4 | (u64)(blocked[i] <= '9' ? blocked[i] - '0' : blocked[i] - 'a' + 10);
	return (mask >> (signal - 1) & 1) && (*state == 'R' || *state == 'S');
}

struct gathering {
	s32 pid, self;
	int signal;
	u32 pass;
	u32 used;     /* slots handed out so far */
	u32 listed;   /* threads in this pass, the caller included */
	u32 silent;   /* of those, how many block the signal, and need not come */
	u32 unparked; /* of those, how many are not parked yet */
	int tsync;    /* whether the kernel restricts them */
};

static struct slot *find_slot(struct gathering *g, s32 tid)
{
	u64 i = ((u32)tid * 2654435769U) % SLOTS;

	while (slots[i].tid && slots[i].tid != tid)
		i = (i + 1) % SLOTS;
	if (!slots[i].tid) {
		if (g->used == SLOTS / 2)
			return 0;
		slots[i].tid = tid;
		slots[i].called_ns = 0;
		g->used++;
	}
	return &slots[i];
}

/* Lists the threads once and calls those that were not called yet, or not lately. */
static s64 list_and_call(struct gathering *g, char *buffer)
{
	s64 dir = SYS(NR_openat, AT_FDCWD, "/proc/self/task", O_CLOEXEC, 0, 0, 0);
	s64 n, ret = 0;

	if (dir < 0)
		return dir;
	g->pass++;
	g->listed = g->silent = g->unparked = 0;
	while ((n = SYS(NR_getdents64, dir, buffer, LISTING, 0, 0, 0)) > 0) {
		s64 at = 0;

		while (at < n) {
			char *entry = buffer + at;
			s32 tid = parse_number(entry + 19);
			struct slot *slot;
			u64 now;

			at += *(u16 *)(entry + 16);
			if (!tid)
				continue;
			if (tid == g->self) {
				g->listed++;
				continue;
			}
			slot = find_slot(g, tid);
			if (!slot) {
				ret = -EAGAIN;
				goto out;
			}
			if (slot->seen == g->pass)
				continue;
			slot->seen = g->pass;
			g->listed++;
			if (slot->state == PARKED)
				continue;
			now = now_ns(CLOCK_MONOTONIC);
			if (g->tsync && slot->called_ns && now - slot->called_ns >= CALL_AGAIN_NS) {
				if (silent(dir, entry + 19, g->signal, buffer + LISTING) &&
				    (slot->state == SILENT || change_state(slot, CALLED, SILENT))) {
					g->silent++;
					continue;
				}
				change_state(slot, SILENT, CALLED);
			}
			g->unparked++;
			/* Called again now and then: the id may have passed to another thread, or the queue was full. */
			if (slot->called_ns && now - slot->called_ns < CALL_AGAIN_NS)
				continue;
			slot->called_ns = now;
			if (call_thread(g->pid, tid, g->signal, (u64)(slot - slots)) == -EAGAIN)
				slot->called_ns = 0;
		}
	}
	ret = n;
out:
	SYS(NR_close, dir, 0, 0, 0, 0, 0);
	return ret;
}

static int gathered(struct gathering *g, char *buffer)
{
	return g->unparked == 0 && count_threads(buffer) == (s32)g->listed && parked == g->listed - g->silent - 1;
}

#define OUTCOME_TIDS 32

struct outcome {
	u32 threads;		/* restricted, the caller included */
	u32 failed;		/* parked threads that the kernel refused */
	s32 error;		/* the first of those refusals, or the reason for none at all; -errno */
	u32 missing;		/* how many did not come, when error is -ETIMEDOUT */
	s32 tids[OUTCOME_TIDS]; /* of those that did not come, or were refused */
};

static void report(struct outcome *out, s32 tid, u32 *n)
{
	if (*n < OUTCOME_TIDS)
		out->tids[*n] = tid;
	++*n;
}

/*
 * Restricts every thread to the ruleset, with these flags of landlock_restrict_self. Returns 0; or -errno, and then
 * out->threads tells how many are restricted all the same: none, unless the kernel refused some and not others.
 */
EXPORT s64 restrict_all_threads(s32 fd, u32 flags, s32 signal, u64 timeout_ns, struct outcome *out)
{
	struct gathering g = {0};
	u64 deadline = now_ns(CLOCK_MONOTONIC) + timeout_ns;
	u64 size = SLOTS * sizeof(struct slot) + LISTING + STATUS;
	u64 mask;
	char *buffer;
	s64 ret;
	u32 i, n = 0;

	ret = SYS(NR_mmap, 0, size, 3 /* PROT_READ|PROT_WRITE */, 0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */, -1, 0);
	if (ret < 0 && ret > -4096)
		return ret;
	/* Never unmapped: a thread that comes too late must still find it. */
	slots = (struct slot *)ret;
	buffer = (char *)ret + SLOTS * sizeof(struct slot);
	ruleset_fd = fd;
	restrict_flags = flags;
	parked = released = 0;
	g.pid = (s32)SYS(NR_getpid, 0, 0, 0, 0, 0, 0);
	g.self = (s32)SYS(NR_gettid, 0, 0, 0, 0, 0, 0);
	g.signal = signal;
	g.tsync = (flags & RESTRICT_SELF_TSYNC) != 0;
	ret = set_action(signal, (void *)park);
	if (ret)
		return ret;
	/* The caller itself takes no signal meanwhile: its handler might wait for a parked thread. */
	mask = block_signals();

	phase = GATHER;
	for (;;) {
		u32 before = parked;

		ret = list_and_call(&g, buffer);
		if (ret < 0 || gathered(&g, buffer + LISTING))
			break;
		if (now_ns(CLOCK_MONOTONIC) > deadline) {
			ret = -ETIMEDOUT;
			break;
		}
		if (g.unparked)
			futex_wait(&parked, before, 1000000UL);
	}

	if (ret == 0)
		ret = restrict_this_thread();
	phase = ret == 0 && !g.tsync ? APPLY : LET_GO;
	futex_wake_all(&phase);
	while ((i = released) != parked)
		futex_wait(&released, i, 1000000UL);
	phase = IDLE;
	/* SIG_IGN drops the calls still pending in threads that block the signal; SIG_DFL would kill by them. */
	set_action(signal, SIG_IGN);
	set_action(signal, SIG_DFL);
	restore_signals(mask);

	out->threads = ret ? 0 : g.tsync ? g.listed : 1;
	out->failed = out->missing = 0;
	out->error = (s32)ret;
	for (i = 0; i < SLOTS; i++) {
		struct slot *slot = &slots[i];

		if (!slot->tid || (ret == 0 && g.tsync))
			continue;
		if (ret == 0 && slot->state == RELEASED && slot->result == 0) {
			out->threads++;
		} else if (ret == 0 && slot->state == RELEASED) {
			out->error = slot->result;
			report(out, slot->tid, &n);
			out->failed++;
		} else if (ret == -ETIMEDOUT && slot->seen == g.pass && slot->state == CALLED) {
			report(out, slot->tid, &n);
			out->missing++;
		}
	}
	return out->error;
}

/*
 * Starts the referee: the program in exe_fd, with the ring as its descriptor 3, its end of the socket pair as 4, and the
 * memory of this process as 5 (-1: it has none). Returns its process id or -errno.
 * As vfork: the child borrows this stack and this memory until it executes, so all signals are blocked meanwhile and it
 * makes system calls only. They stay blocked in the referee: no signal of a terminal or a service manager shall end it
 * before the JVM, whose shutdown it still has to watch.
 */
EXPORT s64 restrict_spawn(s32 exe_fd, s32 ring_fd, s32 socket, s32 memory)
{
	static char name[] = "restrict-referee";
	char *argv[] = {name, 0};
	char *envp[] = {0};
	u64 mask;
	volatile s64 failure = 0;
	s64 pid;

	mask = block_signals();
	pid = SYS(NR_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0, 0);
	if (pid == 0) {
		/* Copies lose close-on-exec. First out of the way of the numbers that they get. */
		s64 exe = SYS(NR_fcntl, exe_fd, F_DUPFD, RING_FD + 3, 0, 0, 0);
		s64 given[] = {SYS(NR_fcntl, ring_fd, F_DUPFD, RING_FD + 3, 0, 0, 0),
			       SYS(NR_fcntl, socket, F_DUPFD, RING_FD + 3, 0, 0, 0),
			       memory < 0 ? -1 : SYS(NR_fcntl, memory, F_DUPFD, RING_FD + 3, 0, 0, 0)};
		s64 ret = SYS(NR_dup3, given[0], RING_FD, 0, 0, 0, 0);

		if (ret >= 0)
			ret = SYS(NR_dup3, given[1], SOCKET_FD, 0, 0, 0, 0);
		if (ret >= 0 && memory < 0)
			SYS(NR_close, MEMORY_FD, 0, 0, 0, 0, 0);
		else if (ret >= 0)
			ret = SYS(NR_dup3, given[2], MEMORY_FD, 0, 0, 0, 0);
		if (ret >= 0)
			ret = SYS(NR_execveat, exe, "", argv, envp, AT_EMPTY_PATH, 0);
		failure = ret;
		for (;;)
			SYS(NR_exit_group, 127, 0, 0, 0, 0, 0);
	}
	restore_signals(mask);
	return failure < 0 ? failure : pid;
}

/*
 * The carrier.
 *
 * Once the filter is in force, this process may not be allowed to send the listener away. So a process is made just before:
 * of its own, so that the filter does not reach it, but with the same memory and the same descriptors. It waits for the
 * filter, sends what came with it, and ends. It needs no privilege, and no call that container profiles refuse. It is a
 * "clone child", one without a signal at its end, so that no wait of the JVM for its own children sees it.
 */
static struct {
	a32 done; /* a futex: whether there is something to carry is known */
	s32 fd;	  /* what to carry; negative: nothing */
	s32 socket;
	s32 parent;
	volatile s64 sent; /* 0 or -errno */
} errand;

static s32 carry(void *unused)
{
	(void)unused;
	while (!errand.done) {
		futex_wait(&errand.done, 0, 1000000000UL);
		if (SYS(NR_getppid, 0, 0, 0, 0, 0, 0) != errand.parent)
			return 1;
	}
	if (errand.fd >= 0)
		errand.sent = send_descriptor(errand.socket, errand.fd);
	return 0;
}

/* Returns the carrier's process id or -errno. */
static s64 start_carrier(s32 socket)
{
	static u64 stack[1024] __attribute__((aligned(16)));
	u64 mask;
	s64 pid;

	errand.done = 0;
	errand.fd = -1;
	errand.sent = 0;
	errand.socket = socket;
	errand.parent = (s32)SYS(NR_getpid, 0, 0, 0, 0, 0, 0);
	/* A handler of the JVM's would run in it. */
	mask = block_signals();
	pid = restrict_clone(CLONE_VM | CLONE_FILES, stack + sizeof(stack) / sizeof(stack[0]), carry, 0);
	restore_signals(mask);
	return pid;
}

/* Waits until the carrier has sent the descriptor, if it is one, and has ended. Returns 0 or -errno. */
static s64 send_carrier(s64 pid, s32 fd)
{
	errand.fd = fd;
	errand.done = 1;
	futex_wake_all(&errand.done);
	while (SYS(NR_wait4, pid, 0, WCLONE, 0, 0, 0) == -EINTR)
		;
	return errand.sent;
}

EXPORT s64 restrict_try_carrier(s32 socket, s32 fd)
{
	s64 pid = start_carrier(socket);

	return pid < 0 ? pid : send_carrier(pid, fd);
}

/*
 * Installs a filter, and hands its listener to the other end of the socket; this process keeps none. Returns 0, or -errno of
 * the filter, which is not installed then; or -ECHILD without a carrier, when it is not installed either. *handed is 0 or
 * -errno of what came after it, or of what kept the carrier from being made.
 */
EXPORT s64 restrict_filter(u64 flags, const void *program, s32 socket, s64 *handed)
{
	s64 pid = start_carrier(socket);
	s64 listener;

	*handed = pid < 0 ? pid : 0;
	if (pid < 0)
		return -ECHILD;
	listener = SYS(NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, program, 0, 0, 0);
	*handed = send_carrier(pid, (s32)listener);
	if (listener < 0)
		return listener;
	SYS(NR_close, listener, 0, 0, 0, 0, 0);
	return 0;
}

/*
 * Tries calls, in order, in a child: where an outer filter kills whoever makes one, the child ends and not the JVM. Each
 * call's answer is written down, and after a call that killed, a new child makes the others once more, since what they
 * did to the child is gone with it.
 *
 * share is CLONE_VM and CLONE_VFORK, as in restrict_spawn, or 0 for a copy of the memory: before Linux 5.16 a process that
 * a signal ends with a core dump takes along all others that share its memory. RLIMIT_CORE 1 means no dump, to a pipe
 * neither. The child sends no signal when it ends, so that it can be waited for even where SIGCHLD is ignored.
 */
#define RLIMIT_CORE 4
#define WALL 0x40000000 /* __WALL */

struct probe {
	s64 nr;
	s64 args[6];
	s64 from;   /* not 0: args[0] is the answer of the probe of this number, counted from 1 */
	s64 answer; /* the kernel's own */
	s64 signal; /* that ended the child in this call; 0 if the kernel answered */
	s64 begun;
};

/* Never inlined: it borrows the stack of probe_child, and must not use its frame. */
static __attribute__((noinline, noreturn)) void probe_all(volatile struct probe *probes, s64 count)
{
	u64 no_core[2] = {1, 1};
	s64 i;

	SYS(NR_prlimit64, 0, RLIMIT_CORE, no_core, 0, 0, 0);
	for (i = 0; i < count; i++) {
		volatile struct probe *probe = &probes[i];
		volatile s64 *args = probe->args;
		s64 first = probe->from ? probes[probe->from - 1].answer : args[0];

		if (probe->signal)
			continue;
		probe->begun = 1;
		probe->answer = sys6(probe->nr, first, args[1], args[2], args[3], args[4], args[5]);
		probe->begun = 0;
	}
	for (;;)
		SYS(NR_exit_group, 0, 0, 0, 0, 0, 0);
}

/* One child; returns how it ended, as wait4(2) says, or -errno. */
static s64 probe_child(volatile struct probe *probes, s64 count, s64 share)
{
	u64 mask;
	s32 status = 0;
	s64 pid, ret;

	mask = block_signals();
	pid = SYS(NR_clone, share, 0, 0, 0, 0, 0);
	if (pid == 0)
		probe_all(probes, count);
	restore_signals(mask);
	if (pid < 0)
		return pid;
	do
		ret = SYS(NR_wait4, pid, &status, WALL, 0, 0, 0);
	while (ret == -EINTR);
	return ret < 0 ? ret : status;
}

/* Returns 0, or -errno if no child can be had. */
EXPORT s64 restrict_probe(struct probe *probes, s64 count, s64 share)
{
	u64 size = (u64)count * sizeof(struct probe);
	s64 at = SYS(NR_mmap, 0, size, 3 /* PROT_READ|PROT_WRITE */, 0x21 /* MAP_SHARED|MAP_ANONYMOUS */, -1, 0);
	volatile struct probe *shared = (volatile struct probe *)at;
	s64 i, status, killed;

	if (at < 0 && at > -4096)
		return at;
	for (i = 0; i < count; i++)
		shared[i] = probes[i];
	do {
		killed = 0;
		status = probe_child(shared, count, share);
		for (i = 0; status > 0 && i < count; i++) {
			if (shared[i].begun) {
				shared[i].begun = 0;
				shared[i].signal = killed = status & 0x7f;
			}
		}
	} while (killed);
	for (i = 0; i < count; i++)
		probes[i] = shared[i];
	SYS(NR_munmap, at, size, 0, 0, 0, 0);
	return status > 0 ? -ECHILD : status;
}

/*
 * The fallback where the kernel gives no listener: the filter answers SECCOMP_RET_TRAP, and this handler counts and makes
 * the call fail with ENOSYS. It may run in any thread at any instruction: atomics only.
 */
static struct ring *trap_ring;

static void trap(int signal, struct siginfo_k *info, struct registers *registers)
{
	struct ring *ring = trap_ring;
	struct record *record;
	u64 seq;

	(void)signal;
	ring_count(ring, (u32)info->sigsys.syscall);
	seq = __atomic_add_fetch(&ring->head, 1, __ATOMIC_SEQ_CST);
	record = ring_slot(ring, ring->records, seq - 1);
	ring_clear(record);
	record->time_ns = now_ns(CLOCK_REALTIME);
	record->pid = (s32)SYS(NR_getpid, 0, 0, 0, 0, 0, 0);
	record->tid = (s32)SYS(NR_gettid, 0, 0, 0, 0, 0, 0);
	record->nr = (u32)info->sigsys.syscall;
	record->flags = RECORD_DENIED;
	record->protocol[0] = 0;
	record->len1 = record->len2 = 0;
	record->comm[0] = 0;
	trapped_arguments(registers, record->args);
	/* Only now: on aarch64 the result takes the place of the first argument. */
	trapped_result(registers, -ENOSYS);
	__atomic_store_n(&record->seq, seq, __ATOMIC_SEQ_CST);
	ring->wake++;
	futex_wake_all(&ring->wake);
}

EXPORT s64 restrict_trap_install(struct ring *ring)
{
	struct sigaction_k action = {(void *)trap, SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART, restrict_restorer, 0};

	trap_ring = ring;
	return SYS(NR_rt_sigaction, SIGSYS, &action, 0, sizeof(u64), 0, 0);
}

/*
 * What Java has to know, by name: it looks its own names up here, and refuses to work where one is missing on either side.
 * Each macro makes the name of what it stands for, so that the two cannot come apart.
 */
struct named {
	char name[28];
	u32 value;
};

#define FIELD(type, field)                                                                                                     \
	{                                                                                                                      \
#type "." #field, (u32) __builtin_offsetof(struct type, field)                                                 \
	}
#define SIZEOF(type)                                                                                                           \
	{                                                                                                                      \
#type ".sizeof", (u32)sizeof(struct type)                                                                      \
	}
#define CONSTANT(name)                                                                                                         \
	{                                                                                                                      \
#name, (u32)(name)                                                                                             \
	}

/* The last has no name. */
EXPORT const struct named *restrict_layout(void)
{
	static const struct named layout[] = {
		FIELD(ring, record_size),
		FIELD(ring, records),
		FIELD(ring, state),
		FIELD(ring, jvm),
		FIELD(ring, error),
		FIELD(ring, step),
		FIELD(ring, audit),
		FIELD(ring, program_len),
		FIELD(ring, wake),
		FIELD(ring, holding),
		FIELD(ring, held_tid),
		FIELD(ring, head),
		FIELD(ring, denied),
		FIELD(ring, calls),
		FIELD(ring, how),
		FIELD(ring, program),
		FIELD(ring, prefixes),
		SIZEOF(how),
		FIELD(how, kind),
		FIELD(how, dirfd1),
		FIELD(how, path1),
		FIELD(how, dirfd2),
		FIELD(how, path2),
		FIELD(how, flags),
		SIZEOF(record),
		FIELD(record, seq),
		FIELD(record, time_ns),
		FIELD(record, pid),
		FIELD(record, tid),
		FIELD(record, nr),
		FIELD(record, flags),
		FIELD(record, args),
		FIELD(record, comm),
		FIELD(record, protocol),
		FIELD(record, len1),
		FIELD(record, len2),
		FIELD(record, data),
		SIZEOF(outcome),
		FIELD(outcome, threads),
		FIELD(outcome, failed),
		FIELD(outcome, error),
		FIELD(outcome, missing),
		FIELD(outcome, tids),
		SIZEOF(probe),
		FIELD(probe, nr),
		FIELD(probe, args),
		FIELD(probe, from),
		FIELD(probe, answer),
		FIELD(probe, signal),
		CONSTANT(RING_HEADER),
		CONSTANT(RING_CALLS),
		CONSTANT(RING_PREFIXES),
		CONSTANT(RING_DESK),
		CONSTANT(RING_STARTING),
		CONSTANT(RING_READY),
		CONSTANT(RING_TAKEN),
		CONSTANT(RING_FAILED),
		CONSTANT(STEP_TRIAL),
		CONSTANT(STEP_LISTENER),
		CONSTANT(STEP_CONFINE),
		CONSTANT(HOW_PATH),
		CONSTANT(HOW_SOCKADDR),
		CONSTANT(HOW_FD),
		CONSTANT(NO_ARGUMENT),
		CONSTANT(RECORD_DENIED),
		CONSTANT(RECORD_TRUNCATED),
		CONSTANT(RECORD_HELD),
		CONSTANT(RECORD_COMM),
		CONSTANT(RECORD_PROTOCOL),
		{"", 0},
	};

	return layout;
}
