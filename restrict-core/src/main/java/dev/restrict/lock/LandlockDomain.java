package dev.restrict.lock;

import static dev.restrict.linux.Linux.AT_FDCWD;
import static dev.restrict.linux.Linux.LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS;
import static dev.restrict.linux.Linux.LANDLOCK_RESTRICT_SELF_TSYNC;
import static dev.restrict.linux.Linux.LANDLOCK_RULE_NET_PORT;
import static dev.restrict.linux.Linux.LANDLOCK_RULE_PATH_BENEATH;
import static dev.restrict.linux.Linux.O_CLOEXEC;
import static dev.restrict.linux.Linux.O_PATH;
import static dev.restrict.linux.Linux.SIGRTMAX;

import com.sun.jna.Memory;
import dev.restrict.IncompleteLockException;
import dev.restrict.IncompleteLockException.UnlockedThread;
import dev.restrict.RestrictException;
import dev.restrict.kernel.Librestrict;
import dev.restrict.kernel.ProcFiles;
import dev.restrict.kernel.SyscallException;
import dev.restrict.kernel.SystemCalls;
import dev.restrict.landlock.Abi;
import dev.restrict.landlock.Ruleset;
import dev.restrict.linux.Errno;
import dev.restrict.linux.Structs;
import dev.restrict.machine.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Puts a {@link Ruleset} on every thread of the process, or on none. */
final class LandlockDomain {

  private static final int FIRST_FREE_REAL_TIME_SIGNAL =
      35; // glibc keeps 32 and 33 for itself, musl 34 too
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SystemCalls calls;
  private final MachineFacts machine;

  LandlockDomain(SystemCalls calls, MachineFacts machine) {
    this.calls = calls;
    this.machine = machine;
  }

  /**
   * Enforces.
   *
   * @return how many threads are covered
   * @throws IncompleteLockException if a thread does not answer, in which case nothing is enforced,
   *     or if the kernel refuses some threads and not others, in which case the message says so
   */
  int enforce(Ruleset ruleset) {
    int fd = create(ruleset);
    try {
      for (Ruleset.PathRule rule : ruleset.paths()) {
        addPath(fd, rule);
      }
      for (Ruleset.NetRule rule : ruleset.ports()) {
        addPort(fd, rule);
      }
      return restrict(fd);
    } finally {
      calls.close(fd);
    }
  }

  private int create(Ruleset ruleset) {
    Memory attr =
        SystemCalls.bytes(
            Structs.rulesetAttr(
                machine.abi(), ruleset.handledFs(), ruleset.handledNet(), ruleset.scoped()));
    return (int)
        calls.require(
            "a Landlock ruleset",
            "report this with the kernel's version",
            "landlock_create_ruleset",
            attr,
            attr.size(),
            0);
  }

  private void addPath(int ruleset, Ruleset.PathRule rule) {
    int fd = open(rule.path());
    try {
      requireUnmoved(fd, rule.path());
      Memory attr = SystemCalls.bytes(Structs.pathBeneathAttr(rule.rights(), fd));
      calls.require(
          "the access rule for %s".formatted(rule.path()),
          "remove the rule, or name another path",
          "landlock_add_rule",
          ruleset,
          LANDLOCK_RULE_PATH_BENEATH,
          attr,
          0);
    } finally {
      calls.close(fd);
    }
  }

  private int open(Path path) {
    return (int)
        calls.require(
            "opening %s for its access rule".formatted(path),
            "the path has to exist and be reachable at the moment of the lock",
            "openat",
            AT_FDCWD,
            SystemCalls.string(path.toString()),
            O_PATH | O_CLOEXEC,
            0);
  }

