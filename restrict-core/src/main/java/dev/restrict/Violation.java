package dev.restrict;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One denied call; in {@link Mode#AUDIT}, one that would have been denied.
 *
 * @param time when the kernel handed the call over
 * @param layer which part of the lock denied it
 * @param syscall the system call's name, such as {@code execve}
 * @param arguments its six arguments as they were in the registers; for {@code openat2}, the flags
 *     in place of the pointer to them
 * @param path the path, or {@code address:port}, that the call named, if it named one
 * @param pid the process that made the call; a child's differs from this process's
 * @param tid the kernel's id of the thread that made it
 * @param thread the thread's name as the kernel knows it, at most 15 bytes
 * @param promise the promise that grants the call or the kind of access; empty if none does
 * @param remedy one sentence: which change to the configuration would allow it
 * @param denied false in {@link Mode#AUDIT}
 * @param stack the Java stack of the thread at the call, innermost frame first; empty if it could
 *     not be taken: for children, in a flood, and without the referee
 */
public record Violation(
    Instant time,
    Layer layer,
    String syscall,
    List<Long> arguments,
    Optional<String> path,
    int pid,
    int tid,
    String thread,
    Optional<Promise> promise,
    String remedy,
    boolean denied,
    List<String> stack) {

  public Violation {
    arguments = List.copyOf(arguments);
    stack = List.copyOf(stack);
  }

  /** A violation without a stack. */
  public Violation(
      Instant time,
      Layer layer,
      String syscall,
      List<Long> arguments,
      Optional<String> path,
      int pid,
      int tid,
      String thread,
      Optional<Promise> promise,
      String remedy,
      boolean denied) {
    this(
        time, layer, syscall, arguments, path, pid, tid, thread, promise, remedy, denied,
        List.of());
  }

  /** The same violation with a stack. */
  public Violation with(List<String> stack) {
    return new Violation(
        time, layer, syscall, arguments, path, pid, tid, thread, promise, remedy, denied, stack);
  }
}
