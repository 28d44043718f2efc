package dev.restrict.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What a {@code struct sockaddr} names, as far as Landlock judges it. */
public sealed interface SocketAddress {

  default String text() {
    return "";
  }

  /** An IPv4 or IPv6 address. Landlock judges the port where the socket is TCP. */
  record Inet(int port) implements SocketAddress {}

  /** A UNIX socket in the file system; the path may be relative to the working directory. */
  record UnixPath(String path) implements SocketAddress {}

  /** An abstract or unnamed UNIX socket, or a family that Landlock does not judge by address. */
  record Other() implements SocketAddress {}

  /**
   * Reads the bytes that the kernel would: as many as the call's length argument says.
   *
   * <p>AF_UNSPEC is {@link Other}: connecting to it disconnects, which is always allowed.
   */
  static SocketAddress parse(byte[] sockaddr) {
    if (sockaddr.length < 2) {
      return new Other();
    }
    int family = ByteBuffer.wrap(sockaddr).order(ByteOrder.nativeOrder()).getShort() & 0xffff;
    return switch (family) {
      case 1 -> unix(sockaddr); // AF_UNIX
      case 2, 10 -> inet(sockaddr); // AF_INET, AF_INET6
      default -> new Other();
    };
  }

  private static SocketAddress inet(byte[] sockaddr) {
    return sockaddr.length < 4
        ? new Other()
        : new Inet(ByteBuffer.wrap(sockaddr).getShort(2) & 0xffff); // network byte order
  }

  private static SocketAddress unix(byte[] sockaddr) {
    int end = 2;
    while (end < sockaddr.length && sockaddr[end] != 0) {
      end++;
    }
    return end == 2
        ? new Other()
        : new UnixPath(new String(sockaddr, 2, end - 2, StandardCharsets.UTF_8));
  }
}
