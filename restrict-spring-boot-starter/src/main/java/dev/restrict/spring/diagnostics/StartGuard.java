package dev.restrict.spring.diagnostics;

import java.util.function.Supplier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Makes a failed start keep its exit code.
 *
 * <p>Spring Boot announces the exit code as an event, even in a context whose refresh failed. To
 * deliver it, Spring would create the listener beans that do not exist yet, which such a context
 * refuses; that refusal would replace the exit code and fill the log. So a context that is about to
 * fail forgets its listener beans. Listeners that exist already are kept.
 */
public final class StartGuard {

  private final ConfigurableApplicationContext context;

  public StartGuard(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Runs a step of the start; returns what it returns, or throws what it throws. */
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
