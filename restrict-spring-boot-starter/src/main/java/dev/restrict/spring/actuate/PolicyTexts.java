package dev.restrict.spring.actuate;

import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.audit.export.Export;
import dev.restrict.audit.export.Exported;
import dev.restrict.audit.suggestion.Suggestion;
import java.util.Optional;
import org.springframework.core.env.PropertyResolver;

/** The policy in force, or in mode audit the suggested one, as texts for use elsewhere. */
final class PolicyTexts {

  private final ProcessLock lock;
  private final PropertyResolver properties;

  /**
   * @param properties what the placeholders of a suggestion stand for, as in application.yml
   */
  PolicyTexts(ProcessLock lock, PropertyResolver properties) {
    this.lock = lock;
    this.properties = properties;
  }

  /** The text, or empty where there is nothing to write. */
  Optional<String> text(Export export) {
    Status status = lock.status();
    String machine = status.kernel().arch();
    return export.write(
        lock.recording()
            .map(Suggestion::of)
            .map(suggested -> Exported.suggested(suggested, properties::getProperty, machine))
            .orElseGet(() -> Exported.inForce(inForce(status), machine)));
  }

  /** What was configured of what is in force; what promises imply is not written. */
  private static Policy inForce(Status status) {
    boolean nothing =
        status.mode().isEmpty() && status.access().isEmpty() && status.ports().isEmpty();
    return nothing ? Policy.builder().build() : status.accepted();
  }
}
