package dev.restrict.plan;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status.State;
import dev.restrict.landlock.Ruleset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What earlier locks of this process put in force, which a further one can only narrow.
 *
 * @param state how far the lock has got
 * @param accepted what was asked for and accepted so far; an empty policy if nothing was
 * @param promises the promises of the filter in force; absent while there is none
 * @param mode what happens to a call that they do not grant; absent while there is no filter
 * @param rulesets every ruleset in force, the oldest first
 */
public record InForce(
    State state,
    Policy accepted,
    Optional<Set<Promise>> promises,
    Optional<Mode> mode,
    List<Ruleset> rulesets) {

  /** Nothing yet. */
  public static final InForce NOTHING =
      new InForce(
          State.UNLOCKED, Policy.builder().build(), Optional.empty(), Optional.empty(), List.of());

  public InForce {
    rulesets = List.copyOf(rulesets);
  }
}
