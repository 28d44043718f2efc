package dev.restrict.judge;

import static dev.restrict.linux.Linux.O_ACCMODE;
import static dev.restrict.linux.Linux.O_CREAT;
import static dev.restrict.linux.Linux.O_EXCL;
import static dev.restrict.linux.Linux.O_PATH;
import static dev.restrict.linux.Linux.O_RDONLY;
import static dev.restrict.linux.Linux.O_RDWR;
import static dev.restrict.linux.Linux.O_TRUNC;
import static dev.restrict.linux.Linux.O_WRONLY;
import static dev.restrict.linux.Linux.TMPFILE_BIT;

import dev.restrict.landlock.FsRight;
import dev.restrict.linux.Arch;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What the flags of {@code open} ask of Landlock. */
final class OpenFlags {

  private OpenFlags() {}

  static boolean follows(Arch arch, int flags) {
    boolean exclusive = has(flags, O_CREAT) && has(flags, O_EXCL) && !has(flags, O_PATH);
    return !exclusive && !has(flags, arch.O_NOFOLLOW);
  }

  static List<Need> need(Arch arch, int flags, Target target) {
    if (has(flags, O_PATH)) {
      return List.of();
    }
    if (has(flags, TMPFILE_BIT)) {
      return unnamed(flags, target);
    }
    return switch (target.type()) {
      case MISSING -> created(arch, flags, target);
      case DIRECTORY -> directory(flags, target);
      // ELOOP: a link gets here only if links are not followed.
      case SYMLINK -> List.of();
      default -> existing(arch, flags, target);
    };
  }

  /**
   * A file without a name does not take MAKE_REG, only what reading and writing it take; giving it
   * a name with linkat does. It has no rule of its own, so its directory's rule counts.
   */
  private static List<Need> unnamed(int flags, Target directory) {
    boolean writes = (flags & O_ACCMODE) != 0; // else EINVAL
    return writes && directory.type() == FileType.DIRECTORY
        ? need(directory.path(), access(flags))
        : List.of();
  }

  /**
   * A new file has no rule of its own, so its directory's rule counts. O_TRUNC means nothing for
   * it.
   */
  private static List<Need> created(Arch arch, int flags, Target target) {
    if (!has(flags, O_CREAT) || has(flags, arch.O_DIRECTORY)) {
      return List.of(); // ENOENT, EINVAL
    }
    Set<FsRight> rights = access(flags);
    rights.add(FsRight.MAKE_REG);
    // The root is never missing, so this has a parent.
    return need(Objects.requireNonNull(target.path().getParent()), rights);
  }

  /**
   * Opening a directory to write, truncate or create fails with EISDIR before Landlock is asked.
   */
  private static List<Need> directory(int flags, Target target) {
    boolean readOnly = (flags & O_ACCMODE) == 0 && !has(flags, O_TRUNC) && !has(flags, O_CREAT);
    return readOnly ? need(target.path(), EnumSet.of(FsRight.READ_DIR)) : List.of();
  }

  private static List<Need> existing(Arch arch, int flags, Target target) {
    boolean refused =
        has(flags, arch.O_DIRECTORY)
            || (has(flags, O_CREAT) && has(flags, O_EXCL)); // ENOTDIR, EEXIST
    if (refused) {
      return List.of();
    }
    Set<FsRight> rights = access(flags);
    if (has(flags, O_TRUNC) && target.type() == FileType.REGULAR) {
      rights.add(FsRight.TRUNCATE);
    }
    return need(target.path(), rights);
  }

  /**
   * Access mode 3 opens neither for reading nor for writing, only for ioctl, and takes no right.
   */
  private static Set<FsRight> access(int flags) {
    return switch (flags & O_ACCMODE) {
      case O_RDONLY -> EnumSet.of(FsRight.READ_FILE);
      case O_WRONLY -> EnumSet.of(FsRight.WRITE_FILE);
      case O_RDWR -> EnumSet.of(FsRight.READ_FILE, FsRight.WRITE_FILE);
      default -> EnumSet.noneOf(FsRight.class);
    };
  }

  private static List<Need> need(Path path, Set<FsRight> rights) {
    return rights.isEmpty() ? List.of() : List.of(new Need.OnPath(path, rights));
  }

  private static boolean has(int flags, int bit) {
    return (flags & bit) != 0;
  }
}
