package dev.restrict.referee;

import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import dev.restrict.audit.recording.Recording;
import dev.restrict.judge.Judge;
import dev.restrict.report.ViolationLog;
import java.util.List;
import java.util.Optional;

/**
 * Reads one {@link Ring}, in the background and whenever somebody asks. No record can stop it: one
 * that cannot be read is counted as dropped.
 */
final class Observer {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");
  private static final long PAUSE_MILLIS = 10_000;

  private final Ring ring;
  private final ViolationMaker violations;
  private final DenialCounts counts;
  private final ViolationLog log;
  private final StackSampler stacks;
  private final Optional<Auditor> auditor;
  private long unread;

  Observer(
      Ring ring,
      ViolationMaker violations,
      DenialCounts counts,
      ViolationLog log,
      Optional<Auditor> auditor) {
    this.ring = ring;
    this.violations = violations;
    this.counts = counts;
    this.log = log;
    this.stacks = new StackSampler(ring);
    this.auditor = auditor;
  }

  /** Starts to read in the background. */
  void start() {
    if (ring.holds()) {
      stacks.start();
    }
    Thread thread = new Thread(this::run, "restrict-observer");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (true) {
      try {
        int seen = ring.get(RingLayout.RING_WAKE);
        poll();
        ring.await(RingLayout.RING_WAKE, seen, PAUSE_MILLIS);
      } catch (RuntimeException | Error e) {
        // Even where memory is short: without this thread nothing would be recorded any more.
        LOGGER.log(System.Logger.Level.WARNING, "the observer of denied calls goes on after", e);
      }
    }
  }

  /** Reads what has come. */
  synchronized void poll() {
    for (Ring.Entry entry : ring.drain()) {
      try {
        read(entry);
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        if (unread++ == 0) {
          LOGGER.log(
              System.Logger.Level.WARNING,
              "the record of a call cannot be read; it and further ones are counted as dropped",
              e);
        }
      }
    }
    auditor.ifPresent(present -> present.dropped(dropped()));
  }

  private void read(Ring.Entry entry) {
    List<String> stack = entry.held() ? stacks.of((int) entry.seq()) : List.of();
    if (entry.truncated() && !entry.denied()) {
      // It names something that did not fit, so no rule can be judged by it.
      unread++;
      return;
    }
    auditor.ifPresent(present -> present.add(entry, stack));
    Optional<Violation> violation = violations.of(entry);
    if (violation.isPresent()) {
      counts.add(entry, violation.get());
      log.add(violation.get().with(stack));
    }
  }

  synchronized List<ViolationCount> counts() {
    return counts.kinds(this::poll);
  }

  /** There are more rulesets now. */
  void judgeBy(Judge judge) {
    violations.judgeBy(judge);
  }

  synchronized long count() {
    return counts.total();
  }

  /** How many records were overwritten before they could be read, or could not be read. */
  synchronized long dropped() {
    return ring.dropped() + unread;
  }

  Optional<Recording> recording() {
    poll();
    return auditor.map(Auditor::recording);
  }

  void phase(String phase) {
    poll();
    auditor.ifPresent(present -> present.phase(phase));
  }
}
