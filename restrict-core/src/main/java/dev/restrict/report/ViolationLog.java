package dev.restrict.report;

import dev.restrict.Violation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The newest violations, and one line in the log for each new kind of them. */
public final class ViolationLog {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");

  /** How many records are kept; the count is kept elsewhere and goes on. */
  static final int KEPT = 256;

  /** How many kinds are told apart in the log. */
  private static final int KINDS = 1024;

  private final Deque<Violation> newest = new ArrayDeque<>();
  private final Set<List<Object>> logged = new HashSet<>();
  private final List<Consumer<Violation>> listeners = new CopyOnWriteArrayList<>();

  public synchronized void add(Violation violation) {
    if (newest.size() == KEPT) {
      newest.removeFirst();
    }
    newest.addLast(violation);
    List<Object> kind =
        List.of(violation.layer(), violation.syscall(), violation.promise().toString());
    if (logged.size() < KINDS && logged.add(kind)) {
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
    tell(violation);
  }

  public void addListener(Consumer<Violation> listener) {
    listeners.add(listener);
  }

  public void removeListener(Consumer<Violation> listener) {
    listeners.remove(listener);
  }

  private void tell(Violation violation) {
    for (Consumer<Violation> listener : listeners) {
      try {
        listener.accept(violation);
      } catch (RuntimeException e) {
        removeListener(listener);
        LOGGER.log(
            System.Logger.Level.WARNING, "a listener for violations failed and is removed", e);
      }
    }
  }

  public synchronized List<Violation> newest() {
    return List.copyOf(newest);
  }
}
