package dev.restrict.spring.trust;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * Reads the certificates of a PEM file by Spring Boot's {@link PemContent}, block by block: it
 * knows neither file nor line, and passes over in silence what it does not recognise.
 */
final class PemCertificates {

  private final PemFile file;

  PemCertificates(PemFile file) {
    this.file = file;
  }

  /** The certificates, at least one, each valid now. */
  List<X509Certificate> read() {
    String text = file.text();
    List<PemBlock> blocks = PemBlock.in(text, file);
    if (blocks.isEmpty()) {
      throw file.invalid(
          Math.max((int) text.lines().count(), 1),
          text.isEmpty()
              ? "the file is empty"
              : "the file holds no certificate up to its last line",
          "Put the certificate of at least one authority into it, as PEM: from"
              + " -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
          null);
    }
    return blocks.stream().map(this::certificate).toList();
  }

  private X509Certificate certificate(PemBlock block) {
    List<X509Certificate> certificates;
    try {
      certificates = PemContent.of(block.text()).getCertificates();
    } catch (IllegalArgumentException ex) {
      throw file.broken(block.line(), "the block is no certificate: " + ex.getMessage(), ex);
    } catch (IllegalStateException ex) {
      // With a cause, the Base64 was decoded; without one, none was found.
      String reason =
          ex.getCause() == null
              ? "what stands between its BEGIN and END lines is not Base64"
              : ex.getCause().getMessage();
      throw file.broken(block.line(), "the block is no certificate: " + reason, ex);
    }
    if (certificates.size() != 1) {
      throw file.invalid(
          block.line(),
          "the block holds %d certificates".formatted(certificates.size()),
          "Give each certificate a block of its own.",
          null);
    }
    X509Certificate certificate = certificates.get(0);
    requireValidNow(certificate, block.line());
    return certificate;
  }

  private void requireValidNow(X509Certificate certificate, int line) {
    String subject = certificate.getSubjectX500Principal().getName();
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException ex) {
      throw file.invalid(
          line,
          "the certificate of '%s' expired on %s"
              .formatted(subject, certificate.getNotAfter().toInstant()),
          "Replace it by the authority's present certificate, or remove it.",
          ex);
    } catch (CertificateNotYetValidException ex) {
      throw file.invalid(
          line,
          "the certificate of '%s' is not valid before %s"
              .formatted(subject, certificate.getNotBefore().toInstant()),
          "Replace it by the authority's present certificate, remove it, or set this machine's clock.",
          ex);
    }
  }
}
