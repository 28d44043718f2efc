package dev.restrict.plan;

import dev.restrict.landlock.Tree;
import dev.restrict.seccomp.IpRange;
import java.nio.file.Path;
import java.util.List;

/** What planning needs to know about this process and its file system. */
public interface HostView extends Tree {

  /** The id of this process. */
  int pid();

  /**
   * The real paths that a pattern of the table of promises stands for, as far as they exist.
   *
   * @param pattern see {@link dev.restrict.promise.PathGrant#pattern}
   */
  List<Path> existing(String pattern);

  /** Where this process's code is mapped. */
  List<IpRange> code();

  /** The ports of the DNS servers that this process asks, if those are not the system's. */
  List<Integer> resolverPorts();
}
