package dev.restrict.spring.diagnostics;

import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Lets a failure of the start keep its exit code.
 *
 * <p>Spring Boot announces the exit code as an event, also in a context that failed while it was
 * refreshed. The announcement would create the listener beans that are not there yet, which such a
 * context refuses; the refusal would take the place of the exit code, and fill the log. So a
 * context that is about to fail forgets its listener beans. Listeners that exist are kept.
 */
public final class StartGuard {

  private final ConfigurableApplicationContext context;

  public StartGuard(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** What this step of the start returns, or its failure. */
  public <T> T run(Supplier<T> step) {
    try {
      return step.get();
    } catch (RestrictStartException ex) {
      Object multicaster =
          context
              .getBeanFactory()
              .getSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME);
      if (multicaster instanceof ApplicationEventMulticaster events) {
        events.removeApplicationListenerBeans(name -> true);
      }
      throw ex;
    }
  }
}
