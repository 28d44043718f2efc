package dev.restrict.testing;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * What a child JVM under test does: system calls by name, straight to the kernel, as an intruder in
 * the process would make them; and reports of how they ended. Nothing here is the library's.
 */
public final class Sys {

  public static final int EPERM = 1;
  public static final int EFAULT = 14;
  public static final int EINVAL = 22;
  public static final int ENOTTY = 25;
  public static final int ENOSYS = 38;
  public static final int AT_FDCWD = -100;

  private static final Function SYSCALL = NativeLibrary.getInstance("c").getFunction("syscall");

  private Sys() {}

  /** Loads what the other methods need; to be called before a lock. */
  public static void ready() {
    call("getpid");
    string("");
    ErrnoNames.of(EPERM);
    outcome(() -> 0);
    outcome(
        () -> {
          throw new IOException("none");
        });
  }

  /**
   * The kernel's own answer: the result, or -errno. Where the architecture lacks the call, its
   * newer form is made.
   */
  public static long call(String name, Object... arguments) {
    if (!SyscallNumbers.has(name)) {
      NewerCall newer = NewerCall.of(name);
      return call(newer.name(), newer.arguments(arguments));
    }
    Object[] all = new Object[7]; // the kernel is given six arguments whatever the call takes
    Arrays.fill(all, 0L);
    all[0] = SyscallNumbers.of(name);
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = register(arguments[i]);
    }
    try {
      long result = SYSCALL.invokeLong(all);
      return result == -1 ? -Native.getLastError() : result;
    } finally {
      // Memory that nobody refers to any longer is freed, even while the kernel reads it.
      Reference.reachabilityFence(arguments);
    }
  }

  /** The call that {@link #call} makes for a name, and a libc too. */
  public static String name(String name) {
    return SyscallNumbers.has(name) ? name : NewerCall.of(name).name();
  }

  private static long register(Object argument) {
    if (argument == null) {
      return 0;
    }
    return argument instanceof Pointer pointer
        ? Pointer.nativeValue(pointer)
        : ((Number) argument).longValue();
  }

  /** The result of a call that has to succeed. */
  public static long require(String name, Object... arguments) {
    long result = call(name, arguments);
    if (result < 0) {
      throw new Refused(name, -result);
    }
    return result;
  }

  /** A call that the kernel has to look at, if only to find that it cannot be done. */
  public static void reaches(int errno, String name, Object... arguments) {
    long result = call(name, arguments);
    if (result < 0 && result != -errno) {
      throw new Refused(name, -result);
    }
  }

  /** {@code ok}, or errno by its name. */
  public static String answer(String name, Object... arguments) {
    long result = call(name, arguments);
    return result >= 0 ? "ok" : ErrnoNames.of(-result);
  }

  /** {@code open(2)}, and {@code close(2)} where it succeeds. */
  public static String open(String path, int flags) {
    long fd = call("openat", AT_FDCWD, string(path), flags, 0600);
    if (fd >= 0) {
      call("close", fd);
      return "ok";
    }
    return ErrnoNames.of(-fd);
  }

  /** A string as C has it. */
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

  /**
   * The mask of all signals, but for those that report faults of the thread itself: a JVM makes
   * such faults on purpose, and the kernel ends a process that blocks them.
   */
  public static Memory signalMask() {
    long faults = 0;
    for (int signal : new int[] {4, 5, 7, 8, 11}) { // ILL, TRAP, BUS, FPE, SEGV
      faults |= 1L << (signal - 1);
    }
    Memory mask = zeroes(8);
    mask.setLong(0, ~faults);
    return mask;
  }

  /** A socket address of 127.0.0.1. */
  public static Memory loopback(int port) {
    Memory address = zeroes(16);
    address.setShort(0, (short) 2);
    address.setByte(2, (byte) (port >> 8));
    address.setByte(3, (byte) port);
    address.setByte(4, (byte) 127);
    address.setByte(7, (byte) 1);
    return address;
  }

  /** {@code ok}, or the exception's simple name. */
  public static String outcome(Callable<?> action) {
    try {
      action.call();
      return "ok";
    } catch (Throwable e) {
      return e.getClass().getSimpleName();
    }
  }

  /** {@code ok}, or the exception's simple name and message. */
  public static String failure(Callable<?> action) {
    try {
      action.call();
      return "ok";
    } catch (Throwable e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  /** A line for the parent. */
  public static void say(String name, Object value) {
    System.out.println(name + ": " + value);
  }

  /** Waits for the parent's next line. */
  public static String hear() {
    try {
      StringBuilder line = new StringBuilder();
      for (int c = System.in.read(); c >= 0 && c != '\n'; c = System.in.read()) {
        line.append((char) c);
      }
      return line.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A call that failed. */
  public static final class Refused extends RuntimeException {
    Refused(String name, long errno) {
      super(name + ": " + ErrnoNames.of(errno));
    }
  }
}
