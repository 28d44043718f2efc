package dev.restrict.spring.actuate;

import dev.restrict.spring.ProcessLock;
import dev.restrict.spring.RestrictAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for {@link RestrictEndpoint}. */
@AutoConfiguration(after = RestrictAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ProcessLock.class)
@ConditionalOnAvailableEndpoint(RestrictEndpoint.class)
public final class RestrictEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  RestrictEndpoint restrictEndpoint(ProcessLock lock) {
    return new RestrictEndpoint(lock);
  }
}
