package dev.restrict.promise;

/**
 * A condition on one argument of a system call: {@code (argument & mask) == value}.
 *
 * <p>Where the kernel's parameter is an {@code int}, only the low 32 bits are compared, because the
 * kernel ignores the rest and a caller may put anything there. A {@code long} or pointer is
 * compared whole.
 *
 * @param index 0 to 5
 * @param width how many of the argument's bits count
 * @param mask which bits of those are compared
 * @param value what they must be; 0 if {@code ownPid}
 * @param ownPid whether the value is the id of the process that locks, which is known only when it
 *     does
 */
public record ArgCheck(int index, Width width, long mask, long value, boolean ownPid) {

  /** How many bits of an argument count. */
  public enum Width {
    INT(0xffff_ffffL),
    LONG(-1L);

    private final long mask;

    Width(long mask) {
      this.mask = mask;
    }
  }

  public ArgCheck {
    if (index < 0 || index > 5 || (mask & ~width.mask) != 0 || (value & ~mask) != 0) {
      throw new IllegalArgumentException("argument " + index + " & " + mask + " == " + value);
    }
  }

  /** An {@code int} argument equals the value. */
  static ArgCheck equal(int index, int value) {
    return masked(index, -1, value);
  }

  /** The bits of an {@code int} argument under the mask equal the value. */
  public static ArgCheck masked(int index, int mask, int value) {
    return new ArgCheck(
        index, Width.INT, Integer.toUnsignedLong(mask), Integer.toUnsignedLong(value), false);
  }

  /** An {@code int} argument has none of these bits. */
  static ArgCheck without(int index, int bits) {
    return masked(index, bits, 0);
  }

  /** A {@code long} or a pointer equals the value. */
  public static ArgCheck equalLong(int index, long value) {
    return new ArgCheck(index, Width.LONG, -1L, value, false);
  }

  /** An {@code int} argument is the id of the process that locks. */
  static ArgCheck isOwnPid(int index) {
    return new ArgCheck(index, Width.INT, Width.INT.mask, 0, true);
  }

  /** Whether an argument passes. */
  public boolean holds(long argument, int pid) {
    return (argument & mask) == expected(pid);
  }

  /** The value to compare with. */
  public long expected(int pid) {
    return ownPid ? Integer.toUnsignedLong(pid) : value;
  }

  @Override
  public String toString() {
    String argument = "arg" + index;
    String right =
        ownPid
            ? "own pid"
            : value < 10 && value >= 0 ? String.valueOf(value) : "0x" + Long.toHexString(value);
    return mask == width.mask
        ? argument + " == " + right
        : "(%s & 0x%x) == %s".formatted(argument, mask, right);
  }
}
