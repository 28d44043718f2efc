package dev.restrict.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The class path of the tests, and variants of it for child JVMs. */
public final class ClassPath {

  private static final Map<String, String> COPIES = new HashMap<>();

  private ClassPath() {}

  /** That of this JVM; absolute, since a child may have another working directory. */
  public static String own() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return join(entries(path).map(entry -> Path.of(entry).toAbsolutePath().toString()));
  }

  /** Without the entries whose file name contains this; there has to be one. */
  static String without(String path, String name) {
    String less =
        join(
            entries(path).filter(entry -> !Path.of(entry).getFileName().toString().contains(name)));
    if (less.equals(path)) {
      throw new AssertionError("no " + name + " in " + path);
    }
    return less;
  }

  /** A copy where another user may read it: a checkout in a home folder is not. */
  static synchronized String readableByAll(String path) {
    return COPIES.computeIfAbsent(path, ClassPath::copy);
  }

  private static String copy(String path) {
    try {
      Path folder = Files.createTempDirectory("restrict-classes");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(folder)));
      List<String> copies = new ArrayList<>();
      for (String entry : entries(path).toList()) {
        Path source = Path.of(entry);
        if (Files.exists(source)) {
          Path target = folder.resolve(copies.size() + "-" + source.getFileName());
          copyTree(source, target);
          copies.add(target.toString());
        }
      }
      new ProcessBuilder("chmod", "-R", "a+rX", folder.toString()).inheritIO().start().waitFor();
      return join(copies.stream());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> entries(String path) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL).splitAsStream(path);
  }

  private static String join(Stream<String> entries) {
    return String.join(File.pathSeparator, entries.toList());
  }

  private static void copyTree(Path source, Path target) throws IOException {
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : paths.toList()) {
        Path copy = target.resolve(source.relativize(path).toString());
        if (path.equals(source)) {
          Files.copy(path, copy);
        } else {
          Files.copy(path, copy, LinkOption.NOFOLLOW_LINKS); // a link stays one
        }
      }
    }
  }

  private static void deleteTree(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // Left for the system to clean.
    }
  }
}
