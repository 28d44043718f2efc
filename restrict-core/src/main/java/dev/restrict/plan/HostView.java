package dev.restrict.plan;

import dev.restrict.landlock.Tree;
import dev.restrict.seccomp.IpRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

  /** The flags of the JVM, as they were given. */
  List<String> jvmArguments();

  /** The working directory. */
  Path directory();

  /**
   * The real path of a folder that is for one purpose: it exists, holds no code of this process,
   * and is none that others use too, such as the temporary folder or the user's home.
   */
  Optional<Path> ownFolder(Path folder);

  /** Where this process's code is mapped. */
  List<IpRange> code();

  /** The ports of the DNS servers that this process asks, if those are not the system's. */
  List<Integer> resolverPorts();
}
