package dev.restrict;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.restrict.landlock.NetRight;
import dev.restrict.testing.As;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP ports: those with a rule, and no way past it. */
class PortsTest {

  private static final int MSG_FASTOPEN = 0x20000000;

  /** The ways to a stream that are not bind and connect of a TCP socket. */
  static void detours(int refused) {
    Sys.say("mptcp", Sys.answer("socket", 2, 1, 262));
    Sys.say("mptcp6", Sys.answer("socket", 10, 1, 262));
    Sys.say("mptcp flags", Sys.answer("socket", 2, 1 | 02000000 | 04000, 262));
    // The kernel takes ints: the upper half is nothing to it.
    Sys.say("mptcp high", Sys.answer("socket", 2 | 1L << 40, 1 | 1L << 40, 262 | 1L << 40));
    Sys.say("sctp", Sys.answer("socket", 2, 1, 132));
    Sys.say("sctp seqpacket", Sys.answer("socket", 2, 5, 132));
    Sys.say("smc", Sys.answer("socket", 43, 1, 0));
    Sys.say("smc by inet", Sys.answer("socket", 2, 1, 256));
    Sys.say("raw", Sys.answer("socket", 2, 3, 6));
    Sys.say("packet", Sys.answer("socket", 17, 3, 0));
    Sys.say("vsock", Sys.answer("socket", 40, 1, 0));
    Sys.say("io_uring", Sys.answer("io_uring_setup", 4, new Memory(120)));
    long tcp = Sys.call("socket", 2, 1, 0);
    Memory hello = Sys.string("hello");
    Memory address = Sys.loopback(refused);
    Sys.say("fastopen", Sys.answer("sendto", tcp, hello, 5, MSG_FASTOPEN, address, 16));
    long high = MSG_FASTOPEN | 1L << 40;
    Sys.say("fastopen high", Sys.answer("sendto", tcp, hello, 5, high, address, 16));
    Memory vector = new Memory(16);
    vector.setPointer(0, hello);
    vector.setLong(8, 5);
    Memory message = new Memory(64);
    message.clear();
    message.setPointer(0, address);
    message.setInt(8, 16);
    message.setPointer(16, vector);
    message.setLong(24, 1);
    Sys.say("fastopen message", Sys.answer("sendmsg", tcp, message, MSG_FASTOPEN));
    Sys.say("fastopen messages", Sys.answer("sendmmsg", tcp, message, 1, MSG_FASTOPEN));
    Sys.say("ulp", Sys.answer("setsockopt", tcp, 6, 31, Sys.string("smc"), 4));
    Memory one = new Memory(4);
    one.setInt(0, 1);
    Sys.answer("setsockopt", tcp, 6, 30, one, 4); // TCP_FASTOPEN_CONNECT
    Sys.say("fastopen connect", Sys.answer("connect", tcp, address, 16));
    // A connection that is dissolved and made again.
    Memory unspecified = new Memory(16);
    unspecified.clear();
    Sys.answer("connect", tcp, unspecified, 16);
    Sys.say("again", Sys.answer("connect", tcp, address, 16));
    Sys.say("listen unbound", Sys.answer("listen", Sys.call("socket", 2, 1, 0), 1));
  }

  static final class Rules {
    public static void main(String[] args) {
      Sys.ready();
      int allowed = Integer.parseInt(args[1]);
      int refused = Integer.parseInt(args[2]);
      int bind = Integer.parseInt(args[3]);
      if (args[0].equals("at once")) {
        Restrict.lock(
            Policy.builder()
                .promises("stdio rpath inet error")
                .port(allowed, "c")
                .port(bind, "b")
                .build());
      } else {
        Restrict.port(allowed, "c");
        Restrict.port(bind, "b");
        Restrict.accessLock();
        if (args[0].equals("then promises")) {
          Restrict.syscalls("stdio rpath inet error");
        }
      }
      Sys.say("abi", Restrict.status().kernel().landlockAbi());
      InetAddress loopback = InetAddress.getLoopbackAddress();
      Sys.say("connect", Sys.failure(() -> connect(loopback, allowed)));
      Sys.say("connect refused", Sys.failure(() -> connect(loopback, refused)));
      Sys.say("connect to bind", Sys.failure(() -> connect(loopback, bind)));
      Sys.say("bind", Sys.failure(() -> bound(bind)));
      Sys.say("bind refused", Sys.failure(() -> bound(refused)));
      Sys.say("bind connect", Sys.failure(() -> bound(allowed)));
      Sys.say("bind any", Sys.failure(() -> bound(0)));
      Sys.say("udp", Sys.failure(() -> send(loopback, Integer.parseInt(args[4]))));
      detours(refused);
      Sys.say("seccomp", Sys.call("prctl", 21, 0, 0, 0, 0));
    }

    private static Object connect(InetAddress address, int port) throws IOException {
      try (Socket socket = new Socket(address, port)) {
        return socket.getPort();
      }
    }

    private static Object bound(int port) throws IOException {
      try (ServerSocket server = new ServerSocket(port)) {
        return server.getLocalPort();
      }
    }

