package dev.restrict;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * What may be done with a file, or with everything under a directory.
 *
 * @param given the path as configured
 * @param path the real path: absolute, with every symbolic link resolved once, when the rule was
 *     made
 * @param flags at least one flag
 */
public record AccessRule(Path given, Path path, Set<AccessFlag> flags) {

  public AccessRule {
    flags = Set.copyOf(flags.isEmpty() ? EnumSet.noneOf(AccessFlag.class) : EnumSet.copyOf(flags));
  }

  /**
   * A rule for a path that exists; a relative one is resolved against the working directory.
   *
   * @param flags letters out of {@code crwx}
   * @throws MissingPathException if the path does not exist or cannot be resolved
   * @throws RestrictException if the flags are not valid
   */
  public static AccessRule of(Path path, String flags) {
    Set<AccessFlag> parsed = AccessFlag.parse(flags);
    try {
      return new AccessRule(path, path.toRealPath(), parsed);
    } catch (IOException e) {
      throw new MissingPathException(path, e);
    }
  }
}
