package dev.restrict.referee;

import dev.restrict.kernel.SystemCalls;

/**
 * A descriptor that is needed for a moment.
 *
 * @param number negative if there is none
 */
record Descriptor(SystemCalls calls, int number) implements AutoCloseable {

  @Override
  public void close() {
    if (number >= 0) {
      calls.close(number);
    }
  }
}
