package dev.restrict.plan;

import dev.restrict.seccomp.IpRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A machine with one folder, which is the working directory and holds no code. */
record OneFolder(List<String> jvmArguments) implements HostView {

  static final Path DATA = Path.of("/data");

  @Override
  public int pid() {
    return 4711;
  }

  @Override
  public List<Path> existing(String pattern) {
    return List.of();
  }

  @Override
  public boolean exists(Path path) {
    return path.equals(DATA) || path.equals(Path.of("/"));
  }

  @Override
  public boolean isDirectory(Path path) {
    return exists(path);
  }

  @Override
  public Path directory() {
    return DATA;
  }

  @Override
  public Optional<Path> ownFolder(Path folder) {
    return Optional.of(folder).filter(DATA::equals);
  }

  @Override
  public List<IpRange> code() {
    return List.of();
  }

  @Override
  public List<Integer> resolverPorts() {
    return List.of();
  }
}
