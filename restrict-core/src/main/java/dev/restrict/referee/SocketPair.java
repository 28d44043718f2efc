package dev.restrict.referee;

import static dev.restrict.linux.Linux.AF_UNIX;
import static dev.restrict.linux.Linux.SOCK_CLOEXEC;
import static dev.restrict.linux.Linux.SOCK_NONBLOCK;
import static dev.restrict.linux.Linux.SOCK_SEQPACKET;

import com.sun.jna.Memory;
import dev.restrict.kernel.SystemCalls;

/**
 * The two sockets over which the referee gets the listener. The JVM holds both until the referee
 * has it, since a descriptor on its way is as good as open.
 *
 * @param jvms the end to which it is sent
 * @param referees the end of which the referee has a copy
 */
record SocketPair(SystemCalls calls, int jvms, int referees) {

  static SocketPair open(SystemCalls calls) {
    Memory pair = new Memory(2L * Integer.BYTES);
    calls.require(
        "a way to the referee",
        "report this",
        "socketpair",
        AF_UNIX,
        SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
        0,
        pair);
    return new SocketPair(calls, pair.getInt(0), pair.getInt(Integer.BYTES));
  }

  /** Drops what was sent and not received: a message that is read as bytes loses its descriptor. */
  void discard() {
    calls.call("read", referees, new Memory(1), 1);
  }

  void close() {
    calls.close(jvms);
    calls.close(referees);
  }
}
