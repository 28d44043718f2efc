package dev.restrict.linux;

import static dev.restrict.linux.Linux.AF_INET;
import static dev.restrict.linux.Linux.AF_INET6;
import static dev.restrict.linux.Linux.AF_UNIX;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a {@code struct sockaddr} names. */
public sealed interface SocketAddress {

  /** As people write it: {@code 10.0.0.1:443}, {@code [::1]:443}, a UNIX socket's path. */
  String text();

  /**
   * An IPv4 or IPv6 address.
   *
   * @param host as people write it, without brackets; also an IPv4 address if IPv6 maps it
   */
  record Inet(String host, int port) implements SocketAddress {

    @Override
    public String text() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A UNIX socket in the file system; the path may be relative to the working directory. */
  record UnixPath(String path) implements SocketAddress {

    @Override
    public String text() {
      return path;
    }
  }

  /** A UNIX socket by a name that is no file; it may hold any byte. */
  record UnixAbstract(String name) implements SocketAddress {

    /** With {@code @} in place of NUL, as {@code /proc/net/unix} has it. */
    @Override
    public String text() {
      return "@" + name.replace('\0', '@');
    }
  }

  /** The family of UNIX sockets and nothing more: on bind, the kernel then chooses a name. */
  record UnixUnnamed() implements SocketAddress {

    @Override
    public String text() {
      return "";
    }
  }

  /** Another family, also AF_UNSPEC: connecting to that disconnects. */
  record Other(int family) implements SocketAddress {

    @Override
    public String text() {
      return "family " + family;
    }
  }

  /** Too short for its family: the kernel answers EINVAL. */
  record Malformed(int length) implements SocketAddress {

    @Override
    public String text() {
      return "an address of %d bytes".formatted(length);
    }
  }

  /**
   * Reads the bytes that the kernel would: as many as the call's length argument says. Whatever
   * they are, there is an answer.
   */
  static SocketAddress parse(byte[] sockaddr) {
    if (sockaddr.length < Structs.SOCKADDR_DATA) {
      return new Malformed(sockaddr.length);
    }
    int family = ByteBuffer.wrap(sockaddr).order(ByteOrder.nativeOrder()).getShort() & 0xffff;
    return switch (family) {
      case AF_UNIX -> unix(sockaddr);
      case AF_INET -> inet(sockaddr, Structs.SIN_SIZE, Structs.SIN_ADDR, 4);
      case AF_INET6 -> inet(sockaddr, Structs.SIN6_LEN_RFC2133, Structs.SIN6_ADDR, 16);
      default -> new Other(family);
    };
  }

  private static SocketAddress inet(byte[] sockaddr, int least, int at, int length) {
    if (sockaddr.length < least) {
      return new Malformed(sockaddr.length);
    }
    // In network byte order.
    int port = ByteBuffer.wrap(sockaddr).getShort(Structs.SOCKADDR_DATA) & 0xffff;
    return new Inet(host(Arrays.copyOfRange(sockaddr, at, at + length)), port);
  }

  private static String host(byte[] address) {
    try {
      String text = InetAddress.getByAddress(address).getHostAddress();
      return text.contains(":") ? shortened(text) : text;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is right
    }
  }

  /**
   * The first of the longest runs of zeros becomes {@code ::} if it has more than one; RFC 5952.
   */
  private static String shortened(String ipv6) {
    String[] groups = ipv6.split(":");
    int start = 0;
    int length = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end].equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    return length == 1
        ? ipv6
        : String.join(":", Arrays.copyOfRange(groups, 0, start))
            + "::"
            + String.join(":", Arrays.copyOfRange(groups, start + length, groups.length));
  }

  private static SocketAddress unix(byte[] sockaddr) {
    int start = Structs.SOCKADDR_DATA;
    if (sockaddr.length == start) {
      return new UnixUnnamed();
    }
    if (sockaddr[start] == 0) {
      return new UnixAbstract(text(sockaddr, start + 1, sockaddr.length));
    }
    int end = start;
    while (end < sockaddr.length && sockaddr[end] != 0) {
      end++;
    }
    return new UnixPath(text(sockaddr, start, end));
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
