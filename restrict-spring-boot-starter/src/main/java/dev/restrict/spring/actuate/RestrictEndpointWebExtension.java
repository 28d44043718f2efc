package dev.restrict.spring.actuate;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Knows who asks, which decides whether values are shown. */
@EndpointWebExtension(endpoint = RestrictEndpoint.class)
public class RestrictEndpointWebExtension {

  private static final int FORBIDDEN = 403;

  private final RestrictEndpoint delegate;
  private final Show showValues;
  private final Set<String> roles;

  RestrictEndpointWebExtension(RestrictEndpoint delegate, Show showValues, Set<String> roles) {
    this.delegate = delegate;
    this.showValues = showValues;
    this.roles = roles;
  }

  /** The whole status. */
  @ReadOperation
  public RestrictDescriptor restrict(SecurityContext securityContext) {
    return delegate.restrict(showValues.isShown(securityContext, roles));
  }

  /** One part of it; 404 where there is no such part, 403 where it is hidden. */
  @ReadOperation(producesFrom = PartFormat.class)
  public WebEndpointResponse<Object> part(SecurityContext securityContext, @Selector String part) {
    boolean show = showValues.isShown(securityContext, roles);
    return delegate
        .text(part, show)
        .map(RestrictEndpointWebExtension::answer)
        .or(() -> delegate.body(part, show).map(WebEndpointResponse<Object>::new))
        .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
  }

  private static WebEndpointResponse<Object> answer(RestrictText text) {
    return new WebEndpointResponse<>(text.text(), status(text), text.type());
  }

  private static int status(RestrictText text) {
    return switch (text.answer()) {
      case FOUND -> WebEndpointResponse.STATUS_OK;
      case NONE -> WebEndpointResponse.STATUS_NOT_FOUND;
      case HIDDEN -> FORBIDDEN;
    };
  }
}
