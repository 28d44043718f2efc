package dev.restrict;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is in force now.
 *
 * @param state how far the lock is
 * @param mode what happens to a call that no promise grants; empty while system calls are not
 *     filtered
 * @param promises the promises in force; empty while system calls are not filtered
 * @param access every path rule in force, and where each came from
 * @param ports every TCP port rule in force, and where each came from
 * @param kernel what the running kernel has
 * @param threads how many threads the lock covered when it was made; every later thread inherits it
 * @param lockMicros how long making the lock took, in microseconds; 0 before it
 * @param descriptors what was open at the moment of locking and reaches outside the policy
 * @param referee who answers denied calls
 * @param violations how many calls were denied so far, child processes included
 * @param dropped how many of those have no {@link Violation} record because they came faster than
 *     records could be read; they are in the count
 * @param notices what a reader should know: layers and rights left out, scopes that are not in
 *     force
 */
public record Status(
    State state,
    Optional<Mode> mode,
    Set<Promise> promises,
    List<Access> access,
    List<Port> ports,
    Kernel kernel,
    int threads,
    long lockMicros,
    List<Descriptor> descriptors,
    Referee referee,
    long violations,
    long dropped,
    List<String> notices) {

  Status with(State state) {
    return new Status(
        state,
        mode,
        promises,
        access,
        ports,
        kernel,
        threads,
        lockMicros,
        descriptors,
        referee,
        violations,
        dropped,
        notices);
  }

  /** How far the lock is. */
  public enum State {
    /** Nothing is in force. */
    UNLOCKED,
    /** Everything that was asked for is in force. */
    LOCKED,
    /**
     * Some layers are in force; {@link Status#notices()} names the missing ones. Only with {@link
     * OnUnsupported#WARN}.
     */
    PARTIAL,
    /** In {@link Mode#AUDIT}: nothing is denied. */
    AUDITING,
    /** A lock failed half way; what is in force cannot be undone. The process should end. */
    BROKEN,
    /** {@link Restrict#disable()} was called: nothing is in force and nothing will be. */
    DISABLED
  }

  /**
   * A path rule in force.
   *
   * @param path the real path
   * @param given the path as configured where it differs, such as a symbolic link
   * @param flags letters out of {@code crwx}
   * @param origin {@code access} for a configured rule, {@code floor} for what the JVM itself
   *     needs, else the promise that implies the path
   */
  public record Access(Path path, Optional<Path> given, String flags, String origin) {}

  /**
   * A TCP port rule in force.
   *
   * @param port 0 to 65535
   * @param flags {@code b}, {@code c} or {@code bc}
   * @param origin {@code port} for a configured rule, else the promise that implies it
   */
  public record Port(int port, String flags, String origin) {}

  /**
   * What the running kernel has.
   *
   * @param os the operating system's name
   * @param release such as {@code 6.18.0}
   * @param arch such as {@code amd64}
   * @param landlockAbi Landlock's ABI, 0 where there is none
   * @param seccomp whether system calls can be filtered
   * @param missing what the ABI lacks, by the kernel's names
   */
  public record Kernel(
      String os,
      String release,
      String arch,
      int landlockAbi,
      boolean seccomp,
      List<String> missing) {}

  /**
   * An open descriptor that reaches outside the policy.
   *
   * @param fd its number
   * @param target what {@code /proc/self/fd} says it is
   * @param reason why it is listed
   */
  public record Descriptor(int fd, String target, String reason) {}

  /** Who answers denied calls. */
  public enum Referee {
    /** Nobody is needed: no filter, or mode kill. */
    NONE,
    /** The referee process holds the listener. */
    RUNNING,
    /**
     * The referee is gone: denied calls still fail with {@code ENOSYS}, but are no longer counted.
     */
    GONE,
    /** No listener could be had: a signal handler counts, and counts are incomplete. */
    TRAP
  }
}
