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

    static native long restrict_spawn(int exeFd, int ringFd);

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

  public static long spawn(int exeFd, int ringFd) {
    return Functions.restrict_spawn(exeFd, ringFd);
  }

  public static long trapInstall(Pointer ring) {
    return Functions.restrict_trap_install(ring);
  }

  static Pointer layout() {
    return Functions.restrict_layout();
  }
}
