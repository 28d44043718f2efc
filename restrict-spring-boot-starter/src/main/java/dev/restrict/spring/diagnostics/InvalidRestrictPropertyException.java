package dev.restrict.spring.diagnostics;

import org.jspecify.annotations.Nullable;

/**
 * A property below {@code restrict} has a value that is not valid, or that contradicts another
 * property.
 */
public final class InvalidRestrictPropertyException extends RestrictStartException {

  private static final long serialVersionUID = 1L;

  private final String property;
  private final @Nullable String value;

  public InvalidRestrictPropertyException(
      String property,
      @Nullable String value,
      String reason,
      String remedy,
      @Nullable Throwable cause) {
    super("%s: %s".formatted(property, reason), remedy, cause);
    this.property = property;
    this.value = value;
  }

  public InvalidRestrictPropertyException(
      String property, @Nullable String value, String reason, String remedy) {
    this(property, value, reason, remedy, null);
  }

  /** The property's full name, such as {@code restrict.access[0].flags}. */
  String property() {
    return property;
  }

  /** The value as it was written; null where there is none. */
  @Nullable String value() {
    return value;
  }
}
