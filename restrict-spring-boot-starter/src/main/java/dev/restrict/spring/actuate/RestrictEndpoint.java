package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import java.util.Optional;
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
  private final PolicyTexts texts;

  public RestrictEndpoint(
      ProcessLock lock, Iterable<SanitizingFunction> sanitizingFunctions, Show showValues) {
    this.lock = lock;
    this.sanitizer = new Sanitizer(sanitizingFunctions);
    this.showValues = showValues;
    this.texts = new PolicyTexts(lock);
  }

  /** The whole status. */
  @ReadOperation
  public RestrictDescriptor restrict() {
    return restrict(showValues.isShown(true));
  }

  /**
   * One part of it.
   *
   * @param part {@code promises}, {@code access}, {@code violations}, {@code suggestion}, {@code
   *     seccomp-profile} or {@code systemd}
   * @return null where there is no such part
   */
  @ReadOperation(producesFrom = PartFormat.class)
  public @Nullable Object part(@Selector String part) {
    boolean show = showValues.isShown(true);
    RestrictText text = text(part, show);
    return text != null ? text.text() : part(part, show);
  }

  RestrictDescriptor restrict(boolean show) {
    return RestrictDescriptor.of(lock, (key, value) -> sanitize(key, value, show));
  }

  @Nullable OperationResponseBody part(String part, boolean show) {
    return switch (part) {
      case "promises" -> restrict(show).promisesPart();
      case "access" -> restrict(show).accessPart();
      case "violations" ->
          RestrictDescriptor.Violations.explained(lock, (key, value) -> sanitize(key, value, show));
      default -> null;
    };
  }

  /** A part that is a text; null where there is no such part. */
  @Nullable RestrictText text(String part, boolean show) {
    return switch (part) {
      case "suggestion" ->
          withPaths("restrict.suggestion", texts.yaml(), show, "Nothing is in force.");
      case "systemd" ->
          withPaths("restrict.systemd", texts.systemd(), show, "Nothing is in force.");
      case "seccomp-profile" ->
          texts
              .seccompProfile()
              .map(json -> new RestrictText(json, RestrictText.Answer.FOUND, true))
              .orElseGet(() -> RestrictText.none("System calls are not filtered."));
      default -> null;
    };
  }

  private RestrictText withPaths(String key, Optional<String> text, boolean show, String none) {
    if (text.isEmpty()) {
      return RestrictText.none(none);
    }
    return show
        ? new RestrictText(sanitize(key, text.get(), true), RestrictText.Answer.FOUND, false)
        : RestrictText.hidden();
  }

  private String sanitize(String key, String value, boolean show) {
    return String.valueOf(sanitizer.sanitize(new SanitizableData(null, key, value), show));
  }
}
