package dev.restrict.testing;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.restrict.linux.Arch;
import java.nio.charset.StandardCharsets;

/** System calls by name, straight to the kernel, as an intruder in the process would make them. */
public final class RawSyscall {

  public static final int EPERM = 1;
  public static final int EINVAL = 22;
  public static final int ENOTTY = 25;
  public static final int ENOSYS = 38;
  public static final int EFAULT = 14;
  public static final int AT_FDCWD = -100;

  private static final Function SYSCALL = NativeLibrary.getInstance("c").getFunction("syscall");

  private RawSyscall() {}

  /** Loads what it needs; to be called before a lock. */
  public static void load() {
    call("getpid");
  }

  /** The result, or -errno. */
  public static long call(String name, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = (long) Arch.X86_64.number(name);
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      all[i + 1] =
          argument == null
              ? 0L
              : argument instanceof Pointer pointer
                  ? Pointer.nativeValue(pointer)
                  : ((Number) argument).longValue();
    }
    long result = SYSCALL.invokeLong(all);
    return result == -1 ? -Native.getLastError() : result;
  }

  /** The result of a call that has to succeed. */
  public static long require(String name, Object... arguments) {
    long result = call(name, arguments);
    if (result < 0) {
      throw new Refused(name, (int) -result);
    }
    return result;
  }

  /** A call that the kernel has to look at, if only to find that it cannot be done. */
  public static void reaches(int errno, String name, Object... arguments) {
    long result = call(name, arguments);
    if (result < 0 && result != -errno) {
      throw new Refused(name, (int) -result);
    }
  }

  public static Memory string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Memory memory = zeroes(bytes.length + 1);
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  public static Memory zeroes(int size) {
    Memory memory = new Memory(size);
    memory.clear();
    return memory;
  }

  /** A call that failed. */
  public static final class Refused extends RuntimeException {
    Refused(String name, int errno) {
      super(name + ": errno " + errno);
    }
  }
}
