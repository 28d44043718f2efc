package dev.restrict.spring.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.restrict.testing.Authority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** Every wrong value of trust and resolver fails the start, with property, value and remedy. */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTest {

  @TempDir static Path folder;

  private static final List<Arguments> ROWS = new ArrayList<>();

  @BeforeAll
  static void rows() throws Exception {
    String good = Authority.valid("good").pem();
    pem(
        "expired",
        "# one\n" + Authority.expired("old").pem() + Authority.future("new").pem(),
        "line 2: the certificate of 'CN=old' expired",
        "Replace it");
    pem(
        "future",
        Authority.future("new").pem(),
        "line 1: the certificate of 'CN=new' is not valid before",
        "clock");
    pem("empty", "", "line 1: the file is empty", "at least one authority");
    pem("text", "# nothing here\n", "line 1: the file holds no certificate", "BEGIN CERTIFICATE");
    pem(
        "cut",
        good + "-----BEGIN CERTIFICATE-----\nMIIB\n",
        "the block has no END line",
        "again, as PEM");
    pem(
        "broken",
        "# one\n" + good.replaceFirst("\nMII", "\n!!!"),
        "line 2: the block is no certificate",
        "again, as PEM");
    pem(
        "twice",
        "-----BEGIN CERTIFICATE-----\n" + good,
        "line 1: the block has no END line before",
        "again");
    pem("end", "-----END CERTIFICATE-----\n", "line 1: END CERTIFICATE ends no block", "again");
    pem(
        "key",
        good + "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
        "a block 'PRIVATE KEY' is no certificate",
        "a private key belongs elsewhere");
    row(
        "restrict.trust.certificates[0]",
        "file:/no/such.pem",
        "cannot be read",
        "Create the file",
        "--restrict.trust.certificates=file:/no/such.pem");
    row(
        "restrict.trust.certificates[0]",
        "classpath:no.pem",
        "class path resource [no.pem]",
        "'classpath:'",
        "--restrict.trust.certificates=classpath:no.pem");
    row(
        "restrict.trust.certificates",
        "",
        "names no file",
        "Name a PEM file",
        "--restrict.trust.certificates=");
    Path file = Files.writeString(folder.resolve("good.pem"), good);
    Path old = Files.writeString(folder.resolve("old.pem"), Authority.expired("old").pem());
    row(
        "restrict.trust.bundle",
        "mine",
        "restrict.trust.certificates is set too",
        "Remove restrict.trust.bundle or",
        "--restrict.trust.bundle=mine",
        "--restrict.trust.certificates=file:" + file);
    row(
        "restrict.trust.bundle",
        "mien",
        "did you mean 'mine'?",
        "Use one of: ",
        "--restrict.trust.bundle=mien",
        "--spring.ssl.bundle.pem.mine.truststore.certificate=file:" + file);
    row(
        "restrict.trust.bundle",
        "mine",
        "there is no SSL bundle at all",
        "spring.ssl.bundle",
        "--restrict.trust.bundle=mine");
    row(
        "restrict.trust.bundle",
        "mine",
        "is not valid now",
        "Correct its trust store",
        "--restrict.trust.bundle=mine",
        "--spring.ssl.bundle.pem.mine.truststore.certificate=file:" + old);
    row(
        "restrict.trust.bundle",
        "mine",
        "has no trust store",
        "truststore.certificate",
        "--restrict.trust.bundle=mine",
        "--spring.ssl.bundle.pem.mine.options.ciphers=x");
    row(
        "restrict.trust.bundle",
        "",
        "it names no bundle",
        "Name an SSL bundle",
        "--restrict.trust.bundle=");
    row(
        "restrict.trust.certificates",
        "file:" + file,
        "an SSL bundle 'restrict' exists already",
        "another name",
        "--restrict.trust.certificates=file:" + file,
        "--spring.ssl.bundle.pem.restrict.truststore.certificate=file:" + file);
    server("dns.example.org", "is not an IP address");
    server("192.0.2.256", "is not an IP address");
    server("192.0.2.1:0", "is not an IP address");
    server("192.0.2.1:65536", "port from 1 to 65535");
    server("[::1", "is not an IP address");
    row(
        "restrict.resolver[1]",
        "192.0.2.1:53",
        "it is the same server as restrict.resolver[0]",
        "Remove one",
        "--restrict.resolver=192.0.2.1,192.0.2.1:53");
    row("restrict.resolver", "", "names no server", "remove the property", "--restrict.resolver=");
    row(
        "restrict.resolver-options.attempts",
        "0",
        "0 is out of range",
        "1 to 5",
        "--restrict.resolver=192.0.2.1",
        "--restrict.resolver-options.attempts=0");
    row(
        "restrict.resolver-options.timeout",
        "PT1M",
        "out of range",
        "100ms to 30s",
        "--restrict.resolver=192.0.2.1",
        "--restrict.resolver-options.timeout=60s");
    row(
        "restrict.resolver-options.search[0]",
        "a..b",
        "'a..b' is not a domain",
        "example.org",
        "--restrict.resolver=192.0.2.1",
        "--restrict.resolver-options.search=a..b");
  }

  private static void pem(String name, String text, String reason, String remedy) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".pem"), text);
    row(
        "restrict.trust.certificates[0]",
        "file:" + file,
        reason,
        remedy,
        "--restrict.trust.certificates=file:" + file);
  }

  private static void server(String text, String reason) {
    row(
        "restrict.resolver[0]",
        text,
        reason,
        "Write for example 192.0.2.53",
        "--restrict.resolver=" + text);
  }

  private static void row(
      String property, String value, String reason, String remedy, String... arguments) {
    ROWS.add(Arguments.of(property, value, reason, remedy, List.of(arguments)));
  }

  static List<Arguments> rowsOfTheTable() {
    return ROWS;
  }

  @ParameterizedTest
  @MethodSource("rowsOfTheTable")
  void failsTheStart(
      String property,
      String value,
      String reason,
      String remedy,
      List<String> arguments,
      CapturedOutput output) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    assertThat(catchThrowable(() -> application.run(arguments.toArray(String[]::new)))).isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("Property: " + property)
        .contains("Value: \"" + value + "\"")
        .contains(reason)
        .contains(remedy);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
