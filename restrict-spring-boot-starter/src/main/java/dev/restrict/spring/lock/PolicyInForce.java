package dev.restrict.spring.lock;

import dev.restrict.AccessFlag;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Status;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells whether what is in force already is what a policy asks for. The status alone is asked, so
 * it does not matter who made the lock. Whether denials by path are observed, and what was to
 * happen without a layer, the status does not say.
 */
final class PolicyInForce {

  private PolicyInForce() {}

  static boolean matches(Policy policy, Status status) {
    return grants(policy.promises().orElse(Set.of())).equals(grants(status.promises()))
        && audits(policy) == status.mode().equals(Optional.of(Mode.AUDIT))
        && (policy.promises().isEmpty() || status.mode().equals(Optional.of(policy.mode())))
        && access(policy).equals(access(status))
        && ports(policy).equals(ports(status));
  }

  /** Mode audit is in force also without promises. */
  private static boolean audits(Policy policy) {
    return policy.mode() == Mode.AUDIT;
  }

  /** The promise {@code error} is another word for the mode. */
  private static Set<Promise> grants(Set<Promise> promises) {
    Set<Promise> grants = EnumSet.noneOf(Promise.class);
    grants.addAll(promises);
    grants.remove(Promise.ERROR);
    return grants;
  }

  private static Set<String> access(Policy policy) {
    return policy.access().stream()
        .map(rule -> AccessFlag.letters(rule.flags()) + " " + rule.path())
        .collect(Collectors.toSet());
  }

  private static Set<String> access(Status status) {
    return status.access().stream()
        .filter(rule -> rule.origin().equals("access"))
        .map(rule -> rule.flags() + " " + rule.path())
        .collect(Collectors.toSet());
  }

  private static Set<String> ports(Policy policy) {
    return policy.ports().stream()
        .map(rule -> rule.flags() + " " + rule.port())
        .collect(Collectors.toSet());
  }

  private static Set<String> ports(Status status) {
    return status.ports().stream()
        .filter(rule -> rule.origin().equals("port"))
        .map(rule -> rule.flags() + " " + rule.port())
        .collect(Collectors.toSet());
  }
}
