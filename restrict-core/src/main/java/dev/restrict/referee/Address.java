package dev.restrict.referee;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A {@code struct sockaddr} as people write it. */
final class Address {

  private Address() {}

  /** {@code 10.0.0.1:443}, {@code [::1]:443}, a UNIX socket's path, or {@code family N}. */
  static String text(byte[] sockaddr) {
    if (sockaddr.length < 2) {
      return "";
    }
    int family = (sockaddr[0] & 0xff) | (sockaddr[1] & 0xff) << 8;
    try {
      if (family == 2 && sockaddr.length >= 8) {
        InetAddress host = InetAddress.getByAddress(Arrays.copyOfRange(sockaddr, 4, 8));
        return host.getHostAddress() + ":" + port(sockaddr);
      }
      if (family == 10 && sockaddr.length >= 24) {
        InetAddress host = InetAddress.getByAddress(Arrays.copyOfRange(sockaddr, 8, 24));
        String text = host.getHostAddress();
        return (text.contains(":") ? "[" + text + "]" : text) + ":" + port(sockaddr);
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the lengths are right
    }
    if (family == 1) {
      return unix(sockaddr);
    }
    return "family " + family;
  }

  private static int port(byte[] sockaddr) {
    return ByteBuffer.wrap(sockaddr).getShort(2) & 0xffff;
  }

  private static String unix(byte[] sockaddr) {
    if (sockaddr.length == 2) {
      return "";
    }
    boolean isAbstract = sockaddr[2] == 0;
    int start = isAbstract ? 3 : 2;
    int end = start;
    while (end < sockaddr.length && sockaddr[end] != 0) {
      end++;
    }
    return (isAbstract ? "@" : "")
        + new String(sockaddr, start, end - start, java.nio.charset.StandardCharsets.UTF_8);
  }
}
