package dev.restrict.judge;

import static dev.restrict.linux.Linux.S_IFBLK;
import static dev.restrict.linux.Linux.S_IFCHR;
import static dev.restrict.linux.Linux.S_IFDIR;
import static dev.restrict.linux.Linux.S_IFIFO;
import static dev.restrict.linux.Linux.S_IFLNK;
import static dev.restrict.linux.Linux.S_IFMT;
import static dev.restrict.linux.Linux.S_IFREG;
import static dev.restrict.linux.Linux.S_IFSOCK;

import dev.restrict.landlock.FsRight;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is at a path: the type in {@code st_mode}, or nothing. */
public enum FileType {
  MISSING(null, null),
  REGULAR(S_IFREG, FsRight.MAKE_REG),
  DIRECTORY(S_IFDIR, FsRight.MAKE_DIR),
  SYMLINK(S_IFLNK, FsRight.MAKE_SYM),
  FIFO(S_IFIFO, FsRight.MAKE_FIFO),
  CHAR(S_IFCHR, FsRight.MAKE_CHAR),
  BLOCK(S_IFBLK, FsRight.MAKE_BLOCK),
  SOCKET(S_IFSOCK, FsRight.MAKE_SOCK);

  private final @Nullable Integer format;
  private final @Nullable FsRight make;

  FileType(@Nullable Integer format, @Nullable FsRight make) {
    this.format = format;
    this.make = make;
  }

  /**
   * The type of an {@code st_mode}.
   *
   * @return {@link #MISSING} for a mode without a type
   */
  public static FileType ofMode(int mode) {
    for (FileType type : values()) {
      if (type.format != null && type.format == (mode & S_IFMT)) {
        return type;
      }
    }
    return MISSING;
  }

  /** The right it takes to make one, or to move one in. */
  Optional<FsRight> make() {
    return Optional.ofNullable(make);
  }

  /** The right it takes to remove one. */
  FsRight remove() {
    return this == DIRECTORY ? FsRight.REMOVE_DIR : FsRight.REMOVE_FILE;
  }
}
