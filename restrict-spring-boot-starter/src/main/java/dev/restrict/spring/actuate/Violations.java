package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import dev.restrict.Promise;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.audit.explanation.Explanation;
import dev.restrict.linux.Arch;
import dev.restrict.spring.text.Words;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

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

  /** Without explanations. */
  static Violations of(ProcessLock lock, Status status, Values values) {
    return of(lock, status, values, violation -> Optional.empty());
  }

  /** With an explanation of each violation. */
  static Violations explained(ProcessLock lock, Values values) {
    Status status = lock.status();
    return of(lock, status, values, violation -> Optional.of(explain(violation, status)));
  }

  private static Violations of(
      ProcessLock lock,
      Status status,
      Values values,
      Function<Violation, Optional<String>> explanation) {
    return new Violations(
        status.violations(),
        status.dropped(),
        lock.counts().stream().map(Count::of).toList(),
        lock.violations().stream()
            .map(one -> ViolationDescriptor.of(one, values, explanation.apply(one)))
            .toList());
  }

  private static String explain(Violation violation, Status status) {
    long[] arguments = violation.arguments().stream().mapToLong(Long::longValue).toArray();
    Arch arch = Arch.of(status.kernel().arch()).orElseThrow();
    return Explanation.of(arch, violation.syscall(), arguments, violation.path(), status.promises())
        .text();
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
        Violation violation, Values values, Optional<String> explanation) {
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
          values.show("restrict.violations.explanation", explanation));
    }
  }
}
