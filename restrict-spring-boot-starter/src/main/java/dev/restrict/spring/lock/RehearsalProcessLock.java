package dev.restrict.spring.lock;

import dev.restrict.AccessFlag;
import dev.restrict.Policy;
import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.Violation;
import dev.restrict.spring.ProcessLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lock of a test: everything is validated and compiled, nothing is enforced. The status stays
 * unlocked and names what would be in force.
 */
public final class RehearsalProcessLock implements ProcessLock {

  private final List<String> notices = new ArrayList<>();
  private Policy rehearsed = Policy.builder().build();

  public RehearsalProcessLock() {
    notices.add("This is a rehearsal: nothing is in force");
  }

  /** A machine that cannot enforce the policy can still run its tests. */
  @Override
  public void check(Policy policy) {
    try {
      Restrict.check(policy);
    } catch (UnsupportedKernelException ex) {
      notices.add("This machine could not enforce it: " + ex.getMessage());
    }
  }

  @Override
  public synchronized Status lock(Policy policy) {
    check(policy);
    rehearsed = policy;
    return status();
  }

  @Override
  public synchronized Status status() {
    return new Status(
        Status.State.UNLOCKED,
        rehearsed.promises().map(promises -> rehearsed.mode()),
        rehearsed.promises().orElse(Set.of()),
        rehearsed.access().stream()
            .map(
                rule ->
                    new Status.Access(
                        rule.path(),
                        Optional.of(rule.given()).filter(given -> !given.equals(rule.path())),
                        AccessFlag.letters(rule.flags()),
                        "access"))
            .toList(),
        rehearsed.ports().stream()
            .map(rule -> new Status.Port(rule.port(), rule.flags(), "port"))
            .toList(),
        Restrict.status().kernel(),
        0,
        0,
        List.of(),
        Status.Referee.NONE,
        0,
        0,
        List.copyOf(notices));
  }

  @Override
  public List<Violation> violations() {
    return List.of();
  }

  @Override
  public boolean isRehearsal() {
    return true;
  }
}
