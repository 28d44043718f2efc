package dev.restrict.spring.autoconfigure;

import dev.restrict.Mode;
import dev.restrict.spring.RestrictProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What is set below {@code restrict.*}, even if to nothing. It needs no beans, so conditions can
 * ask it.
 */
public final class Configured {

  private final Binder binder;

  public Configured(Environment environment) {
    this.binder = Binder.get(environment);
  }

  /**
   * Whether the starter is to do anything at all. A value that is not a boolean fails the start.
   */
  boolean enabled() {
    return binder.bind("restrict.enabled", Boolean.class).orElse(true);
  }

  /** Whether there is something to lock, or to record. */
  boolean lock() {
    return isSet("promises", String.class)
        || isSet("access", RestrictProperties.Access.class)
        || isSet("ports", RestrictProperties.Port.class)
        || binder
            .bind("restrict.mode", String.class)
            .map(Mode.AUDIT.name()::equalsIgnoreCase)
            .orElse(false);
  }

  public boolean trust() {
    return isSet("trust.certificates", String.class)
        || binder.bind("restrict.trust.bundle", String.class).isBound();
  }

  public boolean resolver() {
    return isSet("resolver", String.class);
  }

  private boolean isSet(String list, Class<?> element) {
    return binder.bind("restrict." + list, Bindable.listOf(element)).isBound();
  }
}
