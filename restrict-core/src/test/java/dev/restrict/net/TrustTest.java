package dev.restrict.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restrict.Restrict;
import dev.restrict.testing.Authority;
import dev.restrict.testing.ChildJvm;
import dev.restrict.testing.Facts;
import dev.restrict.testing.Sys;
import dev.restrict.testing.TlsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the given authorities are trusted, by a real TLS server of each. */
class TrustTest {

  private static final char[] PASSWORD = Authority.STORE_PASSWORD.toCharArray();

  @TempDir static Path folder;

  private static Authority authority;
  private static TlsServer ours;
  private static TlsServer other;

  private static final Map<String, Authority> NOT_NOW =
      Map.of("expired", Authority.expired("expired"), "future", Authority.future("future"));

  @BeforeAll
  static void startServers() {
    authority = Authority.valid("ours");
    authority.trustStore(folder.resolve("ours.p12"));
    ours = new TlsServer(authority);
    Authority others = Authority.valid("other");
    others.trustStore(folder.resolve("other.p12"));
    other = new TlsServer(others);
    NOT_NOW.forEach((name, one) -> one.trustStore(folder.resolve(name + ".p12")));
  }

  @AfterAll
  static void stopServers() {
    ours.close();
    other.close();
  }

  static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  /** The certificates of these names, as a store of authorities. */
  static KeyStore roots(Path folder, String... names) throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    for (String name : names) {
      roots.setCertificateEntry(name, load(folder.resolve(name + ".p12")).getCertificate(name));
    }
    return roots;
  }

  static final class Clients {
    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      Sys.say("before", get(args[1]));
      SSLContext trusted = Restrict.trust(roots(folder, "ours"));
      Sys.say("same", trusted == SSLContext.getDefault());
      Sys.say("ours", get(args[1]));
      Sys.say("other", get(args[2]));
      Sys.say("ours by default context", shake(SSLContext.getDefault(), args[1]));
      Sys.say("other by default context", shake(SSLContext.getDefault(), args[2]));
      if (args.length > 3) {
        Sys.ready();
        Restrict.syscalls("stdio rpath inet error");
        Sys.say("ours under the lock", get(args[1]));
        Sys.say("other under the lock", get(args[2]));
      }
    }

    private static String get(String port) {
      return Sys.outcome(
          () -> {
            HttpsURLConnection connection =
                (HttpsURLConnection)
                    URI.create("https://127.0.0.1:" + port + "/").toURL().openConnection();
            try (InputStream in = connection.getInputStream()) {
              return in.readAllBytes();
            }
          });
    }

    private static String shake(SSLContext context, String port) {
      return Sys.outcome(
          () -> {
            try (SSLSocket socket =
                (SSLSocket)
                    context.getSocketFactory().createSocket("127.0.0.1", Integer.parseInt(port))) {
              socket.startHandshake();
              return null;
            }
          });
    }
  }

  /** Switched off: the authorities of the platform count, whatever the key store says. */
  static final class Disabled {
    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      SSLContext before = SSLContext.getDefault();
      Restrict.disable();
      SSLContext context = Restrict.trust(roots(folder, "ours"));
      Sys.say("ours", Clients.shake(context, args[1]));
      Sys.say("other", Clients.shake(context, args[2]));
      Sys.say("other by URL", Clients.get(args[2]));
      Sys.say(
          "a store that nobody could use",
          Sys.outcome(() -> Restrict.trust(KeyStore.getInstance("PKCS12"))));
      Sys.say("default context", SSLContext.getDefault() == before);
    }
  }

  @Test
  void trustsThePlatformsAuthoritiesAfterDisable() throws Exception {
    Path platform = folder.resolve("other.p12");
    Map<String, String> facts =
        Facts.of(
            ChildJvm.child()
                .jvm("-Djavax.net.ssl.trustStore=" + platform)
                .jvm("-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD)),
            Disabled.class,
            folder.toString(),
            String.valueOf(ours.port()),
            String.valueOf(other.port()));
    assertThat(facts)
        .containsEntry("ours", "SSLHandshakeException")
        .containsEntry("other", "ok")
        .containsEntry("other by URL", "ok")
        .containsEntry("a store that nobody could use", "ok")
        .containsEntry("default context", "true");
  }

  @Test
  void trustsTheGivenAuthorityAlone() {
    Map<String, String> facts =
        Facts.of(
            ChildJvm.child(),
            Clients.class,
            folder.toString(),
            String.valueOf(ours.port()),
            String.valueOf(other.port()),
            "lock");
    assertThat(facts)
        .containsEntry("before", "SSLHandshakeException")
        .containsEntry("same", "true")
        .containsEntry("ours", "ok")
        .containsEntry("other", "SSLHandshakeException")
        .containsEntry("ours by default context", "ok")
        .containsEntry("other by default context", "SSLHandshakeException")
        .containsEntry("ours under the lock", "ok")
        .containsEntry("other under the lock", "SSLHandshakeException");
  }

  @Test
  void refusesAStoreThatTrustsNobodyOrIsNotValidNow() throws Exception {
    SSLContext before = SSLContext.getDefault();
    assertThat(Sys.failure(() -> Restrict.trust(roots(folder))))
        .startsWith("RestrictException: trust: the key store has no certificate entry");
    // Keys are no authorities.
    assertThat(Sys.failure(() -> Restrict.trust(authority.keyStore())))
        .startsWith("RestrictException: trust: the key store has no certificate entry");
    for (String name : List.of("expired", "future")) {
      assertThat(Sys.failure(() -> Restrict.trust(roots(folder, name))))
          .startsWith("RestrictException: trust: the certificate '" + name)
          .contains("CN=" + name)
          .contains("is not valid now");
    }
    assertThat(Sys.failure(() -> Restrict.trust(KeyStore.getInstance("PKCS12"))))
        .startsWith("RestrictException: trust: the key store cannot be used");
    assertThat(SSLContext.getDefault()).isSameAs(before);
  }

  /** An authority that has expired is no reason why a service should not start again. */
  @Test
  void leavesOutWhatIsNotValidNow() throws Exception {
    for (String name : List.of("expired", "future")) {
      List<String> log = new ArrayList<>();
      SSLContext context = logged(log, () -> Trust.only(roots(folder, "ours", name)));
      assertThat(log)
          .singleElement()
          .asString()
          .contains("CN=" + name)
          .contains("it is left out, the others are trusted");
      assertThat(Sys.failure(() -> ask(ours, context))).isEqualTo("ok");
      try (TlsServer server = new TlsServer(NOT_NOW.get(name))) {
        assertThat(Sys.failure(() -> ask(server, context))).startsWith("SSLHandshakeException");
      }
    }
  }

  private static <T> T logged(List<String> log, Callable<T> action) throws Exception {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            log.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.restrict");
    logger.addHandler(handler);
    try {
      return action.call();
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static byte[] ask(TlsServer server, SSLContext context) throws IOException {
    HttpsURLConnection connection =
        (HttpsURLConnection) URI.create(server.url()).toURL().openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }
}
