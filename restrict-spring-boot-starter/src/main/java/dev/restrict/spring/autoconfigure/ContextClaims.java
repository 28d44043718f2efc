package dev.restrict.spring.autoconfigure;

import dev.restrict.ProcessLock;
import dev.restrict.Status;
import dev.restrict.net.Claim;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one application context has put in force for the whole JVM. */
public final class ContextClaims {

  private final ProcessLock lock;
  private final Deque<Claim> claims = new ArrayDeque<>();

  public ContextClaims(ProcessLock lock) {
    this.lock = lock;
  }

  public void add(Claim claim) {
    claims.push(claim);
  }

  /**
   * To be called when the context closes. In a JVM that lives on, as in tests, the context leaves
   * nothing behind; a process that is locked, however, gets nothing back.
   */
  public void giveBack() {
    Status.State state = lock.status().state();
    if (state == Status.State.UNLOCKED || state == Status.State.DISABLED) {
      claims.forEach(Claim::release);
      claims.clear();
    }
  }
}
