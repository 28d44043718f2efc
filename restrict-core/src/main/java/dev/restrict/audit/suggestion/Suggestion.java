package dev.restrict.audit.suggestion;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Mode;
import dev.restrict.Policy;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.audit.recording.Recording;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The policy that a recording suggests, with the reason for each part. The same recording always
 * makes the same one.
 *
 * @param promises in their own order
 * @param access by path; paths may start with a placeholder such as {@code ${user.dir}}
 * @param ports TCP first, by number
 * @param refused what was needed but is not suggested, because the rule would open too much
 * @param unpromised calls that belong to no promise: they will be denied
 * @param notices what else to know, a sentence each
 * @param recording what all of it was made of
 */
public record Suggestion(
    List<Promised> promises,
    List<Access> access,
    List<Port> ports,
    List<Because> refused,
    List<Because> unpromised,
    List<String> notices,
    Recording recording) {

  /** A promise, and what needs it. */
  public record Promised(Promise promise, List<Because> reasons) {}

  /** An access rule, and what needs it. */
  public record Access(String path, Set<AccessFlag> flags, List<Because> reasons) {

    public Access {
      flags = Set.copyOf(flags);
      reasons = List.copyOf(reasons);
    }
  }

  /** A port rule, and what needs it. */
  public record Port(PortRule rule, List<Because> reasons) {}

  public Suggestion {
    promises = List.copyOf(promises);
    access = List.copyOf(access);
    ports = List.copyOf(ports);
    refused = List.copyOf(refused);
    unpromised = List.copyOf(unpromised);
    notices = List.copyOf(notices);
  }

  /** The smallest policy found that allows everything that was recorded. */
  public static Suggestion of(Recording recording) {
    return new SuggestionMaker(recording).make();
  }

  /** The promises alone. */
  public Set<Promise> words() {
    Set<Promise> words = EnumSet.noneOf(Promise.class);
    promises.forEach(promised -> words.add(promised.promise));
    return words;
  }

  /**
   * The policy as data, for an export.
   *
   * @param resolve resolves the placeholder of a path, as Spring does
   */
  public Policy policy(Mode mode, UnaryOperator<String> resolve) {
    Policy.Builder policy = Policy.builder().promises(words()).mode(mode).observePaths(true);
    for (Access one : access) {
      Path path = Path.of(resolve.apply(one.path));
      policy.access(new AccessRule(path, path, one.flags));
    }
    ports.forEach(port -> policy.port(port.rule));
    return policy.build();
  }
}
