package dev.restrict.spring.diagnostics;

import dev.restrict.UnknownPromiseException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains a word in a promise list that is no promise, whether a property or code asked for it.
 */
@Order(0)
final class UnknownPromiseFailureAnalyzer extends AbstractFailureAnalyzer<UnknownPromiseException> {

  private final PropertyFailures failures;

  UnknownPromiseFailureAnalyzer(Environment environment) {
    this.failures = new PropertyFailures(environment);
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnknownPromiseException cause) {
    InvalidRestrictPropertyException property =
        findCause(rootFailure, InvalidRestrictPropertyException.class);
    if (property != null) {
      return failures.describe(property);
    }
    RestrictStartException start = findCause(rootFailure, RestrictStartException.class);
    return new FailureAnalysis(
        start == null ? cause.getMessage() : start.getMessage(),
        "Write '%s' instead of '%s'.".formatted(cause.nearest(), cause.word()),
        cause);
  }
}
