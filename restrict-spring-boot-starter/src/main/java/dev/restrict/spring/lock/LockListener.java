package dev.restrict.spring.lock;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Finds the moment of the lock: after every listener of {@link ApplicationReadyEvent}, and before
 * the application accepts traffic.
 *
 * <p>No order makes a listener of {@link ApplicationReadyEvent} itself the last one: all those with
 * the lowest precedence, which is the default, run in the order of their registration, and those of
 * a parent context after all of them. But Spring Boot publishes the change to {@link
 * ReadinessState#ACCEPTING_TRAFFIC} when the last of them has returned. This listener is the first
 * one to hear of that, so the lock is complete before the state changes; an exception here fails
 * the start.
 *
 * <p>Events also arrive from child contexts, such as the one of a management server. Only those of
 * the context that owns this bean count.
 */
public final class LockListener implements SmartApplicationListener, PriorityOrdered {

  private final ConfigurableApplicationContext context;
  private final PolicyLocker locker;
  private boolean ready;
  private boolean done;

  public LockListener(ConfigurableApplicationContext context, PolicyLocker locker) {
    this.context = context;
    this.locker = locker;
  }

  @Override
  public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
    return ApplicationReadyEvent.class.isAssignableFrom(eventType)
        || AvailabilityChangeEvent.class.isAssignableFrom(eventType);
  }

  /** An executor in the event multicaster must not let traffic overtake the lock. */
  @Override
  public boolean supportsAsyncExecution() {
    return false;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public synchronized void onApplicationEvent(ApplicationEvent event) {
    if (event instanceof ApplicationReadyEvent readyEvent) {
      if (readyEvent.getApplicationContext() == context && !ready) {
        ready = true;
        locker.ready();
      }
    } else if (ready && !done && acceptsTraffic(event)) {
      done = true;
      locker.lock();
    }
  }

  private boolean acceptsTraffic(ApplicationEvent event) {
    return event.getSource() == context
        && event instanceof AvailabilityChangeEvent<?> change
        && change.getState() == ReadinessState.ACCEPTING_TRAFFIC;
  }
}
