package dev.restrict.landlock;

import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status.Notice;
import java.util.List;

/** What the promises of a policy cut off outside the domain. */
final class Scopes {

  /**
   * Erratum 2, which is bit 1: without its fix, a signal scope stops threads of one process from
   * signalling each other if their domains differ ({@code security/landlock/errata/abi-6.h}; fixed
   * in Linux 6.15 and in stable kernels).
   */
  private static final int SIGNALS_BETWEEN_THREADS = 1 << 1;

  private Scopes() {}

  static long compile(Policy policy, int abi, int errata, List<Notice> notices) {
    if (policy.promises().isEmpty()) {
      return 0;
    }
    long scoped = 0;
    // Before ABI 8 every thread has a domain of its own, and abstract sockets made after the lock
    // would not connect across threads. Without unix nobody can make one, so the scope is safe.
    if (!policy.has(Promise.UNIX)) {
      scoped |= scope(Scope.ABSTRACT_UNIX_SOCKET, abi, notices);
    }
    if (!policy.has(Promise.PROC)) {
      if (abi >= Scope.SIGNAL.abi() && abi < Abi.TSYNC && (errata & SIGNALS_BETWEEN_THREADS) == 0) {
        notices.add(
            new Notice(
                Notice.Kind.LEFT_OUT,
                Scope.SIGNAL.constant()
                    + " is not in force: before Landlock ABI 8 each thread has a domain of its own,"
                    + " and this kernel lacks the fix of erratum 2 that lets threads of one process"
                    + " signal each other all the same; the system call filter refuses such signals"
                    + " instead"));
      } else {
        scoped |= scope(Scope.SIGNAL, abi, notices);
      }
    }
    return scoped;
  }

  private static long scope(Scope scope, int abi, List<Notice> notices) {
    if (abi >= scope.abi()) {
      return scope.bit();
    }
    notices.add(
        Abi.lacks(
            scope.constant(),
            scope.abi(),
            abi,
            "; the system call filter refuses such calls instead"));
    return 0;
  }
}
