package dev.restrict.referee;

import static dev.restrict.linux.Linux.AT_FDCWD;
import static dev.restrict.linux.Linux.F_ADD_SEALS;
import static dev.restrict.linux.Linux.F_SEAL_FUTURE_WRITE;
import static dev.restrict.linux.Linux.F_SEAL_GROW;
import static dev.restrict.linux.Linux.F_SEAL_SEAL;
import static dev.restrict.linux.Linux.F_SEAL_SHRINK;
import static dev.restrict.linux.Linux.O_CLOEXEC;
import static dev.restrict.linux.Linux.O_RDONLY;
import static dev.restrict.linux.Linux.POLLIN;
import static dev.restrict.linux.Linux.WNOHANG;

import com.sun.jna.Memory;
import dev.restrict.RestrictException;
import dev.restrict.kernel.ExecutableFile;
import dev.restrict.kernel.Librestrict;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Structs;
import dev.restrict.plan.RefereeOrders;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The process that holds the filter's listener and answers denied calls; see referee.c. Started
 * from memory before the lock, since afterwards nothing may be executed.
 */
public final class Referee {

  private static final String REMEDY =
      "a container's own filter or a limit on processes may forbid it; allow it, or choose mode kill, which needs no referee";
  private static final long GOODBYE_SECONDS = 2;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Map<Integer, String> STEPS =
      Map.of(
          RingConstant.STEP_TRIAL.get(), "receiving a descriptor, on trial (recvmsg)",
          RingConstant.STEP_LISTENER.get(), "receiving the listener (recvmsg)",
          RingConstant.STEP_CONFINE.get(), "confining itself");

  private final SystemCalls calls;
  private final Ring ring;
  private final int pid;
  private final int pidfd;
  private final int readOnlyFd;
  private final SocketPair sockets;

  private Referee(
      SystemCalls calls, Ring ring, int pid, int pidfd, int readOnlyFd, SocketPair sockets) {
    this.calls = calls;
    this.ring = ring;
    this.pid = pid;
    this.pidfd = pidfd;
    this.readOnlyFd = readOnlyFd;
    this.sockets = sockets;
  }

  /**
   * Starts it, and waits until it has shown that it can take over descriptors.
   *
   * @param records how many records the ring holds
   * @throws RestrictException if it cannot; the message says at which step, and what the kernel
   *     answered
   */
  public static Referee start(SystemCalls calls, int records) {
    try (Descriptor fd = new Descriptor(calls, calls.memfd("restrict-ring"));
        Descriptor exe = new Descriptor(calls, ExecutableFile.open(calls, "restrict-referee"))) {
      Ring ring = Ring.shared(calls, records, fd.number());
      Referee referee;
      try {
        referee = spawn(calls, exe, ring, fd);
      } catch (RuntimeException e) {
        ring.unmap();
        throw e;
      }
      try {
        referee.tryHandOver(fd);
        // Both sides have their mapping. Nobody can make another writable one, through /proc or
        // otherwise, and nobody can truncate it under the referee.
        calls.require(
            "sealing the ring of the referee",
            "report this",
            "fcntl",
            fd.number(),
            F_ADD_SEALS,
            F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE);
        return referee;
      } catch (RuntimeException e) {
        referee.abandon();
        throw e;
      }
    }
  }

  private static Referee spawn(SystemCalls calls, Descriptor exe, Ring ring, Descriptor ringFd) {
    String again = "/proc/self/fd/" + ringFd.number();
    int readOnly = open(calls, again);
    if (readOnly < 0) {
      throw new SyscallException(
          "the ring of the referee (openat of %s)".formatted(again),
          -readOnly,
          "/proc has to be mounted");
    }
    SocketPair sockets = null;
    // By this it reads the paths that calls name. Nobody needs a right to trace for its own memory,
    // and what is open stays open. If it cannot be had, the referee opens it itself.
    try (Descriptor memory = new Descriptor(calls, open(calls, "/proc/self/mem"))) {
      sockets = SocketPair.open(calls);
      long pid =
          Librestrict.spawn(exe.number(), ringFd.number(), sockets.referees(), memory.number());
      if (pid < 0) {
        throw new SyscallException(
            "starting the referee (clone, execveat)",
            (int) -pid,
            "choose mode kill, which needs no referee");
      }
      int pidfd = (int) calls.require("watching the referee", "report this", "pidfd_open", pid, 0);
      return new Referee(calls, ring, (int) pid, pidfd, readOnly, sockets);
    } catch (RuntimeException e) {
      calls.close(readOnly);
      if (sockets != null) {
        sockets.close();
      }
      throw e;
    }
  }

