package dev.restrict.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.Restrict;
import dev.restrict.RestrictException;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.DnsServer;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM asks the chosen DNS server, and no other. */
class ResolverTest {

  private static final String KNOWN = "only.known.here.example";

  /** Knows one name: A 192.0.2.77 and AAAA 2001:db8::77. */
  private static DnsServer server() {
    return new DnsServer()
        .add(KNOWN + ".", 60, "A", "192.0.2.77")
        .add(KNOWN + ".", 60, "AAAA", "2001:db8::77")
        .add("77.2.0.192.in-addr.arpa.", 60, "PTR", KNOWN + ".");
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
    return Facts.of(ChildJvm.child().home(home), Asks.class, arguments);
  }

  @ParameterizedTest
  @MethodSource("homes")
  void isAskedByTheJvm(Path home) throws IOException {
    try (DnsServer server = server()) {
      check(run(home, server.server()), server);
    }
  }

  @ParameterizedTest
  @MethodSource("homes")
  void isAskedUnderTheLock(Path home) throws IOException {
    try (DnsServer server = server()) {
      check(run(home, server.server(), "stdio rpath inet dns error"), server);
    }
  }

  private static void check(Map<String, String> facts, DnsServer server) {
    if (Integer.parseInt(facts.get("java")) < 18) {
      assertThat(facts.get("resolver"))
          .startsWith("RestrictException: resolver: this is Java " + facts.get("java"))
          .contains("Java 18");
      assertThat(server.questions()).isEmpty();
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
    assertThat(server.questions())
        .contains("udp " + KNOWN + ". A", "udp " + KNOWN + ". AAAA")
        .noneMatch(name -> name.contains(" localhost") || name.contains("restrict.invalid"));
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
