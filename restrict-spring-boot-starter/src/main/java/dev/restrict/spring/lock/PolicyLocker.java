package dev.restrict.spring.lock;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.audit.recording.Seen;
import dev.restrict.spring.RestrictLockedEvent;
import dev.restrict.spring.audit.AuditOutput;
import dev.restrict.spring.audit.AuditPhase;
import dev.restrict.spring.diagnostics.RestrictStartException;
import dev.restrict.spring.text.Words;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.metrics.StartupStep;

/**
 * Puts the policy of the application in force. A lock is for the whole process and for its whole
 * life, while a process may start several application contexts: what is in force already is
 * accepted if it is the same, and is an error if it is not.
 */
public final class PolicyLocker {

  private final Policy policy;
  private final ProcessLock lock;
  private final LockReport report;
  private final ViolationWatch watch;
  private final Optional<AuditOutput> output;
  private final ConfigurableApplicationContext context;

  public PolicyLocker(
      Policy policy,
      ProcessLock lock,
      LockReport report,
      ViolationWatch watch,
      Optional<AuditOutput> output,
      ConfigurableApplicationContext context) {
    this.policy = policy;
    this.lock = lock;
    this.report = report;
    this.watch = watch;
    this.output = output;
    this.context = context;
  }

  /**
   * This locker, if what it is to lock can be locked. Asked when the context starts, long before
   * the lock.
   */
  public PolicyLocker checked() {
    if (!nothingToDo()) {
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

  /** Mode audit starts from nothing, so there is something to do also where nothing is named. */
  private boolean nothingToDo() {
    return policy.isEmpty() && policy.mode() != Mode.AUDIT;
  }

  /**
   * Called when the application is ready, before the lock. The listener that is added here is the
   * last one to hear that the application accepts traffic: the others are registered.
   */
  void ready() {
    if (policy.mode() == Mode.AUDIT) {
      context.addApplicationListener(AuditPhase.request(context, lock, Seen.REQUEST));
      context.addApplicationListener(AuditPhase.shutdown(context, lock, Seen.SHUTDOWN));
    }
  }

  /** Puts the policy in force, and says so in the log. */
  void lock() {
    if (nothingToDo()) {
      report.nothingConfigured();
      return;
    }
    StartupStep step = context.getApplicationStartup().start("restrict.lock");
    try {
      guarded("The application cannot be locked", () -> lock(step));
    } finally {
      step.end();
    }
  }

  private void lock(StartupStep step) {
    Status before = lock.status();
    boolean already = inForce(before);
    Status status = already ? before : lock.lock(policy);
    step.tag("state", lock.isRehearsal() ? "rehearsal" : Words.lower(status.state()));
    step.tag("threads", String.valueOf(status.threads()));
    if (lock.isRehearsal()) {
      report.rehearsed(policy, status);
      return;
    }
    if (status.state() == Status.State.AUDITING) {
      lock.phase(Seen.START);
      output.ifPresent(file -> file.writeAtTheEnd(lock));
    }
    if (already) {
      report.alreadyInForce(status);
    } else {
      report.locked(policy, status);
    }
    switch (status.state()) {
      case LOCKED, PARTIAL, AUDITING -> {
        watch.start();
        context.publishEvent(new RestrictLockedEvent(this, status));
      }
      case UNLOCKED, DISABLED, BROKEN -> {
        // The report says it.
      }
    }
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
                          status.accepted().accessRules().size(),
                          status.accepted().portRules().size()),
              "A lock cannot be undone: start this application in a JVM of its own (tests that lock for real: one JVM a class), give it the same restrict.*"
                  + " properties, or set restrict.enabled to false in this context.",
              null);
        }
        yield true;
      }
      case BROKEN ->
          throw new RestrictStartException(
              "An earlier lock of this process failed half way: "
                  + status.notices().stream()
                      .map(Status.Notice::text)
                      .collect(Collectors.joining("; ")),
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
