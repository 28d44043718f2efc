package dev.restrict.lock;

import static dev.restrict.linux.Linux.AT_FDCWD;
import static dev.restrict.linux.Linux.O_CLOEXEC;
import static dev.restrict.linux.Linux.O_PATH;

import dev.restrict.IncompleteLockException;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.Status.Notice;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.host.OpenDescriptors;
import dev.restrict.kernel.ProcFiles;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.linux.Errno;
import dev.restrict.machine.Cause;
import dev.restrict.machine.Diagnosis;
import dev.restrict.plan.FilterPlan;
import dev.restrict.plan.InForce;
import dev.restrict.plan.LockPlan;
import dev.restrict.referee.Observers;
import dev.restrict.referee.Referee;
import dev.restrict.referee.Ring;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts plans in force: the one entry to the kernel. It compiles nothing, and decides only what the
 * kernel's answers leave open: who answers denied calls if no listener can be had.
 */
final class Enforcer {

  private final SystemCalls calls;
  private final Observers observers;
  private @Nullable Referee waiting;
  private @Nullable Referee referee;
  private boolean trapped;
  private int procSelf = -1;

  Enforcer(SystemCalls calls, Observers observers) {
    this.calls = calls;
    this.observers = observers;
  }

  /**
   * Puts a plan in force in every thread.
   *
   * @param before what is in force
   * @throws EnforcementException if it cannot be complete; it tells whether some of it is in force
   */
  Enforced enforce(LockPlan plan, InForce before) throws EnforcementException {
    List<Notice> notices = new ArrayList<>();
    int threads;
    List<Status.Descriptor> descriptors;
    try {
      descriptors = descriptors(plan);
      keepProcSelf();
      startReferee(plan, before, notices);
      threads = restrict(plan);
    } catch (IncompleteLockException e) {
      if (!e.partlyInForce()) {
        sendRefereeAway();
      }
      throw new EnforcementException(e, e.partlyInForce());
    } catch (RestrictException e) {
      sendRefereeAway();
      throw new EnforcementException(e, false);
    }
    observers.judgeBy(plan.judge());
    if (plan.filter().isPresent()) {
      filter(plan, plan.filter().get(), notices);
    }
    return new Enforced(threads, descriptors, notices);
  }

  /**
   * Tries what a plan cannot do without and nobody can know before: in mode audit, a referee is
   * started, and sent away.
   *
   * @throws RestrictException if it cannot be had
   */
  void rehearse(LockPlan plan) {
    if (audits(plan)) {
      try {
        Referee.start(calls, Ring.FEW).abandon();
      } catch (RestrictException e) {
        throw withoutReferee(plan, e);
      }
    }
  }

  private static Optional<FilterPlan.Refereed> refereed(LockPlan plan) {
    return plan.filter()
        .filter(FilterPlan.Refereed.class::isInstance)
        .map(FilterPlan.Refereed.class::cast);
  }

  private static boolean audits(LockPlan plan) {
    return refereed(plan).filter(filter -> filter.orders().audit()).isPresent();
  }

  private static Optional<Cause> cause(LockPlan plan, RestrictException failure) {
    return failure instanceof SyscallException refused
        ? Diagnosis.refereeRefused(plan.machine().findings(), refused.errno())
        : Optional.empty();
  }

  /** Mode audit cannot do without one; the message says why there is none, if that can be told. */
  private static RestrictException withoutReferee(LockPlan plan, RestrictException failure) {
    String asked = "mode audit needs the referee. " + failure.getMessage();
    return cause(plan, failure)
        .<RestrictException>map(
            why ->
                new UnsupportedKernelException(
                    "%s. The likely cause: %s".formatted(asked, why.problem()), why.remedy()))
        .orElseGet(() -> new RestrictException(asked, failure));
  }

  /** Who answers denied calls. */
  Status.Referee referee() {
    if (referee != null) {
      return referee.isAlive() ? Status.Referee.RUNNING : Status.Referee.GONE;
    }
    return trapped ? Status.Referee.TRAP : Status.Referee.NONE;
  }

  private List<Status.Descriptor> descriptors(LockPlan plan) {
    try {
      return OpenDescriptors.outside(calls, plan.judge());
    } catch (IOException e) {
      throw new RestrictException(
          "the open descriptors of this process cannot be listed, so nobody could say what stays open outside the policy: %s. Nothing was locked; /proc has to be mounted and readable"
              .formatted(e),
          e);
    }
  }

