package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exports;
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
import org.springframework.core.env.PropertyResolver;

/** {@link Endpoint @Endpoint} that shows what is in force and what was denied. */
@Endpoint(id = "restrict")
public class RestrictEndpoint {

  private final ProcessLock lock;
  private final Sanitizer sanitizer;
  private final Show showValues;
  private final PolicyTexts texts;

  RestrictEndpoint(
      ProcessLock lock,
      PropertyResolver properties,
      Iterable<SanitizingFunction> sanitizingFunctions,
      Show showValues) {
    this.lock = lock;
    this.sanitizer = new Sanitizer(sanitizingFunctions);
    this.showValues = showValues;
    this.texts = new PolicyTexts(lock, properties);
  }

  /** The whole status. */
  @ReadOperation
  public RestrictDescriptor restrict() {
    return restrict(showValues.isShown(true));
  }

  /**
   * One part of it.
   *
   * @param part the id of a {@link RestrictPart} or of an {@link Export}
   * @return null where there is no such part
   */
  @ReadOperation(producesFrom = PartFormat.class)
  public @Nullable Object part(@Selector String part) {
    boolean show = showValues.isShown(true);
    return text(part, show).<Object>map(RestrictText::text).or(() -> body(part, show)).orElse(null);
  }

  RestrictDescriptor restrict(boolean show) {
    return RestrictDescriptor.of(lock, values(show));
  }

  /** A part that is an object. */
  Optional<OperationResponseBody> body(String part, boolean show) {
    return RestrictPart.ofId(part).map(known -> known.body(lock, values(show)));
  }

  /** A part that is a text. */
  Optional<RestrictText> text(String part, boolean show) {
    return Exports.ofId(part).map(export -> text(export, show));
  }

  private RestrictText text(Export export, boolean show) {
    Optional<String> text = texts.text(export);
    if (text.isEmpty()) {
      return RestrictText.none(export.missing());
    }
    if (!export.hasPaths()) {
      return RestrictText.found(text.get(), export.mediaType());
    }
    return show
        ? RestrictText.found(
            sanitize("restrict." + export.id(), text.get(), true), export.mediaType())
        : RestrictText.hidden();
  }

  private Values values(boolean show) {
    return (key, value) -> sanitize(key, value, show);
  }

  private String sanitize(String key, String value, boolean show) {
    return String.valueOf(sanitizer.sanitize(new SanitizableData(null, key, value), show));
  }
}
