package dev.restrict.landlock;

import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_NET_BIND_TCP;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_NET_CONNECT_TCP;

import dev.restrict.PortFlag;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A right on TCP ports, as {@code linux/landlock.h} names it ({@code LANDLOCK_ACCESS_NET_*}). Both
 * came with ABI 4.
 *
 * <p>They apply to TCP only: the kernel does not check UDP, Multipath TCP, SCTP or raw sockets
 * against them. Nor does it check a {@code listen} without {@code bind}, for which it chooses a
 * port itself, or a {@code sendto} with {@code MSG_FASTOPEN}.
 */
public enum NetRight {
  /** Bind a TCP socket to a port. */
  BIND_TCP(LANDLOCK_ACCESS_NET_BIND_TCP, 4, PortFlag.BIND),
  /** Connect a TCP socket to a port. */
  CONNECT_TCP(LANDLOCK_ACCESS_NET_CONNECT_TCP, 4, PortFlag.CONNECT);

  private final long bit;
  private final int abi;
  private final PortFlag flag;

  NetRight(long bit, int abi, PortFlag flag) {
    this.bit = bit;
    this.abi = abi;
    this.flag = flag;
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

  /** The flag of a port rule that has it. */
  public PortFlag flag() {
    return flag;
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

  /** The flags that these bits belong to. */
  static Set<PortFlag> flags(long mask) {
    Set<PortFlag> flags = EnumSet.noneOf(PortFlag.class);
    of(mask).forEach(right -> flags.add(right.flag));
    return flags;
  }

  /** The bits that flags stand for. */
  static long mask(Set<PortFlag> flags) {
    long mask = 0;
    for (NetRight right : values()) {
      mask |= flags.contains(right.flag) ? right.bit : 0;
    }
    return mask;
  }

  /** The bits that this ABI knows. */
  static long mask(int abi) {
    long mask = 0;
    for (NetRight right : values()) {
      mask |= right.abi <= abi ? right.bit : 0;
    }
    return mask;
  }
}
