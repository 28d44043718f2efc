package dev.restrict;

import java.nio.file.Path;

/** A path of an access rule that does not exist, or cannot be resolved. */
public final class MissingPathException extends RestrictException {

  private static final long serialVersionUID = 1L;

  private final transient Path path;

  MissingPathException(Path path, Throwable cause) {
    super(
        "access rule for %s: the path %s cannot be resolved (%s); create it before the lock, or remove the rule"
            .formatted(path, path.toAbsolutePath(), cause),
        cause);
    this.path = path;
  }

  /** The path as it was given. */
  public Path path() {
    return path;
  }
}
