package dev.restrict.host;

import dev.restrict.net.NameServers;
import dev.restrict.plan.HostView;
import dev.restrict.promise.Folders;
import dev.restrict.promise.Surroundings;
import dev.restrict.seccomp.IpRange;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** This process and its file system, as they are now. */
public final class ThisHost implements HostView {

  private final int pid = (int) ProcessHandle.current().pid();
  private final Surroundings surroundings;

  public ThisHost() {
    Set<Path> classPath = ClassSources.all();
    Path javaHome = Path.of(System.getProperty("java.home"));
    Set<Path> code = new LinkedHashSet<>(classPath);
    code.add(javaHome);
    Set<Path> parts = new LinkedHashSet<>(classPath);
    // The rest of the JDK is for people: licences, manuals, sources.
    parts.add(javaHome.resolve("conf"));
    parts.add(javaHome.resolve("lib"));
    this.surroundings =
        new Surroundings(
            Map.of(
                Surroundings.JAVA_HOME, List.of(javaHome),
                Surroundings.CLASS_PATH, List.copyOf(classPath),
                Surroundings.LINKED, Links.outOf(code, parts),
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

  @Override
  public int pid() {
    return pid;
  }

  @Override
  public List<Path> existing(String pattern) {
    List<Path> existing = new ArrayList<>();
    for (Path path : resolve(pattern)) {
      try {
        existing.add(path.toRealPath());
      } catch (IOException e) {
        // It does not exist or is already out of reach: there is nothing to grant.
      }
    }
    return existing;
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public List<String> jvmArguments() {
    return JvmArguments.get();
  }

  @Override
  public Path directory() {
    return Path.of(System.getProperty("user.dir"));
  }

  @Override
  public Optional<Path> ownFolder(Path folder) {
    Path path = real(folder);
    boolean own =
        Files.isDirectory(path)
            && !Folders.keepsApart(path.toString())
            && Stream.of("java.io.tmpdir", "user.home")
                .map(name -> real(Path.of(System.getProperty(name))))
                .noneMatch(shared -> shared.startsWith(path))
            && Stream.of(Surroundings.JAVA_HOME, Surroundings.CLASS_PATH, Surroundings.LINKED)
                .flatMap(name -> surroundings.paths().getOrDefault(name, List.of()).stream())
                .map(ThisHost::real)
                .noneMatch(code -> code.startsWith(path) || path.startsWith(code));
    return own ? Optional.of(path) : Optional.empty();
  }

  @Override
  public List<IpRange> code() {
    return ExecutableMappings.ofThisProcess();
  }

  @Override
  public List<Integer> resolverPorts() {
    return NameServers.servers().stream().map(NameServers.Server::port).toList();
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
      if (!pattern.contains("*")) {
        found.add(Path.of(pattern));
        continue;
      }
      // Not as a path: elsewhere than on Linux, a path may have no star.
      int name = pattern.lastIndexOf('/') + 1;
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(Path.of(pattern.substring(0, name)), pattern.substring(name))) {
        entries.forEach(found::add);
      } catch (IOException | InvalidPathException e) {
        // No such directory: nothing matches.
      }
    }
    return found;
  }

  /** The paths that the names stand for, with every symbolic link resolved. */
  public Surroundings real() {
    Map<String, List<Path>> real = new HashMap<>();
    surroundings
        .paths()
        .forEach((name, paths) -> real.put(name, paths.stream().map(ThisHost::real).toList()));
    return new Surroundings(real);
  }

  /** The real path, or the path itself if there is none. */
  public static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }
}
