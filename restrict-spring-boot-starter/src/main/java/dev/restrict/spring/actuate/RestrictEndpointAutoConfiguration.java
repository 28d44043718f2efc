package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
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

/** Auto-configuration for {@link RestrictEndpoint}. */
@AutoConfiguration(after = RestrictAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ProcessLock.class)
@ConditionalOnAvailableEndpoint(RestrictEndpoint.class)
@EnableConfigurationProperties(RestrictEndpointProperties.class)
@RegisterReflectionForBinding({
  RestrictDescriptor.class,
  RestrictDescriptor.PromisesPart.class,
  RestrictDescriptor.AccessPart.class,
  RestrictDescriptor.Violations.class
})
public final class RestrictEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  RestrictEndpoint restrictEndpoint(
      ProcessLock lock,
      RestrictEndpointProperties properties,
      ObjectProvider<SanitizingFunction> sanitizingFunctions) {
    return new RestrictEndpoint(
        lock, sanitizingFunctions.orderedStream().toList(), properties.getShowValues());
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
