package dev.restrict.lock;

import dev.restrict.AccessRule;
import dev.restrict.IncompleteLockException;
import dev.restrict.Mode;
import dev.restrict.OnUnsupported;
import dev.restrict.Policy;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.audit.recording.Recording;
import dev.restrict.host.ExecutableMappings;
import dev.restrict.host.HostSurroundings;
import dev.restrict.host.Machine;
import dev.restrict.host.OpenDescriptors;
import dev.restrict.judge.Judge;
import dev.restrict.judge.PathCall;
import dev.restrict.kernel.Librestrict;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.landlock.Ruleset;
import dev.restrict.landlock.RulesetCompiler;
import dev.restrict.landlock.Tree;
import dev.restrict.linux.Arch;
import dev.restrict.linux.Errno;
import dev.restrict.plan.PolicyFilter;
import dev.restrict.referee.Auditor;
import dev.restrict.referee.NamedArguments;
import dev.restrict.referee.Observer;
import dev.restrict.referee.Referee;
import dev.restrict.referee.Ring;
import dev.restrict.report.ViolationLog;
import dev.restrict.seccomp.BpfProgram;
import dev.restrict.seccomp.Denial;
import dev.restrict.seccomp.FilterCompiler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The lock of this process: puts policies in force, one after the other, each narrower than the
 * last. One for the whole process, since there is no way back.
 */
public final class KernelLock {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");
  private static final KernelLock INSTANCE = new KernelLock();

  /** The policy of the filter in audit mode. */
  private static final Policy NOTHING =
      Policy.builder().promises("").mode(Mode.AUDIT).observePaths(true).build();

  private static final Tree FILES =
      new Tree() {
        @Override
        public boolean exists(Path path) {
          return Files.exists(path);
        }

        @Override
        public boolean isDirectory(Path path) {
          return Files.isDirectory(path);
        }
      };

  private final ViolationLog log = new ViolationLog();
  private final List<Ruleset> rulesets = new ArrayList<>();
  private final List<Observer> observers = new ArrayList<>();
  private final Set<String> notices = new LinkedHashSet<>();
  private List<Status.Descriptor> descriptors = List.of();

  private Machine machine;
  private Status.State state = Status.State.UNLOCKED;
  private Policy inForce = Policy.builder().build();
  private Referee waiting;
  private Referee referee;
  private boolean trapped;
  private Optional<Auditor> auditor = Optional.empty();
  private int procSelf = -1;
  private int threads;
  private long lockMicros;

  /** What a policy compiles to on this machine; nothing of it is in force. */
  private record Compiled(
      Optional<Ruleset> ruleset, Optional<Arch> filtered, List<String> notices, boolean partial) {}

  private KernelLock() {}

  public static KernelLock instance() {
    return INSTANCE;
  }

  /** Compiles a policy for this machine and enforces nothing. */
  public synchronized void check(Policy policy) {
    compile(policy);
  }

  /**
   * Puts a policy in force, on top of what is in force already.
   *
   * @throws RestrictException if it asks for more than what is in force; if the machine cannot
   *     enforce it; or if the lock cannot be complete
   */
  public synchronized Status enforce(Policy policy) {
    if (policy.isEmpty() && policy.mode() != Mode.AUDIT) {
      throw new RestrictException(
          "there is nothing to lock: the policy has no promises, no access rules and no port rules; give at least one");
    }
    refuseIfBroken();
    refuseIfWider(policy);
    Compiled compiled = compile(policy);
    if (state == Status.State.UNLOCKED) {
      WarmUp.run();
    }
    long start = System.nanoTime();
    if (compiled.ruleset().isPresent() || compiled.filtered().isPresent()) {
      enforce(policy, compiled);
    }
    lockMicros += (System.nanoTime() - start) / 1000;
    notices.addAll(compiled.notices());
    inForce = merge(policy);
    state =
        policy.mode() == Mode.AUDIT || state == Status.State.AUDITING
            ? Status.State.AUDITING
            : compiled.partial() || state == Status.State.PARTIAL
                ? Status.State.PARTIAL
                : Status.State.LOCKED;
    return status();
  }

  /**
   * Puts access and port rules in force. The paths and ports that the promises in force imply stay
   * open.
   */
  public synchronized void enforceRules(List<AccessRule> access, List<PortRule> ports) {
    refuseIfBroken();
    enforce(new Policy(Optional.empty(), access, ports, Mode.KILL, false, OnUnsupported.FAIL));
  }

  private void refuseIfBroken() {
    if (state == Status.State.BROKEN) {
      throw new RestrictException(
          "an earlier lock failed half way, and what is in force cannot be undone; end the process");
    }
  }

