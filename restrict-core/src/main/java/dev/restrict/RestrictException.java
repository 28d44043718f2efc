package dev.restrict;

import org.jspecify.annotations.Nullable;

/**
 * The one error of this library. Its message says what was asked, what the kernel answered (errno
 * by name) if it was involved, and what to do.
 */
public class RestrictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RestrictException(String message) {
    super(message);
  }

  public RestrictException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
