package dev.restrict.spring.lock;

import dev.restrict.Policy;
import dev.restrict.Status;

/**
 * Tells whether what was accepted already is what a policy asks for. What of it this kernel puts in
 * force does not matter: the same configuration is the same policy. Nor does it matter who made the
 * lock.
 */
final class PolicyInForce {

  private PolicyInForce() {}

  static boolean matches(Policy policy, Status status) {
    Policy accepted = status.accepted();
    return accepted.asksForTheSameAs(policy) && (accepted.observePaths() || !policy.observePaths());
  }
}
