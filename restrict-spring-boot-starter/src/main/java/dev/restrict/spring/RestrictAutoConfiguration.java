package dev.restrict.spring;

import dev.restrict.Policy;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for the process lock: the policy of {@code restrict.*} is made and checked
 * when the context starts, and put in force when the application is ready.
 */
@AutoConfiguration
@Conditional(OnRestrictEnabled.class)
@EnableConfigurationProperties(RestrictProperties.class)
public final class RestrictAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ProcessLock restrictProcessLock() {
    return new KernelProcessLock();
  }

  @Bean
  @ConditionalOnMissingBean
  Policy restrictPolicy(RestrictProperties properties, Environment environment) {
    return new PolicyFactory(new PropertyLookup(environment)).create(properties);
  }

  /** Never lazy: a policy that is wrong must fail the start also where all other beans are lazy. */
  @Bean
  @Lazy(false)
  PolicyLocker restrictPolicyLocker(Policy policy, ProcessLock lock) {
    return new PolicyLocker(policy, lock, new LockReport());
  }

  @Bean
  @Lazy(false)
  LockListener restrictLockListener(ApplicationContext context, PolicyLocker locker) {
    return new LockListener(context, locker);
  }
}
