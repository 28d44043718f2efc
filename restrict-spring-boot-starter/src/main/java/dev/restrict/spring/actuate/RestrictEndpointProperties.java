package dev.restrict.spring.actuate;

import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Configuration properties for {@link RestrictEndpoint}. */
@ConfigurationProperties("management.endpoint.restrict")
public class RestrictEndpointProperties {

  /** When to show paths, addresses and arguments instead of asterisks. */
  private Show showValues = Show.NEVER;

  /**
   * Roles that a user must have, one of them, to be shown values with when-authorized. Empty: every
   * authenticated user is authorized.
   */
  private final Set<String> roles = new LinkedHashSet<>();

  public Show getShowValues() {
    return this.showValues;
  }

  public void setShowValues(Show showValues) {
    this.showValues = showValues;
  }

  public Set<String> getRoles() {
    return this.roles;
  }
}
