package dev.restrict.audit.recording;

import dev.restrict.AccessFlag;
import dev.restrict.Promise;
import dev.restrict.promise.Folders;
import dev.restrict.promise.PromiseTable;
import dev.restrict.promise.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Replaces folders that differ from machine to machine by placeholders, so that what was recorded
 * on one machine is a policy for another. Spring resolves each of them in application.yml.
 */
final class Places {

  private record Prefix(String path, String name) {}

  private final List<Prefix> prefixes = new ArrayList<>();
  private final SortedMap<String, SortedSet<String>> others = new TreeMap<>();
  private final ImpliedPaths floor;

  Places(int pid, Surroundings surroundings, Path home, Path directory) {
    for (String name : List.of(Surroundings.JAVA_HOME, Surroundings.TMPDIR)) {
      surroundings.paths().getOrDefault(name, List.of()).forEach(path -> prefix(path, name));
    }
    prefix(home, Surroundings.HOME);
    if (!Folders.never(directory.toString())) {
      prefix(directory, Surroundings.DIRECTORY);
    }
    prefixes.add(new Prefix("/proc/" + pid, Surroundings.PROC_SELF));
    prefixes.add(new Prefix("/proc/thread-self", Surroundings.PROC_SELF));
    // The longest first; of the same the first that was added.
    prefixes.sort(Comparator.comparingInt(prefix -> -prefix.path.length()));
    surroundings
        .paths()
        .forEach(
            (name, paths) -> {
              if (!name.equals(Surroundings.JAVA_HOME) && !name.equals(Surroundings.TMPDIR)) {
                SortedSet<String> resolved = new TreeSet<>();
                paths.forEach(path -> resolved.add(resolve(path.toString())));
                others.put(name, resolved);
              }
            });
    floor = new ImpliedPaths(others);
  }

  private void prefix(Path path, String name) {
    if (path.isAbsolute() && path.getNameCount() > 0) {
      prefixes.add(new Prefix(path.normalize().toString(), name));
    }
  }

  /** A path with a placeholder for what it starts with. */
  String resolve(String path) {
    for (Prefix prefix : prefixes) {
      if (ImpliedPaths.under(prefix.path, path)) {
        return prefix.name + path.substring(prefix.path.length());
      }
    }
    return path;
  }

  /** Whether every JVM may do this, so that it need not be recorded. */
  boolean floor(String resolved, Set<AccessFlag> flags, String syscall) {
    return flags.stream()
        .allMatch(flag -> floor.cover(PromiseTable.jvmFloor(), resolved, flag, syscall));
  }

  /** What the names that promises use stand for; those of the floor alone are of no more use. */
  SortedMap<String, SortedSet<String>> recorded() {
    SortedMap<String, SortedSet<String>> recorded = new TreeMap<>(others);
    recorded
        .keySet()
        .removeIf(
            name ->
                Stream.of(Promise.values())
                    .flatMap(promise -> PromiseTable.of(promise).paths().stream())
                    .noneMatch(grant -> grant.pattern().startsWith(name)));
    return recorded;
  }
}
