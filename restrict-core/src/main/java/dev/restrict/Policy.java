package dev.restrict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a process wants to keep: immutable data. {@link Restrict#lock(Policy)} puts it in force.
 *
 * @param promises what the system calls and the paths are reduced to; empty: no system call filter,
 *     and the access and port rules alone are enforced
 * @param access what may be done with which path; with none, the path promises grant every path
 * @param ports which TCP ports may be bound and connected to; with none, {@code inet} decides alone
 * @param mode what happens to a call that no promise grants; {@link Mode#ERROR} where the promises
 *     have {@link Promise#ERROR}
 * @param observePaths whether denials by path and port are recorded too; costs a few microseconds
 *     for each call that opens, creates, renames or removes a file and for each bind and connect,
 *     and nothing for reads and writes
 * @param onUnsupported what to do where the kernel lacks a layer
 */
public record Policy(
    Optional<Set<Promise>> promises,
    List<AccessRule> access,
    List<PortRule> ports,
    Mode mode,
    boolean observePaths,
    OnUnsupported onUnsupported) {

  public Policy {
    promises = promises.map(set -> Collections.unmodifiableSet(new LinkedHashSet<>(set)));
    access = List.copyOf(access);
    ports = List.copyOf(ports);
    if (promises.isPresent() && promises.get().contains(Promise.ERROR)) {
      if (mode == Mode.AUDIT) {
        throw new RestrictException(
            "the promise 'error' means mode error, but the mode is audit; remove one of the two");
      }
      mode = Mode.ERROR;
    }
  }

  /** Whether the policy asks for nothing to be given up. */
  public boolean isEmpty() {
    return promises.isEmpty() && access.isEmpty() && ports.isEmpty();
  }

  /** Whether this is promised. */
  public boolean has(Promise promise) {
    return promises.isPresent() && promises.get().contains(promise);
  }

  /** Whether there are port rules and none of them lets a port be bound. */
  public boolean bindsNoPort() {
    return !ports.isEmpty() && ports.stream().noneMatch(PortRule::bind);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects a {@link Policy}; every method checks its argument at once. */
  public static final class Builder {

    private Set<Promise> promises;
    private final List<AccessRule> access = new ArrayList<>();
    private final List<PortRule> ports = new ArrayList<>();
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

    public Builder access(AccessRule rule) {
      access.add(rule);
      return this;
    }

    /** Adds a rule for a TCP port; see {@link PortRule#of}. */
    public Builder port(int port, String flags) {
      return port(PortRule.of(port, flags));
    }

    public Builder port(PortRule rule) {
      ports.add(rule);
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
          Optional.ofNullable(promises), access, ports, mode, observePaths, onUnsupported);
    }
  }
}
