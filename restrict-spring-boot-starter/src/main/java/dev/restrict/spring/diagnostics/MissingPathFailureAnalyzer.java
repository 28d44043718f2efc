package dev.restrict.spring.diagnostics;

import dev.restrict.MissingPathException;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains an access rule whose path does not exist. */
@Order(0)
final class MissingPathFailureAnalyzer extends WrongRuleFailureAnalyzer<MissingPathException> {

  MissingPathFailureAnalyzer(Environment environment) {
    super(environment);
  }

  @Override
  String action(MissingPathException cause) {
    return "Create %s before the lock, or remove the rule."
        .formatted(cause.path().toAbsolutePath());
  }
}
