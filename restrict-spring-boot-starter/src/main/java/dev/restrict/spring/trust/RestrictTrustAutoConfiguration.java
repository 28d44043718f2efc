package dev.restrict.spring.trust;

import dev.restrict.ProcessLock;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.autoconfigure.EarlyBean;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.diagnostics.StartGuard;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration for {@code restrict.trust}: these certificate authorities are what the JVM
 * trusts by default, and every client that Spring Boot configures without an SSL bundle of its own.
 */
@AutoConfiguration(after = {RestrictAutoConfiguration.class, SslAutoConfiguration.class})
@ConditionalOnBean({ProcessLock.class, SslBundles.class})
@Conditional(OnTrustConfigured.class)
public final class RestrictTrustAutoConfiguration {

  /** Never lazy: wrong certificates must fail the start even where all other beans are lazy. */
  @Bean
  @Lazy(false)
  TrustInForce restrictTrust(
      RestrictProperties properties,
      SslBundles bundles,
      ProcessLock lock,
      ConfigurableApplicationContext context) {
    return new StartGuard(context)
        .run(() -> new TrustInForce(new TrustedBundle(properties.trust(), context), bundles, lock));
  }

  @Bean
  static EarlyBean restrictEarlyTrust(BeanFactory beans) {
    return new EarlyBean(beans, TrustInForce.class);
  }

  /** Only where there are clients that take SSL bundles. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HttpClientSettings.class)
  static class Clients {

    @Bean
    static BeanPostProcessor restrictTrustOfClients(ObjectProvider<TrustInForce> trust) {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String beanName) {
          return bean instanceof HttpClientSettings settings && settings.sslBundle() == null
              ? settings.withSslBundle(trust.getObject().bundle())
              : bean;
        }
      };
    }
  }
}
