package dev.restrict.spring.trust;

import static dev.restrict.testing.TlsServer.GREETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restrict.spring.autoconfigure.RestrictAutoConfiguration;
import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import dev.restrict.testing.Authority;
import dev.restrict.testing.TlsServer;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

@ExtendWith(OutputCaptureExtension.class)
class RestrictTrustAutoConfigurationTest {

  @TempDir static Path folder;

  private static Authority mine;
  private static TlsServer trusted;
  private static TlsServer other;
  private static Path certificates;
  private static Path others;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RestrictAutoConfiguration.class,
                  RestrictTrustAutoConfiguration.class,
                  SslAutoConfiguration.class,
                  HttpClientAutoConfiguration.class,
                  ImperativeHttpClientAutoConfiguration.class,
                  RestClientAutoConfiguration.class));

  @BeforeAll
  static void start() {
    mine = Authority.valid("mine");
    Authority another = Authority.valid("another");
    certificates = mine.write(folder.resolve("mine.pem"));
    others = another.write(folder.resolve("another.pem"));
    trusted = new TlsServer(mine);
    other = new TlsServer(another);
  }

  @AfterAll
  static void stop() {
    trusted.close();
    other.close();
  }

  private static String get(RestClient client, TlsServer server) {
    return client.get().uri(server.url()).retrieve().body(String.class);
  }

  @Test
  void doesNothingUnlessConfigured() {
    runner.run(
        context -> {
          assertThat(context).doesNotHaveBean(TrustInForce.class);
          assertThat(context.getBean(HttpClientSettings.class).sslBundle()).isNull();
        });
  }

  @Test
  void doesNothingWhereTheStarterIsOff() {
    runner
        .withPropertyValues("restrict.enabled=false", "restrict.trust.bundle=none")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void severalCertificatesAreOneBundle() {
    runner
        .withPropertyValues(
            "restrict.trust.certificates=file:%s,%s".formatted(certificates, others.toUri()))
        .run(
            context -> {
              SslBundle bundle = context.getBean(SslBundles.class).getBundle("restrict");
              assertThat(bundle.getStores().getTrustStore().size()).isEqualTo(2);
              RestClient client = context.getBean(RestClient.Builder.class).build();
              assertThat(get(client, trusted)).isEqualTo(GREETING);
              assertThat(get(client, other)).isEqualTo(GREETING);
            });
  }

  /** What the log says is left out is not trusted, whichever way it was named. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "restrict.trust.certificates=file:MINE,file:OLD",
        "restrict.trust.certificates=file:OLD,file:MINE",
        "restrict.trust.certificates=file:BOTH",
        "restrict.trust.bundle=both"
      })
  void anAuthorityThatHasExpiredIsLeftOut(String property, CapturedOutput output) throws Exception {
    Authority expired = Authority.expired("old");
    Path old = expired.write(folder.resolve("old.pem"));
    Path both = Files.writeString(folder.resolve("both.pem"), mine.pem() + expired.pem());
    try (TlsServer server = new TlsServer(expired)) {
      runner
          .withPropertyValues(
              property
                  .replace("MINE", certificates.toString())
                  .replace("OLD", old.toString())
                  .replace("BOTH", both.toString()),
              "spring.ssl.bundle.pem.both.truststore.certificate=file:" + both)
          .run(
              context -> {
                RestClient client = context.getBean(RestClient.Builder.class).build();
                assertThat(get(client, trusted)).isEqualTo(GREETING);
                assertThatThrownBy(() -> get(client, server)).hasStackTraceContaining("path");
              });
    }
    if (property.contains("certificates")) { // core says it of a bundle, by another logger
      assertThat(output).contains("CN=old").contains("it is left out, the others are trusted");
    }
  }

  @Test
  void aClientKeepsTheBundleThatItWasGiven() {
    withBundle()
        .run(
            context -> {
              RestClient.Builder builder = context.getBean(RestClient.Builder.class);
              RestClient own =
                  builder
                      .clone()
                      .apply(context.getBean(RestClientSsl.class).fromBundle("own"))
                      .build();
              assertThat(get(own, other)).isEqualTo(GREETING);
              assertThatThrownBy(() -> get(own, trusted)).hasStackTraceContaining("path");
              RestClient usual = builder.clone().build();
              assertThat(get(usual, trusted)).isEqualTo(GREETING);
              assertThatThrownBy(() -> get(usual, other)).hasStackTraceContaining("path");
            });
  }

  @Test
  void allClientsKeepTheBundleThatTheUserGaveThemAll() {
    withBundle()
        .withPropertyValues("spring.http.clients.ssl.bundle=own")
        .run(
            context ->
                assertThat(get(context.getBean(RestClient.Builder.class).build(), other))
                    .isEqualTo(GREETING));
  }

  private ApplicationContextRunner withBundle() {
    return runner.withPropertyValues(
        "restrict.trust.certificates=file:" + certificates,
        "spring.ssl.bundle.pem.own.truststore.certificate=file:" + others);
  }

  @Test
  void theUsersOwnSettingsGetTheBundleToo() {
    runner
        .withBean(HttpClientSettings.class, HttpClientSettings::defaults)
        .withPropertyValues("restrict.trust.certificates=file:" + certificates)
        .run(
            context ->
                assertThat(get(context.getBean(RestClient.Builder.class).build(), trusted))
                    .isEqualTo(GREETING));
  }

  /** A client of the JDK keeps the default context that it finds when it is made. */
  @Test
  void isInForceBeforeTheApplicationsOwnBeans() {
    runner
        .withUserConfiguration(EarlyClient.class)
        .withPropertyValues("restrict.trust.certificates=file:" + certificates)
        .run(
            context ->
                assertThat(context.getBean(HttpClient.class).sslContext())
                    .isSameAs(SSLContext.getDefault()));
  }

  @Test
  void theJvmsDefaultsAreGivenBackWhereNothingIsLocked() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLSocketFactory factory = HttpsURLConnection.getDefaultSSLSocketFactory();
    runner
        .withPropertyValues("restrict.trust.certificates=file:" + certificates)
        .run(
            context -> {
              assertThat(SSLContext.getDefault()).isNotSameAs(before);
              assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isNotSameAs(factory);
            });
    assertThat(SSLContext.getDefault()).isSameAs(before);
    assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(factory);
  }

  @Test
  void aContextTakesBackOnlyItsOwnDefaults() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLSocketFactory factory = HttpsURLConnection.getDefaultSSLSocketFactory();
    runner
        .withPropertyValues("restrict.trust.certificates=file:" + certificates)
        .run(
            first ->
                runner
                    .withPropertyValues("restrict.trust.certificates=file:" + others)
                    .run(
                        second -> {
                          SSLContext ofSecond = SSLContext.getDefault();
                          SSLSocketFactory factoryOfSecond =
                              HttpsURLConnection.getDefaultSSLSocketFactory();
                          first.close();
                          assertThat(SSLContext.getDefault()).isSameAs(ofSecond);
                          assertThat(HttpsURLConnection.getDefaultSSLSocketFactory())
                              .isSameAs(factoryOfSecond);
                        }));
    assertThat(SSLContext.getDefault()).isSameAs(before);
    assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(factory);
  }

  @Test
  void anInnerContextGivesTheDefaultsOfTheOuterOneBack() {
    runner
        .withPropertyValues("restrict.trust.certificates=file:" + certificates)
        .run(
            outer -> {
              SSLContext ofOuter = SSLContext.getDefault();
              SSLSocketFactory factoryOfOuter = HttpsURLConnection.getDefaultSSLSocketFactory();
              runner
                  .withPropertyValues("restrict.trust.certificates=file:" + others)
                  .run(inner -> assertThat(SSLContext.getDefault()).isNotSameAs(ofOuter));
              assertThat(SSLContext.getDefault()).isSameAs(ofOuter);
              assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(factoryOfOuter);
            });
  }

  /** What somebody else has made the default meanwhile is not this context's to take away. */
  @Test
  void theDefaultOfSomebodyElseSurvives() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLSocketFactory factory = HttpsURLConnection.getDefaultSSLSocketFactory();
    SSLContext own = SSLContext.getInstance("TLS");
    own.init(null, null, null);
    try {
      runner
          .withPropertyValues("restrict.trust.certificates=file:" + certificates)
          .run(context -> HttpsURLConnection.setDefaultSSLSocketFactory(own.getSocketFactory()));
      assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isNotSameAs(factory);
      assertThat(SSLContext.getDefault()).isSameAs(before);
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(factory);
    }
  }

  @Test
  void nothingIsLeftInForceWhereTheStartFails() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLSocketFactory factory = HttpsURLConnection.getDefaultSSLSocketFactory();
    runner
        .withPropertyValues(
            "restrict.trust.bundle=own",
            "spring.ssl.bundle.pem.own.truststore.certificate=file:" + others,
            "spring.ssl.bundle.pem.restrict.truststore.certificate=file:" + certificates)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(InvalidRestrictPropertyException.class)
                    .hasMessageContaining("an SSL bundle 'restrict' exists already"));
    assertThat(SSLContext.getDefault()).isSameAs(before);
    assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(factory);
  }

  @Test
  void aReloadedBundleIsTakenOverAndABrokenOneIsNot() throws Exception {
    Path file = mine.write(folder.resolve("reloaded.pem"));
    runner
        .withPropertyValues(
            "restrict.trust.bundle=live",
            "spring.ssl.bundle.pem.live.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=100ms",
            "spring.ssl.bundle.pem.live.truststore.certificate=file:" + file)
        .run(
            context -> {
              SSLContext before = SSLContext.getDefault();
              assertThat(roots(context)).contains("CN=mine");
              Files.writeString(file, Authority.valid("renewed").pem());
              Awaitility.await()
                  .atMost(Duration.ofSeconds(20))
                  .untilAsserted(() -> assertThat(roots(context)).contains("CN=renewed"));
              assertThat(SSLContext.getDefault()).isNotSameAs(before);
              SSLContext renewed = SSLContext.getDefault();
              Files.writeString(file, Authority.expired("expired").pem());
              Awaitility.await()
                  .pollDelay(Duration.ofSeconds(2))
                  .untilAsserted(() -> assertThat(roots(context)).contains("CN=renewed"));
              assertThat(SSLContext.getDefault()).isSameAs(renewed);
            });
  }

  private static String roots(AssertableApplicationContext context) throws Exception {
    var store = context.getBean(SslBundles.class).getBundle("restrict").getStores().getTrustStore();
    return store.getCertificate(store.aliases().nextElement()).toString();
  }

  @Configuration(proxyBeanMethods = false)
  static class EarlyClient {

    @Bean
    HttpClient client() {
      return HttpClient.newHttpClient();
    }
  }
}
