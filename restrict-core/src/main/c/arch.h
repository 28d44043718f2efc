/*
 * What differs between architectures: the system call instruction and the registers of a trapped call. One section for each
 * architecture; see Arch.java for what else a new one takes. build.sh makes numbers.h from the tables that the Java side
 * reads too: NR_* are the numbers of the architecture's system calls, E* those of errors. Calls that only old architectures
 * have, such as vfork and dup2, are not made here.
 */
#ifndef RESTRICT_ARCH_H
#define RESTRICT_ARCH_H

#include "numbers.h"

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef int s32;
typedef long s64;

/*
 * What another thread or the other process waits for or looks at: who sees it written sees all that was written before. On
 * aarch64 a volatile would not do.
 */
typedef _Atomic u32 a32;

#define STRING_OF(text) #text
#define STRING(macro) STRING_OF(macro)

#if defined(__x86_64__)

#define ARCH_AUDIT 0xc000003eU /* AUDIT_ARCH_X86_64 */

static inline __attribute__((always_inline)) s64 sys6(s64 nr, s64 a, s64 b, s64 c, s64 d, s64 e, s64 f)
{
	s64 ret;
	register s64 r10 __asm__("r10") = d;
	register s64 r8 __asm__("r8") = e;
	register s64 r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

/* The kernel wants a restorer in every struct sigaction of x86-64. */
#define SA_RESTORER 0x04000000UL
__asm__(".text\n.hidden restrict_restorer\n.globl restrict_restorer\n.type restrict_restorer,@function\n"
	"restrict_restorer:\n\tmov $" STRING(NR_rt_sigreturn) ", %eax\n\tsyscall\n");
extern void restrict_restorer(void);

/* struct ucontext of x86-64, as far as the general registers. */
struct registers {
	u64 uc_flags;
	void *uc_link;
	u64 stack[3];
	u64 r8, r9, r10, r11, r12, r13, r14, r15;
	u64 rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip;
};

static inline void trapped_arguments(const struct registers *regs, u64 args[6])
{
	args[0] = regs->rdi;
	args[1] = regs->rsi;
	args[2] = regs->rdx;
	args[3] = regs->r10;
	args[4] = regs->r8;
	args[5] = regs->r9;
}

static inline void trapped_result(struct registers *regs, s64 result)
{
	regs->rax = (u64)result;
}

/* See restrict_clone below. */
__asm__(".text\n.hidden restrict_clone\n.globl restrict_clone\n.type restrict_clone,@function\n"
	"restrict_clone:\n\tand $-16, %rsi\n\tsub $16, %rsi\n\tmov %rcx, (%rsi)\n\tmov %rdx, 8(%rsi)\n"
	"\txor %edx, %edx\n\txor %r10d, %r10d\n\txor %r8d, %r8d\n\tmov $" STRING(
		NR_clone) ", %eax\n\tsyscall\n"
			  "\ttest %rax, %rax\n\tjz 1f\n\tret\n"
			  "1:\txor %ebp, %ebp\n\tpop %rdi\n\tpop %rax\n\tcall *%rax\n"
			  "\tmov %eax, %edi\n\tmov $" STRING(NR_exit_group) ", %eax\n\tsyscall\n\thlt\n");

/* A static program's entry, without a libc: aligns the stack and calls start(). */
#define ENTRY __asm__(".text\n.globl _start\n_start:\n\txor %ebp, %ebp\n\tand $-16, %rsp\n\tcall start\n\thlt\n")

#elif defined(__aarch64__)

#define ARCH_AUDIT 0xc00000b7U /* AUDIT_ARCH_AARCH64 */

static inline __attribute__((always_inline)) s64 sys6(s64 nr, s64 a, s64 b, s64 c, s64 d, s64 e, s64 f)
{
	register s64 x8 __asm__("x8") = nr;
	register s64 x0 __asm__("x0") = a;
	register s64 x1 __asm__("x1") = b;
	register s64 x2 __asm__("x2") = c;
	register s64 x3 __asm__("x3") = d;
	register s64 x4 __asm__("x4") = e;
	register s64 x5 __asm__("x5") = f;

	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
}

/* The kernel's own restorer, in the vdso, is used. */
#define SA_RESTORER 0UL
#define restrict_restorer ((void (*)(void))0)

/* struct ucontext of aarch64, as far as the general registers. */
struct registers {
	u64 uc_flags;
	void *uc_link;
	u64 stack[3];
	u64 sigmask[16]; /* 1024 bits, as libc has it */
	u64 fault_address __attribute__((aligned(16)));
	u64 x[31], sp, pc, pstate;
};

_Static_assert(__builtin_offsetof(struct registers, x) == 184, "uc_mcontext is aligned");

static inline void trapped_arguments(const struct registers *regs, u64 args[6])
{
	int i;

	for (i = 0; i < 6; i++)
		args[i] = regs->x[i];
}

static inline void trapped_result(struct registers *regs, s64 result)
{
	regs->x[0] = (u64)result;
}

/* See restrict_clone below. */
__asm__(".text\n.hidden restrict_clone\n.globl restrict_clone\n.type restrict_clone,@function\n"
	"restrict_clone:\n\tand x1, x1, #-16\n\tstp x2, x3, [x1, #-16]!\n"
	"\tmov x2, #0\n\tmov x3, #0\n\tmov x4, #0\n\tmov x8, #" STRING(
		NR_clone) "\n\tsvc #0\n"
			  "\tcbz x0, 1f\n\tret\n"
			  "1:\tmov x29, #0\n\tmov x30, #0\n\tldp x1, x0, [sp], #16\n\tblr x1\n"
			  "\tmov x8, #" STRING(NR_exit_group) "\n\tsvc #0\n\tbrk #0\n");

/* A static program's entry, without a libc: the kernel has aligned the stack. */
#define ENTRY __asm__(".text\n.globl _start\n_start:\n\tmov x29, #0\n\tmov x30, #0\n\tbl start\n\tbrk #0\n")

#else
#error "restrict: this architecture has no section in arch.h"
#endif

/*
 * A child that runs function(argument) on a stack of its own, and ends with what that returns. What it shares is up to the
 * flags. Returns its process id or -errno.
 */
extern s64 restrict_clone(u64 flags, void *stack_end, s32 (*function)(void *), void *argument);

#define SYS(nr, a, b, c, d, e, f) sys6((nr), (s64)(a), (s64)(b), (s64)(c), (s64)(d), (s64)(e), (s64)(f))

#define AT_FDCWD (-100)
#define O_CLOEXEC 02000000
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define PR_SET_NO_NEW_PRIVS 38

struct timespec64 {
	s64 sec;
	s64 nsec;
};

static inline u64 now_ns(int clock)
{
	struct timespec64 ts = {0, 0};

	SYS(NR_clock_gettime, clock, &ts, 0, 0, 0, 0);
	return (u64)ts.sec * 1000000000UL + (u64)ts.nsec;
}

/* Sleeps until *word is no longer expected, somebody wakes it, or the time is over. */
static inline s64 futex_wait(a32 *word, u32 expected, u64 timeout_ns)
{
	struct timespec64 ts = {(s64)(timeout_ns / 1000000000UL), (s64)(timeout_ns % 1000000000UL)};

	return SYS(NR_futex, word, FUTEX_WAIT, expected, &ts, 0, 0);
}

static inline void futex_wake_all(a32 *word)
{
	SYS(NR_futex, word, FUTEX_WAKE, 0x7fffffff, 0, 0, 0);
}

static inline void copy_bytes(void *to, const void *from, u64 n)
{
	u8 *t = to;
	const u8 *f = from;

	while (n--)
		*t++ = *f++;
}

#endif
