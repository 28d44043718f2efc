package dev.restrict;

import java.util.Locale;

/** What happens to a call that no promise grants. */
public enum Mode {
  /**
   * The kernel ends the process with SIGSYS ({@code SECCOMP_RET_KILL_PROCESS}), as in the model.
   * The few calls that the JVM and its libraries only try fail with {@code ENOSYS}.
   */
  KILL,
  /** The call fails with {@code ENOSYS} and is counted. As strict as {@link #KILL}. */
  ERROR,
  /**
   * Nothing is denied; what would have been denied is recorded. For learning only: it protects
   * nothing.
   */
  AUDIT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mode that a word names.
   *
   * @throws RestrictException if it names none
   */
  public static Mode of(String word) {
    for (Mode mode : values()) {
      if (mode.toString().equals(word)) {
        return mode;
      }
    }
    throw new RestrictException(
        "'%s' is not a mode; the modes are kill, error and audit".formatted(word));
  }
}
