package dev.restrict.judge;

import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.NetRight;
import java.nio.file.Path;
import java.util.Set;

/** What Landlock requires of a call, for {@link Judge#judge}. */
public sealed interface Need {

  /**
   * Rights on a path.
   *
   * @param path the real path of a file that exists
   */
  record OnPath(Path path, Set<FsRight> rights) implements Need {

    public OnPath {
      rights = Set.copyOf(rights);
    }
  }

  /** A right on a port. */
  record OnPort(int port, NetRight right) implements Need {}
}
