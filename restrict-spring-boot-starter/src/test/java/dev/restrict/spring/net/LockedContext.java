package dev.restrict.spring.net;

import static dev.restrict.testing.TlsServer.GREETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restrict.Restrict;
import dev.restrict.Status;
import dev.restrict.testing.Authority;
import dev.restrict.testing.DnsServer;
import dev.restrict.testing.TlsServer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What the clients of a locked context reach, by Trust and by Resolver. The servers that they call
 * are in the same JVM, and are started before the lock.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LockedContext {

  private static Path certificates;
  private static TlsServer trusted;
  private static TlsServer other;
  private static TlsServer ofJdk;
  private static DnsServer dns;
  private static Server database;

  @Autowired private WebServerApplicationContext context;

  @Autowired private WebClient.Builder webClient;

  /** Not an initializer: that could run in a JVM which these tests are excluded from. */
  @DynamicPropertySource
  static void start(DynamicPropertyRegistry registry) throws Exception {
    // Not below java.io.tmpdir, which has a promise of its own.
    Path target = Files.createDirectories(Path.of("target", "locked-context")).toRealPath();
    Path folder = Files.createTempDirectory(target, "run");
    Authority authority = Authority.valid("trusted");
    Authority jdk = Authority.valid("jdk");
    certificates = authority.write(folder.resolve("trusted.pem"));
    Path jdkTrust = jdk.trustStore(folder.resolve("jdk.p12"));
    System.setProperty("javax.net.ssl.trustStore", jdkTrust.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    trusted = new TlsServer(authority);
    other = new TlsServer(Authority.valid("other"));
    ofJdk = new TlsServer(jdk);
    dns = new DnsServer().add(Authority.HOST + ".", 60, "A", "127.0.0.1");
    database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-tcpDaemon").start();
    assertThatTheJdkTrusts(ofJdk);
    registry.add("restrict.promises", () -> "stdio rpath inet");
    registry.add("restrict.mode", () -> "error");
    // It stays readable: a refusal is not for want of the file.
    registry.add("restrict.access[0].path", jdkTrust::toString);
    registry.add("restrict.access[0].flags", () -> "r");
    registry.add("restrict.trust.certificates", () -> "file:" + certificates);
    registry.add("restrict.resolver", dns::server);
  }

  /** Or a refusal by the locked clients would prove nothing. */
  private static void assertThatTheJdkTrusts(TlsServer server) throws Exception {
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(null, null, null);
    try (Socket socket = own.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith(GREETING);
    }
  }

  @AfterAll
  static void stop() {
    trusted.close();
    other.close();
    ofJdk.close();
    dns.close();
    database.stop();
  }

  abstract Class<? extends WebServer> webServer();

  abstract RestTemplate restTemplate();

  abstract RestClient restClient();

  Stream<Client> clients() {
    return Stream.of(
        new Client("RestTemplate", url -> restTemplate().getForObject(url, String.class)),
        new Client("RestClient", url -> restClient().get().uri(url).retrieve().body(String.class)),
        new Client("WebClient", this::getByWebClient));
  }

  private String getByWebClient(String url) {
    return webClient
        .build()
        .get()
        .uri(url)
        .retrieve()
        .bodyToMono(String.class)
        .block(Duration.ofSeconds(20));
  }

  @Test
  void theLockIsReal() {
    assertThat(context.getWebServer()).isInstanceOf(webServer());
    assertThat(Restrict.status().state()).isEqualTo(Status.State.LOCKED);
    assertThatExceptionOfType(AccessDeniedException.class)
        .isThrownBy(() -> Files.readString(certificates));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void serverOfTheTrustedAuthorityIsReached(Client client) {
    assertThat(client.get(trusted.url())).isEqualTo(GREETING);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void serverOfAnotherAuthorityIsRefused(Client client) {
    assertRefused(client, other);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void serverOfAnAuthorityThatTheJdkTrustsIsRefused(Client client) {
    assertRefused(client, ofJdk);
  }

  private static void assertRefused(Client client, TlsServer server) {
    assertThatException()
        .isThrownBy(() -> client.get(server.url()))
        .havingRootCause()
        .withMessageContaining("certification path");
  }

  @ParameterizedTest
  @MethodSource("clients")
  @EnabledForJreRange(min = JRE.JAVA_18)
  void everyClientAsksTheConfiguredServer(Client client) {
    assertThat(client.get(trusted.url(Authority.HOST))).isEqualTo(GREETING);
    assertAsked();
  }

  @Test
  void webClientAsksTheConfiguredServerOnEveryJava() {
    assertThat(getByWebClient(trusted.url(Authority.HOST))).isEqualTo(GREETING);
    assertAsked();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void driverAsksTheConfiguredServer() throws Exception {
    String url = "jdbc:h2:tcp://%s:%d/mem:names".formatted(Authority.HOST, database.getPort());
    try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
      assertThat(connection.isValid(5)).isTrue();
    }
    assertAsked();
  }

  private static void assertAsked() {
    assertThat(dns.questions()).anyMatch(question -> question.contains(Authority.HOST));
  }

  /** A client by its name in reports. */
  record Client(String name, UnaryOperator<String> getter) {

    String get(String url) {
      return getter.apply(url);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