  /**
   * The rule for /proc/self is tied to an inode, and the kernel may forget an entry of /proc that
   * nobody uses and later make a new inode for it. An open descriptor keeps the inode.
   */
  private void keepProcSelf() {
    if (procSelf < 0) {
      procSelf =
          (int)
              calls.require(
                  "the entry of this process in /proc",
                  "nothing was locked; /proc has to be mounted and readable",
                  "openat",
                  AT_FDCWD,
                  SystemCalls.string("/proc/self"),
                  O_PATH | O_CLOEXEC,
                  0);
    }
  }

  /** The referee has to be outside the Landlock domain, so it starts before the first one. */
  private void startReferee(LockPlan plan, InForce before, List<Notice> notices) {
    if (waiting != null
        || !before.rulesets().isEmpty()
        || (refereed(plan).isEmpty() && !plan.waits())) {
      return;
    }
    boolean audit = audits(plan);
    try {
      waiting = Referee.start(calls, audit ? Ring.MANY : Ring.FEW);
    } catch (RestrictException e) {
      if (audit) {
        throw withoutReferee(plan, e);
      }
      String why = cause(plan, e).map(likely -> ". The likely cause: " + likely.text()).orElse("");
      notices.add(new Notice(Notice.Kind.COUNTING, "No referee: " + e.getMessage() + why));
    }
  }

  private void sendRefereeAway() {
    if (waiting != null) {
      waiting.abandon();
      waiting = null;
    }
  }

  private int restrict(LockPlan plan) {
    if (plan.ruleset().isPresent()) {
      return new LandlockDomain(calls, plan.machine()).enforce(plan.ruleset().get());
    }
    return ProcFiles.threads();
  }

  private void filter(LockPlan plan, FilterPlan filter, List<Notice> notices)
      throws EnforcementException {
    try {
      if (filter instanceof FilterPlan.Refereed refereed) {
        Referee chosen = waiting;
        if (chosen == null || !listen(chosen, plan, refereed, notices)) {
          FilterPlan otherwise =
              refereed
                  .otherwise()
                  .orElseThrow(
                      () ->
                          new RestrictException(
                              "mode audit needs a listener, and another filter of this process has the only one (EBUSY)"));
          unheard(plan, otherwise, notices);
        }
      } else {
        // The waiting referee would have nothing to answer: it is for the first filter with
        // promises.
        if (plan.policy().promises().isPresent()) {
          sendRefereeAway();
        }
        unheard(plan, filter, notices);
      }
    } catch (RestrictException e) {
      boolean rules = plan.ruleset().isPresent();
      if (!rules) {
        sendRefereeAway();
      }
      throw new EnforcementException(
          rules
              ? new RestrictException(
                  "the access rules are in force in every thread, but system calls are not filtered, and this cannot be undone; end the process. The reason: "
                      + e.getMessage(),
                  e)
              : e,
          rules);
    }
  }

  /** Whether the kernel gave a listener; then the referee has it. */
  private boolean listen(
      Referee chosen, LockPlan plan, FilterPlan.Refereed filter, List<Notice> notices)
      throws EnforcementException {
    chosen.order(filter.orders(), calls.arch());
    Runnable watch =
        observers.watch(calls, chosen.ring(), plan.policy(), plan.judge(), filter.orders().audit());
    long handed;
    try {
      handed = new SeccompFilter(calls).installWithListener(filter.program(), chosen.socket());
    } catch (SyscallException e) {
      if (e.errno() != Errno.EBUSY && e.errno() != Errno.EINVAL) {
        throw e;
      }
      notices.add(new Notice(Notice.Kind.COUNTING, "No listener: " + e.getMessage()));
      sendRefereeAway();
      return false;
    }
    waiting = null;
    try {
      chosen.take(handed);
    } catch (RestrictException e) {
      throw new EnforcementException(
          new RestrictException(
              "%s in force in every thread, but the referee did not take the listener over, so what is denied fails with ENOSYS and is not counted. This cannot be undone; end the process. The reason: %s"
                  .formatted(
                      plan.ruleset().isPresent()
                          ? "the access rules and the system call filter are"
                          : "the system call filter is",
                      e.getMessage()),
              e),
          true);
    }
    referee = chosen;
    watch.run();
    return true;
  }

  /** A filter without a listener. */
  private void unheard(LockPlan plan, FilterPlan filter, List<Notice> notices) {
    SeccompFilter seccomp = new SeccompFilter(calls);
    if (filter instanceof FilterPlan.Trapped trap) {
      Ring ring = Ring.own(calls);
      ring.trap();
      seccomp.install(trap.program());
      trapped = true;
      notices.add(trap.notice());
      observers.watch(calls, ring, plan.policy(), plan.judge(), false).run();
    } else {
      seccomp.install(filter.program());
      ((FilterPlan.Uncounted) filter).notice().ifPresent(notices::add);
    }
  }
}
