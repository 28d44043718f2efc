package dev.restrict.spring;

import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.Violation;
import java.util.List;

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
}
