package dev.restrict.spring.health;

import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.lock.PolicyFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the health of the lock. */
@AutoConfiguration(after = RestrictAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ProcessLock.class)
@ConditionalOnEnabledHealthIndicator("restrict")
public final class RestrictHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "restrictHealthIndicator")
  HealthIndicator restrictHealthIndicator(
      ProcessLock lock, Policy policy, RestrictProperties properties) {
    return new RestrictHealthIndicator(lock, policy, PolicyFactory.partialHealth(properties));
  }
}
