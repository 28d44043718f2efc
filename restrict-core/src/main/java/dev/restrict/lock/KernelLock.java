package dev.restrict.lock;

import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.Status.State;
import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.audit.recording.Recording;
import dev.restrict.host.Machine;
import dev.restrict.host.ThisHost;
import dev.restrict.machine.Findings;
import dev.restrict.plan.LockPlan;
import dev.restrict.plan.Planner;
import dev.restrict.referee.Observers;
import dev.restrict.report.Listeners;
import dev.restrict.report.ViolationLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of this process: plans policies and puts the plans in force, one after the other. One
 * for the whole process, since there is no way back.
 */
public final class KernelLock implements ProcessLock {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");
  private static final KernelLock INSTANCE = new KernelLock(Machine::here);

  private final Listeners listeners = new Listeners();
  private final ViolationLog log = new ViolationLog(listeners);
  private final Observers observers = new Observers(log);
  private final LockState state = new LockState();
  private final Supplier<Machine> asked;
  private @Nullable Machine machine;
  private @Nullable Enforcer enforcer;
  private boolean used;
  private boolean rulesAreFinal;

  /**
   * @param asked the machine, asked for when it is first needed
   */
  KernelLock(Supplier<Machine> asked) {
    this.asked = asked;
  }

  /** The lock of another machine, whose kernel cannot be reached from here, for tests. */
  public static KernelLock elsewhere(Findings findings) {
    return new KernelLock(() -> Machine.without(findings));
  }

  public static KernelLock instance() {
    return INSTANCE;
  }

  /**
   * Whether a verb takes effect; once one did, {@link #disable} is refused.
   *
   * @param verb its name, for the log
   */
  public synchronized boolean begin(String verb) {
    if (isDisabled()) {
      LOGGER.log(System.Logger.Level.DEBUG, "restrict is disabled: {0} does nothing", verb);
      return false;
    }
    used = true;
    return true;
  }

  /** Whether {@link #disable} was called. */
  public synchronized boolean isDisabled() {
    return state.inForce().state() == State.DISABLED;
  }

  /** Makes every later lock do nothing. */
  public synchronized void disable() {
    if (used) {
      throw new RestrictException(
          "disable has to be the first call: something was asked for before it, and what is locked stays locked");
    }
    if (!isDisabled()) {
      state.disabled();
      LOGGER.log(
          System.Logger.Level.WARNING,
          "restrict is disabled: nothing is restricted in this process, whatever is asked for");
    }
  }

  /**
   * Refuses a verb that gives rules once rules are in force.
   *
   * @param verb its name, for the message
   */
  public synchronized void refuseAfterRules(String verb) {
    if (rulesAreFinal) {
      throw new RestrictException(
          verb + ": the access lock is in force, for good; call access and port before accessLock");
    }
  }

  @Override
  public synchronized void check(Policy policy) {
    LockPlan plan = plan(policy);
    if (state.inForce().state() == State.UNLOCKED && !plan.changesNothing()) {
      enforcer().rehearse(plan);
    }
  }

  @Override
  public synchronized Status lock(Policy policy) {
    if (!begin("lock")) {
      return status();
    }
    boolean rules = policy.access().isPresent() || policy.ports().isPresent();
    if (rules) {
      refuseAfterRules("lock");
    }
    LockPlan plan = plan(policy);
    if (plan.changesNothing()) {
      state.accepted(plan);
      return status();
    }
    if (state.inForce().state() == State.UNLOCKED) {
      WarmUp.run();
    }
    debug(plan);
    enforce(plan);
    rulesAreFinal |= rules;
    return status();
  }

  private LockPlan plan(Policy policy) {
    return Planner.plan(policy, state.inForce(), machine().facts(), new ThisHost());
  }

  private Enforcer enforcer() {
    if (enforcer == null) {
      enforcer = new Enforcer(machine().calls().orElseThrow(), observers);
    }
    return enforcer;
  }

  private void enforce(LockPlan plan) {
    long start = System.nanoTime();
    try {
      Enforced enforced = enforcer().enforce(plan, state.inForce());
      state.enforced(plan, enforced, (System.nanoTime() - start) / 1000);
    } catch (EnforcementException e) {
      if (e.partlyInForce()) {
        state.broken(String.valueOf(e.failure().getMessage()));
      }
      throw e.failure();
    }
  }

  /** Lists only if somebody reads it: listing takes longer than the thing listed. */
  private void debug(LockPlan plan) {
    plan.ruleset().ifPresent(ruleset -> debug(ruleset::describe));
    plan.filter()
        .ifPresent(
            filter ->
                debug(
                    () ->
                        List.of(
                            "filter '%s', %d instructions:%n%s"
                                .formatted(
                                    filter.name(),
                                    filter.program().size(),
                                    filter
                                        .program()
                                        .dump(machine().facts().arch().orElseThrow())))));
  }

  private static void debug(Supplier<List<String>> lines) {
    if (LOGGER.isLoggable(System.Logger.Level.DEBUG)) {
      lines.get().forEach(line -> LOGGER.log(System.Logger.Level.DEBUG, line));
    }
  }

  private Machine machine() {
    if (machine == null) {
      machine = asked.get();
    }
    return machine;
  }

  @Override
  public synchronized Status status() {
    observers.poll();
    return state.status(
        machine().facts(),
        enforcer == null ? Status.Referee.NONE : enforcer.referee(),
        observers.count(),
        observers.dropped() + listeners.passedOver());
  }

  @Override
  public List<Violation> violations() {
    observers.poll();
    return log.newest();
  }

  @Override
  public List<ViolationCount> counts() {
    return observers.counts();
  }

  @Override
  public void addListener(Consumer<Violation> listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Consumer<Violation> listener) {
    listeners.remove(listener);
  }

  @Override
  public Optional<Recording> recording() {
    return observers.recording();
  }

  @Override
  public void phase(String phase) {
    observers.phase(phase);
  }
}
