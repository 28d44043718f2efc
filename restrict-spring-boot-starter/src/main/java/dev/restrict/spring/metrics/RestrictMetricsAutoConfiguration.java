package dev.restrict.spring.metrics;

import dev.restrict.ProcessLock;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the meters of the lock. */
@AutoConfiguration(
    after = RestrictAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ProcessLock.class, MeterRegistry.class})
public final class RestrictMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "restrictMeterBinder")
  RestrictMeterBinder restrictMeterBinder(ProcessLock lock) {
    return new RestrictMeterBinder(lock);
  }
}
