package dev.restrict.kernel;

/** Where things are in {@code struct probe} of librestrict.c, and its size. */
enum ProbeLayout {
  PROBE_SIZEOF,
  PROBE_NR,
  PROBE_ARGS,
  PROBE_FROM,
  PROBE_ANSWER,
  PROBE_SIGNAL;

  private static final int[] VALUES = SharedLayout.values(values(), "probe");

  /** The offset, or the size, in bytes. */
  @SuppressWarnings("EnumOrdinal")
  int get() {
    return VALUES[ordinal()]; // filled by name, in this order
  }
}
