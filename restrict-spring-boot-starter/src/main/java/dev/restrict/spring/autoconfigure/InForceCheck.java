package dev.restrict.spring.autoconfigure;

import dev.restrict.spring.diagnostics.StartGuard;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Fails the start where something is configured below {@code restrict.*} but no bean would put it
 * in force, for example because an auto-configuration is excluded. Otherwise nobody would notice.
 *
 * <p>It is an initializer and not an auto-configuration, since that could be excluded too. A
 * context without auto-configuration is not checked, nor is a test slice, which deliberately leaves
 * out everything that it does not name.
 */
final class InForceCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    // Once all beans are defined, and before the first of them is made.
    context.addBeanFactoryPostProcessor(beans -> check(beans, context));
  }

  private static void check(
      ConfigurableListableBeanFactory beans, ConfigurableApplicationContext context) {
    Environment environment = context.getEnvironment();
    boolean autoConfigured =
        AutoConfigurationPackages.has(beans)
            && environment.getProperty(
                EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY, Boolean.class, true);
    Configured configured = new Configured(environment);
    if (!autoConfigured || !configured.enabled()) {
      return;
    }
    for (ConfiguredPart part : ConfiguredPart.ALL) {
      if (!beans.containsBean(part.bean()) && part.asked().test(configured)) {
        new StartGuard(context)
            .run(
                () -> {
                  throw part.failure(ConditionEvaluationReport.find(beans));
                });
      }
    }
  }
}
