package dev.restrict;

import java.util.List;

/**
 * The lock could not be put on every thread. The message says which thread, and what is in force
 * now.
 */
public final class IncompleteLockException extends RestrictException {

  private static final long serialVersionUID = 1L;

  private final transient List<UnlockedThread> threads;

  private final boolean partlyInForce;

  public IncompleteLockException(
      String message, List<UnlockedThread> threads, boolean partlyInForce) {
    super(message);
    this.threads = List.copyOf(threads);
    this.partlyInForce = partlyInForce;
  }

  /**
   * Whether some of the lock is in force, for good, although it is not complete. If so, the process
   * has to end.
   */
  public boolean partlyInForce() {
    return partlyInForce;
  }

  /** The threads that kept the lock from being complete. */
  public List<UnlockedThread> threads() {
    return threads;
  }

  /**
   * A thread that is not locked.
   *
   * @param tid the kernel's thread id
   * @param name the thread's name as the kernel has it, at most 15 bytes
   */
  public record UnlockedThread(int tid, String name) {}
}
