package dev.restrict.spring.lock;

import dev.restrict.Protocol;
import java.util.List;

/** The values of {@code restrict.ports[].protocol}. */
public enum RuleProtocol {
  TCP(Protocol.TCP),
  UDP(Protocol.UDP),
  /** Two rules of one port. */
  BOTH(Protocol.TCP, Protocol.UDP);

  private final List<Protocol> all;

  RuleProtocol(Protocol... all) {
    this.all = List.of(all);
  }

  /** The protocols that the rule is for. */
  List<Protocol> all() {
    return all;
  }
}
