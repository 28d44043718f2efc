package dev.restrict.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressTest {

  private static final int AF_UNSPEC = 0;
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;

  @Test
  void internetAddressesHaveAPortInNetworkOrder() {
    SocketAddress address = SocketAddress.parse(inet("1f90 7f000001 0000000000000000"));
    assertThat(address).isEqualTo(new SocketAddress.Inet("127.0.0.1", 8080));
    assertThat(address.text()).isEqualTo("127.0.0.1:8080");
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000001, [::1]:443",
    "00000000000000000000000000000000, [::]:443",
    "20010db8000000000001000000000001, [2001:db8::1:0:0:1]:443",
    "20010db8000000010001000100010001, [2001:db8:0:1:1:1:1:1]:443",
    "20010db8000100000000000000000000, [2001:db8:1::]:443",
    "fe800001000200030004000500060007, [fe80:1:2:3:4:5:6:7]:443",
    "00000000000000000000ffff0a000001, 10.0.0.1:443"
  })
  void ipv6IsWrittenShort(String bytes, String text) {
    byte[] shortest = inet6("01bb 00000000 " + bytes);
    assertThat(shortest).hasSize(24);
    assertThat(SocketAddress.parse(shortest).text()).isEqualTo(text);
    assertThat(SocketAddress.parse(Arrays.copyOf(shortest, 28)).text()).isEqualTo(text);
  }

  /** {@code inet_bind} wants 16 bytes, {@code inet6_bind} 24. */
  @Test
  void whatIsTooShortTheKernelRefuses() {
    for (int length = 0; length < 30; length++) {
      SocketAddress malformed = new SocketAddress.Malformed(length);
      for (int family : new int[] {AF_INET, AF_INET6}) {
        byte[] bytes = Arrays.copyOf(sockaddr(family), length);
        boolean tooShort = length < (family == AF_INET ? 16 : 24);
        if (tooShort) {
          assertThat(SocketAddress.parse(bytes)).isEqualTo(malformed);
        } else {
          assertThat(SocketAddress.parse(bytes)).isInstanceOf(SocketAddress.Inet.class);
        }
      }
    }
    assertThat(new SocketAddress.Malformed(5).text()).isEqualTo("an address of 5 bytes");
  }

  @Test
  void unixPathsEndAtTheLengthOrNul() {
    SocketAddress path = new SocketAddress.UnixPath("/s");
    assertThat(SocketAddress.parse(sockaddr(AF_UNIX, '/', 's'))).isEqualTo(path);
    assertThat(SocketAddress.parse(sockaddr(AF_UNIX, '/', 's', 0, 'x'))).isEqualTo(path);
    assertThat(path.text()).isEqualTo("/s");
  }

  @Test
  void unixSocketsMayHaveNoPath() {
    SocketAddress unnamed = SocketAddress.parse(sockaddr(AF_UNIX));
    assertThat(unnamed).isEqualTo(new SocketAddress.UnixUnnamed());
    assertThat(unnamed.text()).isEmpty();
    SocketAddress named = SocketAddress.parse(sockaddr(AF_UNIX, 0, 'x', 0, 'y'));
    assertThat(named).isEqualTo(new SocketAddress.UnixAbstract("x\0y"));
    assertThat(named.text()).isEqualTo("@x@y");
  }

  @Test
  void otherFamiliesAreNamedByNumber() {
    for (int family : new int[] {AF_UNSPEC, AF_NETLINK, 0xffff}) {
      SocketAddress address = SocketAddress.parse(sockaddr(family, 0, 80));
      assertThat(address).isEqualTo(new SocketAddress.Other(family));
      assertThat(address.text()).isEqualTo("family " + family);
    }
  }

  /** The bytes come from a process that may be hostile. */
  @Test
  void anyBytesOfAnyLengthAreRead() {
    Random random = new Random(1);
    for (int length = 0; length <= 130; length++) {
      for (int family = 0; family <= 50; family++) {
        for (int round = 0; round < 5; round++) {
          check(random, length, family);
        }
      }
      for (int round = 0; round < 50; round++) {
        check(random, length, random.nextInt(1 << 16));
      }
    }
  }

  private static void check(Random random, int length, int family) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (length > 1) {
      ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putShort((short) family);
    }
    SocketAddress address = SocketAddress.parse(bytes);
    assertThat(address.text()).isNotNull();
    if (address instanceof SocketAddress.Inet inet) {
      assertThat(inet.port()).isBetween(0, 65535);
      assertThat(inet.text()).endsWith(":" + inet.port());
      assertThat(inet.host()).matches("[0-9a-f.:]{2,39}");
    }
    if (address instanceof SocketAddress.UnixPath unix) {
      assertThat(unix.path()).isNotEmpty().doesNotContain("\0");
      assertThat(unix.path().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }
  }

  private static byte[] inet(String hex) {
    return sockaddr(AF_INET, hex);
  }

  private static byte[] inet6(String hex) {
    return sockaddr(AF_INET6, hex);
  }

  private static byte[] sockaddr(int family, String hex) {
    byte[] rest = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    int[] values = new int[rest.length];
    for (int i = 0; i < rest.length; i++) {
      values[i] = rest[i];
    }
    return sockaddr(family, values);
  }

  private static byte[] sockaddr(int family, int... rest) {
    ByteBuffer buffer = ByteBuffer.allocate(2 + rest.length).order(ByteOrder.nativeOrder());
    buffer.putShort((short) family);
    for (int value : rest) {
      buffer.put((byte) value);
    }
    return buffer.array();
  }
}
