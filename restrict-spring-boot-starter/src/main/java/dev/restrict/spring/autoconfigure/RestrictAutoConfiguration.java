package dev.restrict.spring.autoconfigure;

import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.ProcessLock;
import dev.restrict.spring.RestrictCustomizer;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.RestrictReducer;
import dev.restrict.spring.audit.AuditOutput;
import dev.restrict.spring.diagnostics.PropertyLookup;
import dev.restrict.spring.diagnostics.StartGuard;
import dev.restrict.spring.lock.LockListener;
import dev.restrict.spring.lock.LockReducer;
import dev.restrict.spring.lock.LockReport;
import dev.restrict.spring.lock.PolicyFactory;
import dev.restrict.spring.lock.PolicyLocker;
import dev.restrict.spring.lock.ViolationWatch;
import dev.restrict.spring.test.Rehearsal;
import java.util.Optional;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration for the process lock: the policy of {@code restrict.*} is made and checked
 * when the context starts, and put in force when the application is ready.
 */
@AutoConfiguration
@Conditional(OnRestrictEnabled.class)
@ImportRuntimeHints(RestrictRuntimeHints.class)
@EnableConfigurationProperties(RestrictProperties.class)
public final class RestrictAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ProcessLock restrictProcessLock(
      RestrictProperties properties, ObjectProvider<Rehearsal> rehearsal) {
    // Core has no other way to be told, since it loads its library with the first thing it does.
    if (properties.nativeDir() != null) {
      System.setProperty("restrict.native-dir", properties.nativeDir());
    }
    boolean rehearse = rehearsal.getIfAvailable() != null && !properties.test().lock();
    return rehearse ? ProcessLock.rehearsal() : ProcessLock.ofThisProcess();
  }

  @Bean
  @ConditionalOnMissingBean
  Policy restrictPolicy(
      RestrictProperties properties,
      ObjectProvider<RestrictCustomizer> customizers,
      ConfigurableApplicationContext context) {
    PolicyFactory factory = new PolicyFactory(new PropertyLookup(context.getEnvironment()));
    return new StartGuard(context)
        .run(() -> factory.create(properties, customizers.orderedStream()));
  }

  @Bean
  @ConditionalOnMissingBean
  RestrictReducer restrictReducer(ProcessLock lock, ApplicationEventPublisher events) {
    return new LockReducer(lock, events);
  }

  @Bean
  ViolationWatch restrictViolationWatch(ProcessLock lock, ApplicationEventPublisher events) {
    return new ViolationWatch(lock, events);
  }

  /**
   * Never lazy: a wrong policy must fail the start even where all other beans are lazy. The
   * listener is registered by hand, so that Spring does not create it only to announce that the
   * start has failed before.
   */
  @Bean
  @Lazy(false)
  PolicyLocker restrictPolicyLocker(
      Policy policy,
      RestrictProperties properties,
      ProcessLock lock,
      ViolationWatch watch,
      ConfigurableApplicationContext context) {
    PolicyLocker locker =
        new StartGuard(context)
            .run(
                () ->
                    new PolicyLocker(
                            policy,
                            lock,
                            new LockReport(),
                            watch,
                            policy.mode() == Mode.AUDIT
                                ? AuditOutput.of(properties)
                                : Optional.empty(),
                            context)
                        .checked());
    context.addApplicationListener(new LockListener(context, locker));
    return locker;
  }

  /**
   * What cannot be locked has to be known before pools and servers open, and before a schema is
   * migrated.
   */
  @Bean
  static EarlyBean restrictEarlyCheck(BeanFactory beans) {
    return new EarlyBean(beans, PolicyLocker.class);
  }
}
