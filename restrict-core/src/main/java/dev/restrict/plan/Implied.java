package dev.restrict.plan;

import dev.restrict.Origin;
import dev.restrict.PortFlag;
import dev.restrict.PortRule;
import dev.restrict.Promise;
import dev.restrict.Protocol;
import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.ImpliedPath;
import dev.restrict.landlock.ImpliedPort;
import dev.restrict.promise.PathAccess;
import dev.restrict.promise.PathGrant;
import dev.restrict.promise.PortGrant;
import dev.restrict.promise.PromiseEntry;
import dev.restrict.promise.PromiseTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the table of promises implies in this process: paths and ports. */
final class Implied {

  private Implied() {}

  /** The paths of the floor, and those that promises imply. */
  static List<ImpliedPath> paths(Set<Promise> promises, HostView host) {
    List<ImpliedPath> paths = new ArrayList<>();
    add(Origin.FLOOR, PromiseTable.jvmFloor(), host, paths);
    for (Promise promise : promises) {
      add(Origin.of(promise), PromiseTable.of(promise), host, paths);
    }
    return paths;
  }

  private static void add(Origin origin, PromiseEntry entry, HostView host, List<ImpliedPath> to) {
    for (PathGrant grant : entry.paths()) {
      for (Path path : host.existing(grant.pattern())) {
        to.add(new ImpliedPath(path, rights(grant.access()), origin));
      }
    }
  }

  private static Set<FsRight> rights(Set<PathAccess> granted) {
    Set<FsRight> rights = EnumSet.noneOf(FsRight.class);
    for (PathAccess access : granted) {
      switch (access) {
        case READ -> rights.addAll(EnumSet.of(FsRight.READ_FILE, FsRight.READ_DIR));
        case WRITE -> rights.addAll(EnumSet.of(FsRight.WRITE_FILE, FsRight.TRUNCATE));
        case CREATE ->
            rights.addAll(
                EnumSet.of(
                    FsRight.MAKE_REG,
                    FsRight.MAKE_DIR,
                    FsRight.REMOVE_FILE,
                    FsRight.REMOVE_DIR,
                    FsRight.REFER));
        case EXECUTE -> rights.add(FsRight.EXECUTE);
        case IOCTL -> rights.add(FsRight.IOCTL_DEV);
        case REMOVE -> rights.add(FsRight.REMOVE_FILE);
      }
    }
    return rights;
  }

  /**
   * The ports that promises imply; for {@code dns}, also those of the servers that this process
   * asks.
   */
  static List<ImpliedPort> ports(Set<Promise> promises, HostView host) {
    Set<ImpliedPort> ports = new LinkedHashSet<>();
    for (Promise promise : promises) {
      for (PortGrant grant : PromiseTable.of(promise).ports()) {
        ports.add(new ImpliedPort(grant.rule(), Origin.of(promise)));
      }
    }
    if (promises.contains(Promise.DNS)) {
      for (int port : host.resolverPorts()) {
        for (Protocol protocol : Protocol.values()) {
          PortRule rule = new PortRule(port, Set.of(PortFlag.CONNECT), protocol);
          ports.add(new ImpliedPort(rule, Origin.of(Promise.DNS)));
        }
      }
    }
    return List.copyOf(ports);
  }
}
