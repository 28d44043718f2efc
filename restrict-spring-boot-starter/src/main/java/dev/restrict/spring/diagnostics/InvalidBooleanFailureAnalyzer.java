package dev.restrict.spring.diagnostics;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/** Explains a property below {@code restrict} that must be true or false, but is neither. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidBooleanFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("restrict");

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
    ConversionFailedException conversion = findCause(cause, ConversionFailedException.class);
    if (conversion == null
        || cause.getProperty() == null
        || !PREFIX.isAncestorOf(cause.getName())
        || conversion.getTargetType().getObjectType() != Boolean.class) {
      return null;
    }
    return new FailureAnalysis(
        "%s: '%s' is neither true nor false%n%n    Property: %s%n    Value: \"%s\"%n    Origin: %s"
            .formatted(
                cause.getName(),
                conversion.getValue(),
                cause.getName(),
                conversion.getValue(),
                cause.getProperty().getOrigin()),
        "Use 'true' or 'false'.",
        cause);
  }
}
