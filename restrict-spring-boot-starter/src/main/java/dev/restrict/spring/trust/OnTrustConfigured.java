package dev.restrict.spring.trust;

import dev.restrict.spring.autoconfigure.Configured;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches where one of the properties below {@code restrict.trust} is set, even to nothing. */
final class OnTrustConfigured extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    boolean set = new Configured(context.getEnvironment()).trust();
    return new ConditionOutcome(
        set, ConditionMessage.forCondition("restrict.trust").because(set ? "it is set" : "unset"));
  }
}
