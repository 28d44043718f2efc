package dev.restrict.landlock;

import static dev.restrict.linux.Linux.IPPROTO_TCP;
import static dev.restrict.linux.Linux.IPPROTO_UDP;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_NET_BIND_TCP;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_NET_BIND_UDP;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP;
import static dev.restrict.linux.Linux.LANDLOCK_ACCESS_NET_CONNECT_TCP;
import static dev.restrict.linux.Linux.SOCK_DGRAM;
import static dev.restrict.linux.Linux.SOCK_STREAM;

import dev.restrict.PortFlag;
import dev.restrict.Protocol;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A right on ports, as {@code linux/landlock.h} names it ({@code LANDLOCK_ACCESS_NET_*}).
 *
 * <p>They apply to TCP and UDP only: the kernel does not check Multipath TCP, SCTP, UDP-Lite or raw
 * sockets against them. Nor does it check a {@code listen} without {@code bind}, for which it
 * chooses a port itself, or a {@code sendto} with {@code MSG_FASTOPEN}.
 *
 * <p>The rules for UDP are those of {@code security/landlock/net.c} of Linux 7.2. Connecting, and
 * sending to an address, ask for the remote port. Where the socket is not bound yet, both also ask
 * whether port 0 may be bound, and so does sending on a connected socket that lost its port.
 * Sending without an address asks for nothing more: the address was judged when the socket was
 * connected. Dissolving a connection ({@code AF_UNSPEC}) and receiving ask for nothing. Sending to
 * {@code AF_UNSPEC} is judged as IPv4, and always refused on an IPv6 socket.
 */
public enum NetRight {
  /** Bind a TCP socket to a port. */
  BIND_TCP(LANDLOCK_ACCESS_NET_BIND_TCP, 4, Protocol.TCP, PortFlag.BIND),
  /** Connect a TCP socket to a port. */
  CONNECT_TCP(LANDLOCK_ACCESS_NET_CONNECT_TCP, 4, Protocol.TCP, PortFlag.CONNECT),
  /** Bind a UDP socket to a port; to port 0 also where the kernel does so by itself. */
  BIND_UDP(LANDLOCK_ACCESS_NET_BIND_UDP, 10, Protocol.UDP, PortFlag.BIND),
  /** Connect a UDP socket to a port, or send a datagram to it. */
  CONNECT_SEND_UDP(LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP, 10, Protocol.UDP, PortFlag.CONNECT);

  private final long bit;
  private final int abi;
  private final Protocol protocol;
  private final PortFlag flag;

  NetRight(long bit, int abi, Protocol protocol, PortFlag flag) {
    this.bit = bit;
    this.abi = abi;
    this.protocol = protocol;
    this.flag = flag;
  }

  /** The right that a flag of a port rule stands for. */
  public static NetRight of(Protocol protocol, PortFlag flag) {
    for (NetRight right : values()) {
      if (right.protocol == protocol && right.flag == flag) {
        return right;
      }
    }
    throw new IllegalArgumentException(protocol + " " + flag);
  }

  /**
   * The protocol by which the kernel judges an internet socket, as {@code sk_is_tcp} and {@code
   * sk_is_udp} tell it; empty for one that it does not judge.
   */
  public static Optional<Protocol> judgedAs(int socketType, int ipProtocol) {
    if (socketType == SOCK_STREAM && ipProtocol == IPPROTO_TCP) {
      return Optional.of(Protocol.TCP);
    }
    return socketType == SOCK_DGRAM && ipProtocol == IPPROTO_UDP
        ? Optional.of(Protocol.UDP)
        : Optional.empty();
  }

  /**
   * The same, by the kernel's name for what the socket speaks, such as {@code TCP} or {@code
   * UDPv6}.
   */
  public static Optional<Protocol> judgedAs(String name) {
    return Arrays.stream(Protocol.values())
        .filter(one -> name.equals(one.name()) || name.equals(one.name() + "v6"))
        .findFirst();
  }

  /** The kernel's name, such as {@code LANDLOCK_ACCESS_NET_CONNECT_TCP}. */
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

  /** Of the sockets that it applies to. */
  public Protocol protocol() {
    return protocol;
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
  static long mask(Protocol protocol, Set<PortFlag> flags) {
    long mask = 0;
    for (NetRight right : values()) {
      mask |= right.protocol == protocol && flags.contains(right.flag) ? right.bit : 0;
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
