package dev.restrict.spring;

import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.UnknownPromiseException;

/** Gives up more after the lock, when a phase of the application is over. */
public interface RestrictReducer {

  /**
   * Keeps only these promises, for good. The mode stays as it is.
   *
   * @param promises words separated by spaces, each of them in force now
   * @return what is in force then
   * @throws UnknownPromiseException if a word is no promise
   * @throws RestrictException before the lock, where system calls are not filtered, where a promise
   *     is not in force, or if the kernel refuses
   */
  Status reduce(String promises);
}
