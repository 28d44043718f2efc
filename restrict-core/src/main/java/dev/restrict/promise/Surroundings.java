package dev.restrict.promise;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The names that a {@link PathGrant} may have instead of a fixed path, and what they stand for in
 * this process.
 *
 * @param paths the paths by name, existing or not
 */
public record Surroundings(Map<String, List<Path>> paths) {

  /** The system property java.home. */
  public static final String JAVA_HOME = "${java.home}";

  /** Every place that classes are loaded from, and what the manifests of jars add. */
  public static final String CLASS_PATH = "${class.path}";

  /** What symbolic links inside those two lead to, outside of them. */
  public static final String LINKED = "${linked}";

  /** The system property java.io.tmpdir. */
  public static final String TMPDIR = "${java.io.tmpdir}";

  /** The system property user.home; not in the table, but in what was recorded. */
  public static final String HOME = "${user.home}";

  /** The system property user.dir; not in the table, but in what was recorded. */
  public static final String DIRECTORY = "${user.dir}";

  /** The directory in which HotSpot keeps a file of performance data for each JVM of this user. */
  public static final String PERFORMANCE_DATA = "${hsperfdata}";

  /** The directory of this process in /proc. */
  public static final String PROC_SELF = "/proc/self";

  /** The interpreters of dynamic programs, of glibc and musl. */
  public static final String LOADERS = "${loaders}";

  /** The directories and the cache of shared libraries. */
  public static final String LIBRARIES = "${libraries}";

  public Surroundings {
    paths = Map.copyOf(paths);
  }
}
