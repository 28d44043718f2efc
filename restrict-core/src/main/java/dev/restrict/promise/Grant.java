package dev.restrict.promise;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A system call that is granted.
 *
 * @param syscall the kernel's name for it
 * @param checks all must hold; if empty, the call is granted whatever its arguments
 */
public record Grant(String syscall, List<ArgCheck> checks) {

  public Grant {
    checks = List.copyOf(checks);
  }

  /** Whether these arguments pass every check. */
  public boolean holds(long[] arguments, int pid) {
    return checks.stream().allMatch(check -> check.holds(arguments[check.index()], pid));
  }

  /** Whether this grants a call. */
  boolean holds(String name, long[] arguments, int pid) {
    return syscall.equals(name) && holds(arguments, pid);
  }

  @Override
  public String toString() {
    return checks.isEmpty()
        ? syscall
        : syscall
            + checks.stream()
                .map(ArgCheck::toString)
                .collect(Collectors.joining(" and ", " if ", ""));
  }
}
