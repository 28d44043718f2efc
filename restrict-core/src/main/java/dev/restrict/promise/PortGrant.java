package dev.restrict.promise;

import dev.restrict.PortFlag;
import dev.restrict.PortRule;
import dev.restrict.Protocol;

/**
 * A port that a promise implies.
 *
 * @param rule the port, its protocol, and what is granted
 * @param why the reason, in a few words
 */
public record PortGrant(PortRule rule, String why) {

  /** Whether it grants this. */
  public boolean grants(int port, Protocol protocol, PortFlag flag) {
    return rule.port() == port && rule.protocol() == protocol && rule.flags().contains(flag);
  }
}
