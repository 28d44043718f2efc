package dev.restrict.spring.health;

import dev.restrict.ProcessLock;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for what {@code /actuator/info} says of the lock. */
@AutoConfiguration(after = RestrictAutoConfiguration.class)
@ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
@ConditionalOnBean(ProcessLock.class)
@ConditionalOnEnabledInfoContributor("restrict")
public final class RestrictInfoAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "restrictInfoContributor")
  InfoContributor restrictInfoContributor(ProcessLock lock) {
    return new RestrictInfoContributor(lock);
  }
}
