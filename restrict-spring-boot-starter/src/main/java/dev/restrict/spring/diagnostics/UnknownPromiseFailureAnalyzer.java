package dev.restrict.spring.diagnostics;

import dev.restrict.UnknownPromiseException;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains a word in a promise list that is no promise. */
@Order(0)
final class UnknownPromiseFailureAnalyzer
    extends WrongRuleFailureAnalyzer<UnknownPromiseException> {

  UnknownPromiseFailureAnalyzer(Environment environment) {
    super(environment);
  }

  @Override
  String action(UnknownPromiseException cause) {
    return "Write '%s' instead of '%s'.".formatted(cause.nearest(), cause.word());
  }
}
