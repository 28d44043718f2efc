package dev.restrict.landlock;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A file system in memory: the directories on the way to what is added are there too. */
public final class FakeTree implements Tree {

  private final Set<Path> directories = new HashSet<>(Set.of(Path.of("/")));
  private final Set<Path> files = new HashSet<>();

  public FakeTree directory(String path) {
    for (Path at = Path.of(path); at != null; at = at.getParent()) {
      directories.add(at);
    }
    return this;
  }

  public FakeTree file(String path) {
    files.add(Path.of(path));
    return directory(Path.of(path).getParent().toString());
  }

  @Override
  public boolean exists(Path path) {
    return directories.contains(path) || files.contains(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return directories.contains(path);
  }
}
