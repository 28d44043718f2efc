package dev.restrict.spring.diagnostics;

import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/** Finds a property as it was written, and the place where it was written. */
public final class PropertyLookup {

  private final Environment environment;

  public PropertyLookup(Environment environment) {
    this.environment = environment;
  }

  /** The property of this name, from the source that takes precedence. */
  public Optional<ConfigurationProperty> find(String name) {
    ConfigurationPropertyName canonical = ConfigurationPropertyName.of(name);
    for (var source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty property = source.getConfigurationProperty(canonical);
      if (property != null) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }

  /** Where the property of this name was written, such as the file with line and column. */
  Optional<String> origin(String name) {
    return find(name).map(ConfigurationProperty::getOrigin).map(Objects::toString);
  }
}
