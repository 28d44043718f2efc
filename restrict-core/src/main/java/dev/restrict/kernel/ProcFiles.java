package dev.restrict.kernel;

import dev.restrict.RestrictException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads text that the system wrote, such as files of /proc. The name of a file or a thread in them
 * may have any bytes: those that are not UTF-8 become replacement characters, and never cause an
 * error.
 */
public final class ProcFiles {

  private ProcFiles() {}

  /** The text of a file. */
  public static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** The lines of a file. */
  public static List<String> lines(Path file) throws IOException {
    return text(file).lines().toList();
  }

  /** A value of this process in /proc/self/status, such as that of {@code Seccomp}. */
  public static Optional<String> status(String name) {
    try {
      return lines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The name of a thread of this process, as the kernel has it; {@code ?} once it has ended. */
  public static String threadName(int tid) {
    try {
      return text(Path.of("/proc/self/task/" + tid + "/comm")).strip();
    } catch (IOException e) {
      return "?";
    }
  }

  /**
   * How many threads this process has.
   *
   * @throws RestrictException if /proc cannot be read
   */
  public static int threads() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return (int) tasks.count();
    } catch (UncheckedIOException | IOException e) {
      throw uncounted(e);
    }
  }

  private static RestrictException uncounted(Exception e) {
    return new RestrictException(
        "the threads of this process cannot be counted: " + e + "; /proc has to be mounted", e);
  }
}
