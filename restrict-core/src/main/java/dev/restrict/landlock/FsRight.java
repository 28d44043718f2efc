package dev.restrict.landlock;

import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_EXECUTE;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_IOCTL_DEV;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_MAKE_BLOCK;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_MAKE_CHAR;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_MAKE_DIR;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_MAKE_FIFO;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_MAKE_REG;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_MAKE_SOCK;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_MAKE_SYM;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_READ_DIR;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_READ_FILE;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_REFER;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_REMOVE_DIR;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_REMOVE_FILE;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_RESOLVE_UNIX;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_TRUNCATE;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_FS_WRITE_FILE;

import dev.restrict.AccessFlag;
import dev.restrict.Promise;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A right on files, as {@code linux/landlock.h} names it ({@code LANDLOCK_ACCESS_FS_*}), with what
 * this library makes of it. Which flag and which promise a right belongs to is said in this table
 * alone.
 */
public enum FsRight {
  /**
   * Execute a file. The kernel opens it for reading too, so it takes {@link #READ_FILE} as well.
   */
  EXECUTE(LANDLOCK_ACCESS_FS_EXECUTE, 1, On.FILE, AccessFlag.EXECUTE, Promise.EXEC),
  /** Open a file for writing. */
  WRITE_FILE(LANDLOCK_ACCESS_FS_WRITE_FILE, 1, On.FILE, AccessFlag.WRITE, Promise.WPATH),
  /** Open a file for reading. */
  READ_FILE(LANDLOCK_ACCESS_FS_READ_FILE, 1, On.FILE, AccessFlag.READ, Promise.RPATH),
  /** Open a directory or list it. */
  READ_DIR(LANDLOCK_ACCESS_FS_READ_DIR, 1, On.DIRECTORY, AccessFlag.READ, Promise.RPATH),
  /** Remove an empty directory, or rename one away. */
  REMOVE_DIR(LANDLOCK_ACCESS_FS_REMOVE_DIR, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.CPATH),
  /** Unlink a file, or rename one away. */
  REMOVE_FILE(LANDLOCK_ACCESS_FS_REMOVE_FILE, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.CPATH),
  /** Make a character device. */
  MAKE_CHAR(LANDLOCK_ACCESS_FS_MAKE_CHAR, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.DPATH),
  /** Make a directory, or rename one into this place. */
  MAKE_DIR(LANDLOCK_ACCESS_FS_MAKE_DIR, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.CPATH),
  /** Make a regular file, or rename or link one into this place. */
  MAKE_REG(LANDLOCK_ACCESS_FS_MAKE_REG, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.CPATH),
  /** Make a UNIX domain socket: {@code bind} to a path name. */
  MAKE_SOCK(LANDLOCK_ACCESS_FS_MAKE_SOCK, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.UNIX),
  /** Make a named pipe. */
  MAKE_FIFO(LANDLOCK_ACCESS_FS_MAKE_FIFO, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.DPATH),
  /** Make a block device. */
  MAKE_BLOCK(LANDLOCK_ACCESS_FS_MAKE_BLOCK, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.DPATH),
  /** Make a symbolic link. */
  MAKE_SYM(LANDLOCK_ACCESS_FS_MAKE_SYM, 1, On.DIRECTORY, AccessFlag.CREATE, Promise.CPATH),
  /** Link or rename a file from one directory to another. */
  REFER(LANDLOCK_ACCESS_FS_REFER, 2, On.DIRECTORY, AccessFlag.CREATE, Promise.CPATH),
  /** Truncate a file. */
  TRUNCATE(LANDLOCK_ACCESS_FS_TRUNCATE, 3, On.FILE, AccessFlag.WRITE, Promise.WPATH),
  /**
   * {@code ioctl} on a device. No promise unlocks it everywhere; the promises for devices imply
   * their paths.
   */
  IOCTL_DEV(LANDLOCK_ACCESS_FS_IOCTL_DEV, 5, On.FILE, AccessFlag.WRITE, null),
  /**
   * Connect by path name to a UNIX domain socket that a process outside the domain made. It goes
   * with {@code w}: connecting takes write permission on the socket, here and in {@code unveil(2)}.
   */
  RESOLVE_UNIX(LANDLOCK_ACCESS_FS_RESOLVE_UNIX, 9, On.FILE, AccessFlag.WRITE, Promise.UNIX);

