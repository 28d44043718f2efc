package dev.restrict.plan;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Status.Notice;
import dev.restrict.judge.PathCall;
import dev.restrict.landlock.Ruleset;
import dev.restrict.linux.Arch;
import dev.restrict.machine.MachineFacts;
import dev.restrict.seccomp.BpfProgram;
import dev.restrict.seccomp.FilterCompiler;
import dev.restrict.seccomp.FilterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Plans the filter of a policy, and compiles everything that may be installed. */
final class FilterPlanner {

  /**
   * The policy of the filter in mode audit: it allows nothing, so everything that is needed is
   * seen.
   */
  private static final Policy NOTHING =
      Policy.builder().promises("").mode(Mode.AUDIT).observePaths(true).build();

  private final Policy policy;
  private final Arch arch;
  private final HostView host;
  private final MachineFacts machine;

  FilterPlanner(Policy policy, Arch arch, HostView host, MachineFacts machine) {
    this.policy = policy;
    this.arch = arch;
    this.host = host;
    this.machine = machine;
  }

  /**
   * The plan.
   *
   * @param first whether no filter with promises is in force yet: a later one gets no listener
   * @param rulesets every ruleset that is in force with this filter
   */
  FilterPlan plan(boolean first, List<Ruleset> rulesets) {
    if (policy.promises().isEmpty() && policy.mode() != Mode.AUDIT) {
      return policy.ports().isPresent()
          ? new FilterPlan.Uncounted(
              "ports", compile(PolicyFilter.portGuard(policy, arch)), Optional.empty())
          : new FilterPlan.Uncounted(
              "truncation", FilterCompiler.compile(TruncationGuard.alone(arch)), Optional.empty());
    }
    if (policy.mode() == Mode.AUDIT) {
      return refereed(NOTHING, rulesets, Optional.empty());
    }
    if (policy.mode() == Mode.KILL && !policy.observePaths()) {
      return new FilterPlan.Uncounted("kill", kill(), Optional.empty());
    }
    FilterPlan unheard = unheard();
    return first && machine.noReferee().isEmpty()
        ? refereed(policy, rulesets, Optional.of(unheard))
        : unheard;
  }

  /** The filter also holds what an old Landlock does not judge. */
  private BpfProgram compile(FilterSpec spec) {
    boolean guard = policy.mode() != Mode.AUDIT && TruncationGuard.needed(policy, machine.abi());
    return FilterCompiler.compile(guard ? TruncationGuard.on(spec) : spec);
  }

  private BpfProgram kill() {
    return compile(
        PolicyFilter.spec(policy, arch, host.pid(), Set.of(), PolicyFilter.denial(Mode.KILL)));
  }

  /** Without a listener. */
  private FilterPlan unheard() {
    if (policy.mode() == Mode.KILL) {
      return new FilterPlan.Uncounted(
          "kill",
          kill(),
          Optional.of(
              new Notice(
                  Notice.Kind.COUNTING,
                  "Denials by path are not recorded: there is no listener for this filter"
                      + why())));
    }
    return new FilterPlan.Trapped(
        policy.mode() + " by trap",
        compile(
            PolicyFilter.spec(
                policy,
                arch,
                host.pid(),
                Set.of(),
                PolicyFilter.withoutListener(arch, host.code()))),
        new Notice(
            Notice.Kind.COUNTING,
            "Counts are incomplete: there is no listener for this filter, so calls that start programs and calls of programs started later are denied without being counted"
                + (policy.observePaths() ? ", and denials by path are not recorded" : "")
                + why()));
  }

  /** Why there is none, if that is known beforehand. */
  private String why() {
    return machine.noReferee().map(cause -> ": " + cause.text()).orElse("");
  }

  private FilterPlan refereed(
      Policy filtered, List<Ruleset> rulesets, Optional<FilterPlan> otherwise) {
    Set<Integer> observed = observed(filtered);
    BpfProgram program =
        compile(
            PolicyFilter.spec(
                filtered, arch, host.pid(), observed, PolicyFilter.denial(policy.mode())));
    Optional<BpfProgram> decision =
        observed.isEmpty()
            ? Optional.empty()
            : Optional.of(compile(PolicyFilter.decision(filtered, arch, host.pid())));
    RefereeOrders orders =
        new RefereeOrders(
            policy.mode() == Mode.AUDIT,
            decision,
            rulesets.stream()
                .flatMap(ruleset -> ruleset.paths().stream())
                .map(Ruleset.PathRule::path)
                .collect(Collectors.toCollection(TreeSet::new)));
    return new FilterPlan.Refereed(policy.mode().toString(), program, orders, otherwise);
  }

  private Set<Integer> observed(Policy filtered) {
    Set<Integer> observed = new TreeSet<>();
    if (filtered.observePaths()) {
      for (PathCall call : PathCall.values()) {
        if (arch.has(call.syscall())) {
          observed.add(arch.number(call.syscall()));
        }
      }
    }
    return observed;
  }
}
