package dev.restrict.landlock;

import dev.restrict.Status.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What each version of Landlock's ABI brought, and with which Linux. */
public final class Abi {

  /**
   * The oldest that this library works with unless it is told to take what there is: before it, a
   * file could be truncated even if nobody may write it.
   */
  public static final int MINIMUM = 3;

  /** The first with {@code LANDLOCK_RESTRICT_SELF_TSYNC}: one call restricts every thread. */
  public static final int TSYNC = 8;

  /**
   * The first with {@code LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS}: a call that fails leaves {@code
   * no_new_privs} as it was.
   */
  public static final int NO_NEW_PRIVS = 11;

  /** The newest that this library knows; a newer kernel is treated as this one. */
  public static final int NEWEST = NO_NEW_PRIVS;

  /**
   * What an ABI brought.
   *
   * @param abi from 1
   * @param linux the first Linux that has it, such as {@code 6.7}
   * @param brings by the kernel's names; only what this library uses
   */
  public record Version(int abi, String linux, List<String> brings) {

    public Version {
      brings = List.copyOf(brings);
    }
  }

  /**
   * Every ABI, oldest first. ABI 7 brought only audit log flags, and ABI 10 also quiet rules, which
   * say what is not logged; this library leaves the kernel's log as it is.
   */
  private static final List<Version> VERSIONS =
      List.of(
          version(1, "5.13"),
          version(2, "5.19"),
          version(3, "6.2"),
          version(4, "6.7"),
          version(5, "6.10"),
          version(6, "6.12"),
          version(7, "6.15"),
          version(TSYNC, "7.0", "LANDLOCK_RESTRICT_SELF_TSYNC"),
          version(9, "7.1"),
          version(10, "7.2"),
          version(NO_NEW_PRIVS, "7.3", "LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS"));

  private Abi() {}

  /** Every ABI that this library knows, oldest first. */
  public static List<Version> versions() {
    return VERSIONS;
  }

  /**
   * The first Linux with this ABI, such as {@code 6.7}.
   *
   * @param abi 1 to {@link #NEWEST}
   */
  public static String linux(int abi) {
    return VERSIONS.get(abi - 1).linux();
  }

  /** What this library uses and an ABI lacks, by the kernel's names; everything if the ABI is 0. */
  public static List<String> missing(int abi) {
    return VERSIONS.stream()
        .filter(version -> version.abi() > abi)
        .flatMap(version -> version.brings().stream())
        .toList();
  }

  /** What a reader should know if the kernel may have more than this library uses. */
  static Optional<Notice> newer(int abi) {
    return abi <= NEWEST
        ? Optional.empty()
        : Optional.of(
            new Notice(
                Notice.Kind.LEFT_OUT,
                "the kernel has Landlock ABI %d, newer than ABI %d (Linux %s), the newest that this release knows; it is used as ABI %d, and what came later is not restricted"
                    .formatted(abi, NEWEST, linux(NEWEST), NEWEST)));
  }

  /** Why a constant is not in force. */
  static Notice lacks(String constant, int needed, int abi, String instead) {
    return new Notice(
        Notice.Kind.LEFT_OUT,
        "%s is not in force: it needs Landlock ABI %d (Linux %s), the kernel has ABI %d%s"
            .formatted(constant, needed, linux(needed), abi, instead));
  }

  private static Version version(int abi, String linux, String... others) {
    List<String> brings = new ArrayList<>();
    for (FsRight right : FsRight.values()) {
      if (right.abi() == abi) {
        brings.add(right.constant());
      }
    }
    for (NetRight right : NetRight.values()) {
      if (right.abi() == abi) {
        brings.add(right.constant());
      }
    }
    for (Scope scope : Scope.values()) {
      if (scope.abi() == abi) {
        brings.add(scope.constant());
      }
    }
    brings.addAll(List.of(others));
    return new Version(abi, linux, brings);
  }
}
