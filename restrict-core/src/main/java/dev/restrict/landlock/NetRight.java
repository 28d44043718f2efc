package dev.restrict.landlock;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A right on TCP ports, as {@code linux/landlock.h} names it ({@code LANDLOCK_ACCESS_NET_*}). Both
 * came with ABI 4.
 *
 * <p>TCP alone: the kernel does not judge UDP, Multipath TCP, SCTP or raw sockets by them. Nor does
 * it judge a {@code listen} without {@code bind}, for which the kernel chooses a port, nor a {@code
 * sendto} with {@code MSG_FASTOPEN}.
 */
public enum NetRight {
  /** Bind a TCP socket to a port. */
  BIND_TCP(0, 4, 'b'),
  /** Connect a TCP socket to a port. */
  CONNECT_TCP(1, 4, 'c');

  private final long bit;
  private final int abi;
  private final char letter;

  NetRight(int shift, int abi, char letter) {
    this.bit = 1L << shift;
    this.abi = abi;
    this.letter = letter;
  }

  /** The kernel's name, such as {@code LANDLOCK_ACCESS_NET_BIND_TCP}. */
  public String constant() {
    return "LANDLOCK_ACCESS_NET_" + name();
  }

  /** The kernel's bit. */
  public long bit() {
    return bit;
  }

  /** The ABI that brought it. */
  public int abi() {
    return abi;
  }

  /** The letter of a port rule, {@code b} or {@code c}. */
  public char letter() {
    return letter;
  }

  /** The rights of these bits; bits that no right has are ignored. */
  public static Set<NetRight> of(long mask) {
    Set<NetRight> rights = EnumSet.noneOf(NetRight.class);
    for (NetRight right : values()) {
      if ((mask & right.bit) != 0) {
        rights.add(right);
      }
    }
    return Collections.unmodifiableSet(rights);
  }

  /** The bits of a rule that allows this. */
  static long mask(boolean bind, boolean connect) {
    return (bind ? BIND_TCP.bit : 0) | (connect ? CONNECT_TCP.bit : 0);
  }
}
