package dev.restrict.referee;

import dev.restrict.kernel.SharedLayout;

/** Where things are in the memory of ring.h: the fields of its structures, and their sizes. */
enum RingLayout {
  RING_RECORD_SIZE,
  RING_RECORDS,
  RING_STATE,
  RING_JVM,
  RING_ERROR,
  RING_STEP,
  RING_AUDIT,
  RING_PROGRAM_LEN,
  RING_WAKE,
  RING_HOLDING,
  RING_HELD_TID,
  RING_HEAD,
  RING_DENIED,
  RING_CALLS,
  RING_HOW,
  RING_PROGRAM,
  RING_PREFIXES,
  HOW_SIZEOF,
  HOW_KIND,
  HOW_DIRFD1,
  HOW_PATH1,
  HOW_DIRFD2,
  HOW_PATH2,
  HOW_FLAGS,
  RECORD_SIZEOF,
  RECORD_SEQ,
  RECORD_TIME_NS,
  RECORD_PID,
  RECORD_TID,
  RECORD_NR,
  RECORD_FLAGS,
  RECORD_ARGS,
  RECORD_COMM,
  RECORD_PROTOCOL,
  RECORD_LEN1,
  RECORD_LEN2,
  RECORD_DATA;

  private static final int[] VALUES = SharedLayout.values(values(), "ring", "how", "record");

  /** The offset, or the size, in bytes. */
  @SuppressWarnings("EnumOrdinal")
  int get() {
    return VALUES[ordinal()]; // filled by name, in this order
  }
}
