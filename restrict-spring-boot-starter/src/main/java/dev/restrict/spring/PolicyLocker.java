package dev.restrict.spring;

import dev.restrict.Policy;
import dev.restrict.RestrictException;
import dev.restrict.Status;

/**
 * Puts the policy of the application in force. A lock is for the whole process and for its whole
 * life, while a process may start several application contexts: what is in force already is
 * accepted if it is the same, and is an error if it is not.
 */
final class PolicyLocker {

  private final Policy policy;
  private final ProcessLock lock;
  private final LockReport report;

  PolicyLocker(Policy policy, ProcessLock lock, LockReport report) {
    this.policy = policy;
    this.lock = lock;
    this.report = report;
  }

  /**
   * This locker, if what it is to lock can be locked. Asked when the context starts, long before
   * the lock.
   */
  PolicyLocker checked() {
    if (!policy.isEmpty()) {
      guarded(
          "The policy of restrict.* cannot be enforced",
          () -> {
            if (!inForce(lock.status())) {
              lock.check(policy);
            }
          });
    }
    return this;
  }

  /** Puts the policy in force, and says so in the log. */
  void lock() {
    if (policy.isEmpty()) {
      report.nothingConfigured();
      return;
    }
    guarded(
        "The application cannot be locked",
        () -> {
          Status before = lock.status();
          if (inForce(before)) {
            report.alreadyInForce(before);
          } else {
            report.locked(policy, lock.lock(policy));
          }
        });
  }

  /** Whether this very policy is in force; fails where another one is. */
  private boolean inForce(Status status) {
    return switch (status.state()) {
      case UNLOCKED, DISABLED -> false;
      case LOCKED, PARTIAL, AUDITING -> {
        if (!PolicyInForce.matches(policy, status)) {
          throw new RestrictStartException(
              "This process is locked already, by another policy than the one of this application context"
                  + " (state %s, promises %s, %d access rules, %d port rules in force)"
                      .formatted(
                          Words.lower(status.state()),
                          Words.list(status.promises()),
                          status.access().size(),
                          status.ports().size()),
              "A lock cannot be undone: start this application in a JVM of its own, give it the same restrict.*"
                  + " properties, or set restrict.enabled to false in this context.",
              null);
        }
        yield true;
      }
      case BROKEN ->
          throw new RestrictStartException(
              "An earlier lock of this process failed half way: "
                  + String.join("; ", status.notices()),
              "What is in force cannot be undone. End this process and start a new one.",
              null);
    };
  }

  /**
   * Everything that goes wrong here ends the start with the exit code of a failed lock, a native
   * library that cannot be loaded included.
   */
  private static void guarded(String what, Runnable action) {
    try {
      action.run();
    } catch (RestrictStartException ex) {
      throw ex;
    } catch (RestrictException | LinkageError ex) {
      throw new RestrictStartException(
          "%s: %s".formatted(what, ex.getMessage()), "See the reason above.", ex);
    }
  }
}
