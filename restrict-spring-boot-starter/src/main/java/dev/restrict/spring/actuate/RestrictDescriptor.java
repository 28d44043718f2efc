package dev.restrict.spring.actuate;

import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.audit.explanation.Explanation;
import dev.restrict.spring.ProcessLock;
import dev.restrict.spring.text.Words;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
 * @param ports every TCP port rule in force
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

  /** How a value is shown that tells of the machine: as it is, or as asterisks. */
  @FunctionalInterface
  interface Values {

    String show(String key, String value);

    default @Nullable String show(String key, Optional<?> value) {
      return value.map(present -> show(key, present.toString())).orElse(null);
    }
  }

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
        status.notices().stream().map(notice -> values.show("restrict.notices", notice)).toList(),
        Violations.of(lock, status, violation -> ViolationDescriptor.of(violation, values, null)));
  }

  PromisesPart promisesPart() {
    return new PromisesPart(
        state,
        mode,
        promises.stream()
            .map(word -> new PromiseDescriptor(word, Promise.of(word).summary()))
            .toList());
  }

  AccessPart accessPart() {
    return new AccessPart(access, ports);
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
   *     needs, else the promise that implies the path
   */
  public record Access(String path, @Nullable String given, String flags, String origin) {

    static Access of(Status.Access rule, Values values) {
      return new Access(
          values.show("restrict.access.path", rule.path().toString()),
          values.show("restrict.access.given", rule.given()),
          rule.flags(),
          rule.origin());
    }
  }

  /**
   * A TCP port rule.
   *
   * @param port 0 to 65535
   * @param flags letters out of {@code bc}
   * @param origin {@code port} for a configured rule, else the promise that implies it
   */
  public record Port(int port, String flags, String origin) {

    static Port of(Status.Port rule) {
      return new Port(rule.port(), rule.flags(), rule.origin());
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

  /**
   * What was denied.
   *
   * @param count how many calls were denied so far
   * @param dropped how many of those have no record
   * @param counts how many calls of each kind
   * @param recent the records that are kept, newest last
   */
  public record Violations(
      long count, long dropped, List<Count> counts, List<ViolationDescriptor> recent)
      implements OperationResponseBody {

    /** With an explanation of each violation. */
    static Violations explained(ProcessLock lock, Values values) {
      Status status = lock.status();
      return of(
          lock,
          status,
          violation ->
              ViolationDescriptor.of(
                  violation,
                  values,
                  Explanation.of(
                          violation.syscall(),
                          violation.arguments().stream().mapToLong(Long::longValue).toArray(),
                          violation.path(),
                          status.promises())
                      .text()));
    }

    static Violations of(
        ProcessLock lock, Status status, Function<Violation, ViolationDescriptor> one) {
      return new Violations(
          status.violations(),
          status.dropped(),
          lock.counts().stream().map(Count::of).toList(),
          lock.violations().stream().map(one).toList());
    }
  }

  /**
   * One kind of violation.
   *
   * @param layer which part of the lock denied it: seccomp or landlock
   * @param syscall the system call's name
   * @param promise the promise that would have allowed it, if there is one
   * @param count how often so far
   */
  public record Count(String layer, String syscall, @Nullable String promise, long count) {

    static Count of(ViolationCount kind) {
      return new Count(
          Words.lower(kind.layer()),
          kind.syscall(),
          kind.promise().map(Promise::word).orElse(null),
          kind.count());
    }
  }

  /**
   * What {@code /actuator/restrict/promises} answers.
   *
   * @param state how far the lock is
   * @param mode what happens to a call that no promise grants
   * @param promises the promises in force
   */
  public record PromisesPart(String state, @Nullable String mode, List<PromiseDescriptor> promises)
      implements OperationResponseBody {}

  /**
   * A promise.
   *
   * @param promise its word
   * @param summary what it is for
   */
  public record PromiseDescriptor(String promise, String summary) {}

  /**
   * What {@code /actuator/restrict/access} answers.
   *
   * @param access every path rule in force
   * @param ports every TCP port rule in force
   */
  public record AccessPart(List<Access> access, List<Port> ports)
      implements OperationResponseBody {}

  /**
   * One denied call.
   *
   * @param time when the kernel handed the call over
   * @param layer which part of the lock denied it: seccomp or landlock
   * @param syscall the system call's name
   * @param arguments its arguments, as hexadecimal numbers
   * @param path the path, or {@code address:port}, that the call named, if it named one
   * @param pid the process that made the call
   * @param tid the thread that made it
   * @param thread the thread's name as the kernel has it
   * @param promise the promise that would have allowed it, if there is one
   * @param remedy what in the configuration would allow it
   * @param denied false in mode audit
   * @param stack the Java stack of the thread at the call, innermost frame first; empty where it
   *     could not be taken
   * @param explanation what the call is, who usually makes it, what allows it and what else that
   *     opens; only in {@code /actuator/restrict/violations}
   */
  public record ViolationDescriptor(
      Instant time,
      String layer,
      String syscall,
      List<String> arguments,
      @Nullable String path,
      int pid,
      int tid,
      String thread,
      @Nullable String promise,
      String remedy,
      boolean denied,
      List<String> stack,
      @Nullable String explanation) {

    static ViolationDescriptor of(
        Violation violation, Values values, @Nullable String explanation) {
      return new ViolationDescriptor(
          violation.time(),
          Words.lower(violation.layer()),
          violation.syscall(),
          violation.arguments().stream()
              .map(argument -> "0x" + Long.toHexString(argument))
              .map(argument -> values.show("restrict.violations.arguments", argument))
              .toList(),
          values.show("restrict.violations.path", violation.path()),
          violation.pid(),
          violation.tid(),
          violation.thread(),
          violation.promise().map(Promise::word).orElse(null),
          values.show("restrict.violations.remedy", violation.remedy()),
          violation.denied(),
          violation.stack(),
          explanation == null ? null : values.show("restrict.violations.explanation", explanation));
    }
  }
}
