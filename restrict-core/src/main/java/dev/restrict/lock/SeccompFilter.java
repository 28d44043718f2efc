package dev.restrict.lock;

import static dev.restrict.linux.Linux.LISTENER_FLAGS;
import static dev.restrict.linux.Linux.PR_SET_NO_NEW_PRIVS;
import static dev.restrict.linux.Linux.SECCOMP_FILTER_FLAG_TSYNC;
import static dev.restrict.linux.Linux.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
import static dev.restrict.linux.Linux.SECCOMP_SET_MODE_FILTER;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.restrict.RestrictException;
import dev.restrict.kernel.Librestrict;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Errno;
import dev.restrict.linux.Structs;
import dev.restrict.seccomp.BpfProgram;
import java.lang.ref.Reference;
import java.util.function.ToLongFunction;

/** Installs a compiled filter on every thread. */
final class SeccompFilter {

  private final SystemCalls calls;

  SeccompFilter(SystemCalls calls) {
    this.calls = calls;
  }

  /** Installs it without a listener. */
  void install(BpfProgram program) {
    long result =
        install(
            program,
            prog ->
                calls.call("seccomp", SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, prog));
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
   * Installs it with a listener, and sends that to the other end of a socket pair.
   *
   * @return 0, or -errno of the sending; the filter is in force then all the same
   */
  long installWithListener(BpfProgram program, int socket) {
    Memory handed = new Memory(Long.BYTES);
    long result =
        install(
            program,
            prog ->
                Librestrict.filter(
                    LISTENER_FLAGS | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, prog, socket, handed));
    if (result == -Errno.EINVAL) {
      result = install(program, prog -> Librestrict.filter(LISTENER_FLAGS, prog, socket, handed));
    }
    if (result == -Errno.ECHILD) {
      throw new SyscallException(
          "a process to send the listener to the referee (clone)",
          (int) -handed.getLong(0),
          "see the limits on processes");
    }
    if (result < 0) {
      throw failure((int) -result);
    }
    return handed.getLong(0);
  }

  private static SyscallException failure(int errno) {
    return new SyscallException(
        "the system call filter (seccomp)",
        errno,
        "ESRCH means that a thread has a filter of its own; EBUSY that another filter has the only listener");
  }

  private long install(BpfProgram program, ToLongFunction<Memory> call) {
    calls.require(
        "giving up new privileges", "report this", "prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    Memory code = SystemCalls.bytes(program.toNative());
    Memory prog = SystemCalls.bytes(Structs.sockFprog(program.size(), Pointer.nativeValue(code)));
    try {
      return call.applyAsLong(prog);
    } finally {
      Reference.reachabilityFence(prog);
      Reference.reachabilityFence(code);
    }
  }
}
