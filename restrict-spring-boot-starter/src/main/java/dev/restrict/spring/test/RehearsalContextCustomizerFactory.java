package dev.restrict.spring.test;

import java.util.List;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Gives every test context a {@link Rehearsal}, unless the test says {@link LockForReal}. */
final class RehearsalContextCustomizerFactory implements ContextCustomizerFactory {

  @Override
  public ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> configurationAttributes) {
    return new Rehearse(!TestContextAnnotationUtils.hasAnnotation(testClass, LockForReal.class));
  }

  /** A record, since contexts are cached by their customizers. */
  private record Rehearse(boolean rehearse) implements ContextCustomizer {

    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration merged) {
      if (rehearse && context.getBeanFactory() instanceof BeanDefinitionRegistry registry) {
        registry.registerBeanDefinition(
            "restrictRehearsal", new RootBeanDefinition(Rehearsal.class));
      }
    }
  }
}
