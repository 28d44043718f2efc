package dev.restrict.spring.diagnostics;

import dev.restrict.IncompleteLockException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Explains that some threads could not be locked, so the process was not let go on. */
@Order(0)
final class IncompleteLockFailureAnalyzer extends AbstractFailureAnalyzer<IncompleteLockException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, IncompleteLockException cause) {
    String threads =
        cause.threads().stream()
            .map(thread -> "%n    %d %s".formatted(thread.tid(), thread.name()))
            .collect(Collectors.joining());
    return new FailureAnalysis(
        "The lock does not cover every thread, so the application is not started: "
            + cause.getMessage()
            + (threads.isEmpty() ? "" : "%n%nThreads without the lock:%n".formatted() + threads),
        "Find out which library made these threads. One that blocks all signals must not do so before the lock, or must"
            + " start its threads after it: they inherit the lock.",
        cause);
  }
}
