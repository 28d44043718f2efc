package dev.restrict.kernel;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** Why a place does not take native code, in few words. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1L;

  /** What strerror(3) says, which is what Java tells where it has no exception of its own. */
  private static final Map<String, String> ERRORS =
      Map.of(
          "Read-only file system", "EROFS",
          "No space left on device", "ENOSPC",
          "Disk quota exceeded", "EDQUOT",
          "Operation not permitted", "EPERM",
          "Not a directory", "ENOTDIR",
          "Too many levels of symbolic links", "ELOOP");

  Refused(String why) {
    super(why);
  }

  Refused(IOException e) {
    super(why(e), e);
  }

  /** What a linker says, without the lines that repeat it. */
  Refused(Throwable e) {
    super(root(e).toString().lines().findFirst().orElse("?"), e);
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "ENOENT";
    }
    if (e instanceof AccessDeniedException) {
      return "EACCES";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "EEXIST";
    }
    String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
    return reason == null ? e.toString() : ERRORS.getOrDefault(reason, reason);
  }
}
