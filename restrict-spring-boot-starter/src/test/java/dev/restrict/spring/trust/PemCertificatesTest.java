package dev.restrict.spring.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import dev.restrict.testing.Authority;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;

/** Every block of a file becomes a certificate, or an error that names its line. */
class PemCertificatesTest {

  private static final String PROPERTY = "restrict.trust.certificates[0]";

  private static final String ONE = Authority.valid("one").pem();
  private static final String TWO = Authority.valid("two").pem();

  private static List<String> names(String text) {
    return read(text).stream()
        .map(certificate -> certificate.getSubjectX500Principal().getName())
        .toList();
  }

  private static List<X509Certificate> read(String text) {
    PemFile file =
        new PemFile(
            PROPERTY,
            "file:roots.pem",
            new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "roots.pem"));
    return new PemCertificates(file).read();
  }

  private static List<String> fileOfTwo() {
    return List.of(
        ONE + TWO,
        ONE.replace("\n", "\r\n") + TWO,
        "\uFEFF# the authorities\n" + ONE + "\n# and\n" + TWO + "# end",
        ONE + TWO.replace("\n", " \t\n  "),
        ONE + TWO.replace("CERTIFICATE", "X509 CERTIFICATE"),
        // What another reader takes for a mark is not passed over here.
        ONE + TWO.replace("-----", "----"),
        ONE + TWO.toLowerCase(Locale.ROOT).substring(0, 27) + TWO.substring(27),
        ONE + "two: " + TWO);
  }

  @ParameterizedTest
  @MethodSource("fileOfTwo")
  void everyBlockIsRead(String text) {
    assertThat(names(text)).containsExactly("CN=one", "CN=two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nM\u00fcller\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nA=A=\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE\nAAAA\n-----END CERTIFICATE\n",
        "-----BEGIN\nCERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      })
  void aBlockThatIsNoCertificateIsNotPassedOver(String block) {
    refused(ONE + "# two\n" + block, 2, "the block is no certificate: ", "again, as PEM");
  }

  @Test
  void whatIsWrongInsideABlockIsSaid() {
    refused(ONE + TWO.replaceFirst("M", "!"), 1, "the block is no certificate: what stands", "");
    refused(ONE + TWO.replaceFirst("MI", "M="), 1, "the block is no certificate: Last unit", "");
    refused(ONE + TWO.replaceFirst("MI", "AA"), 1, "the block is no certificate: Could not", "");
  }

  @Test
  void aBlockWithTwoCertificatesIsRefused() {
    byte[] both =
        Arrays.concatenate(
            Base64.getMimeDecoder().decode(body(ONE)), Base64.getMimeDecoder().decode(body(TWO)));
    String block =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getEncoder().encodeToString(both)
            + "\n-----END CERTIFICATE-----\n";
    refused(ONE + block, 1, "the block holds 2 certificates", "a block of its own");
  }

  private static String body(String pem) {
    return pem.lines().filter(line -> !line.startsWith("-")).reduce("", String::concat);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CERTIFICATE REQUEST",
        "TRUSTED CERTIFICATE",
        "PKCS7",
        "EC PRIVATE KEY",
        "X509 CRL",
        "A-B CERTIFICATE"
      })
  void anotherKindOfBlockIsNamed(String label) {
    String block = TWO.replace("CERTIFICATE", label);
    refused(
        ONE + block,
        1,
        "a block '%s' is no certificate".formatted(label),
        label.contains("KEY") ? "a private key belongs elsewhere" : "Keep only the certificates");
  }

  /** The message names the line, counted from the end of the first certificate. */
  private static void refused(String text, int line, String reason, String remedy) {
    assertThatExceptionOfType(InvalidRestrictPropertyException.class)
        .isThrownBy(() -> read(text))
        .withMessageStartingWith(PROPERTY + ": ")
        .withMessageContaining(
            "[roots.pem], line %d: %s".formatted(ONE.lines().count() + line, reason))
        .extracting("remedy")
        .asString()
        .contains(remedy);
  }
}
