package dev.restrict.plan;

import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.RestrictException;
import dev.restrict.Status.Notice;
import dev.restrict.Status.State;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.landlock.Ruleset;
import dev.restrict.landlock.RulesetCompiler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes the {@link LockPlan} of a policy: a pure function of the policy, what is in force, and what
 * the machine and the process are like. Whatever can be wrong is found here.
 */
public final class Planner {

  private final Policy policy;
  private final InForce before;
  private final MachineFacts machine;
  private final HostView host;
  private final List<Notice> notices = new ArrayList<>();

  private Planner(Policy policy, InForce before, MachineFacts machine, HostView host) {
    this.policy = policy;
    this.before = before;
    this.machine = machine;
    this.host = host;
  }

  /**
   * The plan.
   *
   * @throws UnsupportedKernelException if the machine lacks a layer and the policy says {@link
   *     OnUnsupported#FAIL}
   * @throws RestrictException if there is nothing to lock, if the policy asks for more than is in
   *     force, if an earlier lock failed halfway, or if the path of a rule is gone
   */
  public static LockPlan plan(Policy policy, InForce before, MachineFacts machine, HostView host) {
    return new Planner(policy, before, machine, host).plan();
  }

  private LockPlan plan() {
    refuseNothing();
    refuseIfBroken();
    refuseIfWider();
    boolean landlock = machine.landlock();
    boolean partial = reportMissing(landlock, machine.seccomp() || !wantsFilter());

    Optional<Ruleset> ruleset = landlock ? Optional.of(ruleset()) : Optional.empty();
    List<Ruleset> rulesets = new ArrayList<>(before.rulesets());
    ruleset.ifPresent(rulesets::add);
    Optional<FilterPlan> filter = filter(rulesets);
    boolean audit = policy.mode() == Mode.AUDIT;
    Optional<Ruleset> enforced = ruleset.filter(all -> !audit && !all.isEmpty());
    if (enforced.isEmpty() && filter.isEmpty()) {
      return new LockPlan(policy, machine, enforced, filter, false, nothingMore(), notices);
    }
    InForce after =
        new InForce(
            state(audit, partial),
            accepted(),
            filter.isPresent() ? policy.promises().or(before::promises) : before.promises(),
            mode(filter.isPresent()),
            rulesets);
    return new LockPlan(policy, machine, enforced, filter, waits(), after, notices);
  }

  private void refuseNothing() {
    if (policy.isEmpty() && policy.mode() != Mode.AUDIT) {
      throw new RestrictException(
          "there is nothing to lock: the policy has no promises, no access rules and no port rules; give at least one");
    }
  }

  private void refuseIfBroken() {
    if (before.state() == State.BROKEN) {
      throw new RestrictException(
          "an earlier lock failed half way, and what is in force cannot be undone; end the process");
    }
  }

  /**
   * A second list of promises may only be shorter: the kernel would give nothing back, and would
   * not say so.
   */
  private void refuseIfWider() {
    if (before.state() == State.UNLOCKED) {
      return;
    }
    Optional<Set<Promise>> kept = before.accepted().promises();
    boolean audits = before.state() == State.AUDITING || policy.mode() == Mode.AUDIT;
    if (audits) {
      throw new RestrictException(
          "promises are in force in mode %s; in mode audit they can be given once only"
              .formatted(before.accepted().mode()));
    }
    if (kept.isEmpty() || policy.promises().isEmpty()) {
      return;
    }
    Set<Promise> wider = new TreeSet<>(policy.promises().get());
    wider.removeAll(kept.get());
    wider.remove(Promise.ERROR);
    if (!wider.isEmpty()) {
      throw new RestrictException(
          "promises can only be given up, not won back: %s asked for, but in force are only: %s"
              .formatted(words(wider), words(kept.get())));
    }
  }

  private static String words(Collection<Promise> promises) {
    return String.join(" ", promises.stream().map(Promise::word).toList());
  }

