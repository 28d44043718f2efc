package dev.restrict.audit.export;

import static dev.restrict.linux.Linux.AF_INET;
import static dev.restrict.linux.Linux.AF_INET6;
import static dev.restrict.linux.Linux.AF_NETLINK;
import static dev.restrict.linux.Linux.AF_PACKET;
import static dev.restrict.linux.Linux.AF_UNIX;

import dev.restrict.AccessFlag;
import dev.restrict.AccessRule;
import dev.restrict.Policy;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.audit.recording.ImpliedPaths;
import dev.restrict.linux.Arch;
import dev.restrict.promise.ArgCheck;
import dev.restrict.promise.Grant;
import dev.restrict.promise.Grants;
import dev.restrict.promise.PortGrant;
import dev.restrict.promise.PromiseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A policy as a fragment of a systemd unit, to be a drop-in. systemd judges calls by name alone and
 * paths by mounts, so it is coarser than the lock, and includes what starting takes; see {@link
 * StartCalls}. Options that need a new systemd are ignored by an old one.
 */
final class SystemdUnit implements Export {

  private static final int WIDTH = 90;
  private static final int EPHEMERAL = 0;

  @Override
  public String id() {
    return "systemd";
  }

  @Override
  public String summary() {
    return "a fragment of a systemd unit";
  }

  @Override
  public String mediaType() {
    return "text/plain";
  }

  @Override
  public boolean hasPaths() {
    return true;
  }

  @Override
  public Optional<String> write(Exported exported) {
    return Optional.of(exported.policy())
        .filter(policy -> !policy.isEmpty())
        .map(policy -> of(policy, exported.arch()));
  }

  /**
   * The fragment; it ends with a line break.
   *
   * @param policy any part may be missing
   */
  static String of(Policy policy, Arch arch) {
    StringBuilder unit = new StringBuilder();
    unit.append("# Made of a restrict policy. The lock inside the JVM is stricter.\n");
    unit.append("[Service]\n");
    unit.append("NoNewPrivileges=yes\n");
    if (policy.promises().isPresent()) {
      calls(policy, arch, unit);
      families(policy, unit);
    }
    if (policy.promises().isPresent() || !policy.access().isEmpty()) {
      paths(policy, unit);
    }
    ports(policy, unit);
    return unit.toString();
  }

  private static void calls(Policy policy, Arch arch, StringBuilder unit) {
    SortedSet<String> names = new TreeSet<>();
    StartCalls.grants().forEach(grant -> names.add(grant.syscall()));
    Grants.of(policy).forEach(grant -> names.add(grant.syscall()));
    names.removeIf(name -> !arch.has(name));
    unit.append("SystemCallArchitectures=native\n");
    unit.append("SystemCallErrorNumber=ENOSYS\n");
    unit.append("# By name; what starting the JVM takes is among them.\n");
    StringBuilder line = new StringBuilder("SystemCallFilter=");
    for (String name : names) {
      if (line.length() + name.length() >= WIDTH) {
        // Given again the option adds to the list.
        unit.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder("SystemCallFilter=");
      }
      line.append(name).append(' ');
    }
    unit.append(line.toString().stripTrailing()).append('\n');
  }

  /** The families of the sockets that the promises grant. */
  private static void families(Policy policy, StringBuilder unit) {
    SortedSet<String> families = new TreeSet<>();
    for (Grant grant : Grants.of(policy)) {
      if (grant.syscall().equals("socket")) {
        for (ArgCheck check : grant.checks()) {
          if (check.index() == 0) {
            families.add(family((int) check.value()));
          }
        }
      }
    }
    if (!families.contains("AF_UNIX")) {
      unit.append("# Type=notify takes AF_UNIX in addition.\n");
    }
    unit.append("RestrictAddressFamilies=")
        .append(families.isEmpty() ? "none" : String.join(" ", families))
        .append('\n');
  }

