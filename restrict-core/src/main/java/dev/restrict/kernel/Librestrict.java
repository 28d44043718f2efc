package dev.restrict.kernel;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.linux.Arch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The C half, {@code librestrict.so}, from the class path. Loaded when it is first needed. */
public final class Librestrict {

  private static @Nullable NativeLibrary library;

  private Librestrict() {}

  /** The functions as librestrict.c exports them. */
  private static final class Functions {

    static {
      Native.register(Functions.class, library());
    }

    static native long restrict_syscall(long nr, long a, long b, long c, long d, long e, long f);

    static native long restrict_all_threads(
        int rulesetFd, int flags, int signal, long timeoutNanos, Pointer outcome);

    static native long restrict_spawn(int exeFd, int ringFd, int socket, int memory);

    static native long restrict_try_carrier(int socket, int fd);

    static native long restrict_filter(long flags, Pointer program, int socket, Pointer handed);

    static native long restrict_probe(Pointer probes, long count, long share);

    static native long restrict_trap_install(Pointer ring);

    static native Pointer restrict_layout();
  }

  /**
   * Loads the library.
   *
   * @throws UnsupportedKernelException where it has none for this platform, or where no place is
   *     left to load it from
   */
  static void load() {
    library();
    Functions.restrict_layout();
  }

  private static synchronized NativeLibrary library() {
    if (library == null) {
      String name = System.getProperty("os.arch");
      Arch arch =
          Arch.of(name)
              .orElseThrow(() -> new UnsupportedKernelException("no librestrict.so for " + name));
      JnaLibrary.load(arch);
      library = load(NativeFile.read(Librestrict.class, "/" + arch.platform() + "/librestrict.so"));
    }
    return library;
  }

  /**
   * A filter from outside may kill whoever makes a file in memory, and that cannot be tried before
   * this library is there. A folder takes only what every JVM does.
   */
  private static NativeLibrary load(NativeFile file) {
    Attempts attempts = new Attempts(file.name());
    boolean filtered = !ProcFiles.status("Seccomp").orElse("0").equals("0");
    Optional<NativeLibrary> loaded = filtered ? fromFolder(file, attempts) : Optional.empty();
    loaded = loaded.or(() -> fromMemory(file, attempts));
    if (!filtered) {
      loaded = loaded.or(() -> fromFolder(file, attempts));
    }
    return loaded.orElseThrow(() -> new UnsupportedKernelException(attempts.message("loaded")));
  }

  private static Optional<NativeLibrary> fromFolder(NativeFile file, Attempts attempts) {
    return attempts.inFolders(file, (folder, placed) -> load(placed.path().toString()));
  }

  private static Optional<NativeLibrary> fromMemory(NativeFile file, Attempts attempts) {
    try {
      return Optional.of(loadFromMemory(file));
    } catch (Refused e) {
      attempts.add("memory", e);
      return Optional.empty();
    }
  }

  private static NativeLibrary loadFromMemory(NativeFile file) throws Refused {
    Memfds memfds = new JnaMemfds();
    int fd = memfds.holding(file);
    try {
      return load(Memfds.path(fd));
    } finally {
      memfds.close(fd);
    }
  }

  private static NativeLibrary load(String path) throws Refused {
    try {
      return NativeLibrary.getInstance(path);
    } catch (LinkageError e) {
      throw new Refused(e);
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

  static long probe(Pointer probes, long count, long share) {
    return Functions.restrict_probe(probes, count, share);
  }

  public static long trapInstall(Pointer ring) {
    return Functions.restrict_trap_install(ring);
  }

  static Pointer layout() {
    return Functions.restrict_layout();
  }
}
