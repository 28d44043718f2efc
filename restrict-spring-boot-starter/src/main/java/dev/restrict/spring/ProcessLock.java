package dev.restrict.spring;

import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.audit.recording.Recording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The lock of this process, as the starter sees it. The default goes to {@link Restrict}; a bean of
 * this type replaces it.
 */
public interface ProcessLock {

  /**
   * Checks that this kernel can enforce the policy. Enforces nothing.
   *
   * @throws RestrictException if it cannot
   */
  void check(Policy policy);

  /**
   * Puts the policy in force, for good.
   *
   * @throws RestrictException if any part of it could not be put in force
   */
  Status lock(Policy policy);

  /** What is in force now. */
  Status status();

  /** What was denied, newest last. */
  List<Violation> violations();

  /** How often each kind of violation happened. The default counts {@link #violations()}. */
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

  /** Adds a listener that is told of violations and returns at once. The default has none. */
  default void addListener(Consumer<Violation> listener) {}

  /** Removes a listener. */
  default void removeListener(Consumer<Violation> listener) {}

  /** What was seen to be needed so far, in mode audit. The default records nothing. */
  default Optional<Recording> recording() {
    return Optional.empty();
  }

  /**
   * Says what the application does from now on, for what mode audit records: a word of {@link
   * dev.restrict.audit.recording.Seen}. The default does nothing.
   */
  default void phase(String phase) {}

  /** Whether {@link #lock} only pretends, as tests want it. */
  default boolean isRehearsal() {
    return false;
  }
}
