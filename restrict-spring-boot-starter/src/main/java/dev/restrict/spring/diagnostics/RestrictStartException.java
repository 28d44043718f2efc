package dev.restrict.spring.diagnostics;

import dev.restrict.RestrictException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;

/**
 * The application does not start because what is configured below {@code restrict} cannot be put in
 * force. Ends the process with exit code 255.
 */
public class RestrictStartException extends RestrictException implements ExitCodeGenerator {

  /** As in the model. */
  static final int EXIT_CODE = 255;

  private static final long serialVersionUID = 1L;

  private final String remedy;

  public RestrictStartException(String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** What to do about it, as one or more sentences. */
  final String remedy() {
    return remedy;
  }

  @Override
  public final int getExitCode() {
    return EXIT_CODE;
  }
}
