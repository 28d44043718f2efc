package dev.restrict.lock;

import static dev.restrict.linux.Linux.PR_SET_NO_NEW_PRIVS;
import static dev.restrict.linux.Linux.SECCOMP_FILTER_FLAG_NEW_LISTENER;
import static dev.restrict.linux.Linux.SECCOMP_FILTER_FLAG_TSYNC;
import static dev.restrict.linux.Linux.SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
import static dev.restrict.linux.Linux.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
import static dev.restrict.linux.Linux.SECCOMP_SET_MODE_FILTER;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.restrict.RestrictException;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Errno;
import dev.restrict.linux.Structs;
import dev.restrict.seccomp.BpfProgram;
import java.lang.ref.Reference;

/** Installs a compiled filter on every thread. */
final class SeccompFilter {

  private final SystemCalls calls;

  SeccompFilter(SystemCalls calls) {
    this.calls = calls;
  }

  /** Installs it without a listener. */
  void install(BpfProgram program) {
    long result = seccomp(program, SECCOMP_FILTER_FLAG_TSYNC);
    if (result > 0) {
      throw new RestrictException(
          "the system call filter: thread %d has a filter of its own that the others lack, so the kernel refuses one for all; install such filters on the whole process"
              .formatted(result));
    }
    if (result < 0) {
      throw failure((int) -result);
    }
  }

  /**
   * Installs it with a listener.
   *
   * @return the listener's descriptor
   */
  int installWithListener(BpfProgram program) {
    int flags =
        SECCOMP_FILTER_FLAG_TSYNC
            | SECCOMP_FILTER_FLAG_NEW_LISTENER
            | SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
    long result = seccomp(program, flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
    if (result == -Errno.EINVAL) {
      result = seccomp(program, flags);
    }
    if (result < 0) {
      throw failure((int) -result);
    }
    return (int) result;
  }

  private static SyscallException failure(int errno) {
    return new SyscallException(
        "the system call filter (seccomp)",
        errno,
        "ESRCH means that a thread has a filter of its own; EBUSY that another filter has the only listener");
  }

  private long seccomp(BpfProgram program, int flags) {
    calls.require(
        "giving up new privileges", "report this", "prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    Memory code = SystemCalls.bytes(program.toNative());
    Memory prog = SystemCalls.bytes(Structs.sockFprog(program.size(), Pointer.nativeValue(code)));
    try {
      return calls.call("seccomp", SECCOMP_SET_MODE_FILTER, flags, prog);
    } finally {
      Reference.reachabilityFence(code);
    }
  }
}
