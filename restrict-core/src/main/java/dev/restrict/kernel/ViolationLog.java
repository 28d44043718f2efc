package dev.restrict.kernel;

import dev.restrict.Violation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The newest violations, and one line in the log for each new kind of them. */
final class ViolationLog {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");

  /** How many records are kept; the count is kept elsewhere and goes on. */
  static final int KEPT = 256;

  /** How many kinds are told apart in the log. */
  private static final int KINDS = 1024;

  private final Deque<Violation> newest = new ArrayDeque<>();
  private final Set<List<Object>> logged = new HashSet<>();

  synchronized void add(Violation violation) {
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
              "%s: %s%s by thread %d '%s'%s; to allow it, %s. Further ones of this kind are counted, not logged"
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

  synchronized List<Violation> newest() {
    return List.copyOf(newest);
  }
}
