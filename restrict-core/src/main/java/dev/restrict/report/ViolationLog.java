package dev.restrict.report;

import dev.restrict.Violation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The newest violations; it says which are the first of their kind, for the log. */
public final class ViolationLog {

  /** How many records are kept; the count is kept elsewhere and goes on. */
  static final int KEPT = 256;

  /** How many kinds are told apart in the log. */
  private static final int KINDS = 1024;

  private final Deque<Violation> newest = new ArrayDeque<>();
  private final Set<List<Object>> logged = new HashSet<>();
  private final Listeners listeners;

  public ViolationLog(Listeners listeners) {
    this.listeners = listeners;
  }

  public synchronized void add(Violation violation) {
    if (newest.size() == KEPT) {
      newest.removeFirst();
    }
    newest.addLast(violation);
    List<Object> kind = List.of(violation.layer(), violation.syscall(), violation.promise());
    listeners.tell(violation, logged.size() < KINDS && logged.add(kind));
  }

  public synchronized List<Violation> newest() {
    return List.copyOf(newest);
  }
}
