package dev.restrict.linux;

import java.util.List;

/**
 * Options of setsockopt(2), by level. Left out: options that attach programs, those that take over
 * a connection's state ({@code TCP_REPAIR}, {@code TCP_ULP}), and joins of multicast groups, which
 * are a promise of their own.
 */
public final class SocketOption {

  private SocketOption() {}

  public static final List<Integer> SOCKET =
      List.of(
          2, // SO_REUSEADDR
          5, // SO_DONTROUTE
          6, // SO_BROADCAST
          7, // SO_SNDBUF
          8, // SO_RCVBUF
          9, // SO_KEEPALIVE
          10, // SO_OOBINLINE
          12, // SO_PRIORITY
          13, // SO_LINGER
          15, // SO_REUSEPORT
          16, // SO_PASSCRED
          18, // SO_RCVLOWAT
          20, // SO_RCVTIMEO
          21, // SO_SNDTIMEO
          29, // SO_TIMESTAMP
          35, // SO_TIMESTAMPNS
          46, // SO_BUSY_POLL
          60, // SO_ZEROCOPY
          66, // SO_RCVTIMEO_NEW
          67 // SO_SNDTIMEO_NEW
          );

  public static final List<Integer> TCP =
      List.of(
          1, // TCP_NODELAY
          2, // TCP_MAXSEG
          3, // TCP_CORK
          4, // TCP_KEEPIDLE
          5, // TCP_KEEPINTVL
          6, // TCP_KEEPCNT
          7, // TCP_SYNCNT
          8, // TCP_LINGER2
          9, // TCP_DEFER_ACCEPT
          10, // TCP_WINDOW_CLAMP
          12, // TCP_QUICKACK
          13, // TCP_CONGESTION
          18, // TCP_USER_TIMEOUT
          23, // TCP_FASTOPEN, of a listener
          25 // TCP_NOTSENT_LOWAT
          );

  public static final List<Integer> UDP =
      List.of(
          103, // UDP_SEGMENT
          104 // UDP_GRO
          );

  public static final List<Integer> IP =
      List.of(
          1, // IP_TOS
          2, // IP_TTL
          8, // IP_PKTINFO
          10, // IP_MTU_DISCOVER
          11, // IP_RECVERR
          12, // IP_RECVTTL
          13, // IP_RECVTOS
          24, // IP_BIND_ADDRESS_NO_PORT
          32, // IP_MULTICAST_IF
          33, // IP_MULTICAST_TTL
          34, // IP_MULTICAST_LOOP
          49 // IP_MULTICAST_ALL
          );

  public static final List<Integer> IP_MEMBERSHIP =
      List.of(
          35, // IP_ADD_MEMBERSHIP
          36, // IP_DROP_MEMBERSHIP
          37, // IP_UNBLOCK_SOURCE
          38, // IP_BLOCK_SOURCE
          39, // IP_ADD_SOURCE_MEMBERSHIP
          40, // IP_DROP_SOURCE_MEMBERSHIP
          42, // MCAST_JOIN_GROUP
          43, // MCAST_BLOCK_SOURCE
          44, // MCAST_UNBLOCK_SOURCE
          45, // MCAST_LEAVE_GROUP
          46, // MCAST_JOIN_SOURCE_GROUP
          47 // MCAST_LEAVE_SOURCE_GROUP
          );

  public static final List<Integer> IPV6 =
      List.of(
          16, // IPV6_UNICAST_HOPS
          17, // IPV6_MULTICAST_IF
          18, // IPV6_MULTICAST_HOPS
          19, // IPV6_MULTICAST_LOOP
          23, // IPV6_MTU_DISCOVER
          25, // IPV6_RECVERR
          26, // IPV6_V6ONLY
          29, // IPV6_MULTICAST_ALL
          49, // IPV6_RECVPKTINFO
          66, // IPV6_RECVTCLASS
          67 // IPV6_TCLASS
          );

  public static final List<Integer> IPV6_MEMBERSHIP =
      List.of(
          20, // IPV6_ADD_MEMBERSHIP
          21, // IPV6_DROP_MEMBERSHIP
          42, // MCAST_JOIN_GROUP
          43, // MCAST_BLOCK_SOURCE
          44, // MCAST_UNBLOCK_SOURCE
          45, // MCAST_LEAVE_GROUP
          46, // MCAST_JOIN_SOURCE_GROUP
          47 // MCAST_LEAVE_SOURCE_GROUP
          );

  public static final List<Integer> FILTER =
      List.of(
          26, // SO_ATTACH_FILTER
          27, // SO_DETACH_FILTER
          44 // SO_LOCK_FILTER
          );
}