  private static String family(int number) {
    return switch (number) {
      case AF_UNIX -> "AF_UNIX";
      case AF_INET -> "AF_INET";
      case AF_INET6 -> "AF_INET6";
      case AF_NETLINK -> "AF_NETLINK";
      case AF_PACKET -> "AF_PACKET";
      default -> throw new IllegalStateException("no name for the address family " + number);
    };
  }

  private static void paths(Policy policy, StringBuilder unit) {
    boolean everywhere =
        policy.access().isEmpty()
            && policy.promises().isPresent()
            && (policy.has(Promise.WPATH) || policy.has(Promise.CPATH));
    if (everywhere) {
      unit.append("# Without access rules the promises grant every path.\n");
      return;
    }
    unit.append("ProtectSystem=strict\n");
    List<String> written = new ArrayList<>();
    List<String> read = new ArrayList<>();
    boolean temporary = false;
    boolean home = false;
    for (AccessRule rule : policy.accessRules()) {
      String path = rule.path().toString();
      boolean writes =
          rule.flags().contains(AccessFlag.WRITE) || rule.flags().contains(AccessFlag.CREATE);
      boolean device = ImpliedPaths.under("/dev", path);
      if (!device) {
        (writes ? written : read).add(path);
      }
      temporary |= ImpliedPaths.under("/tmp", path) || ImpliedPaths.under("/var/tmp", path);
      home |= ImpliedPaths.under("/home", path) || ImpliedPaths.under("/root", path);
    }
    unit.append(
        temporary
            ? "# Not PrivateTmp: rules name what is in the shared folders for temporary files.\n"
            : "PrivateTmp=yes\n");
    unit.append(home ? "ProtectHome=no\n" : "ProtectHome=read-only\n");
    line(unit, "ReadWritePaths", written);
    line(unit, "ReadOnlyPaths", read);
  }

  private static void line(StringBuilder unit, String option, List<String> paths) {
    for (String path : new TreeSet<>(paths)) {
      unit.append(option).append('=').append(quoted(path)).append('\n');
    }
  }

  private static String quoted(String path) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      switch (c) {
        case '%' -> quoted.append("%%");
        case '"', '\\' -> quoted.append('\\').append(c);
        default -> quoted.append(Character.isISOControl(c) ? "\\x%02x".formatted((int) c) : c);
      }
    }
    String text = quoted.toString();
    return text.matches("[A-Za-z0-9/._%+@-]+") ? text : '"' + text + '"';
  }

  private static void ports(Policy policy, StringBuilder unit) {
    if (policy.ports().isEmpty()) {
      return;
    }
    unit.append("# systemd has no such list for connecting.\n");
    unit.append("SocketBindDeny=any\n");
    for (Protocol protocol : Protocol.values()) {
      SortedSet<Integer> bound = bound(policy, protocol);
      if (bound.contains(EPHEMERAL)) {
        unit.append("# Port 0, which the kernel chooses, cannot be named.\n");
        unit.append("SocketBindAllow=").append(protocol.word()).append('\n');
      } else {
        bound.forEach(
            port ->
                unit.append("SocketBindAllow=")
                    .append(protocol.word())
                    .append(':')
                    .append(port)
                    .append('\n'));
      }
    }
  }

  /** The ports that may be bound, by a rule or a promise. */
  private static SortedSet<Integer> bound(Policy policy, Protocol protocol) {
    SortedSet<Integer> bound = new TreeSet<>();
    Stream.of(
            policy.portRules().stream(),
            policy.portRules().stream().flatMap(rule -> rule.autobind().stream()),
            policy.promises().orElse(Set.of()).stream()
                .flatMap(promise -> PromiseTable.of(promise).ports().stream())
                .map(PortGrant::rule))
        .flatMap(rules -> rules)
        .filter(rule -> rule.protocol() == protocol && rule.bind())
        .forEach(rule -> bound.add(rule.port()));
    return bound;
  }
}