  /**
   * A second list of promises may only be shorter: the kernel would not give back anything, and
   * would not say so.
   */
  private void refuseIfWider(Policy policy) {
    if (state == Status.State.UNLOCKED) {
      return;
    }
    if (state != Status.State.AUDITING
        && policy.mode() != Mode.AUDIT
        && (inForce.promises().isEmpty() || policy.promises().isEmpty())) {
      return;
    }
    if (inForce.mode() == Mode.AUDIT || policy.mode() == Mode.AUDIT) {
      throw new RestrictException(
          "promises are in force in mode %s; in mode audit they can be given once only"
              .formatted(inForce.mode()));
    }
    Set<Promise> wider = new TreeSet<>(policy.promises().get());
    wider.removeAll(inForce.promises().get());
    wider.remove(Promise.ERROR);
    if (!wider.isEmpty()) {
      throw new RestrictException(
          "promises can only be given up, not won back: %s asked for, but in force are only: %s"
              .formatted(words(wider), words(inForce.promises().get())));
    }
  }

  private static String words(Set<Promise> promises) {
    return String.join(" ", promises.stream().map(Promise::word).toList());
  }

  private Compiled compile(Policy policy) {
    if (machine == null) {
      machine = Machine.probe();
    }
    List<String> said = new ArrayList<>();
    boolean wantsFilter =
        policy.promises().isPresent() || !policy.ports().isEmpty() || policy.mode() == Mode.AUDIT;
    boolean landlock = machine.landlock();
    boolean seccomp = machine.seccomp() || !wantsFilter;
    if (!landlock || !seccomp) {
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
      said.add(message);
    }
    Optional<Ruleset> ruleset = Optional.empty();
    if (landlock) {
      HostSurroundings host = new HostSurroundings();
      Set<Promise> promises = policy.promises().or(inForce::promises).orElse(Set.of());
      Ruleset compiled =
          RulesetCompiler.compile(
              policy,
              host.impliedPaths(promises),
              host.impliedPorts(promises),
              FILES,
              machine.abi(),
              machine.errata());
      said.addAll(compiled.notices());
      ruleset = Optional.of(compiled);
    }
    Optional<Arch> filtered =
        wantsFilter && machine.seccomp()
            ? machine.calls().map(SystemCalls::arch)
            : Optional.empty();
    return new Compiled(ruleset, filtered, said, !landlock || !seccomp);
  }

  private void enforce(Policy policy, Compiled compiled) {
    SystemCalls calls = machine.calls().orElseThrow();
    boolean audit = policy.mode() == Mode.AUDIT;
    List<Ruleset> stack = new ArrayList<>(rulesets);
    compiled.ruleset().ifPresent(stack::add);
    Optional<Set<Promise>> promises = policy.promises().or(inForce::promises);
    Judge judge = new Judge(promises, stack);
    debug(() -> compiled.ruleset().map(Ruleset::describe).orElse(List.of()));
    descriptors = OpenDescriptors.outside(calls, judge);
    keepProcSelf(calls);
    startReferee(calls, policy, compiled);

    try {
      if (compiled.ruleset().isPresent() && !audit && !compiled.ruleset().get().isEmpty()) {
        threads = new LandlockDomain(calls, machine).enforce(compiled.ruleset().get());
      } else {
        threads = LandlockDomain.threads().size();
      }
    } catch (IncompleteLockException e) {
      if (e.partlyInForce()) {
        state = Status.State.BROKEN;
      } else {
        sendRefereeAway();
      }
      throw e;
    } catch (RuntimeException e) {
      sendRefereeAway();
      throw e;
    }
    rulesets.clear();
    rulesets.addAll(stack);
    observers.forEach(observer -> observer.judgeBy(judge));
    if (compiled.filtered().isPresent()) {
      try {
        filter(calls, compiled.filtered().get(), policy, judge);
      } catch (RuntimeException e) {
        state = Status.State.BROKEN;
        throw new RestrictException(
            "the access rules are in force in every thread, but system calls are not filtered, and this cannot be undone; end the process. The reason: "
                + e.getMessage(),
            e);
      }
    }
  }

  /**
   * The rule for /proc/self is on an inode, and the kernel may forget an entry of /proc that nobody
   * uses and make a new inode for it later. An open descriptor keeps it.
   */
  private void keepProcSelf(SystemCalls calls) {
    if (procSelf < 0) {
      procSelf =
          (int)
              calls.call(
                  "openat",
                  SystemCalls.AT_FDCWD,
                  SystemCalls.string("/proc/self"),
                  SystemCalls.O_PATH | SystemCalls.O_CLOEXEC,
                  0);
    }
  }

