package dev.restrict.spring.diagnostics;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains every other reason why the application could not be locked, after the analyzers that
 * know more.
 */
@Order(2)
final class StartFailureAnalyzer extends AbstractFailureAnalyzer<RestrictStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, RestrictStartException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
