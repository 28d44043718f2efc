package dev.restrict.spring.lock;

import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.audit.recording.Recording;
import dev.restrict.spring.ProcessLock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The real lock. */
public final class KernelProcessLock implements ProcessLock {

  @Override
  public void check(Policy policy) {
    Restrict.check(policy);
  }

  @Override
  public Status lock(Policy policy) {
    return Restrict.lock(policy);
  }

  @Override
  public Status status() {
    return Restrict.status();
  }

  @Override
  public List<Violation> violations() {
    return Restrict.violations();
  }

  @Override
  public List<ViolationCount> counts() {
    return Restrict.counts();
  }

  @Override
  public void addListener(Consumer<Violation> listener) {
    Restrict.addViolationListener(listener);
  }

  @Override
  public void removeListener(Consumer<Violation> listener) {
    Restrict.removeViolationListener(listener);
  }

  @Override
  public Optional<Recording> recording() {
    return Restrict.recording();
  }

  @Override
  public void phase(String phase) {
    Restrict.auditPhase(phase);
  }
}
