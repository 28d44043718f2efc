package dev.restrict.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SocketAddressTest {

  @Test
  void internetAddressesHaveAPortInNetworkOrder() {
    assertThat(SocketAddress.parse(sockaddr(2, 0x1f, 0x90, 127, 0, 0, 1)))
        .isEqualTo(new SocketAddress.Inet(8080));
    assertThat(SocketAddress.parse(sockaddr(10, 0xff, 0xff, 0, 0, 0, 0)))
        .isEqualTo(new SocketAddress.Inet(65535));
    assertThat(SocketAddress.parse(sockaddr(2, 0x1f))).isEqualTo(new SocketAddress.Other());
  }

  @Test
  void unixPathsEndAtTheLengthOrNul() {
    SocketAddress path = new SocketAddress.UnixPath("/s");
    assertThat(SocketAddress.parse(sockaddr(1, '/', 's'))).isEqualTo(path);
    assertThat(SocketAddress.parse(sockaddr(1, '/', 's', 0, 'x'))).isEqualTo(path);
  }

  @Test
  void theRestIsNotJudged() {
    SocketAddress other = new SocketAddress.Other();
    assertThat(SocketAddress.parse(sockaddr(1))).isEqualTo(other);
    assertThat(SocketAddress.parse(sockaddr(1, 0, 'x'))).isEqualTo(other);
    assertThat(SocketAddress.parse(sockaddr(0, 0, 80))).isEqualTo(other);
    assertThat(SocketAddress.parse(sockaddr(16, 0, 0, 0))).isEqualTo(other);
    assertThat(SocketAddress.parse(new byte[] {2})).isEqualTo(other);
    assertThat(SocketAddress.parse(new byte[0])).isEqualTo(other);
  }

  /** The bytes come from a process that may be hostile. */
  @Test
  void anyBytesAreRead() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(128)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = (byte) random.nextInt(12);
        bytes[1] = 0;
      }
      assertThat(SocketAddress.parse(bytes)).isNotNull();
    }
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
