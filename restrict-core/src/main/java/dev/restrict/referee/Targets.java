package dev.restrict.referee;

import dev.restrict.judge.FileType;
import dev.restrict.judge.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Resolves the paths that calls named, as the kernel did: links are read and files looked at, which
 * no lock forbids.
 */
final class Targets {

  private final int pid;

  /**
   * @param pid the process that locked
   */
  Targets(int pid) {
    this.pid = pid;
  }

  /** What a path stands for now; empty where a directory on the way is missing. */
  Optional<Target> target(String name, boolean followLast, int of) {
    try {
      // In a call of a child process, "self" means the child.
      Path path = Path.of(of == pid ? name : name.replaceFirst("^/proc/self\\b", "/proc/" + of));
      Path parent = path.getParent();
      if (parent == null) {
        return Optional.of(new Target(path, FileType.DIRECTORY));
      }
      Path real = parent.toRealPath().resolve(path.getFileName()).normalize();
      if (followLast && Files.exists(real)) {
        real = real.toRealPath();
      }
      return Optional.of(new Target(real, type(real)));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  static FileType type(Path path) {
    try {
      return FileType.ofMode(
          (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return FileType.MISSING;
    }
  }
}
