package dev.restrict.seccomp;

/**
 * A range of addresses that code is called from, as given by a line of {@code /proc/self/maps}.
 *
 * @param start the first address, unsigned
 * @param end the first address after the range, unsigned
 */
public record IpRange(long start, long end) {

  public IpRange {
    if (Long.compareUnsigned(start, end) >= 0) {
      throw new IllegalArgumentException(
          "an empty range of addresses: %x-%x".formatted(start, end));
    }
  }

  /** Whether the address lies in the range. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  @Override
  public String toString() {
    return "%x-%x".formatted(start, end);
  }
}
