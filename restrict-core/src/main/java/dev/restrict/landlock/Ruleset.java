package dev.restrict.landlock;

import dev.restrict.AccessFlag;
import dev.restrict.Origin;
import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import dev.restrict.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one Landlock domain is made of: the fields of {@code struct landlock_ruleset_attr} and the
 * rules, ready for {@code landlock_create_ruleset} and {@code landlock_add_rule}. Every bit is one
 * that the kernel it was compiled for knows.
 *
 * @param handledFs rights on files that are denied unless a rule grants them
 * @param handledNet rights on ports that are denied unless a rule grants them
 * @param scoped what is cut off outside the domain
 * @param paths may have several rules for one path; the kernel unites them
 * @param ports may have several rules for one port; the kernel unites them
 * @param notices what a reader should know: rights, scopes and rules that were left out, and why
 */
public record Ruleset(
    long handledFs,
    long handledNet,
    long scoped,
    List<PathRule> paths,
    List<NetRule> ports,
    List<Status.Notice> notices) {

  public Ruleset {
    paths = List.copyOf(paths);
    ports = List.copyOf(ports);
    notices = List.copyOf(notices);
  }

  /**
   * A rule for a file, or for everything under a directory ({@code LANDLOCK_RULE_PATH_BENEATH}).
   *
   * @param path the real path
   * @param given the path as configured, if that differs
   * @param rights never 0: the kernel answers ENOMSG to that
   * @param origin where it came from
   */
  public record PathRule(Path path, Optional<Path> given, long rights, Origin origin) {

    /** Every flag of which the rule holds at least one right. */
    public Set<AccessFlag> flags() {
      return FsRight.flags(rights);
    }

    @Override
    public String toString() {
      return "path %s%s: %s (%s) from %s"
          .formatted(
              path,
              given.map(as -> " (given as " + as + ")").orElse(""),
              AccessFlag.letters(flags()),
              names(FsRight.of(rights)),
              origin);
    }
  }

  /**
   * A rule for a port ({@code LANDLOCK_RULE_NET_PORT}). The kernel's rules may have rights of both
   * protocols; here each has its own.
   *
   * @param port 0 to 65535
   * @param protocol of the sockets that it is about
   * @param rights never 0, and of this protocol alone
   * @param origin where it came from
   */
  public record NetRule(int port, Protocol protocol, long rights, Origin origin) {

    /** What may be done with the port. */
    public Set<PortFlag> flags() {
      return NetRight.flags(rights);
    }

    @Override
    public String toString() {
      return "port %s: %s (%s) from %s"
          .formatted(
              protocol.label(port), PortFlag.letters(flags()), names(NetRight.of(rights)), origin);
    }
  }

  /**
   * Whether nothing is handled: the kernel answers ENOMSG to such a ruleset, and it would change
   * nothing.
   */
  public boolean isEmpty() {
    return handledFs == 0 && handledNet == 0 && scoped == 0;
  }

  /** The ruleset for a log, line by line. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    lines.add("handled on files: " + names(FsRight.of(handledFs)));
    lines.add("handled on ports: " + names(NetRight.of(handledNet)));
    lines.add("scoped: " + names(Scope.of(scoped)));
    paths.forEach(rule -> lines.add(rule.toString()));
    ports.forEach(rule -> lines.add(rule.toString()));
    notices.forEach(notice -> lines.add("notice: " + notice));
    return lines;
  }

  @Override
  public String toString() {
    return String.join(System.lineSeparator(), describe());
  }

  private static String names(Collection<? extends Enum<?>> constants) {
    return constants.isEmpty()
        ? "nothing"
        : constants.stream().map(Enum::name).collect(Collectors.joining(" "));
  }
}
