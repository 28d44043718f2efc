package dev.restrict.plan;

import dev.restrict.Status.Notice;
import dev.restrict.judge.Judge;
import dev.restrict.landlock.Ruleset;
import dev.restrict.machine.MachineFacts;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a lock amounts to on this machine, before anything is done. {@code check}, the
 * rehearsal and the lock itself use the same plan; putting it in force compiles nothing and decides
 * nothing.
 *
 * @param policy what was asked for
 * @param machine the kernel that it was planned for
 * @param ruleset what Landlock is told; empty if nothing is handled, or if Landlock is missing
 * @param filter the filter that is installed; empty for none
 * @param waits whether a referee is started now and waits for a later filter, since it has to be
 *     outside the first Landlock domain
 * @param after what is in force once this plan is
 * @param notices what a reader should know about this plan
 */
public record LockPlan(
    dev.restrict.Policy policy,
    MachineFacts machine,
    Optional<Ruleset> ruleset,
    Optional<FilterPlan> filter,
    boolean waits,
    InForce after,
    List<Notice> notices) {

  public LockPlan {
    notices = List.copyOf(notices);
  }

  /** Whether putting it in force changes anything. */
  public boolean changesNothing() {
    return ruleset.isEmpty() && filter.isEmpty();
  }

  /** What Landlock says to calls once the plan is in force. */
  public Judge judge() {
    return new Judge(after.promises(), after.rulesets());
  }
}
