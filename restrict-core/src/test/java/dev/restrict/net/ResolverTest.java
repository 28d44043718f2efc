package dev.restrict.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM asks the chosen DNS server, and no other. */
class ResolverTest {

  private static final String KNOWN = "only.known.here.example";
  private static final String KNOWN_REVERSE = "77.2.0.192.in-addr.arpa";

  /** A DNS server that knows one name: A 192.0.2.77 and AAAA 2001:db8::77. */
  private static final class TinyServer implements AutoCloseable {

    private static final int A = 1;
    private static final int PTR = 12;
    private static final int AAAA = 28;

    final DatagramSocket socket;
    final List<String> asked = new CopyOnWriteArrayList<>();

    TinyServer() throws IOException {
      socket = new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      Thread thread = new Thread(this::serve);
      thread.setDaemon(true);
      thread.start();
    }

    String address() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
      byte[] buffer = new byte[512];
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          byte[] answer = answer(buffer);
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private byte[] answer(byte[] query) throws IOException {
      List<String> labels = new ArrayList<>();
      int at = 12;
      while (query[at] != 0) {
        labels.add(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
        at += query[at] + 1;
      }
      int type = (query[at + 1] & 0xff) << 8 | query[at + 2] & 0xff;
      String name = String.join(".", labels);
      asked.add(name + " " + type);
      byte[] data = data(name, type);
      boolean known = name.equals(KNOWN) || name.equals(KNOWN_REVERSE);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(query, 0, 2);
      out.writeShort(known ? 0x8580 : 0x8583); // NXDOMAIN
      out.writeShort(1);
      out.writeShort(data == null ? 0 : 1);
      out.writeInt(0);
      out.write(query, 12, at + 5 - 12);
      if (data != null) {
        out.writeShort(0xc00c);
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(data.length);
        out.write(data);
      }
      return bytes.toByteArray();
    }

    private static byte[] data(String name, int type) throws IOException {
      if (name.equals(KNOWN) && type == A) {
        return InetAddress.getByName("192.0.2.77").getAddress();
      }
      if (name.equals(KNOWN) && type == AAAA) {
        return InetAddress.getByName("2001:db8::77").getAddress();
      }
      if (!name.equals(KNOWN_REVERSE) || type != PTR) {
        return null;
      }
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (String label : KNOWN.split("\\.")) {
        text.write(label.length());
        text.write(label.getBytes(StandardCharsets.US_ASCII));
      }
      text.write(0);
      return text.toByteArray();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  static final class Asks {
    public static void main(String[] args) throws Exception {
      Sys.say("java", Runtime.version().feature());
      Sys.say("resolver", Sys.failure(() -> resolver(args[0])));
      if (args.length > 1) {
        Sys.ready();
        Restrict.syscalls(args[1]);
      }
      Sys.say("known", Sys.failure(() -> known()));
      Sys.say("unknown", Sys.failure(() -> InetAddress.getAllByName("else.example")));
      Sys.say("localhost", Sys.failure(() -> InetAddress.getByName("localhost")));
      Sys.say("literal", Sys.failure(() -> InetAddress.getByName("192.0.2.1")));
      Sys.say(
          "name",
          InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 77}).getCanonicalHostName());
    }

    private static Object resolver(String server) {
      Restrict.resolver(server);
      return null;
    }

    private static Object known() throws IOException {
      Sys.say(
          "found",
          Stream.of(InetAddress.getAllByName(KNOWN)).map(InetAddress::getHostAddress).toList());
      return null;
    }
  }

  /** This JDK, and those that the machine has besides. */
  static Stream<Path> homes() throws IOException {
    Path own = Path.of(System.getProperty("java.home")).toRealPath();
    List<Path> homes = new ArrayList<>(List.of(own));
    Path folder = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> found = Files.list(folder)) {
        found
            .filter(home -> Files.isExecutable(home.resolve("bin/java")))
            .filter(home -> !Files.isSymbolicLink(home))
            .filter(home -> !home.equals(own))
            .sorted()
            .forEach(homes::add);
      }
    }
    return homes.stream();
  }

  private static Map<String, String> run(Path home, String... arguments) {
    // The child's command begins with the java of this JVM; another takes its place.
    String script = "shift; exec " + home + "/bin/java \"$@\"";
    return Facts.of(ChildJvm.child().under("sh", "-c", script, "sh"), Asks.class, arguments);
  }

  @ParameterizedTest
  @MethodSource("homes")
  void isAskedByTheJvm(Path home) throws IOException {
    try (TinyServer server = new TinyServer()) {
      check(run(home, server.address()), server);
    }
  }

  @ParameterizedTest
  @MethodSource("homes")
  void isAskedUnderTheLock(Path home) throws IOException {
    try (TinyServer server = new TinyServer()) {
      check(run(home, server.address(), "stdio rpath inet dns error"), server);
    }
  }

  private static void check(Map<String, String> facts, TinyServer server) {
    if (Integer.parseInt(facts.get("java")) < 18) {
      assertThat(facts.get("resolver"))
          .startsWith("RestrictException: resolver: this is Java " + facts.get("java"))
          .contains("Java 18");
      assertThat(server.asked).isEmpty();
      return;
    }
    assertThat(facts)
        .containsEntry("resolver", "ok")
        .containsEntry("known", "ok")
        .containsEntry("localhost", "ok")
        .containsEntry("literal", "ok")
        .containsEntry("name", KNOWN);
    assertThat(facts.get("found")).contains("192.0.2.77").contains("2001:db8:0:0:0:0:0:77");
    assertThat(facts.get("unknown")).startsWith("UnknownHostException");
    assertThat(server.asked)
        .contains(KNOWN + " 1", KNOWN + " 28")
        .noneMatch(name -> name.startsWith("localhost") || name.contains("restrict.invalid"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":",
        "::::",
        "localhost",
        "dns.example",
        "dns.example:53",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.1.1",
        "192.0.2.53:",
        "192.0.2.53:0",
        "192.0.2.53:65536",
        "192.0.2.53:99999",
        "192.0.2.53:5x",
        "192.0.2.53 ",
        "192.0.2.53/24",
        "192.0.2.53\n",
        "3221225985",
        "0xc0000235",
        "[192.0.2.53]:53x",
        "[2001:db8::53",
        "[2001:db8::53]:",
        "[2001:db8::53]:70000",
        "2001:db8:::53",
        "2001:db8::g",
        "::1%lo",
        "-1.0.0.1",
        "udp://192.0.2.53"
      })
  void refusesWhatIsNoAddress(String server) {
    assertThatThrownBy(() -> Restrict.resolver(server))
        .isInstanceOf(RestrictException.class)
        .hasMessageContaining("is not an IP address");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.53, 192.0.2.53:53",
    "192.0.2.53:5353, 192.0.2.53:5353",
    "255.255.255.255:65535, 255.255.255.255:65535",
    "2001:db8::53, [2001:db8:0:0:0:0:0:53]:53",
    "[2001:db8::53], [2001:db8:0:0:0:0:0:53]:53",
    "[::1]:1, [0:0:0:0:0:0:0:1]:1",
  })
  void readsAddresses(String text, String server) {
    assertThat(NameServers.parse(text)).hasToString(server);
  }
}
