package dev.restrict;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is in force now.
 *
 * @param state how far the lock has got
 * @param mode what happens to a call that no promise grants; empty while system calls are not
 *     filtered
 * @param promises the promises in force; empty while system calls are not filtered
 * @param access every path rule in force, and where each came from
 * @param ports every port rule in force, and where each came from
 * @param accepted what was asked for and accepted so far, before the kernel and the promises
 *     narrowed it; an empty policy if nothing was
 * @param kernel what the running kernel has
 * @param threads how many threads the lock covered when it was made; every later thread inherits it
 * @param lockMicros how long making the lock took, in microseconds; 0 before it
 * @param descriptors what was open at the moment of locking and reaches outside the policy
 * @param referee who answers denied calls
 * @param violations how many calls were denied so far, child processes included
 * @param dropped how many records were lost: they came faster than they could be read, could not be
 *     read or judged, as when a path does not fit, or listeners were too slow to be told; a call
 *     that the filter denied is counted all the same
 * @param notices what a reader should know, such as layers and rights that were left out
 */
public record Status(
    State state,
    Optional<Mode> mode,
    Set<Promise> promises,
    List<Access> access,
    List<Port> ports,
    Policy accepted,
    Kernel kernel,
    int threads,
    long lockMicros,
    List<Descriptor> descriptors,
    Referee referee,
    long violations,
    long dropped,
    List<Notice> notices) {

  public Status {
    promises = Collections.unmodifiableSet(new LinkedHashSet<>(promises));
    access = List.copyOf(access);
    ports = List.copyOf(ports);
    descriptors = List.copyOf(descriptors);
    notices = List.copyOf(notices);
  }

  /** How far the lock has got. */
  public enum State {
    /**
     * Nothing is in force: nothing was asked for yet, or this machine has no layer at all and the
     * policy says {@link OnUnsupported#WARN}; {@link Status#notices()} then says so.
     */
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
    /** A lock failed halfway; what is in force cannot be undone. The process should end. */
    BROKEN,
    /** {@link Restrict#disable()} was called: nothing is in force and nothing will be. */
    DISABLED
  }

  /**
   * A path rule in force.
   *
   * @param path the real path
   * @param given the path as configured, if that differs, such as a symbolic link
   * @param flags every flag of which the rule holds at least one right
   * @param origin where the rule came from
   */
  public record Access(Path path, Optional<Path> given, Set<AccessFlag> flags, Origin origin) {

    public Access {
      flags = Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }
  }

  /**
   * A port rule in force.
   *
   * @param port 0 to 65535
   * @param protocol of the sockets that it is about
   * @param flags what may be done with it
   * @param origin where the rule came from
   */
  public record Port(int port, Protocol protocol, Set<PortFlag> flags, Origin origin) {

    public Port {
      flags = Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }

    /** A rule for TCP. */
    public Port(int port, Set<PortFlag> flags, Origin origin) {
      this(port, Protocol.TCP, flags, origin);
    }
  }

  /**
   * Something that a reader should know.
   *
   * @param kind what it is about
   * @param text one or more sentences, without a full stop at the end
   */
  public record Notice(Kind kind, String text) {

    /** What a notice is about. */
    public enum Kind {
      /**
       * This kernel has a layer, but lacks one of its rights or scopes, or has more of them than
       * this release knows. No property changes that.
       */
      LEFT_OUT,
      /** This machine lacks a whole layer. Only with {@link OnUnsupported#WARN}. */
      LAYER_MISSING,
      /** Something that was configured has no effect, or not the one it seems to have. */
      CONFIGURATION,
      /** Denied calls are not counted, or not all of them. */
      COUNTING,
      /** A lock failed halfway. */
      FAILURE,
      /** Nothing is in force, because this is a rehearsal. */
      REHEARSAL
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * What the running kernel has.
   *
   * @param os the operating system's name
   * @param release such as {@code 6.18.0}
   * @param arch such as {@code amd64}
   * @param landlockAbi Landlock's ABI, 0 if there is none
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
   * @param target what it is, according to {@code /proc/self/fd}
   * @param reason why it is listed
   */
  public record Descriptor(int fd, String target, String reason) {}

  /** Who answers denied calls. */
  public enum Referee {
    /** Nobody is needed: there is no filter, or the mode is kill. */
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