  /**
   * Makes sure that what was opened is what the rule was made for: the links of its path were
   * resolved then, and a link put in its place since opens something else.
   */
  private static void requireUnmoved(int fd, Path path) {
    try {
      Path opened = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd));
      if (!opened.equals(path)) {
        throw new RestrictException(
            "the access rule for %s: the path leads to %s now, so a symbolic link was put in its place after the rule was made. Nothing was locked; leave the path as it is from the check to the lock"
                .formatted(path, opened));
      }
    } catch (IOException e) {
      throw new RestrictException(
          "the access rule for %s: what was opened cannot be looked at: %s".formatted(path, e), e);
    }
  }

  private void addPort(int ruleset, Ruleset.NetRule rule) {
    Memory attr = SystemCalls.bytes(Structs.netPortAttr(rule.rights(), rule.port()));
    calls.require(
        "the rule for port %s".formatted(rule.protocol().label(rule.port())),
        "remove the rule; the kernel has to be built with CONFIG_INET",
        "landlock_add_rule",
        ruleset,
        LANDLOCK_RULE_NET_PORT,
        attr,
        0);
  }

  /** How the kernel is asked; the threads are gathered first either way. */
  private int flags() {
    return (machine.tsync() ? LANDLOCK_RESTRICT_SELF_TSYNC : 0)
        | (machine.abi() >= Abi.NO_NEW_PRIVS ? LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS : 0);
  }

  private int restrict(int ruleset) {
    Memory outcome = new Memory(OutcomeLayout.OUTCOME_SIZEOF.get());
    outcome.clear();
    int signal = freeSignal();
    long result = Librestrict.allThreads(ruleset, flags(), signal, TIMEOUT_NANOS, outcome);
    int covered = outcome.getInt(OutcomeLayout.OUTCOME_THREADS.get());
    int failed = outcome.getInt(OutcomeLayout.OUTCOME_FAILED.get());
    int missing = outcome.getInt(OutcomeLayout.OUTCOME_MISSING.get());
    if (result == 0) {
      return covered;
    }
    int errno = (int) -result;
    List<UnlockedThread> threads = new ArrayList<>();
    int tids = OutcomeLayout.OUTCOME_TIDS.get();
    int room = (OutcomeLayout.OUTCOME_SIZEOF.get() - tids) / Integer.BYTES;
    for (int i = 0; i < Math.min(room, missing + failed); i++) {
      int tid = outcome.getInt(tids + (long) Integer.BYTES * i);
      threads.add(new UnlockedThread(tid, ProcFiles.threadName(tid)));
    }
    String names =
        threads.stream()
            .map(thread -> "%d '%s'".formatted(thread.tid(), thread.name()))
            .collect(Collectors.joining(", "));
    if (errno == Errno.ETIMEDOUT) {
      throw new IncompleteLockException(
          ("locking every thread: %d did not answer signal %d within %d s: %s. Nothing was locked. Such a thread %s; end it before"
                  + " the lock, let it go on, or let it leave signal %d open")
              .formatted(
                  missing,
                  signal,
                  TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NANOS),
                  names,
                  machine.tsync()
                      ? "is stopped by a debugger, or waits where no signal wakes it"
                      : "blocks all signals, is stopped by a debugger, or waits where no signal wakes it",
                  signal),
          threads,
          false);
    }
    if (failed > 0) {
      throw new IncompleteLockException(
          ("locking every thread: %d threads are restricted, but the kernel answered %s for %d: %s. This cannot be undone:"
                  + " end the process")
              .formatted(covered, Errno.name(errno), failed, names),
          threads,
          true);
    }
    throw new SyscallException(
        "restricting the process (landlock_restrict_self)",
        errno,
        "nothing was locked; E2BIG means that 16 rulesets are stacked already");
  }

  /** A real-time signal that nobody handles. */
  private int freeSignal() {
    Memory old = new Memory(Structs.SIGACTION_SIZE);
    for (int signal = SIGRTMAX; signal >= FIRST_FREE_REAL_TIME_SIGNAL; signal--) {
      if (calls.call("rt_sigaction", signal, null, old, Structs.SIGSET_SIZE) == 0
          && old.getLong(Structs.SIGACTION_HANDLER) == 0) {
        return signal;
      }
    }
    throw new RestrictException(
        "locking every thread needs one free real-time signal from %d to %d, and all have handlers"
            .formatted(FIRST_FREE_REAL_TIME_SIGNAL, SIGRTMAX));
  }
}
