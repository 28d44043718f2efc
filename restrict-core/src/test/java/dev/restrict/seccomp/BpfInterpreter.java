package dev.restrict.seccomp;

import static java.lang.Integer.toUnsignedLong;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a filter as the kernel would, from the bytes the kernel would get. It is as picky: a program
 * that {@code bpf_check_classic} or {@code seccomp_check_filter} would refuse fails here too.
 */
public final class BpfInterpreter {

  private static final int SECCOMP_DATA_BYTES = 64;

  private final ByteBuffer program;
  private final int size;

  private BpfInterpreter(BpfProgram program) {
    byte[] bytes = program.toNative();
    if (bytes.length != program.size() * 8) {
      throw new AssertionError(bytes.length + " bytes for " + program.size() + " instructions");
    }
    this.program = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.size = program.size();
    check();
  }

  /**
   * What the filter answers, as an unsigned 32-bit value.
   *
   * @param nr the call number, -1 included
   * @param arch the {@code AUDIT_ARCH_*} value
   * @param ip the address of the call
   * @param args six of them
   */
  public static long run(BpfProgram program, int nr, int arch, long ip, long[] args) {
    return trace(program, nr, arch, ip, args).answer();
  }

  /**
   * One run.
   *
   * @param answer as an unsigned 32-bit value
   * @param steps how many instructions it took
   * @param loads how many of those were loads
   */
  public record Trace(long answer, int steps, int loads) {}

  /** As {@link #run}, with what it took. */
  public static Trace trace(BpfProgram program, int nr, int arch, long ip, long[] args) {
    if (args.length != 6) {
      throw new IllegalArgumentException(args.length + " arguments");
    }
    ByteBuffer data = ByteBuffer.allocate(SECCOMP_DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(nr).putInt(arch).putLong(ip);
    for (long arg : args) {
      data.putLong(arg);
    }
    return new BpfInterpreter(program).interpret(data, SECCOMP_DATA_BYTES);
  }

  /**
   * Whether the kernel's bitmap answers for this call: as {@code seccomp_is_const_allow}, it is
   * allowed, and nothing but the number and the architecture is looked at.
   */
  public static boolean isConstantAllow(BpfProgram program, int nr, int arch) {
    ByteBuffer data = ByteBuffer.allocate(SECCOMP_DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(nr).putInt(arch);
    Trace trace = new BpfInterpreter(program).interpret(data, 8);
    return trace != null && trace.answer() == 0x7fff_0000L;
  }

  private int code(int i) {
    return Short.toUnsignedInt(program.getShort(i * 8));
  }

  private int jt(int i) {
    return Byte.toUnsignedInt(program.get(i * 8 + 2));
  }

  private int jf(int i) {
    return Byte.toUnsignedInt(program.get(i * 8 + 3));
  }

  private int k(int i) {
    return program.getInt(i * 8 + 4);
  }

  /** Everything, reached or not. */
  private void check() {
    if (size < 1 || size > 4096) {
      throw fail(0, "a program of " + size);
    }
    for (int i = 0; i < size; i++) {
      int k = k(i);
      switch (code(i)) {
        case 0x20 -> require(i, k >= 0 && k < SECCOMP_DATA_BYTES && k % 4 == 0, "load at " + k);
        case 0x54, 0x06 -> require(i, jt(i) == 0 && jf(i) == 0, "jumps nowhere");
        case 0x05 -> require(i, toUnsignedLong(k) < size - i - 1, "jumps out of the program");
        case 0x15, 0x25, 0x35, 0x45 ->
            require(i, i + 1 + jt(i) < size && i + 1 + jf(i) < size, "jumps out of the program");
        default -> throw fail(i, "code 0x%02x".formatted(code(i)));
      }
    }
    require(size - 1, code(size - 1) == 0x06, "falls off the end");
  }

  /** Null if a load reaches beyond what is known. */
  private Trace interpret(ByteBuffer data, int known) {
    int a = 0;
    int steps = 0;
    int loads = 0;
    for (int i = 0; i < size; i++) {
      steps++;
      int k = k(i);
      switch (code(i)) {
        case 0x20 -> {
          if (k >= known) {
            return null;
          }
          a = data.getInt(k);
          loads++;
        }
        case 0x54 -> a &= k;
        case 0x06 -> {
          return new Trace(toUnsignedLong(k), steps, loads);
        }
        case 0x05 -> i += k;
        case 0x15 -> i += a == k ? jt(i) : jf(i);
        case 0x25 -> i += Integer.compareUnsigned(a, k) > 0 ? jt(i) : jf(i);
        case 0x35 -> i += Integer.compareUnsigned(a, k) >= 0 ? jt(i) : jf(i);
        case 0x45 -> i += (a & k) != 0 ? jt(i) : jf(i);
        default -> throw fail(i, "code");
      }
    }
    throw fail(size, "fell off the end");
  }

  private static void require(int i, boolean condition, String what) {
    if (!condition) {
      throw fail(i, what);
    }
  }

  private static AssertionError fail(int i, String what) {
    return new AssertionError("instruction " + i + ": " + what);
  }
}
