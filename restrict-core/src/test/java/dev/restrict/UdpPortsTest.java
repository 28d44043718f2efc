package dev.restrict;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import dev.restrict.landlock.Abi;
import dev.restrict.landlock.NetRight;
import dev.restrict.testing.As;
import dev.restrict.testing.EachUser;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * UDP ports: those with a rule where the kernel can tell (Landlock ABI 10, Linux 7.2). Before,
 * every port, and a notice says so.
 */
class UdpPortsTest {

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  static final class Rules {
    private static final int SERVED = 5060;
    private static final int ASKED = 5140;
    private static final int OTHER = 5350;

    public static void main(String[] args) throws Exception {
      Sys.ready();
      long connected = socket(AF_INET);
      Sys.require("connect", connected, Sys.loopback(OTHER), 16);
      long bound = socket(AF_INET);
      Sys.require("bind", bound, Sys.loopback(OTHER + 1), 16);
      Restrict.lock(
          Policy.builder()
              .promises("stdio rpath inet error")
              .port(443, "c")
              .port(SERVED, "b", Protocol.UDP)
              .port(ASKED, "c", Protocol.UDP)
              .observePaths(true)
              .build());
      Status status = Restrict.status();
      Sys.say("abi", status.kernel().landlockAbi());
      Sys.say("notices", status.notices().stream().filter(n -> n.text().contains("_UDP")).toList());
      Sys.say(
          "udp rules", status.ports().stream().filter(p -> p.protocol() == Protocol.UDP).toList());
      Sys.say("descriptors", status.descriptors().stream().map(Status.Descriptor::reason).toList());

      for (int family : new int[] {AF_INET, AF_INET6}) {
        String of = family == AF_INET ? "" : " 6";
        Sys.say("connect" + of, connect(family, ASKED));
        Sys.say("send" + of, send(socket(family), family, ASKED));
        Sys.say("bind" + of, bind(family, SERVED));
        Sys.say("bind any" + of, bind(family, 0));
        Sys.say("connect other" + of, connect(family, OTHER));
        Sys.say("send other" + of, send(socket(family), family, OTHER));
        Sys.say("send message other" + of, sendMessage(family, OTHER));
        Sys.say("connect served" + of, connect(family, SERVED));
        Sys.say("bind other" + of, bind(family, OTHER));
        Sys.say("bind asked" + of, bind(family, ASKED));
      }
      Memory unspecified = Sys.zeroes(16);
      Sys.say("dissolve", Sys.answer("connect", connected, unspecified, 16));
      Sys.say("connect again", Sys.answer("connect", connected, Sys.loopback(OTHER), 16));
      Sys.say("answer from bound", send(bound, AF_INET, OTHER));
      Sys.say("lite", Sys.answer("socket", AF_INET, 2, 136));

      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      boolean judged = status.kernel().landlockAbi() >= NetRight.BIND_UDP.abi();
      while (judged && count("sendto") < 3 && System.nanoTime() < patience) {
        Thread.sleep(10);
      }
      for (String call : List.of("sendto", "connect", "bind")) {
        Sys.say(
            call + " denied",
            Restrict.violations().stream()
                .filter(v -> v.syscall().equals(call) && v.layer() == Layer.LANDLOCK)
                .map(v -> v.path().orElse("") + " " + v.remedy())
                .distinct()
                .toList());
      }
    }

    private static long count(String call) {
      return Restrict.violations().stream().filter(v -> v.syscall().equals(call)).count();
    }

    private static long socket(int family) {
      return Sys.require("socket", family, 2, 0);
    }

    private static String connect(int family, int port) {
      return Sys.answer("connect", socket(family), address(family, port), size(family));
    }

    private static String bind(int family, int port) {
      return Sys.answer("bind", socket(family), address(family, port), size(family));
    }

    private static String send(long socket, int family, int port) {
      return Sys.answer(
          "sendto", socket, Sys.string("x"), 1, 0, address(family, port), size(family));
    }

    private static String sendMessage(int family, int port) {
      Memory vector = new Memory(16);
      vector.setPointer(0, Sys.string("x"));
      vector.setLong(8, 1);
      Memory message = Sys.zeroes(64);
      message.setPointer(0, address(family, port));
      message.setInt(8, size(family));
      message.setPointer(16, vector);
      message.setLong(24, 1);
      return Sys.answer("sendmsg", socket(family), message, 0);
    }

    private static int size(int family) {
      return family == AF_INET ? 16 : 28;
    }

    private static Memory address(int family, int port) {
      if (family == AF_INET) {
        return Sys.loopback(port);
      }
      Memory address = Sys.zeroes(28);
      address.setShort(0, (short) AF_INET6);
      address.setByte(2, (byte) (port >> 8));
      address.setByte(3, (byte) port);
      address.setByte(23, (byte) 1);
      return address;
    }
  }

  @ParameterizedTest
  @EachUser
  void onlyThoseWithARuleWhereTheKernelCanTell(As as) {
    Map<String, String> facts = Facts.of(as.child(), Rules.class);
    boolean judged = Integer.parseInt(facts.get("abi")) >= NetRight.BIND_UDP.abi();
    for (String of : List.of("", " 6")) {
      for (String name : List.of("connect", "send", "bind", "bind any")) {
        assertThat(facts).containsEntry(name + of, "ok");
      }
      for (String name :
          List.of("connect other", "send other", "send message other", "connect served")) {
        assertThat(facts).containsEntry(name + of, judged ? "EACCES" : "ok");
      }
      for (String name : List.of("bind other", "bind asked")) {
        if (judged) {
          assertThat(facts).containsEntry(name + of, "EACCES");
        } else {
          // Where sockets that were left open have the port already, that is the network's answer.
          assertThat(facts.get(name + of)).isIn("ok", "EADDRINUSE");
        }
      }
    }
    assertThat(facts)
        .containsEntry("dissolve", "ok")
        .containsEntry("connect again", judged ? "EACCES" : "ok")
        .containsEntry("answer from bound", judged ? "EACCES" : "ok")
        .containsEntry("lite", "ENOSYS");
    if (judged) {
      assertThat(facts)
          .containsEntry("notices", "[]")
          .containsEntry(
              "udp rules",
              "[Port[port=5060, protocol=UDP, flags=[BIND], origin=port],"
                  + " Port[port=5140, protocol=UDP, flags=[CONNECT], origin=port],"
                  + " Port[port=0, protocol=UDP, flags=[BIND], origin=autobind]]");
      assertThat(facts.get("descriptors"))
          .contains(
              "to port 5350, which no rule grants",
              "receives on UDP port 5351, which no rule grants");
      assertThat(facts.get("sendto denied"))
          .contains("127.0.0.1:5350 add a port rule: 5350/udp: c", "[::1]:5350 add a port rule");
      assertThat(facts.get("connect denied")).contains("add a port rule: 5060/udp: c");
      assertThat(facts.get("bind denied")).contains("add a port rule: 5140/udp: b");
    } else {
      assertThat(facts.get("notices"))
          .contains(
              "LANDLOCK_ACCESS_NET_BIND_UDP is not in force",
              "LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP is not in force",
              "ABI 10 (Linux %s)".formatted(Abi.linux(NetRight.BIND_UDP.abi())),
              "every UDP port is allowed, whatever the port rules say");
      assertThat(facts)
          .containsEntry("udp rules", "[]")
          .containsEntry("sendto denied", "[]")
          .containsEntry("connect denied", "[]")
          .containsEntry("bind denied", "[]");
      assertThat(facts.get("descriptors")).contains("an open udp socket");
    }
  }
}
