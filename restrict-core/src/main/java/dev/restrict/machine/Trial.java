package dev.restrict.machine;

import dev.restrict.linux.Answer;
import dev.restrict.linux.Errno;
import java.util.List;

/**
 * A call that is tried before anything is planned, in a child process: those that a lock makes and
 * that a JVM makes at no other time, so that an outer filter may refuse them. They are in the order
 * in which they are made; what they put in force ends with the child.
 */
public enum Trial {
  /** Both layers need it. */
  NO_NEW_PRIVS("prctl", 0),
  LANDLOCK_VERSION("landlock_create_ruleset", 0),
  LANDLOCK_ERRATA("landlock_create_ruleset", Errno.EINVAL), // what older kernels answer
  LANDLOCK_RULESET("landlock_create_ruleset", 0),
  /** A rule from no memory. */
  LANDLOCK_RULE("landlock_add_rule", Errno.EFAULT),
  /** The ruleset of before, for the child alone. */
  LANDLOCK_SELF("landlock_restrict_self", 0),
  /** A signal without its description. */
  THREAD_SIGNAL("rt_tgsigqueueinfo", Errno.EFAULT),
  /** A filter from no memory, for every thread. */
  FILTER("seccomp", Errno.EFAULT),
  /** A filter that allows everything, with a listener, for the child alone. */
  LISTENER("seccomp", 0),
  MEMFD("memfd_create", Errno.EFAULT),
  EXECVEAT("execveat", Errno.EFAULT),
  PIDFD_OPEN("pidfd_open", Errno.EINVAL),
  SEND("sendmsg", Errno.EBADF),
  RECEIVE("recvmsg", Errno.EBADF);

  /** What Landlock takes. */
  static final List<Trial> LANDLOCK =
      List.of(
          NO_NEW_PRIVS,
          LANDLOCK_VERSION,
          LANDLOCK_RULESET,
          LANDLOCK_RULE,
          LANDLOCK_SELF,
          THREAD_SIGNAL);

  /** What a filter takes. */
  static final List<Trial> SECCOMP = List.of(NO_NEW_PRIVS, FILTER);

  /** What starting the referee takes, besides what a JVM does anyway. */
  static final List<Trial> REFEREE = List.of(MEMFD, EXECVEAT, PIDFD_OPEN, SEND, RECEIVE);

  private final String syscall;
  private final int expected;

  Trial(String syscall, int expected) {
    this.syscall = syscall;
    this.expected = expected;
  }

  /** The kernel's name of the call. */
  public String syscall() {
    return syscall;
  }

  /** Whether this is what a kernel answers that has the call, and no filter in front of it. */
  boolean works(Answer answer) {
    return !answer.killed() && (answer.result() >= 0 || answer.errno() == expected);
  }
}
