package dev.restrict.promise;

import java.util.Set;

/** Which folder a path is in, and which folders a rule that nobody wrote must not be for. */
public final class Folders {

  private static final Set<String> NEVER =
      Set.of(
          "/",
          "/etc",
          "/usr",
          "/var",
          "/home",
          "/root",
          "/tmp",
          "/proc",
          "/sys",
          "/dev",
          Surroundings.TMPDIR,
          Surroundings.HOME);

  private static final Set<String> SHARED =
      Set.of(
          "/bin",
          "/boot",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/media",
          "/mnt",
          "/opt",
          "/run",
          "/sbin",
          "/srv",
          "/dev/shm",
          "/run/lock",
          "/run/user",
          "/usr/bin",
          "/usr/lib",
          "/usr/lib64",
          "/usr/libexec",
          "/usr/local",
          "/usr/sbin",
          "/usr/share",
          "/var/cache",
          "/var/lib",
          "/var/log",
          "/var/run",
          "/var/spool",
          "/var/tmp",
          Surroundings.JAVA_HOME,
          Surroundings.DIRECTORY);

  private Folders() {}

  /** The folder that a path is in; the path itself where there is none above it. */
  public static String above(String path) {
    int slash = path.lastIndexOf('/');
    return slash > 0 ? path.substring(0, slash) : slash == 0 ? "/" : path;
  }

  /** Whether a rule for this folder would open far too much, even if a call names the folder. */
  public static boolean never(String path) {
    return NEVER.contains(path) || path.matches("/home/[^/]+");
  }

  /**
   * Whether rules for what is in this folder must not become one for the folder: others have files
   * there too. A call that names the folder itself may have a rule for it.
   */
  public static boolean keepsApart(String path) {
    return never(path) || SHARED.contains(path);
  }
}
