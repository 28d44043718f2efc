package dev.restrict.testing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs of this machine. */
public final class Jdks {

  private static final Path RUNNING = Path.of(System.getProperty("java.home"));

  private Jdks() {}

  /** The home of the newest one: this JVM's, or one that is installed where JDKs usually are. */
  public static Path newest() {
    return Stream.concat(
            Stream.of(RUNNING),
            Stream.of(RUNNING.resolveSibling("."), Path.of("/usr/lib/jvm"))
                .flatMap(folder -> in(folder).stream()))
        .filter(home -> Files.isExecutable(home.resolve("bin/java")))
        .filter(home -> Files.isReadable(home.resolve("release")))
        .max(Comparator.comparing(Jdks::version))
        .orElse(RUNNING);
  }

  private static List<Path> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Runtime.Version version(Path home) {
    Properties release = new Properties();
    try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", ""));
  }
}
