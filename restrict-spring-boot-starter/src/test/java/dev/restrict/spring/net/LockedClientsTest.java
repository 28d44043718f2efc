package dev.restrict.spring.net;

import static dev.restrict.testing.TlsServer.GREETING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.testing.Authority;
import dev.restrict.testing.ClassPath;
import dev.restrict.testing.DnsServer;
import dev.restrict.testing.TlsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trust and Resolver in an application that is locked for real: what each client reaches, what it
 * refuses, and whom it asks for a name.
 */
class LockedClientsTest {

  private static final List<String> CLIENTS =
      List.of("RestTemplate", "RestClient", "WebClient", "HttpsURLConnection");

  @TempDir static Path folder;

  private static Path allowed;
  private static Path certificates;
  private static Path jdkTrust;
  private static TlsServer trusted;
  private static TlsServer other;
  private static TlsServer ofJdk;
  private static DnsServer dns;
  private static Server database;

  @BeforeAll
  static void start() throws Exception {
    allowed = Files.createDirectory(folder.resolve("allowed"));
    Authority authority = Authority.valid("trusted");
    Authority jdk = Authority.valid("jdk");
    certificates = authority.write(folder.resolve("trusted.pem"));
    jdkTrust = jdk.trustStore(folder.resolve("jdk.p12"));
    trusted = new TlsServer(authority);
    other = new TlsServer(Authority.valid("other"));
    ofJdk = new TlsServer(jdk);
    dns = new DnsServer().add(Authority.HOST + ".", 60, "A", "127.0.0.1");
    database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
  }

  @AfterAll
  static void stop() {
    trusted.close();
    other.close();
    ofJdk.close();
    dns.close();
    database.stop();
  }

  private ClientJvm locked(String type) {
    return new ClientJvm()
        .jvm(
            "-Djavax.net.ssl.trustStore=" + jdkTrust, "-Djavax.net.ssl.trustStorePassword=changeit")
        .with(
            "--spring.main.web-application-type=" + type,
            "--server.port=0",
            "--restrict.promises=stdio rpath inet",
            "--restrict.access[0].path=" + allowed,
            "--restrict.access[0].flags=r",
            "--restrict.mode=error");
  }

  private static String jdbc() {
    return "jdbc:h2:tcp://%s:%d/mem:names".formatted(Authority.HOST, database.getPort());
  }

  @ParameterizedTest
  @CsvSource({
    "servlet, http-components, reactor",
    "servlet, jetty, jetty",
    "servlet, jdk, jdk",
    "servlet, simple, http-components",
    "servlet, reactor, reactor",
    "reactive, http-components, reactor"
  })
  void onlyServersOfTheTrustedAuthorityAreReached(String type, String factory, String connector) {
    ClientJvm.Result result =
        locked(type)
            .with(
                "--spring.http.clients.imperative.factory=" + factory,
                "--spring.http.clients.reactive.connector=" + connector,
                "--restrict.trust.certificates=file:" + certificates,
                "--probe.trusted=" + trusted.url(),
                "--probe.other=" + other.url(),
                "--probe.jdk=" + ofJdk.url(),
                "--probe.file=" + certificates)
            .run();
    assertThat(result.output()).contains("state LOCKED");
    assertThat(result.report("before jdk")).isEqualTo(GREETING);
    assertThat(CLIENTS)
        .allSatisfy(
            client -> {
              assertThat(result.report("trusted " + client)).isEqualTo(GREETING);
              assertThat(result.report("other " + client)).contains("FAILED", "path");
              assertThat(result.report("jdk " + client)).contains("FAILED", "path");
            });
    assertThat(result.report("file certificates")).contains("FAILED", "AccessDenied");
    assertThat(result.exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"servlet, http-components", "servlet, reactor", "reactive, http-components"})
  @EnabledForJreRange(min = JRE.JAVA_18)
  void everyClientAsksTheConfiguredServer(String type, String factory) {
    int before = dns.questions().size();
    ClientJvm.Result result =
        locked(type)
            .with(
                "--spring.http.clients.imperative.factory=" + factory,
                "--spring.http.clients.reactive.connector=reactor",
                "--restrict.trust.certificates=file:" + certificates,
                "--restrict.resolver=" + dns.server(),
                "--probe.named=" + trusted.url(Authority.HOST),
                "--probe.jdbc=" + jdbc(),
                "--probe.lookup=" + Authority.HOST)
            .run();
    List<String> reports = new ArrayList<>(CLIENTS);
    reports.add("JDBC");
    assertThat(reports)
        .allSatisfy(client -> assertThat(result.report("named " + client)).isEqualTo(GREETING));
    assertThat(result.report("named InetAddress")).isEqualTo("127.0.0.1");
    assertThat(result.report("file resolv.conf")).contains("FAILED");
    assertThat(result.output()).contains("state LOCKED").doesNotContain("NOT COVERED");
    assertThat(dns.questions().size()).isGreaterThan(before);
    assertThat(result.exit()).isZero();
  }

