package dev.restrict.audit.export;

import static dev.restrict.linux.Linux.NAMESPACE_FLAGS;
import static dev.restrict.linux.Linux.PR_CAPBSET_DROP;
import static dev.restrict.linux.Linux.PR_CAPBSET_READ;
import static dev.restrict.linux.Linux.PR_CAP_AMBIENT;
import static dev.restrict.linux.Linux.PR_GET_SECCOMP;
import static dev.restrict.linux.Linux.PR_SET_DUMPABLE;
import static dev.restrict.linux.Linux.PR_SET_KEEPCAPS;
import static dev.restrict.linux.Linux.PR_SET_NAME;
import static dev.restrict.linux.Linux.PR_SET_NO_NEW_PRIVS;
import static dev.restrict.linux.Linux.PR_SET_PDEATHSIG;
import static dev.restrict.linux.Linux.PR_SET_SECCOMP;
import static dev.restrict.linux.Linux.PR_SVE_GET_VL;
import static dev.restrict.linux.Linux.PR_SVE_SET_VL;

import dev.restrict.linux.Ioctl;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must be allowed besides a policy where a sandbox is put on before the JVM starts, by a
 * container runtime or by systemd: the policy says what is kept after the start. The lock gives all
 * of this up again.
 *
 * <p>What the application itself does only before the lock is not here, because it is not recorded:
 * a connection to a configuration server, say. Sockets are left to the policy.
 */
final class StartCalls {

  /**
   * Calls that the start takes.
   *
   * @param why who needs them
   */
  record Start(String why, List<Grant> calls) {}

  static final List<Start> ALL =
      List.of(
          new Start(
              "the container runtime, between installing the profile and executing the program",
              calls(
                  "capget capset setuid setgid setgroups setresuid setresgid setsid umask"
                      + " chdir fchdir fchown getdents64 getcwd stat lstat statx newfstatat fstat"
                      + " fstatfs faccessat faccessat2 readlinkat openat openat2 close close_range"
                      + " fcntl read write pread64 getpid getppid gettid getuid getgid futex tgkill"
                      + " rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack epoll_create1"
                      + " epoll_ctl epoll_pwait pipe2 eventfd2 nanosleep sched_yield",
                  in(
                      "prctl",
                      0,
                      PR_SET_PDEATHSIG,
                      PR_SET_DUMPABLE,
                      PR_SET_KEEPCAPS,
                      PR_SET_NAME,
                      PR_GET_SECCOMP,
                      PR_SET_SECCOMP,
                      PR_CAPBSET_READ,
                      PR_CAPBSET_DROP,
                      PR_SET_NO_NEW_PRIVS,
                      PR_CAP_AMBIENT))),
          new Start(
              "to execute java: the dynamic linker maps libraries as executable",
              calls(
                  "execve arch_prctl mmap mprotect munmap brk access readlink uname"
                      + " set_tid_address set_robust_list rseq prlimit64 getrlimit setrlimit"
                      + " getrandom")),
          new Start(
              "the JVM: performance data and temporary files, libraries that are unpacked, limits",
              calls(
                  "open creat mkdir mkdirat unlink unlinkat rmdir rename renameat ftruncate"
                      + " fallocate flock fchmod chmod fchmodat utimensat sched_getaffinity"
                      + " getpriority get_mempolicy sysinfo pipe dup dup2 socketpair",
                  and(
                      List.of(new Grant("clone", List.of(ArgCheck.masked(0, NAMESPACE_FLAGS, 0)))),
                      // How long aarch64's vectors are.
                      in("prctl", 0, PR_SVE_GET_VL, PR_SVE_SET_VL)))),
          new Start(
              "this library: the referee and the lock",
              calls(
                  "memfd_create execve execveat dup3 wait4 setsid pidfd_open sendmsg recvmsg getxattr"
                      + " ppoll rt_tgsigqueueinfo rt_sigreturn getsockopt seccomp"
                      + " landlock_create_ruleset landlock_add_rule landlock_restrict_self",
                  in("ioctl", 1, Ioctl.SECCOMP_LISTENER))));

  private StartCalls() {}

  private static List<Grant> calls(String whatever) {
    return Stream.of(whatever.split(" ")).map(name -> new Grant(name, List.of())).toList();
  }

  private static List<Grant> calls(String whatever, List<Grant> conditional) {
    return and(calls(whatever), conditional);
  }

  private static List<Grant> and(List<Grant> some, List<Grant> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static List<Grant> in(String call, int index, Integer... values) {
    return in(call, index, List.of(values));
  }

  private static List<Grant> in(String call, int index, List<Integer> values) {
    List<Grant> grants = new ArrayList<>();
    for (int value : values) {
      grants.add(new Grant(call, List.of(ArgCheck.masked(index, -1, value))));
    }
    return grants;
  }

  static List<Grant> grants() {
    return ALL.stream().flatMap(start -> start.calls().stream()).toList();
  }
}
