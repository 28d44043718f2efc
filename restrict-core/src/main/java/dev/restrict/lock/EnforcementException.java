package dev.restrict.lock;

import dev.restrict.RestrictException;

/** A plan could not be put in force. */
final class EnforcementException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RestrictException failure;
  private final boolean partlyInForce;

  /**
   * @param failure what the caller of the lock is told
   * @param partlyInForce whether some of the plan is in force all the same, for good
   */
  EnforcementException(RestrictException failure, boolean partlyInForce) {
    super(failure);
    this.failure = failure;
    this.partlyInForce = partlyInForce;
  }

  RestrictException failure() {
    return failure;
  }

  boolean partlyInForce() {
    return partlyInForce;
  }
}
