package dev.restrict.promise;

import dev.restrict.PortRule;
import dev.restrict.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one promise, or the floor, grants.
 *
 * @param calls the system calls
 * @param callsWithoutPorts further calls, granted while no port rule is in force
 * @param refusedQuietly calls that libraries try first and can do without: not granted, but they
 *     fail with ENOSYS in every mode and are not counted
 * @param paths the paths that it implies, on top of the access rules
 * @param ports the ports that it implies, on top of the port rules
 */
public record PromiseEntry(
    List<Grant> calls,
    List<Grant> callsWithoutPorts,
    List<Grant> refusedQuietly,
    List<PathGrant> paths,
    List<PortGrant> ports) {

  public PromiseEntry {
    calls = List.copyOf(calls);
    callsWithoutPorts = List.copyOf(callsWithoutPorts);
    refusedQuietly = List.copyOf(refusedQuietly);
    paths = List.copyOf(paths);
    ports = List.copyOf(ports);
  }

  /** Collects a {@link PromiseEntry}. */
  static final class Builder {

    private final List<Grant> calls = new ArrayList<>();
    private final List<Grant> callsWithoutPorts = new ArrayList<>();
    private final List<Grant> refusedQuietly = new ArrayList<>();
    private final List<PathGrant> paths = new ArrayList<>();
    private final List<PortGrant> ports = new ArrayList<>();

    /** Calls that are granted whatever their arguments are; names separated by white space. */
    Builder calls(String names) {
      Arrays.stream(names.trim().split("\\s+"))
          .forEach(name -> calls.add(new Grant(name, List.of())));
      return this;
    }

    /** A call that is granted if every check holds. */
    Builder call(String name, ArgCheck... checks) {
      calls.add(new Grant(name, List.of(checks)));
      return this;
    }

    /** A call that is granted if the argument is one of these values and every check holds. */
    Builder callIn(String name, int index, List<Integer> values, ArgCheck... checks) {
      for (int value : values) {
        List<ArgCheck> all = new ArrayList<>(List.of(ArgCheck.equal(index, value)));
        all.addAll(List.of(checks));
        calls.add(new Grant(name, all));
      }
      return this;
    }

    /** A call that is refused without a word if every check holds. */
    Builder refuseQuietly(String name, ArgCheck... checks) {
      refusedQuietly.add(new Grant(name, List.of(checks)));
      return this;
    }

    /** A call that is granted if every check holds, while no port rule is in force. */
    Builder callWithoutPorts(String name, ArgCheck... checks) {
      callsWithoutPorts.add(new Grant(name, List.of(checks)));
      return this;
    }

    Builder path(String pattern, String flags, String why) {
      paths.add(new PathGrant(pattern, PathAccess.parse(flags), why));
      return this;
    }

    Builder port(int port, Protocol protocol, String flags, String why) {
      ports.add(new PortGrant(PortRule.of(port, flags, protocol), why));
      return this;
    }

    PromiseEntry build() {
      return new PromiseEntry(calls, callsWithoutPorts, refusedQuietly, paths, ports);
    }
  }
}
