package dev.restrict.spring.resolver;

import dev.restrict.ProcessLock;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.autoconfigure.EarlyBean;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.diagnostics.StartGuard;
import io.netty.resolver.dns.DnsNameResolver;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import reactor.netty.http.client.HttpClient;

/**
 * Auto-configuration for {@code restrict.resolver}: the DNS servers that the JVM and the Reactor
 * Netty clients of Spring Boot ask.
 */
@AutoConfiguration(after = RestrictAutoConfiguration.class)
@ConditionalOnBean(ProcessLock.class)
@Conditional(OnResolverConfigured.class)
public final class RestrictResolverAutoConfiguration {

  /** Never lazy: a wrong server must fail the start even where all other beans are lazy. */
  @Bean
  @Lazy(false)
  JvmResolver restrictResolver(
      RestrictProperties properties, ProcessLock lock, ConfigurableApplicationContext context) {
    ResolverSettings settings = new StartGuard(context).run(() -> ResolverSettings.of(properties));
    return new JvmResolver(settings, lock);
  }

  @Bean
  static EarlyBean restrictEarlyResolver(BeanFactory beans) {
    return new EarlyBean(beans, JvmResolver.class);
  }

  /** Only where Spring Boot makes Reactor Netty clients. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({
    HttpClient.class,
    DnsNameResolver.class,
    ReactorClientHttpRequestFactoryBuilder.class
  })
  static class ReactorNetty {

    @Bean
    ReactorNettyResolver restrictReactorNettyResolver(JvmResolver resolver) {
      return new ReactorNettyResolver(resolver.settings(), resolver.hosts());
    }

    @Bean
    ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder>
        restrictResolverOfReactorRequestFactories(ReactorNettyResolver resolver) {
      return builder -> builder.withHttpClientCustomizer(resolver);
    }
  }

  /** The same for WebClient. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({
    HttpClient.class,
    DnsNameResolver.class,
    ReactorClientHttpConnectorBuilder.class,
    ReactorClientHttpConnector.class
  })
  static class ReactorNettyConnectors {

    @Bean
    ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder>
        restrictResolverOfReactorConnectors(ReactorNettyResolver resolver) {
      return builder -> builder.withHttpClientCustomizer(resolver);
    }
  }
}
