package dev.restrict.judge;

import dev.restrict.PortFlag;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.NetRight;
import dev.restrict.landlock.Ruleset;
import dev.restrict.landlock.Ruleset.NetRule;
import dev.restrict.landlock.Ruleset.PathRule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what the kernel denies under the rulesets in force, so that a silent denial can be reported.
 * It judges by path and the kernel by inode, so they differ if one file has several paths: through
 * hard links and bind mounts. It does not see the second check of a rename or link to another
 * directory, which is {@code EXDEV} if the file would gain rights there; programs then copy
 * instead.
 */
public final class Judge {

  private final Remedy remedy;
  private final List<Domain> domains;

  /**
   * @param promises those in force; empty if there are only access and port rules
   * @param stack every ruleset in force; all of them must allow it
   */
  public Judge(Optional<Set<Promise>> promises, List<Ruleset> stack) {
    this.remedy = new Remedy(promises, stack);
    this.domains = stack.stream().map(Domain::new).toList();
  }

  /** What is denied of a need; empty if all of it is allowed. */
  public Optional<Denied> judge(Need need) {
    if (need instanceof Need.OnPath onPath) {
      return path(onPath.path(), onPath.rights());
    }
    Need.OnPort onPort = (Need.OnPort) need;
    return port(onPort.port(), onPort.right());
  }

  /**
   * Which rights on a path are denied.
   *
   * @param realPath absolute, without symbolic links
   */
  public Optional<Denied> path(Path realPath, Set<FsRight> needed) {
    long wanted = FsRight.mask(needed);
    long missing = 0;
    for (Domain domain : domains) {
      missing |= wanted & domain.deniedOn(realPath);
    }
    return missing == 0
        ? Optional.empty()
        : Optional.of(remedy.path(realPath, FsRight.of(missing)));
  }

  /** Whether binding a socket to a port is denied. */
  public Optional<Denied> bind(Protocol protocol, int port) {
    return port(port, NetRight.of(protocol, PortFlag.BIND));
  }

  /** Whether connecting a socket to a port is denied. */
  public Optional<Denied> connect(Protocol protocol, int port) {
    return port(port, NetRight.of(protocol, PortFlag.CONNECT));
  }

  /** Whether any ruleset in force says which ports of a protocol may be used. */
  public boolean judges(Protocol protocol) {
    long rights = 0;
    for (PortFlag flag : PortFlag.values()) {
      rights |= NetRight.of(protocol, flag).bit();
    }
    long all = rights;
    return domains.stream().anyMatch(domain -> (domain.handledNet & all) != 0);
  }

  private Optional<Denied> port(int port, NetRight right) {
    boolean denied =
        domains.stream().anyMatch(domain -> (right.bit() & domain.deniedOn(port)) != 0);
    return denied ? Optional.of(remedy.port(port, right)) : Optional.empty();
  }

  /** One ruleset, its rules by what they are tied to. */
  private static final class Domain {

    private final long handledFs;
    private final long handledNet;
    private final Map<Path, Long> paths = new HashMap<>();
    private final Map<Integer, Long> ports = new HashMap<>();

    Domain(Ruleset ruleset) {
      handledFs = ruleset.handledFs();
      handledNet = ruleset.handledNet();
      for (PathRule rule : ruleset.paths()) {
        paths.merge(rule.path(), rule.rights(), (a, b) -> a | b);
      }
      for (NetRule rule : ruleset.ports()) {
        ports.merge(rule.port(), rule.rights(), (a, b) -> a | b);
      }
    }

    /** Rights add up from the path to the root. */
    long deniedOn(Path path) {
      long denied = handledFs;
      for (Path at = path; at != null && denied != 0; at = at.getParent()) {
        denied &= ~paths.getOrDefault(at, 0L);
      }
      return denied;
    }

    long deniedOn(int port) {
      return handledNet & ~ports.getOrDefault(port, 0L);
    }
  }
}
