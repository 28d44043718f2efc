package dev.restrict.lock;

import dev.restrict.IncompleteLockException;
import dev.restrict.Restrict;
import dev.restrict.testing.Sys;

/** A lock that may not be complete, and what it says of that. */
final class TriedLock {

  private TriedLock() {}

  static void say(String promises) {
    try {
      Restrict.syscalls(promises);
      Sys.say("failure", "none");
    } catch (IncompleteLockException e) {
      Sys.say("failure", e.getMessage());
      Sys.say("threads", e.threads());
      Sys.say("partly", e.partlyInForce());
    }
  }
}
