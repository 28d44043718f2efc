package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/** Auto-configuration for {@link RestrictEndpoint}. */
@AutoConfiguration(after = RestrictAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ProcessLock.class)
@ConditionalOnAvailableEndpoint(RestrictEndpoint.class)
@EnableConfigurationProperties(RestrictEndpointProperties.class)
@ImportRuntimeHints(RestrictEndpointRuntimeHints.class)
public final class RestrictEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  RestrictEndpoint restrictEndpoint(
      ProcessLock lock,
      Environment environment,
      RestrictEndpointProperties properties,
      ObjectProvider<SanitizingFunction> sanitizingFunctions) {
    return new RestrictEndpoint(
        lock,
        environment,
        sanitizingFunctions.orderedStream().toList(),
        properties.getShowValues());
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(RestrictEndpoint.class)
  @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
  RestrictEndpointWebExtension restrictEndpointWebExtension(
      RestrictEndpoint endpoint, RestrictEndpointProperties properties) {
    return new RestrictEndpointWebExtension(
        endpoint, properties.getShowValues(), properties.getRoles());
  }
}
