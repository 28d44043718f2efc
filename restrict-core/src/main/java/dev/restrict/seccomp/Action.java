package dev.restrict.seccomp;

import dev.restrict.linux.Errno;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a filter answers: a return value of {@code seccomp(2)}, by the kernel's names.
 *
 * <p>Where several filters are in force the kernel takes the strictest answer, in the order of
 * these constants.
 *
 * @param value the action in the upper 16 bits, its data (an errno) in the lower
 */
public record Action(int value) {

  /** Ends the process with SIGSYS; it cannot be caught. Linux 4.14. */
  public static final Action KILL_PROCESS = new Action(0x8000_0000);

  /** Ends the calling thread only, which leaves a JVM broken. Linux 3.5. */
  public static final Action KILL_THREAD = new Action(0x0000_0000);

  /** Sends the calling thread SIGSYS instead of making the call. Linux 3.5. */
  public static final Action TRAP = new Action(0x0003_0000);

  private static final int ERRNO = 0x0005_0000;

  /** Hands the call to the filter's listener; fails with ENOSYS where there is none. Linux 5.0. */
  public static final Action USER_NOTIF = new Action(0x7fc0_0000);

  /** Makes the call after the kernel logged it. Linux 4.14. */
  public static final Action LOG = new Action(0x7ffc_0000);

  /** Makes the call. Linux 3.5. */
  public static final Action ALLOW = new Action(0x7fff_0000);

  private static final int ACTION_MASK = 0xffff_0000;
  private static final int DATA_MASK = 0x0000_ffff;

  /** The kernel cuts a greater errno down to this, and 0 would feign success. */
  private static final int MAX_ERRNO = 4095;

  public Action {
    boolean valid =
        (value & ACTION_MASK) == ERRNO ? isErrno(value & DATA_MASK) : (value & DATA_MASK) == 0;
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
    return new Action(ERRNO | errno);
  }

  /** Fails the call with {@code ENOSYS}, as if the kernel did not have it. */
  public static Action enosys() {
    return errno(Errno.ENOSYS);
  }

  private static boolean isErrno(int errno) {
    return errno >= 1 && errno <= MAX_ERRNO;
  }

  @Override
  public String toString() {
    String name = Objects.requireNonNull(name(value)); // or there would be no such action
    return (value & ACTION_MASK) == ERRNO ? name + "(" + Errno.name(value & DATA_MASK) + ")" : name;
  }

  private static @Nullable String name(int value) {
    return switch (value & ACTION_MASK) {
      case 0x8000_0000 -> "SECCOMP_RET_KILL_PROCESS";
      case 0x0000_0000 -> "SECCOMP_RET_KILL_THREAD";
      case 0x0003_0000 -> "SECCOMP_RET_TRAP";
      case ERRNO -> "SECCOMP_RET_ERRNO";
      case 0x7fc0_0000 -> "SECCOMP_RET_USER_NOTIF";
      case 0x7ffc_0000 -> "SECCOMP_RET_LOG";
      case 0x7fff_0000 -> "SECCOMP_RET_ALLOW";
      default -> null;
    };
  }
}
