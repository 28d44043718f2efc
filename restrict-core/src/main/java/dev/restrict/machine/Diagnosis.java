package dev.restrict.machine;

import static dev.restrict.machine.Trial.FILTER;
import static dev.restrict.machine.Trial.LANDLOCK_ERRATA;
import static dev.restrict.machine.Trial.LANDLOCK_RULE;
import static dev.restrict.machine.Trial.LANDLOCK_RULESET;
import static dev.restrict.machine.Trial.LANDLOCK_SELF;
import static dev.restrict.machine.Trial.LANDLOCK_VERSION;
import static dev.restrict.machine.Trial.LISTENER;

import dev.restrict.landlock.Abi;
import dev.restrict.linux.Answer;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a layer is missing, and what to change: a pure function of the {@link Findings}.
 *
 * <p>The kernel's own answers are few: {@code landlock_create_ruleset} gives {@code ENOSYS} if
 * Landlock is not built in and {@code EOPNOTSUPP} if it is not switched on, and no call of a lock
 * gives {@code EPERM} once new privileges are given up. Whatever else comes is an outer filter's.
 */
public final class Diagnosis {

  private static final List<Trial> RULES =
      List.of(LANDLOCK_VERSION, LANDLOCK_RULESET, LANDLOCK_RULE, LANDLOCK_SELF);

  private final Findings findings;

  private Diagnosis(Findings findings) {
    this.findings = findings;
  }

  /** What can be had on a machine, with a cause for what cannot. */
  public static MachineFacts of(Optional<Arch> arch, Findings findings) {
    return new Diagnosis(findings).facts(arch);
  }

  private MachineFacts facts(Optional<Arch> arch) {
    if (findings.unreachable().isPresent()) {
      Optional<Cause> cause = findings.unreachable();
      return new MachineFacts(Optional.empty(), 0, 0, cause, cause, cause, findings);
    }
    Optional<Cause> landlock = landlock();
    return new MachineFacts(
        arch,
        landlock.isPresent() ? 0 : (int) findings.answer(LANDLOCK_VERSION).result(),
        (int) Math.max(0, findings.answer(LANDLOCK_ERRATA).result()),
        landlock,
        seccomp(),
        referee(),
        findings);
  }

  private Optional<Cause> landlock() {
    List<Trial> refused = new ArrayList<>(refused(Trial.LANDLOCK));
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    Answer version = findings.answer(LANDLOCK_VERSION);
    if (version.errno() == Errno.EOPNOTSUPP) {
      return Optional.of(notSwitchedOn());
    }
    if (version.errno() == Errno.ENOSYS && !certainlyBuiltIn()) {
      return Optional.of(landlockIsNotThere());
    }
    if (refused.equals(List.of(LANDLOCK_SELF))
        && findings.answer(LANDLOCK_SELF).errno() == Errno.E2BIG) {
      return Optional.of(
          new Cause(
              "this process is in the most Landlock domains that the kernel stacks already (landlock_restrict_self answered E2BIG)",
              "Let what starts it put fewer of them in force: the kernel stacks 16."));
    }
    return Optional.of(refusal(refused));
  }

  /** Whether the kernel has Landlock, whatever a filter in front of it answers. */
  private boolean certainlyBuiltIn() {
    return findings.filtered()
        && findings
            .modules()
            .filter(all -> List.of(all.split(",", -1)).contains("landlock"))
            .isPresent();
  }

  private Cause notSwitchedOn() {
    String list = findings.modules().map(all -> " (it is %s now)".formatted(all)).orElse("");
    String problem =
        "Landlock is built into this kernel, but not switched on (landlock_create_ruleset answered EOPNOTSUPP)";
    return findings.isWsl2()
        ? new Cause(
            problem,
            "In .wslconfig of Windows, remove the lsm= list from kernelCommandLine, or add landlock to it%s; then wsl --shutdown."
                .formatted(list))
        : new Cause(
            problem,
            "Add landlock to the lsm= list of the kernel's command line%s, or build it with landlock in CONFIG_LSM. The host of a container is what has to boot with it."
                .formatted(list));
  }

