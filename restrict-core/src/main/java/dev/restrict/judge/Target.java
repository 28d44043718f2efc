package dev.restrict.judge;

import java.nio.file.Path;

/**
 * What a path argument of a call stands for when the call is made. Where a directory on the way is
 * missing there is no target: the call is ENOENT before Landlock is asked.
 *
 * @param path absolute; every directory on the way is resolved, the last element too where {@link
 *     PathCall#followsLast} says so
 * @param type what is there
 */
public record Target(Path path, FileType type) {

  boolean isMissing() {
    return type == FileType.MISSING;
  }
}
