package dev.restrict.spring.diagnostics;

import dev.restrict.RestrictException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains something in the policy that cannot be meant, whether a property or code asked for it.
 * If it was a property, it is described with its place; if it was code, with what started the lock.
 */
abstract class WrongRuleFailureAnalyzer<T extends RestrictException>
    extends AbstractFailureAnalyzer<T> {

  private final PropertyFailures failures;

  WrongRuleFailureAnalyzer(Environment environment) {
    this.failures = new PropertyFailures(environment);
  }

  /** What to do if code asked for it. */
  abstract String action(T cause);

  @Override
  protected final FailureAnalysis analyze(Throwable rootFailure, T cause) {
    InvalidRestrictPropertyException property =
        findCause(rootFailure, InvalidRestrictPropertyException.class);
    if (property != null) {
      return failures.describe(property);
    }
    RestrictStartException start = findCause(rootFailure, RestrictStartException.class);
    return new FailureAnalysis(
        start == null ? cause.getMessage() : start.getMessage(), action(cause), cause);
  }
}
