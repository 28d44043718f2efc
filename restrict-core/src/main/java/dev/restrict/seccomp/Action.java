package dev.restrict.seccomp;

import static dev.restrict.linux.Linux.MAX_ERRNO;
import static dev.restrict.linux.Linux.SECCOMP_RET_ACTION_FULL;
import static dev.restrict.linux.Linux.SECCOMP_RET_ALLOW;
import static dev.restrict.linux.Linux.SECCOMP_RET_DATA;
import static dev.restrict.linux.Linux.SECCOMP_RET_ERRNO;
import static dev.restrict.linux.Linux.SECCOMP_RET_KILL_PROCESS;
import static dev.restrict.linux.Linux.SECCOMP_RET_KILL_THREAD;
import static dev.restrict.linux.Linux.SECCOMP_RET_LOG;
import static dev.restrict.linux.Linux.SECCOMP_RET_TRAP;
import static dev.restrict.linux.Linux.SECCOMP_RET_USER_NOTIF;

import dev.restrict.linux.Errno;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a filter answers: a return value of {@code seccomp(2)}, by the kernel's names.
 *
 * <p>If several filters are in force, the kernel takes the strictest answer, in the order of these
 * constants.
 *
 * @param value the action in the upper 16 bits, its data (an errno) in the lower
 */
public record Action(int value) {

  /** Ends the process with SIGSYS; it cannot be caught. Linux 4.14. */
  public static final Action KILL_PROCESS = new Action(SECCOMP_RET_KILL_PROCESS);

  /** Ends the calling thread only, which leaves a JVM broken. Linux 3.5. */
  public static final Action KILL_THREAD = new Action(SECCOMP_RET_KILL_THREAD);

  /** Sends the calling thread SIGSYS instead of making the call. Linux 3.5. */
  public static final Action TRAP = new Action(SECCOMP_RET_TRAP);

  /**
   * Hands the call to the filter's listener; the call fails with ENOSYS if there is none. Linux
   * 5.0.
   */
  public static final Action USER_NOTIF = new Action(SECCOMP_RET_USER_NOTIF);

  /** Makes the call after the kernel has logged it. Linux 4.14. */
  public static final Action LOG = new Action(SECCOMP_RET_LOG);

  /** Makes the call. Linux 3.5. */
  public static final Action ALLOW = new Action(SECCOMP_RET_ALLOW);

  public Action {
    boolean valid =
        (value & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO
            ? isErrno(value & SECCOMP_RET_DATA)
            : (value & SECCOMP_RET_DATA) == 0;
    if (name(value) == null || !valid) {
      throw new IllegalArgumentException("no action of seccomp: 0x%08x".formatted(value));
    }
  }

  /**
   * Fails the call with this errno instead of making it. Linux 3.5.
   *
   * @param errno 1 to 4095
   */
  public static Action errno(int errno) {
    if (!isErrno(errno)) {
      throw new IllegalArgumentException("errno " + errno);
    }
    return new Action(SECCOMP_RET_ERRNO | errno);
  }

  /** Fails the call with {@code ENOSYS}, as if the kernel did not have it. */
  public static Action enosys() {
    return errno(Errno.ENOSYS);
  }

  private static boolean isErrno(int errno) {
    // 0 would feign success, and the kernel cuts a greater one down to 4095.
    return errno >= 1 && errno <= MAX_ERRNO;
  }

  @Override
  public String toString() {
    String name = Objects.requireNonNull(name(value)); // or there would be no such action
    return (value & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO
        ? name + "(" + Errno.name(value & SECCOMP_RET_DATA) + ")"
        : name;
  }

  private static @Nullable String name(int value) {
    return switch (value & SECCOMP_RET_ACTION_FULL) {
      case SECCOMP_RET_KILL_PROCESS -> "SECCOMP_RET_KILL_PROCESS";
      case SECCOMP_RET_KILL_THREAD -> "SECCOMP_RET_KILL_THREAD";
      case SECCOMP_RET_TRAP -> "SECCOMP_RET_TRAP";
      case SECCOMP_RET_ERRNO -> "SECCOMP_RET_ERRNO";
      case SECCOMP_RET_USER_NOTIF -> "SECCOMP_RET_USER_NOTIF";
      case SECCOMP_RET_LOG -> "SECCOMP_RET_LOG";
      case SECCOMP_RET_ALLOW -> "SECCOMP_RET_ALLOW";
      default -> null;
    };
  }
}
