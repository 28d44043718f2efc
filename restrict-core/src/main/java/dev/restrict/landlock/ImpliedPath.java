package dev.restrict.landlock;

import dev.restrict.Origin;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A path that a promise or the JVM itself needs. If it does not exist, no rule is made for it.
 *
 * @param path absolute, with every symbolic link resolved
 * @param rights exactly what is granted, whatever is promised
 * @param origin the floor, or the promise
 */
public record ImpliedPath(Path path, Set<FsRight> rights, Origin origin) {

  public ImpliedPath {
    // EnumSet keeps the kernel's order, which the lines of the log show.
    Set<FsRight> copy = EnumSet.noneOf(FsRight.class);
    copy.addAll(rights);
    rights = Collections.unmodifiableSet(copy);
  }
}
