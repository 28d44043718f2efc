package dev.restrict;

import java.util.Locale;

/** Which part of the lock denied a call. */
public enum Layer {
  /** The system call filter. */
  SECCOMP,
  /** The access and port rules. */
  LANDLOCK;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