  private Cause landlockIsNotThere() {
    if (findings.isGvisor()) {
      return new Cause(
          "this is gVisor, whose kernel has no Landlock (landlock_create_ruleset answered ENOSYS)",
          "Run this container by runc or crun, in Kubernetes by a pod without runtimeClassName gvisor; gVisor itself is what confines it there.");
    }
    if (findings.isWsl1()) {
      return wsl1("Landlock");
    }
    if (findings.olderThan(5, 13)) {
      return new Cause(
          "this kernel, %s, is older than Landlock, which came with Linux %s"
              .formatted(findings.release(), Abi.linux(1)),
          "Run Linux %s or newer; the host of a container is what has to run it."
              .formatted(Abi.linux(Abi.MINIMUM)));
    }
    String notBuiltIn = "this kernel was built without CONFIG_SECURITY_LANDLOCK";
    String build =
        findings.isWsl2()
            ? "Update the kernel of WSL 2 by wsl --update, in Windows; Microsoft's own have Landlock."
            : "Run a kernel that has CONFIG_SECURITY_LANDLOCK, and landlock in its lsm= list.";
    if (!findings.filtered()) {
      return new Cause("%s (landlock_create_ruleset answered ENOSYS)".formatted(notBuiltIn), build);
    }
    return new Cause(
        "landlock_create_ruleset answered ENOSYS: either a seccomp filter from outside (Seccomp: 2 in /proc/self/status) hides it, as Podman's default profile does with what it does not name, or %s; from inside they look alike"
            .formatted(notBuiltIn),
        "%s If the filter allows them already: %s"
            .formatted(findings.launcher().allow(names(Trial.LANDLOCK)), build));
  }

  private static Cause wsl1(String missing) {
    return new Cause(
        "this is WSL 1, which is no Linux kernel and has no " + missing,
        "Move the distribution to WSL 2: wsl --set-version NAME 2, in Windows.");
  }

  private Optional<Cause> seccomp() {
    List<Trial> refused = refused(Trial.SECCOMP);
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    if (findings.isWsl1()) {
      return Optional.of(wsl1("seccomp filters"));
    }
    if (!findings.filtered() && refused.contains(FILTER) && !findings.answer(FILTER).killed()) {
      return Optional.of(
          new Cause(
              "this kernel cannot filter system calls (seccomp answered %s)"
                  .formatted(findings.answer(FILTER)),
              "Run a kernel that has CONFIG_SECCOMP_FILTER."));
    }
    return Optional.of(refusal(refused));
  }

  /** Why no listener and no referee can be had; only what is certain before they are started. */
  private Optional<Cause> referee() {
    Answer listener = findings.answer(LISTENER);
    if (findings.works(FILTER) && listener.errno() == Errno.EBUSY) {
      return Optional.of(
          new Cause(
              "a filter from outside has the only listener that the kernel gives (seccomp answered EBUSY)",
              "A container's agent that watches system calls has it; start this container without. Mode kill needs none."));
    }
    if (findings.works(FILTER) && listener.errno() == Errno.EINVAL) {
      return Optional.of(
          new Cause(
              findings.isGvisor()
                  ? "this is gVisor, whose filters have no listener (seccomp answered EINVAL)"
                  : "this kernel gives no listener to a filter (seccomp answered EINVAL); it came with Linux 5.0, and with TSYNC 5.7",
              "Choose mode kill, which needs none."));
    }
    if (findings.works(FILTER) && !findings.works(LISTENER)) {
      return Optional.of(refusal(List.of(LISTENER)));
    }
    // Where the kernel says no, starting the referee says so too, and more exactly.
    List<Trial> killed =
        Trial.REFEREE.stream().filter(one -> findings.answer(one).killed()).toList();
    return killed.isEmpty() ? Optional.empty() : Optional.of(refusal(killed));
  }

