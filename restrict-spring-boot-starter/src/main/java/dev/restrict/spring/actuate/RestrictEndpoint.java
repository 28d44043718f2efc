package dev.restrict.spring.actuate;

import dev.restrict.spring.ProcessLock;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@link Endpoint @Endpoint} that shows what is in force and what was denied. */
@Endpoint(id = "restrict")
public class RestrictEndpoint {

  private final ProcessLock lock;

  public RestrictEndpoint(ProcessLock lock) {
    this.lock = lock;
  }

  /** The whole status. */
  @ReadOperation
  public RestrictDescriptor restrict() {
    return RestrictDescriptor.of(lock.status(), lock.violations());
  }
}
