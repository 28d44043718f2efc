package dev.restrict.spring.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import dev.restrict.testing.Authority;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ByteArrayResource;

/** Every block of a file becomes a certificate, or an error that names its line. */
@ExtendWith(OutputCaptureExtension.class)
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
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<X509Certificate> read(byte[] content) {
    PemFile file =
        new PemFile(PROPERTY, "file:roots.pem", new ByteArrayResource(content, "roots.pem"));
    return PemCertificates.valid(List.of(file));
  }

  private static List<String> fileOfTwo() {
    return List.of(
        ONE + TWO,
        ONE.replace("\n", "\r\n") + TWO,
        "\uFEFF" + ONE + TWO,
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

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE"})
  void whatAnEditorMadeUtf16OfIsRead(String charset) {
    String mark = charset.endsWith("LE") ? "\uFEFF" : ""; // the other writes its own
    assertThat(read((mark + ONE + TWO).getBytes(Charset.forName(charset)))).hasSize(2);
  }

  /** An authority that has expired is no reason why a service should not start again. */
  @ParameterizedTest
  @MethodSource("notNow")
  void whatIsNotValidNowIsLeftOutAndSaid(Authority other, String why, CapturedOutput output) {
    assertThat(names(ONE + other.pem())).containsExactly("CN=one");
    assertThat(output)
        .contains("line %d: the certificate of".formatted(ONE.lines().count() + 1))
        .contains(why)
        .contains("it is left out, the others are trusted");
  }

  private static List<Arguments> notNow() {
    return List.of(
        Arguments.of(Authority.expired("old"), "'CN=old' expired on"),
        Arguments.of(Authority.future("new"), "'CN=new' is not valid before"));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void anotherFormatIsNamedWithTheCommandThatConvertsIt(
      String name, byte[] content, String command) {
    assertThatExceptionOfType(InvalidRestrictPropertyException.class)
        .isThrownBy(() -> read(content))
        .withMessageContaining("line 1: the file is no PEM but " + name)
        .extracting("remedy")
        .asString()
        .contains(command);
  }

  private static List<Arguments> formats() throws Exception {
    X509Certificate one = read(ONE).get(0);
    byte[] pkcs7 =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(one, read(TWO).get(0)))
            .getEncoded("PKCS7");
    return List.of(
        Arguments.of("a certificate in DER", one.getEncoded(), "openssl x509 -inform der"),
        Arguments.of("PKCS#7 in DER", pkcs7, "openssl pkcs7 -inform der -print_certs"),
        Arguments.of("a PKCS#12 store", store("PKCS12", one), "openssl pkcs12 -nokeys"),
        Arguments.of("a Java key store", store("JKS", one), "keytool -exportcert -rfc"),
        Arguments.of(
            "Base64 without its marks",
            body(ONE).getBytes(StandardCharsets.US_ASCII),
            "-----BEGIN CERTIFICATE-----"));
  }

  private static byte[] store(String type, X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    store.setCertificateEntry("one", certificate);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, "changeit".toCharArray());
    return out.toByteArray();
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
        switch (label) {
          case "EC PRIVATE KEY" -> "a private key belongs elsewhere";
          case "PKCS7" -> "openssl pkcs7 -print_certs -in FILE";
          case "TRUSTED CERTIFICATE" -> "openssl x509 -in FILE";
          default -> "Keep only the certificates";
        });
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
