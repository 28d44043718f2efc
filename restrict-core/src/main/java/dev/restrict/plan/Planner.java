package dev.restrict.plan;

import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.RestrictException;
import dev.restrict.Status.Notice;
import dev.restrict.Status.State;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.landlock.Abi;
import dev.restrict.landlock.NetRight;
import dev.restrict.landlock.Ruleset;
import dev.restrict.landlock.RulesetCompiler;
import dev.restrict.machine.Cause;
import dev.restrict.machine.Diagnosis;
import dev.restrict.machine.MachineFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
  private final FlagNeeds flagNeeds;
  private final List<Notice> notices = new ArrayList<>();

  private Planner(Policy policy, InForce before, MachineFacts machine, HostView host) {
    this.policy = policy;
    this.before = before;
    this.machine = machine;
    this.host = host;
    this.flagNeeds = FlagNeeds.of(policy, machine, host);
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
    boolean partial = reportMissing();
    notices.addAll(flagNeeds.notices());

    Optional<Ruleset> ruleset = machine.landlock() ? Optional.of(ruleset()) : Optional.empty();
    List<Ruleset> rulesets = new ArrayList<>(before.rulesets());
    ruleset.ifPresent(rulesets::add);
    Optional<FilterPlan> filter = filter(rulesets);
    reportHiddenChildren(filter);
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
        || policy.mode() == Mode.AUDIT
        || TruncationGuard.needed(policy, machine.abi());
  }

  /** Whether something is missing and the policy has to put up with that. */
  private boolean reportMissing() {
    List<Cause> causes = new ArrayList<>();
    machine.noLandlock().ifPresent(causes::add);
    Optional<Cause> noFilter = machine.noSeccomp().filter(cause -> wantsFilter());
    noFilter.filter(cause -> !causes.contains(cause)).ifPresent(causes::add);
    if (!causes.isEmpty()) {
      missing(
          machine.landlock()
              ? "system calls cannot be restricted"
              : noFilter.isPresent()
                  ? "neither paths, ports nor system calls can be restricted"
                  : "paths and ports cannot be restricted",
          causes);
    } else if (policy.mode() == Mode.AUDIT && machine.noReferee().isPresent()) {
      missing(
          "mode audit cannot record anything without the referee",
          List.of(machine.noReferee().get()));
    }
    boolean partial = !causes.isEmpty();
    if (machine.landlock()) {
      partial |= reportOld();
    }
    return partial;
  }

  private void missing(String what, List<Cause> causes) {
    String problem =
        what + ": " + causes.stream().map(Cause::problem).collect(Collectors.joining("; "));
    String remedy = causes.stream().map(Cause::remedy).collect(Collectors.joining(" ")).strip();
    if (policy.onUnsupported() == OnUnsupported.FAIL) {
      throw new UnsupportedKernelException(
          problem,
          (remedy + " To run all the same with what there is, set on-unsupported to warn.")
              .strip());
    }
    notices.add(new Notice(Notice.Kind.LAYER_MISSING, new Cause(problem, remedy).text()));
  }

  /** Whether a Landlock that is older than asked for leaves open what no filter holds. */
  private boolean reportOld() {
    int abi = machine.abi();
    if (abi < Abi.MINIMUM && policy.onUnsupported() == OnUnsupported.FAIL) {
      missing(
          "paths cannot be restricted as asked for",
          List.of(
              new Cause(
                  "the kernel has Landlock ABI %d, and ABI %d came with Linux %s"
                      .formatted(abi, Abi.MINIMUM, Abi.linux(Abi.MINIMUM)),
                  "Use Linux %s or newer.".formatted(Abi.linux(Abi.MINIMUM)))));
    }
    boolean open = false;
    if (TruncationGuard.needed(policy, abi) && policy.mode() != Mode.AUDIT) {
      notices.add(TruncationGuard.notice(abi, machine.seccomp()));
      open = !machine.seccomp();
    }
    int ports = NetRight.CONNECT_TCP.abi();
    if (policy.ports().isPresent() && abi < ports && policy.onUnsupported() == OnUnsupported.WARN) {
      notices.add(
          new Notice(
              Notice.Kind.LAYER_MISSING,
              "port rules are not in force: they need Landlock ABI %d (Linux %s), the kernel has ABI %d"
                  .formatted(ports, Abi.linux(ports), abi)));
      open = true;
    }
    return open;
  }

  /** Programs are started only by those who may, and in mode audit by everybody. */
  private void reportHiddenChildren(Optional<FilterPlan> filter) {
    boolean startsPrograms = policy.has(Promise.EXEC) || policy.mode() == Mode.AUDIT;
    if (startsPrograms && filter.filter(FilterPlan.Refereed.class::isInstance).isPresent()) {
      Diagnosis.hiddenChildren(machine.findings())
          .ifPresent(
              cause ->
                  notices.add(
                      new Notice(
                          Notice.Kind.COUNTING,
                          "What calls of started programs name is not recorded: " + cause.text())));
    }
  }

  private Ruleset ruleset() {
    Set<Promise> promises = policy.promises().or(before.accepted()::promises).orElse(Set.of());
    Ruleset ruleset =
        RulesetCompiler.compile(
            policy,
            Stream.concat(Implied.paths(promises, host).stream(), flagNeeds.paths().stream())
                .toList(),
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
        .filter(arch -> policy.mode() != Mode.AUDIT || machine.noReferee().isEmpty())
        .map(
            arch ->
                new FilterPlanner(flagNeeds.filtered(policy), arch, host, machine)
                    .plan(before.promises().isEmpty(), rulesets));
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
        && machine.noReferee().isEmpty()
        && policy.promises().isEmpty()
        && policy.mode() != Mode.AUDIT
        && before.promises().isEmpty()
        && before.rulesets().isEmpty();
  }
}
