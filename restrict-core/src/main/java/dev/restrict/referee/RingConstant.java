package dev.restrict.referee;

import dev.restrict.kernel.SharedLayout;

/** The constants of ring.h that Java has to know. */
enum RingConstant {
  RING_HEADER,
  RING_CALLS,
  RING_PREFIXES,
  RING_DESK,
  RING_STARTING,
  RING_READY,
  RING_TAKEN,
  RING_FAILED,
  STEP_TRIAL,
  STEP_LISTENER,
  STEP_CONFINE,
  HOW_PATH,
  HOW_SOCKADDR,
  HOW_FD,
  NO_ARGUMENT,
  RECORD_DENIED,
  RECORD_TRUNCATED,
  RECORD_HELD,
  RECORD_COMM,
  RECORD_PROTOCOL;

  private static final int[] VALUES = SharedLayout.values(values(), SharedLayout.CONSTANTS);

  @SuppressWarnings("EnumOrdinal")
  int get() {
    return VALUES[ordinal()]; // filled by name, in this order
  }
}
