package dev.restrict.judge;

import dev.restrict.landlock.FsRight;
import java.util.Optional;

/** What is at a path: the type in {@code st_mode}, or nothing. */
public enum FileType {
  MISSING(null, null),
  REGULAR(0100000, FsRight.MAKE_REG),
  DIRECTORY(0040000, FsRight.MAKE_DIR),
  SYMLINK(0120000, FsRight.MAKE_SYM),
  FIFO(0010000, FsRight.MAKE_FIFO),
  CHAR(0020000, FsRight.MAKE_CHAR),
  BLOCK(0060000, FsRight.MAKE_BLOCK),
  SOCKET(0140000, FsRight.MAKE_SOCK);

  private static final int S_IFMT = 0170000;

  private final Integer format;
  private final FsRight make;

  FileType(Integer format, FsRight make) {
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

  /** The right that making one takes, or moving one in. */
  Optional<FsRight> make() {
    return Optional.ofNullable(make);
  }

  /** The right that taking one away takes. */
  FsRight remove() {
    return this == DIRECTORY ? FsRight.REMOVE_DIR : FsRight.REMOVE_FILE;
  }
}