  /**
   * Port rules allow no connection but to the port of the server; the promise dns implies its own.
   */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  @EnabledForJreRange(min = JRE.JAVA_18)
  void theServersTcpPortIsImpliedByTheDnsPromise(boolean promised) {
    try (DnsServer tcpOnly =
        new DnsServer().add("long.restrict.test.", 60, "A", "127.0.0.7").truncating()) {
      ClientJvm.Result result =
          new ClientJvm()
              .with(
                  "--spring.main.web-application-type=none",
                  "--restrict.promises=stdio rpath inet" + (promised ? " dns" : ""),
                  "--restrict.ports[0].port=1",
                  "--restrict.ports[0].flags=c",
                  "--restrict.mode=error",
                  "--restrict.resolver=" + tcpOnly.server(),
                  "--restrict.resolver-options.attempts=1",
                  "--restrict.resolver-options.timeout=2s",
                  "--probe.lookup=long.restrict.test")
              .run();
      assertThat(result.output()).contains("state LOCKED");
      if (promised) {
        assertThat(result.report("named InetAddress")).isEqualTo("127.0.0.7");
        assertThat(tcpOnly.questions()).anyMatch(question -> question.startsWith("tcp"));
      } else {
        assertThat(result.report("named InetAddress")).contains("FAILED");
        assertThat(tcpOnly.questions()).noneMatch(question -> question.startsWith("tcp"));
      }
    }
  }

  /** With dns and without inet there are no sockets for anything but names. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void namesAreFoundWithDnsAndWithoutInet() {
    try (DnsServer tcpOnly =
        new DnsServer().add("long.restrict.test.", 60, "A", "127.0.0.7").truncating()) {
      ClientJvm.Result result =
          new ClientJvm()
              .with(
                  "--spring.main.web-application-type=none",
                  "--restrict.promises=stdio rpath dns",
                  "--restrict.mode=error",
                  "--restrict.resolver=" + tcpOnly.server(),
                  "--probe.trusted=" + trusted.url(),
                  "--probe.lookup=long.restrict.test")
              .run();
      assertThat(result.report("named InetAddress")).isEqualTo("127.0.0.7");
      assertThat(result.report("trusted HttpsURLConnection")).contains("FAILED");
    }
  }

  @Test
  @EnabledOnJre(JRE.JAVA_17)
  void java17SaysWhatIsNotCoveredAndCoversReactorNetty() {
    ClientJvm.Result result =
        locked("servlet")
            .with(
                "--spring.http.clients.reactive.connector=reactor",
                "--restrict.trust.certificates=file:" + certificates,
                "--restrict.resolver=" + dns.server(),
                "--probe.named=" + trusted.url(Authority.HOST),
                "--probe.jdbc=" + jdbc())
            .run();
    assertThat(result.output())
        .contains("NOT COVERED by restrict.resolver: InetAddress")
        .contains("JDBC", "Only auto-configured Reactor Netty clients ask " + dns.server())
        .contains("this is Java 17");
    assertThat(result.report("named WebClient")).isEqualTo(GREETING);
    assertThat(result.report("named JDBC")).contains("FAILED");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void worksInAnExecutableJarAndExploded() throws Exception {
    FatJar jar = FatJar.build(folder.resolve("app.jar"));
    Stream.of(
            new ClientJvm().jar(jar.file()),
            new ClientJvm()
                .classPath(".", jar.explode(folder.resolve("exploded")))
                .program("org.springframework.boot.loader.launch.JarLauncher"),
            // The class path of a wild card has no order: dnsjava's own provider may come first.
            new ClientJvm().classPath(dnsjavaFirst(), folder))
        .forEach(
            jvm -> {
              ClientJvm.Result result =
                  jvm.with(
                          "--spring.main.web-application-type=servlet",
                          "--server.port=0",
                          "--restrict.promises=stdio rpath inet",
                          "--restrict.mode=error",
                          "--restrict.trust.certificates=file:" + certificates,
                          "--restrict.resolver=" + dns.server(),
                          "--probe.named=" + trusted.url(Authority.HOST),
                          "--probe.jdbc=" + jdbc())
                      .run();
              assertThat(result.output()).contains("state LOCKED").doesNotContain("NOT COVERED");
              assertThat(result.report("named RestTemplate")).isEqualTo(GREETING);
              assertThat(result.report("named WebClient")).isEqualTo(GREETING);
              assertThat(result.report("named JDBC")).isEqualTo(GREETING);
            });
  }

  /** Without a configured server dnsjava must not take over from the JVM's own resolver. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void dnsjavaDoesNotTakeOverWhereNothingIsConfigured() {
    ClientJvm.Result result =
        new ClientJvm()
            .classPath(dnsjavaFirst(), folder)
            .jvm("-verbose:class")
            .with(
                "--spring.main.web-application-type=none",
                "--restrict.promises=stdio rpath inet dns",
                "--restrict.mode=error",
                "--probe.lookup=localhost")
            .run();
    assertThat(result.report("named InetAddress")).isEqualTo("127.0.0.1");
    assertThat(result.output())
        .contains("dev.restrict.net.DnsResolverProvider")
        .doesNotContain("org.xbill.DNS");
  }

  private static String dnsjavaFirst() {
    String classPath = ClassPath.own();
    String dnsjava =
        Stream.of(classPath.split(java.io.File.pathSeparator))
            .filter(entry -> entry.contains("dnsjava-"))
            .findFirst()
            .orElseThrow();
    return dnsjava + java.io.File.pathSeparator + classPath;
  }
}
