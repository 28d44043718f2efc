package dev.restrict.landlock;

import dev.restrict.OnUnsupported;
import dev.restrict.Origin;
import dev.restrict.Policy;
import dev.restrict.PortFlag;
import dev.restrict.Promise;
import dev.restrict.Status.Notice;
import dev.restrict.UnsupportedKernelException;
import dev.restrict.landlock.Ruleset.NetRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A policy's rights on TCP ports.
 *
 * @param handled 0 if every port is allowed
 * @param rules configured ones first
 */
record NetRules(long handled, List<NetRule> rules) {

  private static final NetRules NONE = new NetRules(0, List.of());

  /** The first ABI that has rights on ports at all. */
  private static final int ABI = NetRight.CONNECT_TCP.abi();

  private record Key(int port, Origin origin) {}

  static NetRules compile(Policy policy, List<ImpliedPort> implied, int abi, List<Notice> notices) {
    boolean withoutInet = policy.promises().isPresent() && !policy.has(Promise.INET);
    if (policy.ports().isEmpty() && !withoutInet) {
      return NONE;
    }
    if (abi < ABI) {
      leaveOut(policy, implied, abi, notices);
      return NONE;
    }
    long handled = NetRight.mask(abi);
    for (NetRight right : NetRight.values()) {
      if (right.abi() > abi) {
        notices.add(
            Abi.lacks(right.constant(), right.abi(), abi, "; such use of ports is not judged"));
      }
    }
    Map<Key, NetRule> rules = new LinkedHashMap<>();
    if (!withoutInet) {
      policy
          .portRules()
          .forEach(port -> add(rules, port.port(), rights(port.flags(), abi), Origin.PORT));
    } else if (!policy.portRules().isEmpty()) {
      notices.add(
          new Notice(
              Notice.Kind.CONFIGURATION,
              "port rules grant nothing without the promise inet: %s".formatted(ports(policy))));
    }
    implied.forEach(port -> add(rules, port.port(), rights(port.flags(), abi), port.origin()));
    return new NetRules(handled, new ArrayList<>(rules.values()));
  }

  /** The rights that flags stand for on this kernel; any others would be EINVAL. */
  private static long rights(Set<PortFlag> flags, int abi) {
    return NetRight.mask(flags) & NetRight.mask(abi);
  }

  private static void leaveOut(
      Policy policy, List<ImpliedPort> implied, int abi, List<Notice> notices) {
    if (policy.ports().isPresent() && policy.onUnsupported() == OnUnsupported.FAIL) {
      throw new UnsupportedKernelException(
          ("port rules were asked for (%s); they need Landlock ABI %d, the kernel has ABI %d;"
                  + " use Linux %s or newer, or remove the rules")
              .formatted(ports(policy), ABI, abi, Abi.linux(ABI)));
    }
    String instead;
    if (policy.promises().isEmpty() || policy.has(Promise.INET)) {
      instead = "; every TCP port is allowed";
    } else if (implied.isEmpty()) {
      instead = "; the system call filter refuses internet sockets instead";
    } else {
      instead = "; the sockets that other promises grant reach every TCP port";
    }
    for (NetRight right : NetRight.values()) {
      notices.add(Abi.lacks(right.constant(), right.abi(), abi, instead));
    }
  }

  private static String ports(Policy policy) {
    return policy.portRules().isEmpty()
        ? "none"
        : policy.portRules().stream()
            .map(port -> port.port() + ": " + port.letters())
            .collect(Collectors.joining(", "));
  }

  private static void add(Map<Key, NetRule> rules, int port, long rights, Origin origin) {
    if (rights != 0) {
      rules.merge(
          new Key(port, origin),
          new NetRule(port, rights, origin),
          (a, b) -> new NetRule(port, a.rights() | b.rights(), origin));
    }
  }
}
