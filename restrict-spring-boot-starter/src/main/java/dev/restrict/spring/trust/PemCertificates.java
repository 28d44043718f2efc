package dev.restrict.spring.trust;

import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * Reads the certificates of a PEM file. What is wrong with it is said with the file and the line,
 * where the JDK's own reader knows neither, and leaves out in silence what it does not know.
 */
final class PemCertificates {

  private static final Pattern MARK = Pattern.compile("-----(BEGIN|END) ([^-]+)-----");
  private static final List<String> LABELS = List.of("CERTIFICATE", "X509 CERTIFICATE");

  private final String property;
  private final String value;
  private final Resource file;

  /**
   * A reader of one file.
   *
   * @param property the name of the property that names the file
   * @param value as it was written
   */
  PemCertificates(String property, String value, Resource file) {
    this.property = property;
    this.value = value;
    this.file = file;
  }

  /** The certificates, at least one, each valid now. */
  List<X509Certificate> read() {
    List<X509Certificate> certificates = new ArrayList<>();
    StringBuilder base64 = new StringBuilder();
    String open = null;
    int begin = 0;
    int number = 0;
    for (String line : text().lines().toList()) {
      number++;
      Matcher mark = MARK.matcher(line.trim());
      if (!mark.matches()) {
        if (open != null) {
          base64.append(line.trim());
        }
        continue;
      }
      String label = mark.group(2);
      if (mark.group(1).equals("BEGIN")) {
        if (open != null) {
          throw broken(begin, "the block has no END line before the next one begins", null);
        }
        if (!LABELS.contains(label)) {
          throw invalid(
              number,
              "a block '%s' is no certificate".formatted(label),
              "Keep only the certificates of the trusted authorities in this file"
                  + (label.contains("PRIVATE KEY") ? "; a private key belongs elsewhere." : "."),
              null);
        }
        open = label;
        begin = number;
        base64.setLength(0);
      } else {
        if (!label.equals(open)) {
          throw broken(number, "END %s ends no block that is open".formatted(label), null);
        }
        certificates.add(certificate(base64.toString(), begin));
        open = null;
      }
    }
    if (open != null) {
      throw broken(begin, "the block has no END line", null);
    }
    if (certificates.isEmpty()) {
      throw invalid(
          Math.max(number, 1),
          number == 0 ? "the file is empty" : "the file holds no certificate up to its last line",
          "Put the certificate of at least one authority into it, as PEM: from"
              + " -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
          null);
    }
    return certificates;
  }

  private String text() {
    try (InputStream stream = file.getInputStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException ex) {
      throw new InvalidRestrictPropertyException(
          property,
          value,
          "%s cannot be read: %s".formatted(file.getDescription(), ex.getMessage()),
          "Create the file, or name another one: on the class path with 'classpath:', in the file system with 'file:'.",
          ex);
    }
  }

  private X509Certificate certificate(String base64, int line) {
    X509Certificate certificate;
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (IllegalArgumentException | CertificateException ex) {
      throw broken(line, "the block is no certificate: " + ex.getMessage(), ex);
    }
    String subject = certificate.getSubjectX500Principal().getName();
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException ex) {
      throw invalid(
          line,
          "the certificate of '%s' expired on %s"
              .formatted(subject, certificate.getNotAfter().toInstant()),
          "Replace it by the authority's present certificate, or remove it.",
          ex);
    } catch (CertificateNotYetValidException ex) {
      throw invalid(
          line,
          "the certificate of '%s' is not valid before %s"
              .formatted(subject, certificate.getNotBefore().toInstant()),
          "Replace it by the authority's present certificate, remove it, or set this machine's clock.",
          ex);
    }
    return certificate;
  }

  private InvalidRestrictPropertyException broken(
      int line, String reason, @Nullable Exception cause) {
    return invalid(
        line, reason, "Get the authority's certificate again, as PEM, or remove the block.", cause);
  }

  private InvalidRestrictPropertyException invalid(
      int line, String reason, String remedy, @Nullable Exception cause) {
    return new InvalidRestrictPropertyException(
        property,
        value,
        "%s, line %d: %s".formatted(file.getDescription(), line, reason),
        remedy,
        cause);
  }
}
