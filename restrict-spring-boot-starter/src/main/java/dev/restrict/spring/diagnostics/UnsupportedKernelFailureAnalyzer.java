package dev.restrict.spring.diagnostics;

import dev.restrict.UnsupportedKernelException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Explains that this machine lacks a layer of the lock. */
@Order(0)
final class UnsupportedKernelFailureAnalyzer
    extends AbstractFailureAnalyzer<UnsupportedKernelException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedKernelException cause) {
    return new FailureAnalysis(
        "This machine cannot enforce the policy of restrict.*: %s. Nothing was locked."
            .formatted(cause.problem()),
        "%s%nTo go on with what there is, set restrict.on-unsupported to 'warn'. To run without a lock, set restrict.enabled to 'false'."
            .formatted(cause.remedy())
            .strip(),
        cause);
  }
}
