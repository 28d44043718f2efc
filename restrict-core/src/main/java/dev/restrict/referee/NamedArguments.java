package dev.restrict.referee;

import dev.restrict.judge.PathCall;
import dev.restrict.judge.PathCall.PathArg;
import dev.restrict.linux.Arch;
import java.util.Map;

/**
 * Tells the referee which arguments of a call name a path, an address or a descriptor, so that its
 * record can say which.
 */
public final class NamedArguments {

  private static final int NONE = RingConstant.NO_ARGUMENT.get();

  /** Calls that Landlock does not judge: descriptor and path, or -1 and path. */
  private static final Map<String, PathArg> UNJUDGED =
      Map.ofEntries(
          Map.entry("chmod", new PathArg(-1, 0)),
          Map.entry("fchmodat", new PathArg(0, 1)),
          Map.entry("fchmodat2", new PathArg(0, 1)),
          Map.entry("chown", new PathArg(-1, 0)),
          Map.entry("lchown", new PathArg(-1, 0)),
          Map.entry("fchownat", new PathArg(0, 1)),
          Map.entry("utime", new PathArg(-1, 0)),
          Map.entry("utimes", new PathArg(-1, 0)),
          Map.entry("futimesat", new PathArg(0, 1)),
          Map.entry("utimensat", new PathArg(0, 1)),
          Map.entry("setxattr", new PathArg(-1, 0)),
          Map.entry("lsetxattr", new PathArg(-1, 0)),
          Map.entry("removexattr", new PathArg(-1, 0)),
          Map.entry("lremovexattr", new PathArg(-1, 0)),
          Map.entry("getxattr", new PathArg(-1, 0)),
          Map.entry("lgetxattr", new PathArg(-1, 0)),
          Map.entry("listxattr", new PathArg(-1, 0)),
          Map.entry("llistxattr", new PathArg(-1, 0)),
          Map.entry("inotify_add_watch", new PathArg(-1, 1)),
          Map.entry("chdir", new PathArg(-1, 0)),
          Map.entry("chroot", new PathArg(-1, 0)),
          Map.entry("umount2", new PathArg(-1, 0)),
          Map.entry("mount", new PathArg(-1, 1)));

  private NamedArguments() {}

  public static void tell(Ring ring, Arch arch) {
    for (PathCall call : PathCall.values()) {
      if (arch.has(call.syscall())) {
        PathArg first = call.paths().get(0);
        PathArg second = call.paths().size() > 1 ? call.paths().get(1) : new PathArg(-1, -1);
        ring.how(
            arch.number(call.syscall()),
            call.kind() == PathCall.Kind.PATH
                ? RingConstant.HOW_PATH.get()
                : RingConstant.HOW_SOCKADDR.get(),
            index(first.dirfd()),
            index(first.path()),
            index(second.dirfd()),
            index(second.path()),
            index(call.flagsPointer().orElse(-1)));
      }
    }
    UNJUDGED.forEach(
        (name, argument) -> {
          if (arch.has(name)) {
            ring.how(
                arch.number(name),
                RingConstant.HOW_PATH.get(),
                index(argument.dirfd()),
                index(argument.path()),
                NONE,
                NONE,
                NONE);
          }
        });
    // The file of a denied executable mapping.
    ring.how(arch.number("mmap"), RingConstant.HOW_FD.get(), NONE, 4, NONE, NONE, NONE);
  }

  private static int index(int argument) {
    return argument < 0 ? NONE : argument;
  }
}
