package dev.restrict.judge;

import java.nio.file.Path;

/**
 * What a path argument of a call stands for when the call is made. If a directory on the way is
 * missing, there is no target: the call fails with ENOENT before Landlock is asked.
 *
 * @param path absolute; every directory on the way is resolved, and so is the last element if
 *     {@link PathCall#followsLast} says so
 * @param type what is there
 */
public record Target(Path path, FileType type) {

  boolean isMissing() {
    return type == FileType.MISSING;
  }
}
