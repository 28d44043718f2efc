package dev.restrict.spring.diagnostics;

import dev.restrict.IncompleteLockException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Explains that some threads could not be locked, so the application was not started. */
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
        "Find out which library made these threads. A thread that blocks all signals must not do so before the"
            + " lock, or must be started after it: it then inherits the lock.",
        cause);
  }
}
