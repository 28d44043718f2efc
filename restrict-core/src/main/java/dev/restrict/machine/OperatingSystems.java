package dev.restrict.machine;

import dev.restrict.linux.Arch;
import java.util.Optional;

/** Why nothing can be locked where it is not this Linux. */
public final class OperatingSystems {

  private static final String ELSEWHERE =
      "To develop here all the same, set restrict.on-unsupported to warn in the developer's profile";

  private OperatingSystems() {}

  /** Empty on a Linux of a known architecture. */
  public static Optional<Cause> unsupported(String os, String archName, Optional<Arch> arch) {
    if (os.startsWith("Mac")) {
      return Optional.of(
          new Cause(
              "this is macOS (%s), and seccomp and Landlock are Linux's".formatted(os),
              "Run the application in a Linux container or virtual machine, as Docker Desktop and Lima have one. "
                  + ELSEWHERE
                  + "."));
    }
    if (os.startsWith("Windows")) {
      return Optional.of(
          new Cause(
              "this is %s, and seccomp and Landlock are Linux's".formatted(os),
              "Run the application in WSL 2, or in a Linux container. " + ELSEWHERE + "."));
    }
    if (!os.equals("Linux")) {
      return Optional.of(
          new Cause(
              "this is %s, and seccomp and Landlock are Linux's".formatted(os),
              "Run the application on Linux. " + ELSEWHERE + "."));
    }
    if (arch.isEmpty()) {
      return Optional.of(
          new Cause(
              "there is no table of system calls for %s yet".formatted(archName),
              "Run the application on %s.".formatted(String.join(" or ", Arch.osArchs()))));
    }
    return Optional.empty();
  }
}
