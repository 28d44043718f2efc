package dev.restrict.lock;

import dev.restrict.kernel.SharedLayout;

/** Where things are in {@code struct outcome} of librestrict.c, and its size. */
enum OutcomeLayout {
  OUTCOME_SIZEOF,
  OUTCOME_THREADS,
  OUTCOME_FAILED,
  OUTCOME_ERROR,
  OUTCOME_MISSING,
  OUTCOME_TIDS;

  private static final int[] VALUES = SharedLayout.values(values(), "outcome");

  /** The offset, or the size, in bytes. */
  @SuppressWarnings("EnumOrdinal")
  int get() {
    return VALUES[ordinal()]; // filled by name, in this order
  }
}
