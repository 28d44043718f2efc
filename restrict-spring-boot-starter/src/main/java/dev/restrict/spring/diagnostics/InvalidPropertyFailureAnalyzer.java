package dev.restrict.spring.diagnostics;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains a property below {@code restrict} with a wrong value, unless another analyzer knows more
 * about the reason.
 */
@Order(1)
final class InvalidPropertyFailureAnalyzer
    extends AbstractFailureAnalyzer<InvalidRestrictPropertyException> {

  private final PropertyFailures failures;

  InvalidPropertyFailureAnalyzer(Environment environment) {
    this.failures = new PropertyFailures(environment);
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidRestrictPropertyException cause) {
    return failures.describe(cause);
  }
}
