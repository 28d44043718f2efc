package dev.restrict;

import dev.restrict.audit.recording.Recording;
import dev.restrict.lock.KernelLock;
import dev.restrict.lock.RehearsedLock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The lock of a process: puts policies in force, one after the other, each narrower than the last,
 * and tells what is in force and what was denied. {@link Restrict} offers the same as static
 * methods.
 *
 * <p>An implementation that replaces or wraps it, for a test say, has to provide {@link #check},
 * {@link #lock}, {@link #status} and {@link #violations}; the rest has defaults.
 */
public interface ProcessLock {

  /** The lock of this process, of which there is one. */
  static ProcessLock ofThisProcess() {
    return KernelLock.instance();
  }

  /**
   * A lock that plans everything and enforces nothing, for tests. Its status is {@link
   * Status.State#UNLOCKED} and names what would be in force. What this machine could not enforce is
   * a notice, not a failure.
   */
  static ProcessLock rehearsal() {
    return new RehearsedLock();
  }

  /**
   * Plans a policy for this machine and enforces nothing. It finds whatever would go wrong in
   * {@link #lock}, as far as that can be known beforehand.
   *
   * @throws RestrictException if it cannot be enforced
   */
  void check(Policy policy);

  /**
   * Puts a policy in force, for good, on top of what is in force already.
   *
   * @return what is in force now
   * @throws IncompleteLockException if a thread cannot be restricted
   * @throws UnsupportedKernelException if the kernel lacks a layer and the policy says {@link
   *     OnUnsupported#FAIL}
   * @throws RestrictException if any part of it cannot be put in force, or asks for more than is in
   *     force
   */
  Status lock(Policy policy);

  /** What is in force now. */
  Status status();

  /** The newest violations, at most 256, newest last. {@link Status#violations()} counts all. */
  List<Violation> violations();

  /**
   * How often each kind of violation happened so far. The default counts {@link #violations()}.
   *
   * @return the sum is {@link Status#violations()}, even if records were dropped in a flood
   */
  default List<ViolationCount> counts() {
    Map<List<Object>, ViolationCount> counts = new LinkedHashMap<>();
    for (Violation violation : violations()) {
      counts.merge(
          List.of(violation.layer(), violation.syscall(), violation.promise()),
          new ViolationCount(violation.layer(), violation.syscall(), violation.promise(), 1),
          (a, b) -> new ViolationCount(a.layer(), a.syscall(), a.promise(), a.count() + 1));
    }
    return List.copyOf(counts.values());
  }

  /**
   * Adds a listener for violations. It gets every violation whose record was read, in order, on a
   * thread that serves only the listeners. If a slow listener falls behind by more than some
   * thousand violations, it misses the oldest. A listener that throws is removed. The default has
   * no listeners.
   */
  default void addListener(Consumer<Violation> listener) {}

  /** Removes a listener. */
  default void removeListener(Consumer<Violation> listener) {}

  /**
   * What has turned out to be needed so far, in {@link Mode#AUDIT}. The default records nothing.
   *
   * @return empty in other modes
   */
  default Optional<Recording> recording() {
    return Optional.empty();
  }

  /**
   * Says what the application does from now on, for the records of {@link Mode#AUDIT}. The default
   * does nothing.
   *
   * @param phase a word of {@link dev.restrict.audit.recording.Seen}, or another
   */
  default void phase(String phase) {}

  /** Whether {@link #lock} only pretends, as tests want it. */
  default boolean isRehearsal() {
    return false;
  }
}
