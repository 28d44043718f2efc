package dev.restrict.spring.diagnostics;

import dev.restrict.MissingPathException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains an access rule whose path does not exist, whether a property or code asked for it. */
@Order(0)
final class MissingPathFailureAnalyzer extends AbstractFailureAnalyzer<MissingPathException> {

  private final PropertyFailures failures;

  MissingPathFailureAnalyzer(Environment environment) {
    this.failures = new PropertyFailures(environment);
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MissingPathException cause) {
    InvalidRestrictPropertyException property =
        findCause(rootFailure, InvalidRestrictPropertyException.class);
    if (property != null) {
      return failures.describe(property);
    }
    RestrictStartException start = findCause(rootFailure, RestrictStartException.class);
    return new FailureAnalysis(
        start == null ? cause.getMessage() : start.getMessage(),
        "Create %s before the lock, or remove the rule.".formatted(cause.path().toAbsolutePath()),
        cause);
  }
}
