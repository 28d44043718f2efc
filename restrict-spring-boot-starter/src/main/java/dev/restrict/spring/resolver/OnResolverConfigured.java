package dev.restrict.spring.resolver;

import dev.restrict.spring.autoconfigure.Configured;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches where {@code restrict.resolver} is set, even to nothing. */
final class OnResolverConfigured extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    boolean set = new Configured(context.getEnvironment()).resolver();
    return new ConditionOutcome(
        set,
        ConditionMessage.forCondition("restrict.resolver").because(set ? "it is set" : "unset"));
  }
}
