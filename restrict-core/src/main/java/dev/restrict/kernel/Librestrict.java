package dev.restrict.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.restrict.UnsupportedKernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The C half, {@code librestrict.so}, from the class path. Loaded when it is first needed. */
public final class Librestrict {

  private static final String PRESERVE = "jnidispatch.preserve";
  private static final Pattern UNPACKED = Pattern.compile(" (/\\S+/jna\\d+\\.tmp)$");

  private Librestrict() {}

  /** The functions as librestrict.c exports them. */
  private static final class Functions {

    static {
      Native.register(Functions.class, "restrict");
    }

    static native long restrict_syscall(long nr, long a, long b, long c, long d, long e, long f);

    static native long restrict_all_threads(
        int rulesetFd, int flags, int signal, long timeoutNanos, Pointer outcome);

    static native long restrict_spawn(int exeFd, int ringFd, int socket, int memory);

    static native long restrict_try_carrier(int socket, int fd);

    static native long restrict_filter(long flags, Pointer program, int socket, Pointer handed);

    static native long restrict_trap_install(Pointer ring);

    static native Pointer restrict_layout();
  }

  /** Loads the library. @throws UnsupportedKernelException where it has none for this platform */
  static void load() {
    // Otherwise JNA deletes what it unpacked once more when the JVM ends, and without cpath that
    // call is denied, although the file is gone. So JNA keeps it, and it is deleted here.
    String preserve = System.setProperty(PRESERVE, "true");
    try {
      Functions.restrict_layout();
      deleteUnpacked();
    } catch (LinkageError e) {
      throw new UnsupportedKernelException(
          ("librestrict.so cannot be loaded (%s); build restrict-core on this platform, and give JNA a folder that it"
                  + " may execute from, by -Djna.tmpdir, where /tmp is mounted noexec")
              .formatted(e.getMessage()));
    } finally {
      if (preserve == null) {
        System.clearProperty(PRESERVE);
      } else {
        System.setProperty(PRESERVE, preserve);
      }
    }
  }

  /** What JNA unpacked is mapped; its name in the file system is no longer needed. */
  private static void deleteUnpacked() {
    try {
      for (String path :
          ProcFiles.lines(Path.of("/proc/self/maps")).stream()
              .map(UNPACKED::matcher)
              .filter(Matcher::find)
              .map(found -> found.group(1))
              .distinct()
              .toList()) {
        Files.deleteIfExists(Path.of(path));
      }
    } catch (IOException e) {
      // A file is left in the temporary folder: no harm to the lock.
    }
  }

  static long syscall(long nr, long a, long b, long c, long d, long e, long f) {
    return Functions.restrict_syscall(nr, a, b, c, d, e, f);
  }

  public static long allThreads(
      int rulesetFd, int flags, int signal, long timeoutNanos, Pointer outcome) {
    return Functions.restrict_all_threads(rulesetFd, flags, signal, timeoutNanos, outcome);
  }

  /** Starts the referee: its process id, or -errno. */
  public static long spawn(int exeFd, int ringFd, int socket, int memory) {
    return Functions.restrict_spawn(exeFd, ringFd, socket, memory);
  }

  /** Sends a descriptor as the listener will be sent: 0, or -errno. */
  public static long tryCarrier(int socket, int fd) {
    return Functions.restrict_try_carrier(socket, fd);
  }

  /**
   * Installs a filter with a listener, and sends that to the other end of a socket pair.
   *
   * @param handed room for a long: 0, or -errno of the sending
   * @return 0, or -errno if the filter is not installed; -ECHILD if nobody could be made to send
   *     it, for the reason in {@code handed}
   */
  public static long filter(long flags, Pointer program, int socket, Pointer handed) {
    return Functions.restrict_filter(flags, program, socket, handed);
  }

  public static long trapInstall(Pointer ring) {
    return Functions.restrict_trap_install(ring);
  }

  static Pointer layout() {
    return Functions.restrict_layout();
  }
}