  /**
   * The referee has to be outside the Landlock domain, so it starts before the first one, even
   * where only a later call of {@code syscalls} may need it.
   */
  private void startReferee(SystemCalls calls, Policy policy, Compiled compiled) {
    boolean now =
        compiled.filtered().isPresent()
            && (policy.mode() == Mode.AUDIT
                || policy.promises().isPresent()
                    && (policy.mode() != Mode.KILL || policy.observePaths()));
    boolean later = policy.promises().isEmpty() && inForce.promises().isEmpty();
    if (waiting != null
        || !(now || later)
        || !rulesets.isEmpty()
        || inForce.promises().isPresent()) {
      return;
    }
    try {
      waiting = Referee.start(calls, policy.mode() == Mode.AUDIT ? Ring.MANY : Ring.FEW);
    } catch (RestrictException e) {
      if (policy.mode() == Mode.AUDIT) {
        throw new RestrictException("mode audit needs the referee. " + e.getMessage(), e);
      }
      notices.add("No referee: " + e.getMessage());
    }
  }

  private void sendRefereeAway() {
    if (waiting != null) {
      waiting.abandon();
      waiting = null;
    }
  }

  private void filter(SystemCalls calls, Arch arch, Policy policy, Judge judge) {
    SeccompFilter seccomp = new SeccompFilter(calls);
    if (policy.promises().isEmpty() && policy.mode() != Mode.AUDIT) {
      seccomp.install(compile(arch, "ports", PolicyFilter.portGuard(policy, arch)));
      return;
    }
    int pid = (int) calls.call("getpid");
    boolean listens = policy.mode() != Mode.KILL || policy.observePaths();
    if (!listens) {
      sendRefereeAway();
      seccomp.install(
          compile(
              arch,
              "kill",
              PolicyFilter.spec(policy, arch, pid, Set.of(), PolicyFilter.denial(Mode.KILL))));
      return;
    }
    if (waiting != null
        && inForce.promises().isEmpty()
        && listen(calls, seccomp, arch, policy, pid, judge)) {
      return;
    }
    if (policy.mode() == Mode.AUDIT) {
      throw new RestrictException(
          "mode audit needs a listener, and another filter of this process has the only one (EBUSY)");
    }
    withoutListener(calls, seccomp, arch, policy, pid, judge);
  }

  /** Whether the kernel gave a listener; then the referee has it. */
  private boolean listen(
      SystemCalls calls, SeccompFilter seccomp, Arch arch, Policy policy, int pid, Judge judge) {
    Set<Integer> observed = new TreeSet<>();
    boolean audit = policy.mode() == Mode.AUDIT;
    // Audit starts from nothing allowed, so that all that is needed is seen.
    Policy filtered = audit ? NOTHING : policy;
    if (filtered.observePaths()) {
      for (PathCall call : PathCall.values()) {
        if (arch.has(call.syscall())) {
          observed.add(arch.number(call.syscall()));
        }
      }
    }
    Denial denial = PolicyFilter.denial(policy.mode());
    BpfProgram program =
        compile(
            arch,
            policy.mode().toString(),
            PolicyFilter.spec(filtered, arch, pid, observed, denial));
    Ring ring = waiting.ring();
    NamedArguments.tell(ring, arch);
    ring.prefixes(
        rulesets.stream()
            .flatMap(ruleset -> ruleset.paths().stream())
            .map(Ruleset.PathRule::path)
            .collect(Collectors.toCollection(TreeSet::new)));
    waiting.audit(audit);
    auditor =
        audit ? Optional.of(new Auditor(calls, pid, new HostSurroundings())) : Optional.empty();
    if (!observed.isEmpty()) {
      ring.program(FilterCompiler.compile(PolicyFilter.decision(filtered, arch, pid)).toNative());
    }
    int listener;
    try {
      listener = seccomp.installWithListener(program);
    } catch (SyscallException e) {
      if (e.errno() != Errno.EBUSY && e.errno() != Errno.EINVAL) {
        throw e;
      }
      notices.add("No listener: " + e.getMessage());
      sendRefereeAway();
      return false;
    }
    waiting.handOver(listener);
    referee = waiting;
    waiting = null;
    observe(ring, arch, pid, policy, judge);
    return true;
  }

