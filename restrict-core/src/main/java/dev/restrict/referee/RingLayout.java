package dev.restrict.referee;

import com.sun.jna.Memory;
import dev.restrict.kernel.Librestrict;

/** Where things are in the memory of ring.h, in the order in which restrict_layout() gives them. */
enum RingLayout {
  HEADER_SIZE,
  RECORD_SIZE,
  CALLS_LENGTH,
  RECORD_SIZE_AT,
  RECORDS_AT,
  STATE_AT,
  JVM_AT,
  LISTENER_FD_AT,
  ERROR_AT,
  STEP_AT,
  AUDIT_AT,
  PROGRAM_LEN_AT,
  WAKE_AT,
  HOLDING_AT,
  HELD_TID_AT,
  HEAD_AT,
  DENIED_AT,
  CALLS_AT,
  HOW_AT,
  PROGRAM_AT,
  PREFIXES_AT,
  PREFIXES_SIZE,
  DESK_SIZE,
  RECORD_SEQ,
  RECORD_TIME,
  RECORD_PID,
  RECORD_TID,
  RECORD_NR,
  RECORD_FLAGS,
  RECORD_ARGS,
  RECORD_COMM,
  RECORD_SOCK_TYPE,
  RECORD_SOCK_PROTOCOL,
  RECORD_LEN1,
  RECORD_LEN2,
  RECORD_DATA;

  private static final int[] VALUES = read();

  private static int[] read() {
    Memory memory = new Memory(4L * values().length + 4);
    long length = Librestrict.layout(memory);
    if (length != values().length) {
      throw new IllegalStateException("librestrict.so is of another version: layout of " + length);
    }
    return memory.getIntArray(0, values().length);
  }

  int get() {
    return VALUES[ordinal()];
  }
}
