package dev.restrict.testing;

import com.sun.jna.Memory;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Errno;
import dev.restrict.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** What a child JVM under test does: raw system calls, and reports of how they ended. */
public final class Sys {

  private static final SystemCalls CALLS =
      new SystemCalls(Arch.of(System.getProperty("os.arch")).orElseThrow());

  private Sys() {}

  /** Loads what the other methods need. */
  public static void ready() {
    CALLS.call("getpid");
    Errno.name(1);
    outcome(() -> 0);
    outcome(
        () -> {
          throw new IOException("none");
        });
  }

  /** The kernel's own answer: the result, or -errno. */
  public static long call(String name, Object... arguments) {
    return CALLS.call(name, arguments);
  }

  /** {@code ok}, or errno by its name. */
  public static String answer(String name, Object... arguments) {
    long result = call(name, arguments);
    return result >= 0 ? "ok" : Errno.name((int) -result);
  }

  public static Memory string(String text) {
    return SystemCalls.string(text);
  }

  /** {@code open(2)}, and {@code close(2)} where it succeeds. */
  public static String open(String path, int flags) {
    long fd = call("openat", Linux.AT_FDCWD, string(path), flags, 0600);
    if (fd >= 0) {
      call("close", fd);
      return "ok";
    }
    return Errno.name((int) -fd);
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

  /** How many threads have what value in this line of their status. */
  public static List<String> ofThreads(Path task, String line) throws IOException {
    try (var tasks = Files.list(task)) {
      return tasks.map(path -> status(path.resolve("status"), line)).distinct().sorted().toList();
    }
  }

  private static String status(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "none";
    } catch (IOException e) {
      return "ended";
    }
  }

  /** A socket address of 127.0.0.1. */
  public static Memory loopback(int port) {
    Memory address = new Memory(16);
    address.clear();
    address.setShort(0, (short) 2);
    address.setByte(2, (byte) (port >> 8));
    address.setByte(3, (byte) port);
    address.setByte(4, (byte) 127);
    address.setByte(7, (byte) 1);
    return address;
  }
}
