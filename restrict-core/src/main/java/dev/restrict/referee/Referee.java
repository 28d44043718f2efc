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
import static dev.restrict.linux.Linux.PR_SET_PTRACER;
import static dev.restrict.linux.Linux.WNOHANG;

import com.sun.jna.Memory;
import dev.restrict.RestrictException;
import dev.restrict.kernel.Librestrict;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Structs;
import dev.restrict.plan.RefereeOrders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The process that holds the filter's listener and answers denied calls; see referee.c. Started
 * from memory before the lock, since afterwards nothing may be executed.
 */
public final class Referee {

  private static final long GOODBYE_SECONDS = 2;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Map<Integer, String> STEPS =
      Map.of(
          RingConstant.STEP_PIDFD_OPEN.get(), "pidfd_open of this process",
          RingConstant.STEP_PIDFD_GETFD.get(), "pidfd_getfd from this process",
          RingConstant.STEP_LISTENER.get(), "taking the listener over by pidfd_getfd",
          RingConstant.STEP_CONFINE.get(), "confining itself");

  private final SystemCalls calls;
  private final Ring ring;
  private final int pid;
  private final int pidfd;
  private final int readOnlyFd;

  private Referee(SystemCalls calls, Ring ring, int pid, int pidfd, int readOnlyFd) {
    this.calls = calls;
    this.ring = ring;
    this.pid = pid;
    this.pidfd = pidfd;
    this.readOnlyFd = readOnlyFd;
  }

  /**
   * Starts it, and waits until it has shown that it can take over descriptors.
   *
   * @param records how many records the ring holds
   * @throws RestrictException if it cannot; the message says at which step, and what the kernel
   *     answered
   */
  public static Referee start(SystemCalls calls, int records) {
    int exe = calls.memfd("restrict-referee");
    int ringFd = calls.memfd("restrict-ring");
    int readOnly = -1;
    Referee referee = null;
    try {
      write(calls, exe, program(calls.arch()));
      Ring ring = Ring.shared(calls, records, ringFd);
      ring.set(RingLayout.RING_LISTENER_FD, ringFd);
      readOnly =
          (int)
              calls.require(
                  "the ring of the referee",
                  "/proc has to be mounted",
                  "openat",
                  AT_FDCWD,
                  SystemCalls.string("/proc/self/fd/" + ringFd),
                  O_RDONLY | O_CLOEXEC);
      long pid = Librestrict.spawn(exe, ringFd);
      if (pid < 0) {
        throw new SyscallException(
            "starting the referee (execveat of a memfd)",
            (int) -pid,
            "see vm.memfd_noexec; or choose mode kill, which needs no referee");
      }
      int pidfd = (int) calls.require("watching the referee", "report this", "pidfd_open", pid, 0);
      referee = new Referee(calls, ring, (int) pid, pidfd, readOnly);
      // Where Yama restricts ptrace, a child may not look into its parent unless the parent says
      // so.
      calls.call("prctl", PR_SET_PTRACER, pid, 0, 0, 0);
      referee.await(RingConstant.RING_STARTING, RingConstant.RING_READY);
      // Both sides have their mapping. Nobody can make another writable one, through /proc or
      // otherwise, and nobody can truncate it under the referee.
      calls.require(
          "sealing the ring of the referee",
          "report this",
          "fcntl",
          ringFd,
          F_ADD_SEALS,
          F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE);
      return referee;
    } catch (RuntimeException e) {
      if (referee != null) {
        referee.abandon();
      } else if (readOnly >= 0) {
        calls.close(readOnly);
      }
      throw e;
    } finally {
      calls.close(exe);
      calls.close(ringFd);
    }
  }

  private static byte[] program(Arch arch) {
    String name = "/%s/restrict-referee".formatted(arch.platform());
    try (InputStream in = Referee.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new RestrictException(
            name + " is not on the class path; build restrict-core on this platform");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(SystemCalls calls, int fd, byte[] bytes) {
    Memory memory = SystemCalls.bytes(bytes);
    long written = calls.call("write", fd, memory, bytes.length);
    if (written != bytes.length) {
      throw new RestrictException(
          "writing the referee into memory: %d of %d bytes".formatted(written, bytes.length));
    }
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
          "a container's own filter may forbid it, or Yama; allow it, or choose mode kill, which needs no referee");
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

  /** Tells it what to do, before {@link #handOver}. */
  public void order(RefereeOrders orders, Arch arch) {
    NamedArguments.tell(ring, arch);
    ring.prefixes(orders.prefixes());
    ring.set(RingLayout.RING_AUDIT, orders.audit() ? 1 : 0);
    orders.decision().ifPresent(decision -> ring.program(decision.toNative()));
  }

  /** Gives it the listener and closes this process's own copy. */
  public void handOver(int listener) {
    ring.set(RingLayout.RING_LISTENER_FD, listener);
    ring.set(RingLayout.RING_STATE, RingConstant.RING_OFFERED.get());
    ring.wake(RingLayout.RING_STATE);
    try {
      await(RingConstant.RING_OFFERED, RingConstant.RING_TAKEN);
    } finally {
      // Whatever became of the referee: once this is closed, every denied call fails with ENOSYS.
      calls.close(listener);
    }
    ring.readOnly(readOnlyFd);
    calls.close(readOnlyFd);
  }

  /** Sends it away before it has a listener, and leaves neither a zombie nor a descriptor. */
  public void abandon() {
    ring.set(RingLayout.RING_STATE, RingConstant.RING_ABANDONED.get());
    ring.wake(RingLayout.RING_STATE);
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
