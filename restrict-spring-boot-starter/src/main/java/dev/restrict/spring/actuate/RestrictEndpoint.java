package dev.restrict.spring.actuate;

import dev.restrict.spring.ProcessLock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@link Endpoint @Endpoint} that shows what is in force and what was denied. */
@Endpoint(id = "restrict")
public class RestrictEndpoint {

  private final ProcessLock lock;
  private final Sanitizer sanitizer;
  private final Show showValues;

  public RestrictEndpoint(
      ProcessLock lock, Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
    this.lock = lock;
    this.sanitizer = new Sanitizer(sanitizingFunctions);
    this.showValues = showValues;
  }

  /** The whole status. */
  @ReadOperation
  public RestrictDescriptor restrict() {
    return restrict(showValues.isShown(true));
  }

  /**
   * One part of it.
   *
   * @param part {@code promises}, {@code access} or {@code violations}
   * @return null where there is no such part
   */
  @ReadOperation
  public @Nullable OperationResponseBody part(@Selector String part) {
    return part(part, showValues.isShown(true));
  }

  RestrictDescriptor restrict(boolean show) {
    return RestrictDescriptor.of(lock, (key, value) -> sanitize(key, value, show));
  }

  @Nullable OperationResponseBody part(String part, boolean show) {
    RestrictDescriptor all = restrict(show);
    return switch (part) {
      case "promises" -> all.promisesPart();
      case "access" -> all.accessPart();
      case "violations" -> all.violations();
      default -> null;
    };
  }

  private String sanitize(String key, String value, boolean show) {
    return String.valueOf(sanitizer.sanitize(new SanitizableData(null, key, value), show));
  }
}