  private void withoutListener(
      SystemCalls calls, SeccompFilter seccomp, Arch arch, Policy policy, int pid, Judge judge) {
    Ring ring = Ring.own(calls);
    long installed = Librestrict.trapInstall(ring.address());
    if (installed < 0) {
      throw new SyscallException(
          "the handler of denied calls (SIGSYS)", (int) -installed, "report this");
    }
    Denial denial =
        policy.mode() == Mode.KILL
            ? PolicyFilter.denial(Mode.KILL)
            : PolicyFilter.withoutListener(arch, ExecutableMappings.ofThisProcess());
    seccomp.install(
        compile(
            arch,
            policy.mode() + " by trap",
            PolicyFilter.spec(policy, arch, pid, Set.of(), denial)));
    trapped = true;
    notices.add(
        "Counts are incomplete: there is no listener for this filter, so calls that start programs and calls of programs started later are denied without being counted"
            + (policy.observePaths() ? ", and denials by path are not recorded" : ""));
    observe(ring, arch, pid, policy, judge);
  }

  private void observe(Ring ring, Arch arch, int pid, Policy policy, Judge judge) {
    Observer observer = new Observer(ring, arch, pid, policy, judge, log, auditor);
    observers.add(observer);
    observer.start();
  }

  private static BpfProgram compile(Arch arch, String name, dev.restrict.seccomp.FilterSpec spec) {
    BpfProgram program = FilterCompiler.compile(spec);
    debug(
        () ->
            List.of(
                "filter '%s', %d instructions:%n%s"
                    .formatted(name, program.size(), program.dump(arch))));
    return program;
  }

  /** Lists only where somebody reads it: a listing takes longer than what it lists. */
  private static void debug(Supplier<List<String>> lines) {
    if (LOGGER.isLoggable(System.Logger.Level.DEBUG)) {
      lines.get().forEach(line -> LOGGER.log(System.Logger.Level.DEBUG, line));
    }
  }

  private Policy merge(Policy policy) {
    return new Policy(
        policy.promises().or(inForce::promises),
        concat(inForce.access(), policy.access()),
        concat(inForce.ports(), policy.ports()),
        policy.promises().isPresent() ? policy.mode() : inForce.mode(),
        policy.observePaths() || inForce.observePaths(),
        policy.onUnsupported());
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** What was seen to be needed so far; empty in other modes than audit. */
  public synchronized Optional<Recording> recording() {
    observers.forEach(Observer::poll);
    return auditor.map(Auditor::recording);
  }

  /** Says what the application does from now on, for what is recorded in audit mode. */
  public synchronized void phase(String phase) {
    observers.forEach(Observer::poll);
    auditor.ifPresent(present -> present.phase(phase));
  }

  /** The promises in force; empty while system calls are not filtered. */
  public synchronized Optional<Set<Promise>> promises() {
    return inForce.promises();
  }

  public synchronized Status status() {
    if (machine == null) {
      machine = Machine.probe();
    }
    observers.forEach(Observer::poll);
    return new Status(
        state,
        state == Status.State.AUDITING
            ? Optional.of(Mode.AUDIT)
            : inForce.promises().map(promises -> inForce.mode()),
        inForce.promises().orElse(Set.of()),
        rulesets.stream()
            .flatMap(ruleset -> ruleset.paths().stream())
            .map(
                rule -> new Status.Access(rule.path(), rule.given(), rule.letters(), rule.origin()))
            .distinct()
            .toList(),
        rulesets.stream()
            .flatMap(ruleset -> ruleset.ports().stream())
            .map(rule -> new Status.Port(rule.port(), rule.letters(), rule.origin()))
            .distinct()
            .toList(),
        machine.kernel(),
        threads,
        lockMicros,
        descriptors,
        refereeState(),
        observers.stream().mapToLong(Observer::count).sum(),
        observers.stream().mapToLong(Observer::dropped).sum(),
        List.copyOf(notices));
  }

  private Status.Referee refereeState() {
    if (referee != null) {
      return referee.isAlive() ? Status.Referee.RUNNING : Status.Referee.GONE;
    }
    return trapped ? Status.Referee.TRAP : Status.Referee.NONE;
  }

  /** How often each kind of violation happened; the sum is {@link Status#violations()}. */
  public synchronized List<ViolationCount> counts() {
    return observers.stream()
        .flatMap(observer -> observer.counts().stream())
        .collect(
            Collectors.groupingBy(
                kind -> List.of(kind.layer(), kind.syscall(), kind.promise()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values()
        .stream()
        .map(
            same ->
                new ViolationCount(
                    same.get(0).layer(),
                    same.get(0).syscall(),
                    same.get(0).promise(),
                    same.stream().mapToLong(ViolationCount::count).sum()))
        .toList();
  }

  public void addListener(Consumer<Violation> listener) {
    log.addListener(listener);
  }

  public void removeListener(Consumer<Violation> listener) {
    log.removeListener(listener);
  }

  public synchronized List<Violation> violations() {
    observers.forEach(Observer::poll);
    return log.newest();
  }
}
