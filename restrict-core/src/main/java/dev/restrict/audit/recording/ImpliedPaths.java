package dev.restrict.audit.recording;

import dev.restrict.AccessFlag;
import dev.restrict.promise.PathAccess;
import dev.restrict.promise.PathGrant;
import dev.restrict.promise.PromiseEntry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says which paths the entries of the table imply. */
public final class ImpliedPaths {

  /** The few patterns of the table that have a star. */
  private static final Map<String, Pattern> GLOBS = new ConcurrentHashMap<>();

  private final Map<String, ? extends Set<String>> places;

  /**
   * @param places what names of the table stand for; a name that is not here stands for itself
   */
  public ImpliedPaths(Map<String, ? extends Set<String>> places) {
    this.places = places;
  }

  /** Whether an entry implies this access, taken by this call. */
  public boolean cover(PromiseEntry entry, String path, AccessFlag flag, String syscall) {
    boolean removes = flag == AccessFlag.CREATE && syscall.equals("unlink");
    return entry.paths().stream()
        .filter(
            grant ->
                grant.access().stream().anyMatch(one -> one.flag().equals(Optional.of(flag)))
                    || (removes && grant.access().contains(PathAccess.REMOVE)))
        .flatMap(this::expand)
        .anyMatch(pattern -> under(pattern, path));
  }

  private Stream<String> expand(PathGrant grant) {
    String pattern = grant.pattern();
    int end = pattern.startsWith("${") ? pattern.indexOf('}') + 1 : 0;
    Set<String> paths = places.get(pattern.substring(0, end));
    return paths == null
        ? Stream.of(pattern)
        : paths.stream().map(path -> path + pattern.substring(end));
  }

  /** Whether a path is one that a pattern stands for, or under it. */
  public static boolean under(String pattern, String path) {
    if (pattern.indexOf('*') < 0) {
      return path.equals(pattern)
          || path.startsWith(pattern.endsWith("/") ? pattern : pattern + "/");
    }
    return GLOBS.computeIfAbsent(pattern, ImpliedPaths::compile).matcher(path).matches();
  }

  private static Pattern compile(String pattern) {
    return Pattern.compile(
        Stream.of(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[^/]*", "(?s)", "(/.*)?")));
  }
}
