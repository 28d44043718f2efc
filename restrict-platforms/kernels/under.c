/*
 * Starts a program under what somebody else has put in force before.
 *
 *   under abi                     prints the Landlock ABI; 0 where there is no Landlock
 *   under layers N COMMAND...     N Landlock domains, which refuse the making of block devices
 *   under filter COMMAND...       a filter that refuses what reads another process, as containers have it
 *   under listener COMMAND...     a filter whose listener is somebody else's
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>

#define FORBIDDEN(name)                                                                                                        \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

static void die(const char *what)
{
	perror(what);
	exit(99);
}

static void no_new_privs(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		die("no_new_privs");
}

static void layers(int number)
{
	struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK};
	no_new_privs();
	for (int i = 0; i < number; i++) {
		long ruleset = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
		if (ruleset < 0)
			die("landlock_create_ruleset");
		if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
			die("landlock_restrict_self");
		close((int)ruleset);
	}
}

static void filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		FORBIDDEN(ptrace),
		FORBIDDEN(pidfd_getfd),
		FORBIDDEN(process_vm_readv),
		FORBIDDEN(process_vm_writev),
		FORBIDDEN(kcmp),
		FORBIDDEN(unshare),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof code / sizeof *code, code};
	no_new_privs();
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		die("seccomp");
}

/* Returns in the child alone; the listener stays with the parent. */
static void listener(void)
{
	struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
	struct sock_fprog program = {1, code};
	no_new_privs();
	long fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	if (fd < 0)
		die("seccomp");
	pid_t pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		close((int)fd);
		return;
	}
	int status;
	waitpid(pid, &status, 0);
	exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
	char **command = argv + 2;
	if (argc == 2 && strcmp(argv[1], "abi") == 0) {
		long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
		printf("%ld\n", abi < 0 ? 0 : abi);
		return 0;
	}
	if (argc > 3 && strcmp(argv[1], "layers") == 0) {
		layers(atoi(argv[2]));
		command++;
	} else if (argc > 2 && strcmp(argv[1], "filter") == 0) {
		filter();
	} else if (argc > 2 && strcmp(argv[1], "listener") == 0) {
		listener();
	} else {
		fprintf(stderr, "usage: under abi | layers N COMMAND... | filter COMMAND... | listener COMMAND...\n");
		return 2;
	}
	execvp(command[0], command);
	die(command[0]);
}
