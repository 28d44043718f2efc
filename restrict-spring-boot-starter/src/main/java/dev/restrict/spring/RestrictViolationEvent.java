package dev.restrict.spring;

import dev.restrict.Violation;
import dev.restrict.ViolationCount;
import java.util.Optional;
import org.springframework.context.ApplicationEvent;

/**
 * Calls were denied. A new kind of violation, by layer, system call and promise, is published at
 * once; further ones of that kind at most once a second, with their number. Listeners run on one
 * thread of the starter.
 */
public final class RestrictViolationEvent extends ApplicationEvent {

  private static final long serialVersionUID = 1L;

  private final transient ViolationCount kind;
  private final long more;
  private final transient Optional<Violation> newest;

  public RestrictViolationEvent(
      Object source, ViolationCount kind, long more, Optional<Violation> newest) {
    super(source);
    this.kind = kind;
    this.more = more;
    this.newest = newest;
  }

  /** The kind, and how often it happened since the lock. */
  public ViolationCount getKind() {
    return kind;
  }

  /** How often it happened since the last event of this kind. */
  public long getMore() {
    return more;
  }

  /** The newest record of this kind; empty where none is kept. */
  public Optional<Violation> getNewest() {
    return newest;
  }
}
