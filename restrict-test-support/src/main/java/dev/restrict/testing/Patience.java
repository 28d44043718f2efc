package dev.restrict.testing;

import java.time.Duration;

/**
 * How long tests wait. An emulated machine is slow, so there the system property {@code
 * restrict.test.patience} says how many times as long.
 */
public final class Patience {

  private static final int FACTOR = Integer.getInteger("restrict.test.patience", 1);

  private Patience() {}

  /** What is enough on an ordinary machine, made enough for this one. */
  public static Duration of(Duration usual) {
    return usual.multipliedBy(FACTOR);
  }
}
