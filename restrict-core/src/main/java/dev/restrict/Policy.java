package dev.restrict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a process wants to keep: immutable data. {@link Restrict#lock(Policy)} puts it in force.
 *
 * <p>Promises, access rules and port rules may each be absent or empty, which is not the same: an
 * absent part restricts nothing, while an empty one leaves only what the JVM needs and what the
 * other parts imply.
 *
 * @param promises what the system calls and the paths are reduced to; if absent, there is no system
 *     call filter, and only the access and port rules are enforced
 * @param access what may be done with which path; if absent, the path promises grant every path
 * @param ports which ports may be bound and connected to; if absent, {@code inet} alone decides; if
 *     present, what has no rule is refused, UDP too where the kernel can (Linux 7.2)
 * @param mode what happens to a call that no promise grants; {@link Mode#ERROR} where the promises
 *     include {@link Promise#ERROR}
 * @param observePaths whether denials by path and port are recorded too; this costs a few
 *     microseconds for each call that opens, creates, renames or removes a file and for each bind
 *     and connect, and nothing for reads and writes
 * @param onUnsupported what to do where the kernel lacks a layer
 */
public record Policy(
    Optional<Set<Promise>> promises,
    Optional<List<AccessRule>> access,
    Optional<List<PortRule>> ports,
    Mode mode,
    boolean observePaths,
    OnUnsupported onUnsupported) {

  public Policy {
    promises = promises.map(set -> Collections.unmodifiableSet(new LinkedHashSet<>(set)));
    access = access.map(List::copyOf);
    ports = ports.map(List::copyOf);
    if (promises.isPresent() && promises.get().contains(Promise.ERROR)) {
      if (mode == Mode.AUDIT) {
        throw new RestrictException(
            "the promise 'error' means mode error, but the mode is audit; remove one of the two");
      }
      mode = Mode.ERROR;
    }
  }

  /** Whether the policy gives up nothing. */
  public boolean isEmpty() {
    return promises.isEmpty() && access.isEmpty() && ports.isEmpty();
  }

  /** Whether this is promised. */
  public boolean has(Promise promise) {
    return promises.isPresent() && promises.get().contains(promise);
  }

  /** The access rules; none where they are absent. */
  public List<AccessRule> accessRules() {
    return access.orElse(List.of());
  }

  /** The port rules; none where they are absent. */
  public List<PortRule> portRules() {
    return ports.orElse(List.of());
  }

  /** Whether ports are restricted and no rule allows a TCP port to be bound. */
  public boolean bindsNoPort() {
    return ports.isPresent()
        && portRules().stream().noneMatch(rule -> rule.protocol() == Protocol.TCP && rule.bind());
  }

  /**
   * Whether this asks for the same as another policy, however it is written: the order of rules
   * does not matter, the promise {@code error} is another word for the mode, and the mode means
   * nothing where no calls are filtered. Whether denials by path are observed, and what to do on a
   * kernel that lacks a layer, are not compared.
   */
  public boolean asksForTheSameAs(Policy other) {
    return asked().equals(other.asked());
  }

  private List<Object> asked() {
    Optional<Set<Promise>> grants =
        promises.map(
            all -> {
              Set<Promise> set = EnumSet.noneOf(Promise.class);
              set.addAll(all);
              set.remove(Promise.ERROR);
              return set;
            });
    Map<Path, Set<AccessFlag>> paths = new HashMap<>();
    for (AccessRule rule : accessRules()) {
      paths.computeIfAbsent(rule.path(), path -> new HashSet<>()).addAll(rule.flags());
    }
    Map<List<Object>, Set<PortFlag>> numbers = new HashMap<>();
    for (PortRule rule : portRules()) {
      numbers
          .computeIfAbsent(List.of(rule.protocol(), rule.port()), port -> new HashSet<>())
          .addAll(rule.flags());
    }
    return List.of(
        grants,
        access.isPresent(),
        paths,
        ports.isPresent(),
        numbers,
        promises.isPresent() || mode == Mode.AUDIT ? mode : "any");
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects a {@link Policy}; every method checks its argument at once. */
  public static final class Builder {

    private @Nullable Set<Promise> promises;
    private @Nullable List<AccessRule> access;
    private @Nullable List<PortRule> ports;
    private Mode mode = Mode.KILL;
    private boolean observePaths;
    private OnUnsupported onUnsupported = OnUnsupported.FAIL;

    private Builder() {}

    /**
     * Adds promises, words separated by white space. Once called, system calls are filtered, even
     * if the list is empty.
     */
    public Builder promises(String words) {
      return promises(Promise.parse(words));
    }

    /** Adds promises. Once called, system calls are filtered, even if the list is empty. */
    public Builder promises(Collection<Promise> more) {
      if (promises == null) {
        promises = EnumSet.noneOf(Promise.class);
      }
      promises.addAll(more);
      return this;
    }

    /** Adds a rule for a path that must exist; see {@link AccessRule#of}. */
    public Builder access(Path path, String flags) {
      return access(AccessRule.of(path, flags));
    }

    /** Adds a rule. */
    public Builder access(AccessRule rule) {
      return access(List.of(rule));
    }

    /** Adds rules. Once called, every other path is out of reach, even if the list is empty. */
    public Builder access(Collection<AccessRule> rules) {
      if (access == null) {
        access = new ArrayList<>();
      }
      access.addAll(rules);
      return this;
    }

    /** Adds a rule for a TCP port; see {@link PortRule#of(int, String)}. */
    public Builder port(int port, String flags) {
      return port(PortRule.of(port, flags));
    }

    /** Adds a rule for a port; see {@link PortRule}. */
    public Builder port(int port, String flags, Protocol protocol) {
      return port(PortRule.of(port, flags, protocol));
    }

    /** Adds a rule. */
    public Builder port(PortRule rule) {
      return ports(List.of(rule));
    }

    /** Adds rules. Once called, every other port is out of reach, even if the list is empty. */
    public Builder ports(Collection<PortRule> rules) {
      if (ports == null) {
        ports = new ArrayList<>();
      }
      ports.addAll(rules);
      return this;
    }

    /** Default {@link Mode#KILL}. */
    public Builder mode(Mode mode) {
      this.mode = mode;
      return this;
    }

    /** Default false. */
    public Builder observePaths(boolean observePaths) {
      this.observePaths = observePaths;
      return this;
    }

    /** Default {@link OnUnsupported#FAIL}. */
    public Builder onUnsupported(OnUnsupported onUnsupported) {
      this.onUnsupported = onUnsupported;
      return this;
    }

    public Policy build() {
      return new Policy(
          Optional.ofNullable(promises),
          Optional.ofNullable(access),
          Optional.ofNullable(ports),
          mode,
          observePaths,
          onUnsupported);
    }
  }
}
