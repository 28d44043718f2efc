package dev.restrict.report;

import dev.restrict.Violation;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Tells the log and the listeners about violations, on a thread that does nothing else: a slow
 * listener keeps only the others waiting, and whoever asks for the status waits for none of them.
 */
public final class Listeners {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");

  /** How many violations may wait for a slow listener; beyond that, the oldest are skipped. */
  static final int WAITING = 4096;

  private final List<Consumer<Violation>> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<News> queue = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong passedOver = new AtomicLong();
  private boolean started;
  private boolean behind;

  /**
   * A violation to report.
   *
   * @param logged whether the log gets a line for it
   */
  private record News(Violation violation, boolean logged) {}

  /** Adds a listener. One that throws is removed. */
  public void add(Consumer<Violation> listener) {
    listeners.add(listener);
  }

  /** Removes a listener; it may still be told of one violation. */
  public void remove(Consumer<Violation> listener) {
    listeners.remove(listener);
  }

  /**
   * Hands a violation over, and waits for nobody.
   *
   * @param logged whether the log gets a line for it; such a line is never lost
   */
  void tell(Violation violation, boolean logged) {
    if (!logged && listeners.isEmpty()) {
      return;
    }
    start();
    News news = new News(violation, logged);
    while (!queue.offer(news)) {
      News oldest = queue.poll();
      if (oldest != null) {
        passedOver.incrementAndGet();
        if (oldest.logged) {
          log(oldest.violation);
        }
      }
      warnOnce();
    }
  }

  /** How many violations no listener was told of, since they came too fast. */
  public long passedOver() {
    return passedOver.get();
  }

  private synchronized void start() {
    if (!started) {
      started = true;
      Thread thread = new Thread(this::run, "restrict-listeners");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private synchronized void warnOnce() {
    if (!behind) {
      behind = true;
      LOGGER.log(
          System.Logger.Level.WARNING,
          "violations come faster than their listeners take them, so listeners are not told of all; the counts are complete");
    }
  }

  private void run() {
    while (true) {
      try {
        News news = queue.take();
        if (news.logged) {
          log(news.violation);
        }
        listeners.forEach(listener -> tell(listener, news.violation));
      } catch (Exception e) {
        // An interrupt, or a log that failed: neither may silence the listeners.
      }
    }
  }

  private void tell(Consumer<Violation> listener, Violation violation) {
    try {
      listener.accept(violation);
    } catch (Throwable e) { // an Error of one listener must not silence the others
      remove(listener);
      LOGGER.log(System.Logger.Level.WARNING, "a listener for violations failed and is removed", e);
    }
  }

  private static void log(Violation violation) {
    LOGGER.log(
        System.Logger.Level.WARNING,
        () ->
            "%s: %s%s by thread %d '%s'%s; to allow it, %s. Further ones of this kind are counted, not logged; Restrict.violations() and /actuator/restrict list the newest"
                .formatted(
                    violation.denied() ? "denied" : "would be denied",
                    violation.syscall(),
                    violation.path().map(path -> " " + path).orElse(""),
                    violation.tid(),
                    violation.thread(),
                    violation.promise().map(promise -> ", which needs " + promise).orElse(""),
                    violation.remedy()));
  }
}