  private boolean wantsFilter() {
    return policy.promises().isPresent()
        || policy.ports().isPresent()
        || policy.mode() == Mode.AUDIT;
  }

  /** Whether a layer is missing and the policy has to put up with that. */
  private boolean reportMissing(boolean landlock, boolean seccomp) {
    if (landlock && seccomp) {
      return false;
    }
    String missing =
        !landlock && !seccomp
            ? "neither paths, ports nor system calls can be restricted"
            : landlock
                ? "system calls cannot be restricted"
                : "paths and ports cannot be restricted";
    String message = "%s: %s".formatted(missing, machine.reason());
    if (policy.onUnsupported() == OnUnsupported.FAIL) {
      throw new UnsupportedKernelException(
          message
              + ". Nothing was locked. To run all the same with what there is, set on-unsupported to warn");
    }
    notices.add(new Notice(Notice.Kind.LAYER_MISSING, message));
    return true;
  }

  private Ruleset ruleset() {
    Set<Promise> promises = policy.promises().or(before.accepted()::promises).orElse(Set.of());
    Ruleset ruleset =
        RulesetCompiler.compile(
            policy,
            Implied.paths(promises, host),
            Implied.ports(promises, host),
            host,
            machine.abi(),
            machine.errata());
    notices.addAll(ruleset.notices());
    return ruleset;
  }

  private Optional<FilterPlan> filter(List<Ruleset> rulesets) {
    return machine
        .arch()
        .filter(arch -> wantsFilter() && machine.seccomp())
        .map(
            arch ->
                new FilterPlanner(policy, arch, host).plan(before.promises().isEmpty(), rulesets));
  }

  /** Nothing of the policy can be put in force; what was in force stays. */
  private InForce nothingMore() {
    return new InForce(
        before.state(), accepted(), before.promises(), before.mode(), before.rulesets());
  }

  private State state(boolean audit, boolean partial) {
    if (audit) {
      return State.AUDITING;
    }
    return partial || before.state() == State.PARTIAL ? State.PARTIAL : State.LOCKED;
  }

  private Policy accepted() {
    Policy earlier =
        before.state() == State.UNLOCKED ? InForce.NOTHING.accepted() : before.accepted();
    return new Policy(
        policy.promises().or(earlier::promises),
        both(earlier.access(), policy.access()),
        both(earlier.ports(), policy.ports()),
        policy.promises().isPresent() || policy.mode() == Mode.AUDIT
            ? strictest(before.mode(), policy.mode())
            : earlier.mode(),
        policy.observePaths() || earlier.observePaths(),
        policy.onUnsupported());
  }

  private static <T> Optional<List<T>> both(Optional<List<T>> first, Optional<List<T>> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.or(() -> second);
    }
    return Optional.of(
        Stream.concat(first.get().stream(), second.get().stream()).distinct().toList());
  }

  /** Of two filters that both deny, the kernel takes the stricter answer. */
  private static Mode strictest(Optional<Mode> earlier, Mode mode) {
    return earlier.equals(Optional.of(Mode.KILL)) ? Mode.KILL : mode;
  }

  private Optional<Mode> mode(boolean filtered) {
    if (!filtered || (policy.promises().isEmpty() && policy.mode() != Mode.AUDIT)) {
      return before.mode();
    }
    Mode mode = strictest(before.mode(), policy.mode());
    if (mode != policy.mode()) {
      notices.add(
          new Notice(
              Notice.Kind.CONFIGURATION,
              "mode %s was asked for, but what earlier promises deny still ends the process: the kernel takes the strictest answer; only what these promises newly deny fails with ENOSYS"
                  .formatted(policy.mode())));
    }
    return Optional.of(mode);
  }

  /**
   * The referee has to be outside the first Landlock domain, so it is started together with it,
   * even if only a later list of promises may need it.
   */
  private boolean waits() {
    return machine.seccomp()
        && policy.promises().isEmpty()
        && policy.mode() != Mode.AUDIT
        && before.promises().isEmpty()
        && before.rulesets().isEmpty();
  }
}