  /** The descriptor, or -errno. */
  private static int open(SystemCalls calls, String path) {
    return (int) calls.call("openat", AT_FDCWD, SystemCalls.string(path), O_RDONLY | O_CLOEXEC);
  }

  /** With the ring, whose descriptor the referee has anyway. */
  private void tryHandOver(Descriptor ringFd) {
    long sent = Librestrict.tryCarrier(sockets.jvms(), ringFd.number());
    if (sent < 0) {
      throw new SyscallException(
          "handing a descriptor to the referee (clone, sendmsg)", (int) -sent, REMEDY);
    }
    await(RingConstant.RING_STARTING, RingConstant.RING_READY);
  }

  private void await(RingConstant from, RingConstant to) {
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (ring.get(RingLayout.RING_STATE) == from.get()
        && isAlive()
        && System.nanoTime() < deadline) {
      ring.await(RingLayout.RING_STATE, from.get(), 50);
    }
    int state = ring.get(RingLayout.RING_STATE);
    if (state == RingConstant.RING_FAILED.get()) {
      throw new SyscallException(
          "the referee, at " + STEPS.get(ring.get(RingLayout.RING_STEP)),
          -ring.get(RingLayout.RING_ERROR),
          REMEDY);
    }
    if (state != to.get()) {
      throw new RestrictException(
          isAlive()
              ? "the referee does not answer; it is in state %d".formatted(state)
              : "the referee ended before it was ready; it was in state %d".formatted(state));
    }
  }

  public Ring ring() {
    return ring;
  }

  /** Tells it what to do, before it gets the listener. */
  public void order(RefereeOrders orders, Arch arch) {
    NamedArguments.tell(ring, arch);
    ring.prefixes(orders.prefixes());
    ring.set(RingLayout.RING_AUDIT, orders.audit() ? 1 : 0);
    orders.decision().ifPresent(decision -> ring.program(decision.toNative()));
  }

  /** The end of the socket pair to which the listener has to be sent. */
  public int socket() {
    return sockets.jvms();
  }

  /**
   * Waits until it has the listener.
   *
   * @param handed 0, or -errno of the sending
   * @throws RestrictException if it has not; denied calls fail with ENOSYS then
   */
  public void take(long handed) {
    try {
      if (handed < 0) {
        throw new SyscallException(
            "sending the listener to the referee (sendmsg)", (int) -handed, REMEDY);
      }
      await(RingConstant.RING_READY, RingConstant.RING_TAKEN);
    } catch (RestrictException e) {
      // As long as the listener is on its way, denied calls wait for an answer.
      sockets.discard();
      throw e;
    } finally {
      sockets.close();
    }
    ring.readOnly(readOnlyFd);
    calls.close(readOnlyFd);
  }

  /** Sends it away before it has a listener, and leaves neither a zombie nor a descriptor. */
  public void abandon() {
    sockets.close();
    if (poll(GOODBYE_SECONDS)) {
      calls.call("wait4", pid, null, WNOHANG, null);
    }
    calls.close(pidfd);
    calls.close(readOnlyFd);
    ring.unmap();
  }

  int pid() {
    return pid;
  }

  public boolean isAlive() {
    return !poll(0);
  }

  /** Whether it has ended, or does so in time. */
  private boolean poll(long seconds) {
    // A pidfd becomes readable when the process ends.
    Memory poll = SystemCalls.bytes(Structs.pollfd(pidfd, POLLIN));
    Memory timeout = SystemCalls.bytes(Structs.timespec(seconds, 0));
    return calls.call("ppoll", poll, 1, timeout, null, 0) == 1;
  }
}
