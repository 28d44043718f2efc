package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import dev.restrict.spring.text.Words;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The parts of the endpoint that are objects. Those that are texts are {@link
 * dev.restrict.audit.export.Exports}.
 */
enum RestrictPart {
  PROMISES("the promises, each with its summary", PromisesPart.class, PromisesPart::of),
  ACCESS("the rules for paths and ports", AccessPart.class, AccessPart::of),
  VIOLATIONS("what was denied, each with an explanation", Violations.class, Violations::explained);

  private final String summary;
  private final Class<?> type;
  private final BiFunction<ProcessLock, Values, OperationResponseBody> body;

  <T extends OperationResponseBody> RestrictPart(
      String summary, Class<T> type, BiFunction<ProcessLock, Values, T> body) {
    this.summary = summary;
    this.type = type;
    this.body = body::apply;
  }

  static Optional<RestrictPart> ofId(String id) {
    return Stream.of(values()).filter(part -> part.id().equals(id)).findFirst();
  }

  String id() {
    return Words.lower(this);
  }

  /** What it is, for the documentation. */
  String summary() {
    return summary;
  }

  /** The type of its body. */
  Class<?> type() {
    return type;
  }

  OperationResponseBody body(ProcessLock lock, Values values) {
    return body.apply(lock, values);
  }
}