  /** What refuses these calls, given that the kernel itself does not. */
  private Cause refusal(List<Trial> refused) {
    String calls =
        refused.stream()
            .map(one -> "%s: %s".formatted(one.syscall(), findings.answer(one)))
            .distinct()
            .collect(Collectors.joining(", "));
    if (findings.filtered() || refused.stream().anyMatch(one -> findings.answer(one).killed())) {
      return new Cause(
          "a seccomp filter from outside, in force before this JVM started (Seccomp: %s in /proc/self/status), refuses what a lock takes (%s)"
              .formatted(
                  findings.seccompMode().isPresent()
                      ? findings.seccompMode().getAsInt()
                      : "unknown",
                  calls),
          findings.launcher().allow(names(refused)));
    }
    return new Cause(
        "this kernel refuses what a lock takes (%s), and no filter is in force%s"
            .formatted(calls, confined().map(", but "::concat).orElse("")),
        confined().isPresent()
            ? appArmor()
            : "A security module, or a sandbox that is not Linux, refuses it; see what started this process.");
  }

  private Optional<String> confined() {
    return findings
        .appArmor()
        .filter(profile -> !profile.isEmpty() && !profile.startsWith("unconfined"))
        .map("this process is in the AppArmor profile "::concat);
  }

  private static String appArmor() {
    return "Look into the host's log for apparmor=\"DENIED\", and allow that in the profile; to see whether it is the profile: docker run --security-opt apparmor=unconfined, in Kubernetes securityContext.appArmorProfile with type Unconfined.";
  }

  /**
   * Why the referee cannot read what calls of started programs name: it is their sibling. That of
   * this process it reads by what this process opened itself.
   *
   * @return empty if it can
   */
  public static Optional<Cause> hiddenChildren(Findings findings) {
    int scope = findings.yama().orElse(0);
    if (scope == 0 || (scope < 3 && findings.mayTrace())) {
      return Optional.empty();
    }
    return Optional.of(
        new Cause(
            "Yama forbids one process to look into another (kernel.yama.ptrace_scope is %d)"
                .formatted(scope),
            scope < 3
                ? "Give the process CAP_SYS_PTRACE (docker run --cap-add SYS_PTRACE, in Kubernetes securityContext.capabilities.add), or set the sysctl to 0."
                : "Boot the host without it: 3 cannot be undone while it runs."));
  }

  /**
   * Why the kernel refused a step of starting the referee.
   *
   * @param errno what it answered; 0 if that is not known
   * @return empty if nothing about this machine explains it
   */
  public static Optional<Cause> refereeRefused(Findings findings, int errno) {
    return new Diagnosis(findings).refereeRefused(errno);
  }

  private Optional<Cause> refereeRefused(int errno) {
    if (errno != Errno.EPERM && errno != Errno.EACCES && errno != Errno.ENOSYS) {
      return Optional.empty();
    }
    if (findings.filtered() && errno != Errno.EACCES) {
      return Optional.of(
          new Cause(
              "a seccomp filter from outside refuses it (Seccomp: 2 in /proc/self/status)",
              findings.launcher().allow(names(Trial.REFEREE))));
    }
    return confined().map(profile -> new Cause(profile, appArmor()));
  }

  private List<Trial> refused(List<Trial> trials) {
    return trials.stream()
        .filter(one -> !findings.works(one))
        .filter(one -> !onlyForWantOfARuleset(one))
        .toList();
  }

  /** Whether a call failed since there was no ruleset to give it. */
  private boolean onlyForWantOfARuleset(Trial trial) {
    Answer answer = findings.answer(trial);
    return (trial == LANDLOCK_RULE || trial == LANDLOCK_SELF)
        && !findings.works(LANDLOCK_RULESET)
        && !answer.killed()
        && (answer.errno() == Errno.EBADF || answer.errno() == Errno.EBADFD);
  }

  /** The calls to allow: Landlock's all together, since one is no use without the others. */
  private static List<String> names(List<Trial> refused) {
    boolean landlock = refused.stream().anyMatch(RULES::contains);
    return Stream.concat(refused.stream(), landlock ? RULES.stream() : Stream.empty())
        .map(Trial::syscall)
        .distinct()
        .toList();
  }
}
