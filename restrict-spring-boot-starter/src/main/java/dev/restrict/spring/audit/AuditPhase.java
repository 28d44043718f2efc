package dev.restrict.spring.audit;

import dev.restrict.ProcessLock;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;

/**
 * Tells the recording of audit mode when the next phase of the application begins: at an event of
 * its own context, not of a child's.
 */
public final class AuditPhase implements SmartApplicationListener {

  private final ConfigurableApplicationContext context;
  private final ProcessLock lock;
  private final String phase;
  private final Class<? extends ApplicationEvent> type;
  private final int order;

  private AuditPhase(
      ConfigurableApplicationContext context,
      ProcessLock lock,
      String phase,
      Class<? extends ApplicationEvent> type,
      int order) {
    this.context = context;
    this.lock = lock;
    this.phase = phase;
    this.type = type;
    this.order = order;
  }

  /** Begins when every listener knows that the application accepts traffic. */
  public static AuditPhase request(
      ConfigurableApplicationContext context, ProcessLock lock, String phase) {
    return new AuditPhase(
        context, lock, phase, AvailabilityChangeEvent.class, Ordered.LOWEST_PRECEDENCE);
  }

  /** Begins before anything is stopped, the web server included. */
  public static AuditPhase shutdown(
      ConfigurableApplicationContext context, ProcessLock lock, String phase) {
    return new AuditPhase(
        context, lock, phase, ContextClosedEvent.class, Ordered.HIGHEST_PRECEDENCE);
  }

  @Override
  public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
    return type.isAssignableFrom(eventType);
  }

  /** Not later, because the phase is for what comes next. */
  @Override
  public boolean supportsAsyncExecution() {
    return false;
  }

  @Override
  public int getOrder() {
    return order;
  }

  @Override
  public void onApplicationEvent(ApplicationEvent event) {
    if (event.getSource() == context && begins(event)) {
      lock.phase(phase);
    }
  }

  private static boolean begins(ApplicationEvent event) {
    return !(event instanceof AvailabilityChangeEvent<?> change)
        || change.getState() == ReadinessState.ACCEPTING_TRAFFIC;
  }
}
