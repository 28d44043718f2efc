package dev.restrict.lock;

import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.Status.Notice;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.Violation;
import dev.restrict.host.Machine;
import dev.restrict.host.ThisHost;
import dev.restrict.plan.InForce;
import dev.restrict.plan.LockPlan;
import dev.restrict.plan.Planner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lock of a test: everything is planned as for the real one, nothing is enforced. The status
 * stays unlocked and names what would be in force.
 */
public final class RehearsedLock implements ProcessLock {

  private final Machine machine = Machine.here();
  private final Set<Notice> notices = new LinkedHashSet<>();
  private InForce planned = InForce.NOTHING;

  public RehearsedLock() {
    notices.add(new Notice(Notice.Kind.REHEARSAL, "This is a rehearsal: nothing is in force"));
  }

  @Override
  public synchronized void check(Policy policy) {
    plan(policy);
  }

  @Override
  public synchronized Status lock(Policy policy) {
    plan(policy)
        .ifPresent(
            plan -> {
              planned = plan.after();
              notices.addAll(plan.notices());
            });
    return status();
  }

  /** A machine that cannot enforce the policy can still run its tests. */
  private Optional<LockPlan> plan(Policy policy) {
    try {
      return Optional.of(Planner.plan(policy, planned, machine.facts(), new ThisHost()));
    } catch (UnsupportedKernelException e) {
      notices.add(
          new Notice(
              Notice.Kind.LAYER_MISSING, "This machine could not enforce it: " + e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public synchronized Status status() {
    return LockState.rehearsed(planned, notices, machine.facts());
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
