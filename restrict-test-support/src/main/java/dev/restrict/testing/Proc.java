package dev.restrict.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What /proc says of a process. */
public final class Proc {

  private Proc() {}

  private static Path of(long pid, String what) {
    return Path.of("/proc", String.valueOf(pid), what);
  }

  /** One line of /proc/PID/status. */
  public static String status(long pid, String name) {
    return status(of(pid, "status"), name, "gone");
  }

  private static String status(Path file, String name, String gone) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "none";
    } catch (IOException e) {
      return gone;
    }
  }

  /** What its threads have in this line of their status, each value once. */
  public static List<String> ofThreads(long pid, String line) {
    try {
      return ofThreads(of(pid, "task"), line).stream()
          .filter(value -> !value.equals("ended"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same of a folder of tasks; a thread that ends meanwhile counts as {@code ended}. */
  public static List<String> ofThreads(Path task, String line) throws IOException {
    try (Stream<Path> tasks = Files.list(task)) {
      return tasks
          .map(path -> status(path.resolve("status"), line, "ended"))
          .distinct()
          .sorted()
          .toList();
    }
  }

  /** The status of each thread, field by field. */
  public static Map<String, Map<String, String>> threads(long pid) throws IOException {
    Map<String, Map<String, String>> threads = new LinkedHashMap<>();
    List<Path> tasks;
    try (Stream<Path> listed = Files.list(of(pid, "task"))) {
      tasks = listed.toList();
    }
    for (Path task : tasks) {
      try {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : Files.readAllLines(task.resolve("status"))) {
          int colon = line.indexOf(':');
          fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        threads.put(task.getFileName().toString(), fields);
      } catch (NoSuchFileException e) {
        // It ended meanwhile.
      } catch (IOException e) {
        if (Files.exists(task)) {
          throw e;
        }
      }
    }
    return threads;
  }

  /** The native libraries that are mapped now. */
  public static Set<String> libraries(long pid) throws IOException {
    try (Stream<String> maps = Files.lines(of(pid, "maps"))) {
      return maps.filter(line -> line.contains(" r-xp ") && line.contains("/"))
          .map(line -> line.substring(line.indexOf('/')))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** What its descriptors are. */
  public static List<String> descriptors(long pid) {
    try (Stream<Path> links = Files.list(of(pid, "fd"))) {
      return links.map(Proc::target).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "closed";
    }
  }

  /** Its children that are referees and no zombies. */
  public static List<Long> referees(long parent) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> status(pid, "PPid").equals(String.valueOf(parent)))
        .filter(pid -> status(pid, "Name").startsWith("restrict-refer"))
        .filter(pid -> !status(pid, "State").startsWith("Z"))
        .toList();
  }
}
