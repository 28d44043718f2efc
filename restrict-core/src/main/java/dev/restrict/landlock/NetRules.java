package dev.restrict.landlock;

import dev.restrict.OnUnsupported;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.Status.Notice;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.landlock.Ruleset.NetRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A policy's rights on ports.
 *
 * @param handled 0 if every port is allowed
 * @param rules configured ones first
 */
record NetRules(long handled, List<NetRule> rules) {

  private static final NetRules NONE = new NetRules(0, List.of());

  /** The first ABI that has rights on ports at all. */
  private static final int ABI = NetRight.CONNECT_TCP.abi();

  static NetRules compile(Policy policy, List<ImpliedPort> implied, int abi, List<Notice> notices) {
    boolean withoutInet = policy.promises().isPresent() && !policy.has(Promise.INET);
    if (policy.ports().isEmpty() && !withoutInet) {
      return NONE;
    }
    if (abi < ABI && policy.ports().isPresent() && policy.onUnsupported() == OnUnsupported.FAIL) {
      throw new UnsupportedKernelException(
          ("port rules were asked for (%s); they need Landlock ABI %d, the kernel has ABI %d;"
                  + " use Linux %s or newer, or remove the rules")
              .formatted(ports(policy), ABI, abi, Abi.linux(ABI)));
    }
    for (NetRight right : NetRight.values()) {
      if (right.abi() > abi) {
        notices.add(
            Abi.lacks(
                right.constant(), right.abi(), abi, instead(policy, implied, right.protocol())));
      }
    }
    if (abi < ABI) {
      return NONE;
    }
    Builder rules = new Builder(abi);
    if (!withoutInet) {
      policy.portRules().forEach(rule -> rules.add(rule, Origin.PORT));
      policy.portRules().stream()
          .flatMap(rule -> rule.autobind().stream())
          .forEach(rule -> rules.add(rule, Origin.AUTOBIND));
    } else if (!policy.portRules().isEmpty()) {
      notices.add(
          new Notice(
              Notice.Kind.CONFIGURATION,
              "port rules grant nothing without the promise inet: %s".formatted(ports(policy))));
    }
    implied.forEach(port -> rules.add(port.rule(), port.origin()));
    return new NetRules(NetRight.mask(abi), rules.build());
  }

  /** What holds, or does not hold, where the kernel lacks the rights of a protocol. */
  private static String instead(Policy policy, List<ImpliedPort> implied, Protocol protocol) {
    if (policy.promises().isEmpty() || policy.has(Promise.INET)) {
      return "; every %s port is allowed, whatever the port rules say".formatted(protocol);
    }
    return implied.stream().noneMatch(port -> port.rule().protocol() == protocol)
        ? "; the system call filter refuses internet sockets instead"
        : "; the sockets that other promises grant reach every %s port".formatted(protocol);
  }

  private static String ports(Policy policy) {
    return policy.portRules().isEmpty()
        ? "none"
        : policy.portRules().stream()
            .map(port -> port.protocol().label(port.port()) + ": " + port.letters())
            .collect(Collectors.joining(", "));
  }

  /** Collects rules, and unites those of the same port, protocol and origin. */
  private static final class Builder {

    private record Key(int port, Protocol protocol, Origin origin) {}

    private final int abi;
    private final Map<Key, NetRule> rules = new LinkedHashMap<>();

    Builder(int abi) {
      this.abi = abi;
    }

    void add(PortRule rule, Origin origin) {
      // Any right that the kernel does not know would be EINVAL.
      long rights = NetRight.mask(rule.protocol(), rule.flags()) & NetRight.mask(abi);
      if (rights != 0) {
        rules.merge(
            new Key(rule.port(), rule.protocol(), origin),
            new NetRule(rule.port(), rule.protocol(), rights, origin),
            (a, b) -> new NetRule(a.port(), a.protocol(), a.rights() | b.rights(), origin));
      }
    }

    List<NetRule> build() {
      return new ArrayList<>(rules.values());
    }
  }
}
