package dev.restrict.judge;

import static dev.restrict.linux.Linux.AT_REMOVEDIR;
import static dev.restrict.linux.Linux.AT_SYMLINK_FOLLOW;
import static dev.restrict.linux.Linux.AT_SYMLINK_NOFOLLOW;
import static dev.restrict.linux.Linux.O_CREAT;
import static dev.restrict.linux.Linux.O_TRUNC;
import static dev.restrict.linux.Linux.O_WRONLY;
import static dev.restrict.linux.Linux.S_IFMT;

import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import dev.restrict.landlock.FsRight;
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
 * <p>aarch64 lacks some of them: see {@link Arch#has}.
 */
public enum PathCall {
  OPEN("open", Asks.open(1), Follows.openFlags(1), path(0)),
  OPENAT("openat", Asks.open(2), Follows.openFlags(2), path(0, 1)),
  /** Its flags are behind a pointer: see {@link #flagsPointer}. */
  OPENAT2("openat2", Asks.open(2), Follows.openFlags(2), path(0, 1)),
  CREAT(
      "creat",
      (arch, args, made, same) -> OpenFlags.need(arch, O_CREAT | O_WRONLY | O_TRUNC, made),
      Follows.ALWAYS,
      path(0)),
  TRUNCATE("truncate", (arch, args, file, same) -> truncate(file), Follows.ALWAYS, path(0)),
  MKDIR("mkdir", Asks.make(FsRight.MAKE_DIR), path(0)),
  MKDIRAT("mkdirat", Asks.make(FsRight.MAKE_DIR), path(0, 1)),
  RMDIR("rmdir", Asks.remove(FsRight.REMOVE_DIR), path(0)),
  UNLINK("unlink", Asks.remove(FsRight.REMOVE_FILE), path(0)),
  UNLINKAT("unlinkat", (arch, args, gone, same) -> unlinkat(args[2], gone), path(0, 1)),
  RENAME("rename", (arch, args, old, made) -> Move.rename(0, old, made), path(0), path(1)),
  RENAMEAT(
      "renameat", (arch, args, old, made) -> Move.rename(0, old, made), path(0, 1), path(2, 3)),
  RENAMEAT2(
      "renameat2",
      (arch, args, old, made) -> Move.rename((int) args[4], old, made),
      path(0, 1),
      path(2, 3)),
  LINK("link", (arch, args, old, made) -> Move.link(old, made), path(0), path(1)),
  LINKAT(
      "linkat",
      (arch, args, old, made) -> Move.link(old, made),
      (arch, args) -> (args[4] & AT_SYMLINK_FOLLOW) != 0,
      path(0, 1),
      path(2, 3)),
  /** The first argument is only the link's text: it is not looked up. */
  SYMLINK("symlink", Asks.make(FsRight.MAKE_SYM), path(1)),
  SYMLINKAT("symlinkat", Asks.make(FsRight.MAKE_SYM), path(1, 2)),
  MKNOD("mknod", (arch, args, made, same) -> mknod((int) args[1], made), path(0)),
  MKNODAT("mknodat", (arch, args, made, same) -> mknod((int) args[2], made), path(0, 1)),
  EXECVE("execve", (arch, args, program, same) -> execute(program), Follows.ALWAYS, path(0)),
  EXECVEAT(
      "execveat",
      (arch, args, program, same) -> execute(program),
      (arch, args) -> (args[4] & AT_SYMLINK_NOFOLLOW) == 0,
      path(0, 1)),
  BIND("bind", Kind.SOCKADDR, Asks.make(FsRight.MAKE_SOCK), Follows.NEVER, path(1)),
  /**
   * By path it takes {@link FsRight#RESOLVE_UNIX} only if a process outside the domain made the
   * socket, which cannot be known here, so nothing is reported.
   */
  CONNECT(
      "connect", Kind.SOCKADDR, (arch, args, socket, same) -> List.of(), Follows.ALWAYS, path(1)),
  /**
   * With an address, a datagram is judged as if the socket were connected to it. The address of
   * {@code sendmsg} and {@code sendmmsg} is behind a pointer, and not looked at.
   */
  SENDTO("sendto", Kind.SOCKADDR, (arch, args, socket, same) -> List.of(), Follows.ALWAYS, path(4));

  /**
   * The rights that a call takes. The second target is the first again if the call has one path.
   */
  @FunctionalInterface
  private interface Asks {

    List<Need> need(Arch arch, long[] args, Target first, Target second);

    /** By the flags of {@code open}, which are in this argument. */
    static Asks open(int flags) {
      return (arch, args, file, same) -> OpenFlags.need(arch, (int) args[flags], file);
    }

    static Asks make(FsRight right) {
      return (arch, args, made, same) -> PathCall.make(made, right);
    }

    static Asks remove(FsRight right) {
      return (arch, args, gone, same) -> PathCall.remove(gone, right);
    }
  }

  /** Whether a call follows a symbolic link in the last element of its first path. */
  @FunctionalInterface
  private interface Follows {

    Follows ALWAYS = (arch, args) -> true;
    Follows NEVER = (arch, args) -> false;

    boolean follows(Arch arch, long[] args);

    /** By the flags of {@code open}, which are in this argument. */
    static Follows openFlags(int flags) {
      return (arch, args) -> OpenFlags.follows(arch, (int) args[flags]);
    }
  }

  /** What the path argument points to. */
  public enum Kind {
    /** A string that ends with NUL. */
    PATH,
    /**
     * A {@code struct sockaddr}, its length in the next argument, the socket in the first; see
     * {@link SocketAddress}.
     */
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
  private final Asks asks;
  private final Follows follows;
  private final List<PathArg> paths;

  PathCall(String syscall, Asks asks, PathArg... paths) {
    this(syscall, asks, Follows.NEVER, paths);
  }

  PathCall(String syscall, Asks asks, Follows follows, PathArg... paths) {
    this(syscall, Kind.PATH, asks, follows, paths);
  }

  PathCall(String syscall, Kind kind, Asks asks, Follows follows, PathArg... paths) {
    this.syscall = syscall;
    this.kind = kind;
    this.asks = asks;
    this.follows = follows;
    this.paths = List.of(paths);
  }

  private static PathArg path(int path) {
    return new PathArg(-1, path);
  }

  private static PathArg path(int dirfd, int path) {
    return new PathArg(dirfd, path);
  }

  /** The call with this name; empty if Landlock does not judge it, or not by path or port. */
  public static Optional<PathCall> of(String syscall) {
    return Arrays.stream(values()).filter(call -> call.syscall.equals(syscall)).findFirst();
  }

  /** The kernel's name. */
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
    return which == 0 && follows.follows(arch, args);
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
    return asks.need(arch, args, targets.get(0), targets.get(targets.size() - 1));
  }

  /**
   * The index of an argument that may be NULL, in which case the call names nothing and takes no
   * right. Only {@code sendto} has one.
   */
  public Optional<Integer> optionalPointer() {
    return this == SENDTO ? Optional.of(4) : Optional.empty();
  }

  /**
   * What this call does with the port that its address names; empty if the kernel does not judge it
   * by that. Whether the socket would also be bound by the kernel, which takes a right on port 0,
   * cannot be known here; every rule for UDP clients comes with that.
   *
   * @throws IllegalStateException if its argument is no address
   */
  public Optional<PortFlag> uses(Protocol protocol) {
    if (kind != Kind.SOCKADDR) {
      throw new IllegalStateException(syscall + " has no port");
    }
    if (this == SENDTO && protocol == Protocol.TCP) {
      return Optional.empty(); // the kernel ignores the address
    }
    return Optional.of(this == BIND ? PortFlag.BIND : PortFlag.CONNECT);
  }

  private static List<Need> on(Target target, FsRight... rights) {
    return List.of(new Need.OnPath(target.path(), Set.of(rights)));
  }

  private static List<Need> make(Target target, FsRight right) {
    return target.isMissing() ? onParent(target, right) : List.of();
  }

  /** The kernel asks Landlock before it checks whether the type fits the call. */
  private static List<Need> remove(Target target, FsRight right) {
    return target.isMissing() ? List.of() : onParent(target, right);
  }

  private static List<Need> onParent(Target target, FsRight right) {
    Path parent = target.path().getParent();
    return parent == null ? List.of() : List.of(new Need.OnPath(parent, Set.of(right)));
  }

  /** A directory is EISDIR, and a device EINVAL, before Landlock is asked. */
  private static List<Need> truncate(Target target) {
    return target.type() == FileType.REGULAR ? on(target, FsRight.TRUNCATE) : List.of();
  }

  private static List<Need> unlinkat(long flags, Target target) {
    boolean directory = (flags & AT_REMOVEDIR) != 0;
    return remove(target, directory ? FsRight.REMOVE_DIR : FsRight.REMOVE_FILE);
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