  /** What a rule with the right may be tied to. */
  private enum On {
    /** A file, or a directory for everything under it. */
    FILE,
    /** A directory only: {@code landlock_add_rule} answers EINVAL for anything else. */
    DIRECTORY
  }

  private final long bit;
  private final int abi;
  private final On on;
  private final AccessFlag flag;
  private final @Nullable Promise promise;

  FsRight(long bit, int abi, On on, AccessFlag flag, @Nullable Promise promise) {
    this.bit = bit;
    this.abi = abi;
    this.on = on;
    this.flag = flag;
    this.promise = promise;
  }

  /** The kernel's name, such as {@code LANDLOCK_ACCESS_FS_EXECUTE}. */
  public String constant() {
    return "LANDLOCK_ACCESS_FS_" + name();
  }

  /** The kernel's bit. */
  public long bit() {
    return bit;
  }

  /** The ABI that brought it. */
  public int abi() {
    return abi;
  }

  /** Whether a rule for something other than a directory may have it. */
  public boolean validOnFile() {
    return on == On.FILE;
  }

  /** The flag of an access rule that has it. */
  public AccessFlag flag() {
    return flag;
  }

  /** The promise that unlocks it; empty if none does so everywhere. */
  public Optional<Promise> promise() {
    return Optional.ofNullable(promise);
  }

  /**
   * The promise that unlocks what a flag is mostly for: making regular files for {@code c}, writing
   * them for {@code w}.
   */
  public static Promise promise(AccessFlag flag) {
    FsRight right =
        switch (flag) {
          case CREATE -> MAKE_REG;
          case READ -> READ_FILE;
          case WRITE -> WRITE_FILE;
          case EXECUTE -> EXECUTE;
        };
    return right.promise().orElseThrow();
  }

  /** The bits of these rights. */
  public static long mask(Collection<FsRight> rights) {
    return rights.stream().mapToLong(FsRight::bit).reduce(0, (a, b) -> a | b);
  }

  /** The rights of these bits; bits that no right has are ignored. */
  public static Set<FsRight> of(long mask) {
    Set<FsRight> rights = EnumSet.noneOf(FsRight.class);
    for (FsRight right : values()) {
      if ((mask & right.bit) != 0) {
        rights.add(right);
      }
    }
    return Collections.unmodifiableSet(rights);
  }

  /** The flags that these bits belong to, in the order {@code crwx}. */
  public static Set<AccessFlag> flags(long mask) {
    Set<AccessFlag> flags = EnumSet.noneOf(AccessFlag.class);
    of(mask).forEach(right -> flags.add(right.flag));
    return flags;
  }

  /** The bits that a flag stands for. */
  static long mask(AccessFlag flag) {
    long mask = 0;
    for (FsRight right : values()) {
      mask |= right.flag == flag ? right.bit : 0;
    }
    return mask;
  }

  /** The bits that a promise unlocks. */
  static long mask(Promise promise) {
    long mask = 0;
    for (FsRight right : values()) {
      mask |= right.promise == promise ? right.bit : 0;
    }
    return mask;
  }

  /** The bits that this ABI knows. */
  static long mask(int abi) {
    long mask = 0;
    for (FsRight right : values()) {
      mask |= right.abi <= abi ? right.bit : 0;
    }
    return mask;
  }

  /** The bits that a rule for something other than a directory may have. */
  static long fileMask() {
    long mask = 0;
    for (FsRight right : values()) {
      mask |= right.validOnFile() ? right.bit : 0;
    }
    return mask;
  }
}
