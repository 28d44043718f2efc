package dev.restrict.spring.diagnostics;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Describes a failure that a property caused, in Spring Boot's own layout. */
final class PropertyFailures {

  private final PropertyLookup lookup;

  PropertyFailures(Environment environment) {
    this.lookup = new PropertyLookup(environment);
  }

  FailureAnalysis describe(InvalidRestrictPropertyException failure) {
    StringBuilder description = new StringBuilder(String.valueOf(failure.getMessage()));
    description.append("%n%n    Property: %s".formatted(failure.property()));
    description.append("%n    Value: %s".formatted(quoted(failure.value())));
    lookup
        .origin(failure.property())
        .ifPresent(origin -> description.append("%n    Origin: %s".formatted(origin)));
    return new FailureAnalysis(description.toString(), failure.remedy(), failure);
  }

  private static String quoted(@Nullable String value) {
    return value == null ? "none" : "\"" + value + "\"";
  }
}
