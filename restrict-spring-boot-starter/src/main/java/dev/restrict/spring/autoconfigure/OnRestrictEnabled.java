package dev.restrict.spring.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless {@code restrict.enabled} is false. The value is bound as a boolean, where the
 * usual property condition compares text: {@code off} means off, and a mistyped value fails the
 * start instead of switching the lock off.
 */
final class OnRestrictEnabled extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    boolean enabled = new Configured(context.getEnvironment()).enabled();
    return new ConditionOutcome(
        enabled, ConditionMessage.forCondition("restrict.enabled").because("it is " + enabled));
  }
}
