package dev.restrict.spring.actuate;

import dev.restrict.AccessFlag;
import dev.restrict.PortFlag;
import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.spring.text.Words;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@code /actuator/restrict} answers. Constants are lower case; what does not apply is left
 * out.
 *
 * @param state how far the lock is: unlocked, locked, partial, auditing, broken or disabled;
 *     rehearsal in a test that does not lock
 * @param mode what happens to a call that no promise grants: kill, error or audit; absent while
 *     system calls are not filtered
 * @param promises the promises in force
 * @param access every path rule in force
 * @param ports every port rule in force
 * @param kernel what the running kernel has
 * @param threads how many threads the lock covered when it was made
 * @param lockMicros how long making the lock took, in microseconds
 * @param descriptors what was open at the moment of locking and reaches outside the policy
 * @param referee who answers denied calls: none, running, gone or trap
 * @param notices what a reader should know
 * @param violations what was denied
 */
public record RestrictDescriptor(
    String state,
    @Nullable String mode,
    List<String> promises,
    List<Access> access,
    List<Port> ports,
    Kernel kernel,
    int threads,
    long lockMicros,
    List<Descriptor> descriptors,
    String referee,
    List<String> notices,
    Violations violations)
    implements OperationResponseBody {

  static RestrictDescriptor of(ProcessLock lock, Values values) {
    Status status = lock.status();
    return new RestrictDescriptor(
        lock.isRehearsal() ? "rehearsal" : Words.lower(status.state()),
        status.mode().map(Words::lower).orElse(null),
        words(status.promises()),
        status.access().stream().map(rule -> Access.of(rule, values)).toList(),
        status.ports().stream().map(Port::of).toList(),
        Kernel.of(status.kernel()),
        status.threads(),
        status.lockMicros(),
        status.descriptors().stream().map(fd -> Descriptor.of(fd, values)).toList(),
        Words.lower(status.referee()),
        status.notices().stream()
            .map(notice -> values.show("restrict.notices", notice.text()))
            .toList(),
        Violations.of(lock, status, values));
  }

  private static List<String> words(Set<Promise> promises) {
    return promises.stream().sorted().map(Promise::word).toList();
  }

  /**
   * A path rule.
   *
   * @param path the real path
   * @param given the path as configured, where it differs
   * @param flags letters out of {@code crwx}
   * @param origin {@code access} for a configured rule, {@code floor} for what the JVM itself
   *     needs, {@code jvm-flag} for what one of its flags needs, else the promise that implies the
   *     path
   */
  public record Access(String path, @Nullable String given, String flags, String origin) {

    static Access of(Status.Access rule, Values values) {
      return new Access(
          values.show("restrict.access.path", rule.path().toString()),
          values.show("restrict.access.given", rule.given()),
          AccessFlag.letters(rule.flags()),
          rule.origin().toString());
    }
  }

  /**
   * A port rule.
   *
   * @param port 0 to 65535
   * @param protocol {@code tcp} or {@code udp}
   * @param flags letters out of {@code bc}
   * @param origin {@code port} for a configured rule, {@code autobind} for what a configured rule
   *     of a UDP client takes besides, else the promise that implies it
   */
  public record Port(int port, String protocol, String flags, String origin) {

    static Port of(Status.Port rule) {
      return new Port(
          rule.port(),
          rule.protocol().word(),
          PortFlag.letters(rule.flags()),
          rule.origin().toString());
    }
  }

  /**
   * What the running kernel has.
   *
   * @param os the operating system's name
   * @param release the kernel's release
   * @param arch the architecture, in Java's words
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
      List<String> missing) {

    static Kernel of(Status.Kernel kernel) {
      return new Kernel(
          kernel.os(),
          kernel.release(),
          kernel.arch(),
          kernel.landlockAbi(),
          kernel.seccomp(),
          kernel.missing());
    }
  }

  /**
   * An open descriptor that reaches outside the policy.
   *
   * @param fd its number
   * @param target what it is open on
   * @param reason why it is listed
   */
  public record Descriptor(int fd, String target, String reason) {

    static Descriptor of(Status.Descriptor descriptor, Values values) {
      return new Descriptor(
          descriptor.fd(),
          values.show("restrict.descriptors.target", descriptor.target()),
          descriptor.reason());
    }
  }
}
