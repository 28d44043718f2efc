package dev.restrict.kernel;

import com.sun.jna.Native;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.kernel.NativeFolder.Placed;
import dev.restrict.linux.Arch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JNA's own library. JNA looks for it once, when its class {@code Native} is initialized, and if it
 * finds none then, JNA is lost for this process. So it is told where to look by the properties that
 * it reads, and a place is tried only if it will do.
 */
final class JnaLibrary {

  private static final Pattern UNPACKED = Pattern.compile(" (/\\S+/jna\\d+\\.tmp)$");
  private static final int FOREIGN = 22;

  private JnaLibrary() {}

  /**
   * Makes JNA ready.
   *
   * @throws UnsupportedKernelException if its library cannot be loaded
   */
  static void load(Arch arch) {
    Optional<String> configured = configured();
    if (configured.isPresent()) {
      loadAsConfigured(configured.get());
      return;
    }
    NativeFile file =
        NativeFile.read(
            Native.class, "/com/sun/jna/%s/libjnidispatch.so".formatted(arch.platform()));
    Attempts attempts = new Attempts("JNA's " + file.name());
    if (attempts.inFolders(file, JnaLibrary::loadFrom).isPresent()) {
      return;
    }
    if (Boolean.getBoolean("jna.loaded")) {
      initialize("where the application has it", NativeFolder.REMEDY, Map.of());
      return;
    }
    try {
      loadFromMemory(file);
    } catch (Refused e) {
      attempts.add("memory", e);
      throw new UnsupportedKernelException(attempts.message("loaded"));
    }
  }

  /** The property, if any, by which the application says itself where JNA's library is. */
  private static Optional<String> configured() {
    return Stream.of("jna.boot.library.path", "jna.tmpdir", "jna.noclasspath", "jna.nosys")
        .filter(name -> System.getProperty(name) != null)
        // True is what it is where nothing is said.
        .filter(name -> !name.equals("jna.nosys") || !Boolean.getBoolean(name))
        .findFirst();
  }

  private static NativeFolder loadFrom(NativeFolder folder, Placed placed) {
    initialize(
        folder.toString(),
        NativeFolder.REMEDY,
        Map.of(
            "jna.nounpack", "true",
            "jna.boot.library.name", "jnidispatch",
            "jna.boot.library.path", placed.folder().toString()));
    return folder;
  }

  /**
   * By {@code java.lang.foreign}, without JNA. JNA has no property for a path such as this one, but
   * it need not load what is loaded already: it is told to be content with the library of the JDK
   * that every JVM has loaded. Only where no folder serves, so that no other thread can be
   * initializing JNA in its own way at the same time.
   */
  private static void loadFromMemory(NativeFile file) throws Refused {
    if (Runtime.version().feature() < FOREIGN) {
      throw new Refused("this way needs Java " + FOREIGN);
    }
    if (Native.class.getClassLoader() != JnaLibrary.class.getClassLoader()) {
      throw new Refused("JNA has another class loader");
    }
    Memfds memfds;
    int fd;
    try {
      System.loadLibrary("java");
      memfds =
          Class.forName("dev.restrict.kernel.ForeignMemfds")
              .asSubclass(Memfds.class)
              .getDeclaredConstructor()
              .newInstance();
      fd = memfds.holding(file);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new Refused(e);
    }
    try {
      System.load(Memfds.path(fd));
    } catch (RuntimeException | LinkageError e) {
      throw new Refused(e);
    } finally {
      memfds.close(fd);
    }
    initialize(
        "memory",
        NativeFolder.REMEDY,
        Map.of("jna.nounpack", "true", "jna.nosys", "false", "jna.boot.library.name", "java"));
  }

  /**
   * JNA deletes what it unpacked once more when the JVM ends, and without cpath that call is
   * denied, although the file is gone. So JNA keeps it, and it is deleted here.
   */
  private static void loadAsConfigured(String property) {
    initialize(
        "%s=%s".formatted(property, System.getProperty(property)),
        "leave that property out, and other places are tried",
        Map.of("jnidispatch.preserve", "true"));
    try {
      for (String line : ProcFiles.lines(Path.of("/proc/self/maps"))) {
        Matcher unpacked = UNPACKED.matcher(line);
        if (unpacked.find()) {
          Files.deleteIfExists(Path.of(unpacked.group(1)));
        }
      }
    } catch (IOException e) {
      // A file is left in the temporary folder: no harm to the lock.
    }
  }

  /** What was set before is set again; where JNA was ready before, nothing happens. */
  private static void initialize(String place, String remedy, Map<String, String> properties) {
    Map<String, @Nullable String> before = new HashMap<>();
    properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
    try {
      Class.forName(Native.class.getName(), true, JnaLibrary.class.getClassLoader());
    } catch (ClassNotFoundException | Error e) { // of another version: no LinkageError
      throw new UnsupportedKernelException(
          "JNA's library cannot be loaded from %s (%s); %s"
              .formatted(place, new Refused(e).getMessage(), remedy));
    } finally {
      before.forEach(
          (name, value) -> {
            if (value == null) {
              System.clearProperty(name);
            } else {
              System.setProperty(name, value);
            }
          });
    }
  }
}
