package dev.restrict.linux;

/**
 * The offsets of the fields of the kernel's {@code struct seccomp_data}, in bytes; see {@code
 * seccomp(2)}. BPF loads 32-bit words, so a 64-bit field is two of them, the low one first if
 * little endian.
 */
public final class SeccompData {

  public static final int NR = 0;
  public static final int ARCH = 4;
  public static final int IP_LOW = 8;
  public static final int IP_HIGH = 12;
  private static final int ARGS = 16;
  private static final int SIZE = 64;

  private SeccompData() {}

  /** The low word of the argument, 0 to 5. */
  public static int argLow(int index) {
    return ARGS + 8 * index;
  }

  /** The high word of the argument, 0 to 5. */
  public static int argHigh(int index) {
    return argLow(index) + 4;
  }

  /** What a dump calls the word at this offset. */
  public static String name(int offset) {
    return switch (offset) {
      case NR -> "nr";
      case ARCH -> "arch";
      case IP_LOW -> "ip.low";
      case IP_HIGH -> "ip.high";
      default -> {
        if (offset < ARGS || offset >= SIZE || offset % 4 != 0) {
          yield "[" + offset + "]";
        }
        yield "arg%d.%s".formatted((offset - ARGS) / 8, offset % 8 == 0 ? "low" : "high");
      }
    };
  }
}
