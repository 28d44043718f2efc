package dev.restrict.spring.actuate;

import dev.restrict.ProcessLock;
import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@code /actuator/restrict/access} answers.
 *
 * @param access every path rule in force
 * @param ports every port rule in force
 */
public record AccessPart(
    List<RestrictDescriptor.Access> access, List<RestrictDescriptor.Port> ports)
    implements OperationResponseBody {

  static AccessPart of(ProcessLock lock, Values values) {
    RestrictDescriptor all = RestrictDescriptor.of(lock, values);
    return new AccessPart(all.access(), all.ports());
  }
}
