package dev.restrict.judge;

import static dev.restrict.linux.Linux.AT_REMOVEDIR;
import static dev.restrict.linux.Linux.AT_SYMLINK_FOLLOW;
import static dev.restrict.linux.Linux.AT_SYMLINK_NOFOLLOW;
import static dev.restrict.linux.Linux.O_CREAT;
import static dev.restrict.linux.Linux.O_TRUNC;
import static dev.restrict.linux.Linux.O_WRONLY;
import static dev.restrict.linux.Linux.S_IFMT;

import dev.restrict.landlock.FsRight;
import dev.restrict.landlock.NetRight;
import dev.restrict.linux.Arch;
import dev.restrict.linux.SocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A system call that Landlock judges by a path or a port: where its arguments are, and which rights
 * it takes.
 *
 * <p>A call that the kernel refuses before it asks Landlock takes no right: opening what does not
 * exist is ENOENT, making what exists is EEXIST. The rules were taken from {@code
 * security/landlock/fs.c} and {@code fs/namei.c} of Linux 6.18 and tried on it.
 *
 * <p>There is one constant for each call, so its length is that of the list of calls.
 *
 * <p>The names are those of x86-64; other architectures lack the calls without {@code at}.
 */
public enum PathCall {
  OPEN("open", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return OpenFlags.need(arch, (int) args[1], target);
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return OpenFlags.follows(arch, (int) args[1]);
    }
  },
  OPENAT("openat", new PathArg(0, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return OpenFlags.need(arch, (int) args[2], target);
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return OpenFlags.follows(arch, (int) args[2]);
    }
  },
  /** Its flags are behind a pointer: see {@link #flagsPointer}. */
  OPENAT2("openat2", new PathArg(0, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return OpenFlags.need(arch, (int) args[2], target);
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return OpenFlags.follows(arch, (int) args[2]);
    }
  },
  CREAT("creat", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return OpenFlags.need(arch, O_CREAT | O_WRONLY | O_TRUNC, target);
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return true;
    }
  },
  TRUNCATE("truncate", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      // A directory is EISDIR, and a device EINVAL, before Landlock is asked.
      return target.type() == FileType.REGULAR ? on(target, FsRight.TRUNCATE) : List.of();
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return true;
    }
  },
  MKDIR("mkdir", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return make(target, FsRight.MAKE_DIR);
    }
  },
  MKDIRAT("mkdirat", new PathArg(0, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return make(target, FsRight.MAKE_DIR);
    }
  },
  RMDIR("rmdir", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return remove(target, FsRight.REMOVE_DIR);
    }
  },
  UNLINK("unlink", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return remove(target, FsRight.REMOVE_FILE);
    }
  },
  UNLINKAT("unlinkat", new PathArg(0, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      boolean directory = (args[2] & AT_REMOVEDIR) != 0;
      return remove(target, directory ? FsRight.REMOVE_DIR : FsRight.REMOVE_FILE);
    }
  },
  RENAME("rename", new PathArg(-1, 0), new PathArg(-1, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target old, Target made) {
      return Move.rename(0, old, made);
    }
  },
  RENAMEAT("renameat", new PathArg(0, 1), new PathArg(2, 3)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target old, Target made) {
      return Move.rename(0, old, made);
    }
  },
  RENAMEAT2("renameat2", new PathArg(0, 1), new PathArg(2, 3)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target old, Target made) {
      return Move.rename((int) args[4], old, made);
    }
  },
  LINK("link", new PathArg(-1, 0), new PathArg(-1, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target old, Target made) {
      return Move.link(old, made);
    }
  },
  LINKAT("linkat", new PathArg(0, 1), new PathArg(2, 3)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target old, Target made) {
      return Move.link(old, made);
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return (args[4] & AT_SYMLINK_FOLLOW) != 0;
    }
  },
  /** The first argument is only the link's text: it is not looked up. */
  SYMLINK("symlink", new PathArg(-1, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return make(target, FsRight.MAKE_SYM);
    }
  },
  SYMLINKAT("symlinkat", new PathArg(1, 2)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return make(target, FsRight.MAKE_SYM);
    }
  },
  MKNOD("mknod", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return mknod((int) args[1], target);
    }
  },
  MKNODAT("mknodat", new PathArg(0, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return mknod((int) args[2], target);
    }
  },
  EXECVE("execve", new PathArg(-1, 0)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return execute(target);
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return true;
    }
  },
  EXECVEAT("execveat", new PathArg(0, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return execute(target);
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return (args[4] & AT_SYMLINK_NOFOLLOW) == 0;
    }
  },
  BIND("bind", Kind.SOCKADDR, new PathArg(-1, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return make(target, FsRight.MAKE_SOCK);
    }
  },
  /**
   * By path it takes {@link FsRight#RESOLVE_UNIX} only if a process outside the domain made the
   * socket, which cannot be known here, so nothing is reported.
   */
  CONNECT("connect", Kind.SOCKADDR, new PathArg(-1, 1)) {
    @Override
    List<Need> need(Arch arch, long[] args, Target target, Target second) {
      return List.of();
    }

    @Override
    boolean followsFirst(Arch arch, long[] args) {
      return true;
    }
  };

  /** What the path argument points to. */
  public enum Kind {
    /** A string that ends with NUL. */
    PATH,
    /** A {@code struct sockaddr}, its length in the next argument; see {@link SocketAddress}. */
    SOCKADDR
  }

  /**
   * Where a path is among the arguments.
   *
   * @param dirfd the index of the descriptor that a relative path starts from; -1 for the working
   *     directory
   * @param path the index of the pointer to the path, or to the {@code struct sockaddr} that may
   *     hold one
   */
  public record PathArg(int dirfd, int path) {}

  private final String syscall;
  private final Kind kind;
  private final List<PathArg> paths;

  PathCall(String syscall, PathArg... paths) {
    this(syscall, Kind.PATH, paths);
  }

  PathCall(String syscall, Kind kind, PathArg... paths) {
    this.syscall = syscall;
    this.kind = kind;
    this.paths = List.of(paths);
  }

  /** The call with this name; empty if Landlock does not judge it, or not by path or port. */
  public static Optional<PathCall> of(String syscall) {
    return Arrays.stream(values()).filter(call -> call.syscall.equals(syscall)).findFirst();
  }

  /** The kernel's name on x86-64. */
  public String syscall() {
    return syscall;
  }

  /** What its path arguments point to. */
  public Kind kind() {
    return kind;
  }

  /** Its path arguments: two for rename and link, the old one first. */
  public List<PathArg> paths() {
    return paths;
  }

  /**
   * The index of an argument that points to 64 bits of flags. The referee reads them, so that a
   * record's arguments have the flags themselves in that place, as {@link #needs} and {@link
   * #followsLast} expect them. Only {@code openat2} has one: {@code flags} is first in {@code
   * struct open_how}.
   */
  public Optional<Integer> flagsPointer() {
    return this == OPENAT2 ? Optional.of(2) : Optional.empty();
  }

  /**
   * Whether the kernel follows a symbolic link in the last element of a path argument.
   *
   * @param arch the architecture on which the call was made
   * @param args the six arguments
   * @param which 0 for the first of {@link #paths}, 1 for the second
   */
  public boolean followsLast(Arch arch, long[] args, int which) {
    return which == 0 && followsFirst(arch, args);
  }

  /**
   * The rights that this call takes; none if the kernel refuses or allows it without asking
   * Landlock.
   *
   * @param arch the architecture on which the call was made
   * @param args the six arguments
   * @param targets one for each of {@link #paths}
   */
  public List<Need> needs(Arch arch, long[] args, List<Target> targets) {
    if (targets.size() != paths.size()) {
      throw new IllegalArgumentException(
          "%s has %d paths, not %d".formatted(syscall, paths.size(), targets.size()));
    }
    return need(arch, args, targets.get(0), targets.get(targets.size() - 1));
  }

  /**
   * The right that this call takes on a TCP port.
   *
   * @throws IllegalStateException if this is neither bind nor connect
   */
  public Need needs(int port) {
    if (kind != Kind.SOCKADDR) {
      throw new IllegalStateException(syscall + " has no port");
    }
    return new Need.OnPort(port, this == BIND ? NetRight.BIND_TCP : NetRight.CONNECT_TCP);
  }

  /**
   * @param second the same as the first if the call has one path
   */
  abstract List<Need> need(Arch arch, long[] args, Target first, Target second);

  boolean followsFirst(Arch arch, long[] args) {
    return false;
  }

  static List<Need> on(Target target, FsRight... rights) {
    return List.of(new Need.OnPath(target.path(), Set.of(rights)));
  }

  static List<Need> make(Target target, FsRight right) {
    return target.isMissing() ? onParent(target, right) : List.of();
  }

  /** The kernel asks Landlock before it checks whether the type fits the call. */
  static List<Need> remove(Target target, FsRight right) {
    return target.isMissing() ? List.of() : onParent(target, right);
  }

  private static List<Need> onParent(Target target, FsRight right) {
    Path parent = target.path().getParent();
    return parent == null ? List.of() : List.of(new Need.OnPath(parent, Set.of(right)));
  }

  /**
   * Character device 0:0 is a whiteout of overlayfs. Kernels with the fix for erratum 4 want
   * MAKE_REG for it; this says MAKE_CHAR.
   */
  private static List<Need> mknod(int mode, Target target) {
    int format = mode & S_IFMT;
    FileType type = format == 0 ? FileType.REGULAR : FileType.ofMode(format);
    return switch (type) {
      case REGULAR, FIFO, CHAR, BLOCK, SOCKET -> make(target, type.make().orElseThrow());
      // EPERM and EINVAL come before Landlock.
      case DIRECTORY, SYMLINK, MISSING -> List.of();
    };
  }

  /**
   * The kernel opens a program for reading to execute it; anything but a regular file is EACCES
   * before Landlock is asked.
   */
  private static List<Need> execute(Target target) {
    return target.type() == FileType.REGULAR
        ? on(target, FsRight.EXECUTE, FsRight.READ_FILE)
        : List.of();
  }
}
