package dev.restrict.spring;

import dev.restrict.Status;
import org.springframework.context.ApplicationEvent;

/**
 * The lock is in force, or was reduced by {@link RestrictReducer}. Published before the application
 * accepts traffic; a listener that fails, fails the start. Not published in a rehearsal, and not
 * where nothing is configured.
 */
public final class RestrictLockedEvent extends ApplicationEvent {

  private static final long serialVersionUID = 1L;

  private final transient Status status;

  public RestrictLockedEvent(Object source, Status status) {
    super(source);
    this.status = status;
  }

  /** What is in force. */
  public Status getStatus() {
    return status;
  }
}
