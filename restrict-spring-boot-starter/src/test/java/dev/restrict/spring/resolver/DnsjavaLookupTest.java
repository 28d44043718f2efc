package dev.restrict.spring.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.net.NameServers;
import dev.restrict.testing.DnsServer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** What users of resolv.conf expect, of both lookups. */
class DnsjavaLookupTest {

  private static final List<String> BOTH = List.of("A", "AAAA");

  @TempDir Path folder;

  private final DnsServer dns = new DnsServer();

  @AfterEach
  void stop() {
    dns.close();
  }

  private ResolverSettings settings(List<String> search, int ndots, DnsServer... servers) {
    return new ResolverSettings(
        Stream.of(servers).map(server -> NameServers.parse(server.server())).toList(),
        search,
        ndots,
        Duration.ofMillis(500),
        2);
  }

  private DnsjavaLookup lookup(DnsServer... servers) {
    return new DnsjavaLookup(settings(List.of(), 1, servers), hosts(""));
  }

  private HostsFile hosts(String text) {
    try {
      return HostsFile.read(Files.writeString(folder.resolve("hosts"), text));
    } catch (java.io.IOException ex) {
      throw new AssertionError(ex);
    }
  }

  private static List<String> texts(List<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).toList();
  }

  @Test
  void bothFamiliesInTheWantedOrder() throws Exception {
    dns.add("a.test.", 60, "A", "192.0.2.1").add("a.test.", 60, "AAAA", "2001:db8::1");
    assertThat(texts(lookup(dns).addresses("a.test", BOTH)))
        .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1");
    List<InetAddress> ipv6First = lookup(dns).addresses("a.test", List.of("AAAA", "A"));
    assertThat(ipv6First.get(0)).isInstanceOf(Inet6Address.class);
    assertThat(ipv6First.get(0).getHostName()).isEqualTo("a.test");
    assertThat(lookup(dns).addresses("a.test", List.of("A"))).hasSize(1);
  }

  @Test
  void oneFamilyIsEnough() throws Exception {
    dns.add("six.test.", 60, "AAAA", "2001:db8::6");
    assertThat(texts(lookup(dns).addresses("six.test", BOTH)))
        .containsExactly("2001:db8:0:0:0:0:0:6");
  }

  @Test
  void aliasesAreFollowed() throws Exception {
    dns.add("www.test.", 60, "CNAME", "a.test.").add("a.test.", 60, "A", "192.0.2.1");
    // The server does not follow it itself: it answers the question for an A record with none.
    dns.add("www.test.", 60, "A", "192.0.2.1");
    assertThat(texts(lookup(dns).addresses("www.test", BOTH))).contains("192.0.2.1");
  }

  @Test
  void unknownNamesSayWhoWasAsked() {
    assertThatThrownBy(() -> lookup(dns).addresses("no.test", BOTH))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no.test")
        .hasMessageContaining(dns.server());
  }

  @Test
  void ttlDecidesHowLongAnAnswerIsKept() throws Exception {
    dns.add("short.test.", 1, "A", "192.0.2.1").add("long.test.", 60, "A", "192.0.2.1");
    DnsjavaLookup lookup = lookup(dns);
    List<String> four = List.of("A");
    lookup.addresses("short.test", four);
    lookup.addresses("long.test", four);
    lookup.addresses("short.test", four);
    assertThat(dns.questions()).hasSize(2);
    dns.replace("short.test.", 1, "A", "192.0.2.2");
    dns.replace("long.test.", 60, "A", "192.0.2.2");
    Thread.sleep(2100);
    assertThat(texts(lookup.addresses("short.test", four))).containsExactly("192.0.2.2");
    assertThat(texts(lookup.addresses("long.test", four))).containsExactly("192.0.2.1");
  }

  @Test
  void searchDomainsAndNdots() throws Exception {
    dns.add("db.one.test.", 60, "A", "192.0.2.1").add("db.x.two.test.", 60, "A", "192.0.2.2");
    DnsjavaLookup lookup =
        new DnsjavaLookup(settings(List.of("one.test", "two.test"), 1, dns), hosts(""));
    assertThat(texts(lookup.addresses("db", List.of("A")))).containsExactly("192.0.2.1");
    assertThat(texts(lookup.addresses("db.x", List.of("A")))).containsExactly("192.0.2.2");
    assertThat(dns.questions())
        .containsSubsequence("udp db.one.test. A", "udp db.x. A", "udp db.x.two.test. A")
        .doesNotContain("udp db. A");
    assertThatThrownBy(() -> lookup.addresses("db.", List.of("A")))
        .isInstanceOf(UnknownHostException.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        -1,
        Rcode.SERVFAIL,
        Rcode.REFUSED,
        Rcode.NOTIMP,
        Rcode.FORMERR,
        Rcode.YXDOMAIN,
        Rcode.NOTAUTH
      })
  void theSecondServerStandsIn(int failure) throws Exception {
    try (DnsServer second = new DnsServer().add("a.test.", 60, "A", "192.0.2.2")) {
      DnsServer first = failure < 0 ? dns.silent() : dns.failing(failure);
      assertThat(texts(lookup(first, second).addresses("a.test", List.of("A"))))
          .containsExactly("192.0.2.2");
      assertThat(dns.questions()).isNotEmpty();
    }
  }

  @Test
  void theSecondServerStandsInForOneThatOnlyRefersToOthers() throws Exception {
    try (DnsServer second = new DnsServer().add("a.test.", 60, "A", "192.0.2.2")) {
      assertThat(texts(lookup(dns.lame(), second).addresses("a.test", List.of("A"))))
          .containsExactly("192.0.2.2");
    }
  }

  @Test
  void aServerThatDoesNotKnowEdnsIsAskedWithoutIt() throws Exception {
    dns.old().add("a.test.", 60, "A", "192.0.2.1").add("b.test.", 60, "A", "192.0.2.2");
    DnsjavaLookup lookup = lookup(dns);
    assertThat(texts(lookup.addresses("a.test", List.of("A")))).containsExactly("192.0.2.1");
    assertThat(dns.questions()).hasSize(2);
    assertThat(texts(lookup.addresses("b.test", List.of("A")))).containsExactly("192.0.2.2");
    assertThat(dns.questions()).as("that is known from then on").hasSize(3);
  }

  /** As glibc: another domain may be served by others. */
  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.NXDOMAIN})
  void theNextSearchDomainIsTriedAfterAFailureOfOne(int failure) throws Exception {
    dns.failing("db.one.test.", failure).add("db.two.test.", 60, "A", "192.0.2.2");
    DnsjavaLookup lookup =
        new DnsjavaLookup(settings(List.of("one.test", "two.test"), 1, dns), hosts(""));
    assertThat(texts(lookup.addresses("db", List.of("A")))).containsExactly("192.0.2.2");
  }

  @Test
  void ofSeveralDomainsTheFailureIsToldAndNotThatANameIsUnknown() {
    dns.failing("db.one.test.", Rcode.SERVFAIL);
    DnsjavaLookup lookup = new DnsjavaLookup(settings(List.of("one.test"), 1, dns), hosts(""));
    assertThatThrownBy(() -> lookup.addresses("db", List.of("A")))
        .hasMessageContaining("ServerFailedException");
  }

  @Test
  void aFamilyThatIsNotAnsweredIsWaitedForOnce() throws Exception {
    dns.dropping("AAAA").add("a.test.", 0, "A", "192.0.2.1");
    DnsjavaLookup lookup = lookup(dns);
    for (int i = 0; i < 3; i++) {
      assertThat(texts(lookup.addresses("a.test", BOTH))).containsExactly("192.0.2.1");
    }
    assertThat(dns.questions()).filteredOn("udp a.test. AAAA"::equals).hasSize(2); // attempts
    assertThat(dns.questions()).filteredOn("udp a.test. A"::equals).hasSize(3);
  }

  @Test
  void aServerThatWasAwayIsAskedAgain() throws Exception {
    dns.failing(Rcode.SERVFAIL).add("a.test.", 60, "A", "192.0.2.1");
    DnsjavaLookup lookup = lookup(dns);
    assertThatThrownBy(() -> lookup.addresses("a.test", BOTH))
        .isInstanceOf(UnknownHostException.class);
    dns.failing(Rcode.NOERROR);
    assertThat(texts(lookup.addresses("a.test", BOTH))).containsExactly("192.0.2.1");
  }

  @Test
  void theSecondServerIsNotAskedForWhatTheFirstDenies() {
    try (DnsServer second = new DnsServer().add("a.test.", 60, "A", "192.0.2.2")) {
      assertThatThrownBy(() -> lookup(dns, second).addresses("a.test", List.of("A")))
          .isInstanceOf(UnknownHostException.class);
      assertThat(second.questions()).isEmpty();
    }
  }

  @Test
  void silenceEndsAfterTimeoutTimesAttempts() {
    dns.silent();
    long start = System.nanoTime();
    assertThatThrownBy(() -> lookup(dns).addresses("a.test", List.of("A")))
        .isInstanceOf(UnknownHostException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
    assertThat(dns.questions()).hasSize(2);
  }

  @Test
  void longAnswersComeByTcp() throws Exception {
    dns.add("a.test.", 60, "A", "192.0.2.1").truncating();
    assertThat(texts(lookup(dns).addresses("a.test", List.of("A")))).containsExactly("192.0.2.1");
    assertThat(dns.questions()).containsExactly("udp a.test. A", "tcp a.test. A");
  }

  @Test
  void hostsComeFirstAndLocalhostIsNeverAskedFor() throws Exception {
    DnsjavaLookup lookup =
        new DnsjavaLookup(
            settings(List.of(), 1, dns),
            hosts("# own\n192.0.2.9 Me.test me # here\nfe80::1%eth0 scoped\n2001:db8::9 me\n"));
    assertThat(texts(lookup.addresses("ME", BOTH)))
        .containsExactly("192.0.2.9", "2001:db8:0:0:0:0:0:9");
    assertThat(texts(lookup.addresses("localhost", List.of("A")))).containsExactly("127.0.0.1");
    assertThat(lookup.name(new byte[] {(byte) 192, 0, 2, 9})).isEqualTo("Me.test");
    assertThat(dns.questions()).isEmpty();
  }

  @Test
  void addressesHaveNames() throws Exception {
    dns.add("7.2.0.192.in-addr.arpa.", 60, "PTR", "a.test.");
    assertThat(lookup(dns).name(new byte[] {(byte) 192, 0, 2, 7})).isEqualTo("a.test");
  }

  @Test
  void aServerMayHaveAnIpv6Address() throws Exception {
    try (DnsServer six = new DnsServer("::1").add("a.test.", 60, "A", "192.0.2.1")) {
      assertThat(lookup(six).addresses("a.test", List.of("A"))).hasSize(1);
    }
  }

  @Test
  void reactorNettyDoesTheSame() {
    var server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(
                (request, response) -> response.sendString(reactor.core.publisher.Mono.just("hi")))
            .bindNow();
    try (DnsServer second =
        new DnsServer().add("db.one.test.", 60, "A", "127.0.0.1").truncating()) {
      HttpClient client =
          new ReactorNettyResolver(
                  settings(List.of("one.test"), 1, dns.silent(), second), hosts("127.0.0.1 me\n"))
              .apply(HttpClient.create());
      assertThat(get(client, "db", server.port())).isEqualTo("hi");
      assertThat(second.questions()).contains("tcp db.one.test. A");
      assertThat(get(client, "me", server.port())).isEqualTo("hi");
      assertThat(second.questions()).noneMatch(question -> question.contains("me."));
    } finally {
      server.disposeNow();
    }
  }

  private static String get(HttpClient client, String host, int port) {
    return client
        .get()
        .uri("http://" + host + ":" + port + "/")
        .responseContent()
        .aggregate()
        .asString()
        .block(Duration.ofSeconds(20));
  }
}
