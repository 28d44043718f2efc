package dev.restrict.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JDK of these tests as distributions install theirs: its configuration lies elsewhere, as in
 * {@code /etc/java-17-openjdk}, and parts of {@code lib} too, and links lead there.
 */
public final class LinkedJdk implements AutoCloseable {

  /** HotSpot takes the folder of the first one for that of the JDK, wherever links lead. */
  private static final List<String> COPIED = List.of("lib/server", "lib/libjli.so", "bin/java");

  private final Path home;

  /**
   * Makes one.
   *
   * @param home its folder, which is made
   * @param elsewhere where its configuration lies, and is made too
   */
  public LinkedJdk(Path home, Path elsewhere) {
    this.home = home;
    Path original = real(Path.of(System.getProperty("java.home")));
    try {
      Files.createDirectories(home.resolve("bin"));
      Files.createDirectories(home.resolve("lib"));
      for (String name : COPIED) {
        copy(original.resolve(name), home.resolve(name));
      }
      copy(original.resolve("conf"), elsewhere.resolve("conf"));
      copy(original.resolve("lib/security"), elsewhere.resolve("security"));
      // The whole folder by one link, and each file by one of its own.
      Files.createSymbolicLink(home.resolve("conf"), elsewhere.resolve("conf"));
      Files.createDirectory(home.resolve("lib/security"));
      for (Path file : list(elsewhere.resolve("security"))) {
        link(home.resolve("lib/security"), file);
      }
      for (Path file : list(original.resolve("lib"))) {
        if (!Files.exists(home.resolve("lib").resolve(file.getFileName()))) {
          link(home.resolve("lib"), file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path home() {
    return home;
  }

  /** Removes the links, so that whoever deletes the folder need not wonder where they lead. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private static void link(Path folder, Path to) throws IOException {
    Files.createSymbolicLink(folder.resolve(to.getFileName()), to);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  /** What was a link is the file there. */
  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      Files.copy(real(from), to);
      return;
    }
    Files.createDirectories(to);
    for (Path file : list(from)) {
      copy(file, to.resolve(file.getFileName()));
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
