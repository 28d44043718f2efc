package dev.restrict.spring.actuate;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Knows who asks, which decides whether values are shown. */
@EndpointWebExtension(endpoint = RestrictEndpoint.class)
public class RestrictEndpointWebExtension {

  private final RestrictEndpoint delegate;
  private final Show showValues;
  private final Set<String> roles;

  public RestrictEndpointWebExtension(
      RestrictEndpoint delegate, Show showValues, Set<String> roles) {
    this.delegate = delegate;
    this.showValues = showValues;
    this.roles = roles;
  }

  /** The whole status. */
  @ReadOperation
  public RestrictDescriptor restrict(SecurityContext securityContext) {
    return delegate.restrict(showValues.isShown(securityContext, roles));
  }

  /** One part of it; 404 where there is no such part. */
  @ReadOperation
  public WebEndpointResponse<OperationResponseBody> part(
      SecurityContext securityContext, @Selector String part) {
    OperationResponseBody body = delegate.part(part, showValues.isShown(securityContext, roles));
    return body != null
        ? new WebEndpointResponse<>(body)
        : new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
  }
}