    private static Object send(InetAddress address, int port) throws IOException {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.send(new DatagramPacket(new byte[1], 1, address, port));
        return null;
      }
    }
  }

  /**
   * Of two answers the kernel takes the stricter: EACCES of the port rules' own filter where that
   * was installed first, as in the order of the verbs.
   */
  @ParameterizedTest
  @CsvSource({
    "SELF, alone, EACCES",
    "NOBODY, alone, EACCES",
    "SELF, at once, ENOSYS",
    "NOBODY, at once, ENOSYS",
    "NOBODY, then promises, EACCES"
  })
  void onlyThoseWithARule(As as, String order, String refusal) throws IOException {
    Map<String, String> facts;
    try (ServerSocket allowed = new ServerSocket(0);
        ServerSocket refused = new ServerSocket(0);
        DatagramSocket udp = new DatagramSocket()) {
      int bind = freePort();
      facts =
          Facts.of(
              as.child(),
              Rules.class,
              order,
              String.valueOf(allowed.getLocalPort()),
              String.valueOf(refused.getLocalPort()),
              String.valueOf(bind),
              String.valueOf(udp.getLocalPort()));
    }
    assertThat(facts)
        .containsEntry("connect", "ok")
        .containsEntry("bind", "ok")
        .containsEntry("fastopen connect", "EACCES")
        .containsEntry("again", "EACCES")
        .containsEntry("seccomp", "2");
    if (Integer.parseInt(facts.get("abi")) < NetRight.BIND_UDP.abi()) {
      assertThat(facts).containsEntry("udp", "ok");
    } else {
      assertThat(facts.get("udp")).contains("Permission denied");
    }
    for (String name :
        List.of("connect refused", "connect to bind", "bind refused", "bind connect", "bind any")) {
      assertThat(facts.get(name)).as(name).contains("Permission denied");
    }
    String detours =
        "mptcp,mptcp6,mptcp flags,mptcp high,sctp,sctp seqpacket,smc,smc by inet,raw,packet,vsock,"
            + "io_uring,fastopen,fastopen high,fastopen message,fastopen messages,ulp";
    for (String name : detours.split(",", -1)) {
      assertThat(facts).containsEntry(name, refusal);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** inet without a rule: TCP and UDP, Multipath TCP too. */
  static final class InetAlone {
    public static void main(String[] args) {
      Sys.ready();
      InetAddress loopback = InetAddress.getLoopbackAddress();
      Restrict.syscalls(args[1]);
      Sys.say("connect", Sys.outcome(() -> new Socket(loopback, Integer.parseInt(args[0]))));
      Sys.say("bind", Sys.outcome(() -> new ServerSocket(0)));
      Sys.say("mptcp", Sys.answer("socket", 2, 1, 262));
      Sys.say("raw", Sys.answer("socket", 2, 3, 6));
      Sys.say("unix", Sys.answer("socket", 1, 1, 0));
    }
  }

  @Test
  void inetAloneDecidesWhereThereIsNoRule() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      String port = String.valueOf(server.getLocalPort());
      Map<String, String> facts =
          Facts.of(As.NOBODY.child(), InetAlone.class, port, "stdio rpath inet error");
      assertThat(facts)
          .containsEntry("connect", "ok")
          .containsEntry("bind", "ok")
          .containsEntry("raw", "ENOSYS")
          .containsEntry("unix", "ENOSYS");
      assertThat(facts.get("mptcp")).isIn("ok", "EPROTONOSUPPORT", "ENOPROTOOPT");
      facts = Facts.of(As.NOBODY.child(), InetAlone.class, port, "stdio rpath error");
      assertThat(facts)
          .containsEntry("connect", "SocketException")
          .containsEntry("mptcp", "ENOSYS");
    }
  }

  private static long datagrams() {
    return Sys.call("socket", 2, 2, 0);
  }

  static final class Dns {
    public static void main(String[] args) {
      Sys.ready();
      Restrict.syscalls("stdio rpath dns error");
      long tcp = Sys.call("socket", 2, 1, 0);
      Sys.say("53", Sys.answer("connect", tcp, Sys.loopback(53), 16));
      Sys.say("other", Sys.answer("connect", tcp, Sys.loopback(Integer.parseInt(args[0])), 16));
      Sys.say("udp 53", Sys.answer("connect", datagrams(), Sys.loopback(53), 16));
      Sys.say("udp sorting", Sys.answer("connect", datagrams(), Sys.loopback(0), 16));
      Sys.say("udp other", Sys.answer("connect", datagrams(), Sys.loopback(5353), 16));
      Sys.say("abi", Restrict.status().kernel().landlockAbi());
      Sys.say("ports", Restrict.status().ports());
      Sys.say("listen", Sys.answer("listen", tcp, 1));
    }
  }

  /** What Landlock has of them depends on the kernel. */
  private static final String DNS_TCP = "Port[port=53, protocol=TCP, flags=[CONNECT], origin=dns]";

  private static final String DNS_UDP =
      "Port[port=53, protocol=UDP, flags=[CONNECT], origin=dns],"
          + " Port[port=0, protocol=UDP, flags=[BIND, CONNECT], origin=dns]";

  @Test
  void dnsImpliesPort53() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      Map<String, String> facts =
          Facts.of(As.NOBODY.child(), Dns.class, String.valueOf(server.getLocalPort()));
      boolean udp = Integer.parseInt(facts.get("abi")) >= NetRight.BIND_UDP.abi();
      // The network's answer, not Landlock's.
      assertThat(facts.get("53")).isIn("ECONNREFUSED", "ok");
      assertThat(facts)
          .containsEntry("other", "EACCES")
          .containsEntry("ports", "[%s]".formatted(udp ? DNS_TCP + ", " + DNS_UDP : DNS_TCP))
          .containsEntry("udp other", udp ? "EACCES" : "ok")
          .containsEntry("udp 53", "ok")
          .containsEntry("udp sorting", "ok")
          .containsEntry("listen", "ENOSYS");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, b", "65536, c", "80, ''", "80, x", "80, bx"})
  void refusesWhatIsNoPort(int port, String flags) {
    assertThat(Sys.outcome(() -> PortRule.of(port, flags))).isEqualTo("RestrictException");
  }
}
