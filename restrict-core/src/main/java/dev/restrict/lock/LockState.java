package dev.restrict.lock;

import dev.restrict.Status;
import dev.restrict.Status.Descriptor;
import dev.restrict.Status.Notice;
import dev.restrict.Status.State;
import dev.restrict.machine.MachineFacts;
import dev.restrict.plan.InForce;
import dev.restrict.plan.LockPlan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How far a lock has got: every transition is a method here. Not safe for use by several threads;
 * its owner sees to that.
 */
final class LockState {

  private InForce inForce = InForce.NOTHING;
  private final Set<Notice> notices = new LinkedHashSet<>();
  private List<Descriptor> descriptors = List.of();
  private int threads;
  private long micros;

  /** What is in force, for the next plan. */
  InForce inForce() {
    return inForce;
  }

  /** A plan that changes nothing was accepted: this machine can enforce nothing of it. */
  void accepted(LockPlan plan) {
    inForce = plan.after();
    notices.addAll(plan.notices());
  }

  /** A plan is in force. */
  void enforced(LockPlan plan, Enforced enforced, long tookMicros) {
    accepted(plan);
    notices.addAll(enforced.notices());
    descriptors = enforced.descriptors();
    threads = enforced.threads();
    micros += tookMicros;
  }

  /** A lock failed halfway. */
  void broken(String why) {
    inForce = with(State.BROKEN, inForce);
    notices.add(new Notice(Notice.Kind.FAILURE, why));
  }

  /** Nothing is in force and nothing will be. */
  void disabled() {
    inForce = with(State.DISABLED, inForce);
  }

  private static InForce with(State state, InForce inForce) {
    return new InForce(
        state, inForce.accepted(), inForce.promises(), inForce.mode(), inForce.rulesets());
  }

  /** The state as a status, for whoever asks. */
  Status status(MachineFacts machine, Status.Referee referee, long violations, long dropped) {
    return status(
        inForce, notices, machine, threads, micros, descriptors, referee, violations, dropped);
  }

  /** What would be in force: the status of a rehearsal. */
  static Status rehearsed(InForce planned, Set<Notice> notices, MachineFacts machine) {
    InForce unlocked = with(State.UNLOCKED, planned);
    return status(unlocked, notices, machine, 0, 0, List.of(), Status.Referee.NONE, 0, 0);
  }

  private static Status status(
      InForce inForce,
      Set<Notice> notices,
      MachineFacts machine,
      int threads,
      long micros,
      List<Descriptor> descriptors,
      Status.Referee referee,
      long violations,
      long dropped) {
    return new Status(
        inForce.state(),
        inForce.mode(),
        inForce.promises().orElse(Set.of()),
        inForce.rulesets().stream()
            .flatMap(ruleset -> ruleset.paths().stream())
            .map(rule -> new Status.Access(rule.path(), rule.given(), rule.flags(), rule.origin()))
            .distinct()
            .toList(),
        inForce.rulesets().stream()
            .flatMap(ruleset -> ruleset.ports().stream())
            .map(rule -> new Status.Port(rule.port(), rule.protocol(), rule.flags(), rule.origin()))
            .distinct()
            .toList(),
        inForce.accepted(),
        machine.kernel(),
        threads,
        micros,
        descriptors,
        referee,
        violations,
        dropped,
        List.copyOf(notices));
  }
}
