package dev.restrict.spring.actuate;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** Knows who asks, which decides whether values are shown. */
@EndpointWebExtension(endpoint = RestrictEndpoint.class)
public class RestrictEndpointWebExtension {

  private static final MimeType PLAIN =
      new MimeType(MimeTypeUtils.TEXT_PLAIN, StandardCharsets.UTF_8);

  private static final int FORBIDDEN = 403;

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

  /** One part of it; 404 where there is no such part, 403 where it is hidden. */
  @ReadOperation(producesFrom = PartFormat.class)
  public WebEndpointResponse<Object> part(SecurityContext securityContext, @Selector String part) {
    boolean show = showValues.isShown(securityContext, roles);
    RestrictText text = delegate.text(part, show);
    if (text != null) {
      return new WebEndpointResponse<>(
          text.text(), status(text), text.json() ? MimeTypeUtils.APPLICATION_JSON : PLAIN);
    }
    OperationResponseBody body = delegate.part(part, show);
    return body != null
        ? new WebEndpointResponse<>(body)
        : new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
  }

  private static int status(RestrictText text) {
    return switch (text.answer()) {
      case FOUND -> WebEndpointResponse.STATUS_OK;
      case NONE -> WebEndpointResponse.STATUS_NOT_FOUND;
      case HIDDEN -> FORBIDDEN;
    };
  }
}
