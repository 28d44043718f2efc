package dev.restrict.landlock;

import java.nio.file.Path;

/** The little that compiling a ruleset needs to know about the file system. */
public interface Tree {

  /** Whether the path exists; symbolic links are followed. */
  boolean exists(Path path);

  /** Whether the path is a directory; symbolic links are followed. */
  boolean isDirectory(Path path);
}
