package dev.restrict.spring.trust;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches where one of the properties below {@code restrict.trust} is set, even to nothing. */
final class OnTrustConfigured extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Binder binder = Binder.get(context.getEnvironment());
    boolean set =
        binder.bind("restrict.trust.certificates", Bindable.listOf(String.class)).isBound()
            || binder.bind("restrict.trust.bundle", String.class).isBound();
    return new ConditionOutcome(
        set, ConditionMessage.forCondition("restrict.trust").because(set ? "it is set" : "unset"));
  }
}
