package dev.restrict.host;

import dev.restrict.Promise;
import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.ImpliedPath;
import dev.restrict.landlock.ImpliedPort;
import dev.restrict.net.NameServers;
import dev.restrict.promise.PathGrant;
import dev.restrict.promise.PromiseEntry;
import dev.restrict.promise.PromiseTable;
import dev.restrict.promise.Surroundings;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Looks up what the names in the table stand for in this process, and which of the implied paths
 * exist.
 */
public final class HostSurroundings {

  private final Surroundings surroundings;

  public HostSurroundings() {
    Set<Path> classPath = new LinkedHashSet<>();
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
        if (!entry.isEmpty()) {
          addWithManifest(Path.of(entry).toAbsolutePath().normalize(), classPath);
        }
      }
    }
    this.surroundings =
        new Surroundings(
            Map.of(
                Surroundings.JAVA_HOME, List.of(Path.of(System.getProperty("java.home"))),
                Surroundings.CLASS_PATH, List.copyOf(classPath),
                Surroundings.TMPDIR, List.of(Path.of(System.getProperty("java.io.tmpdir"))),
                // Always in /tmp, whatever java.io.tmpdir says.
                Surroundings.PERFORMANCE_DATA,
                    List.of(Path.of("/tmp/hsperfdata_" + System.getProperty("user.name"))),
                Surroundings.LOADERS,
                    matching(List.of("/lib64/ld-linux-*", "/lib/ld-linux*", "/lib/ld-musl-*")),
                Surroundings.LIBRARIES,
                    List.of(
                        Path.of("/lib"),
                        Path.of("/lib64"),
                        Path.of("/usr/lib"),
                        Path.of("/usr/lib64"),
                        Path.of("/usr/local/lib"),
                        Path.of("/etc/ld.so.cache"),
                        Path.of("/etc/ld.so.preload"))));
  }

  /**
   * A jar may name further entries in its manifest; class loaders follow them when they first need
   * them.
   */
  private static void addWithManifest(Path entry, Set<Path> to) {
    if (!to.add(entry) || !Files.isRegularFile(entry)) {
      return;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      Manifest manifest = jar.getManifest();
      String more =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (more == null) {
        return;
      }
      for (String relative : more.trim().split("\\s+")) {
        URI uri = entry.toUri().resolve(relative);
        if ("file".equals(uri.getScheme())) {
          addWithManifest(Path.of(uri).normalize(), to);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Not a jar, or no path: the class loader cannot use it either.
    }
  }

  /** The paths that promises imply, on top of the floor. */
  public List<ImpliedPath> impliedPaths(Set<Promise> promises) {
    List<ImpliedPath> paths = new ArrayList<>();
    addPaths("floor", PromiseTable.jvmFloor(), paths);
    for (Promise promise : promises) {
      addPaths(promise.word(), PromiseTable.of(promise), paths);
    }
    return paths;
  }

  /**
   * The TCP ports that promises imply; of {@code dns} those of the servers that this process asks,
   * too.
   */
  public List<ImpliedPort> impliedPorts(Set<Promise> promises) {
    List<ImpliedPort> ports = new ArrayList<>();
    for (Promise promise : promises) {
      for (int port : PromiseTable.of(promise).connectPorts()) {
        ports.add(new ImpliedPort(port, false, true, promise.word()));
      }
    }
    if (promises.contains(Promise.DNS)) {
      NameServers.servers().stream()
          .map(NameServers.Server::port)
          .distinct()
          .filter(port -> !PromiseTable.of(Promise.DNS).connectPorts().contains(port))
          .forEach(port -> ports.add(new ImpliedPort(port, false, true, Promise.DNS.word())));
    }
    return ports;
  }

  private void addPaths(String origin, PromiseEntry entry, List<ImpliedPath> to) {
    for (PathGrant grant : entry.paths()) {
      for (Path path : resolve(grant.pattern())) {
        try {
          to.add(new ImpliedPath(path.toRealPath(), rights(grant.flags()), origin));
        } catch (IOException e) {
          // It does not exist, or is out of reach already: nothing to grant.
        }
      }
    }
  }

  private List<Path> resolve(String pattern) {
    for (Map.Entry<String, List<Path>> named : surroundings.paths().entrySet()) {
      if (pattern.equals(named.getKey())) {
        return named.getValue();
      }
      if (pattern.startsWith(named.getKey() + "/")) {
        String rest = pattern.substring(named.getKey().length() + 1);
        return named.getValue().stream().map(path -> path.resolve(rest)).toList();
      }
    }
    return matching(List.of(pattern));
  }

  private static List<Path> matching(List<String> patterns) {
    List<Path> found = new ArrayList<>();
    for (String pattern : patterns) {
      Path path = Path.of(pattern);
      if (!pattern.contains("*")) {
        found.add(path);
        continue;
      }
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
        entries.forEach(found::add);
      } catch (IOException | InvalidPathException e) {
        // No such directory: nothing matches.
      }
    }
    return found;
  }

  private static Set<FsRight> rights(String flags) {
    Set<FsRight> rights = EnumSet.noneOf(FsRight.class);
    for (char flag : flags.toCharArray()) {
      switch (flag) {
        case 'r' -> rights.addAll(Set.of(FsRight.READ_FILE, FsRight.READ_DIR));
        case 'w' -> rights.addAll(Set.of(FsRight.WRITE_FILE, FsRight.TRUNCATE));
        case 'c' ->
            rights.addAll(
                Set.of(
                    FsRight.MAKE_REG,
                    FsRight.MAKE_DIR,
                    FsRight.REMOVE_FILE,
                    FsRight.REMOVE_DIR,
                    FsRight.REFER));
        case 'x' -> rights.add(FsRight.EXECUTE);
        case 'i' -> rights.add(FsRight.IOCTL_DEV);
        case 'd' -> rights.add(FsRight.REMOVE_FILE);
        default -> throw new IllegalArgumentException("path flag " + flag);
      }
    }
    return rights;
  }

  /** What the names stand for, with every symbolic link resolved. */
  public Surroundings real() {
    Map<String, List<Path>> real = new HashMap<>();
    surroundings
        .paths()
        .forEach(
            (name, paths) -> real.put(name, paths.stream().map(HostSurroundings::real).toList()));
    return new Surroundings(real);
  }

  /** The real path, or the path itself where there is none. */
  public static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }
}
