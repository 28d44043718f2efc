package dev.restrict.spring.trust;

import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * Reads the certificates of a PEM file by Spring Boot's {@link PemContent}, block by block: it
 * knows neither file nor line, and passes over in silence what it does not recognise.
 */
final class PemCertificates {

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private final PemFile file;

  private PemCertificates(PemFile file) {
    this.file = file;
  }

  /**
   * The certificates of these files that are valid now, at least one. One of several that is not is
   * left out, and the log says so: an authority that expires is no reason why a service should not
   * start again.
   */
  static List<X509Certificate> valid(List<PemFile> files) {
    List<X509Certificate> valid = new ArrayList<>();
    List<InvalidRestrictPropertyException> leftOut = new ArrayList<>();
    files.forEach(file -> new PemCertificates(file).read(valid, leftOut));
    if (valid.isEmpty()) {
      throw leftOut.get(0);
    }
    leftOut.forEach(
        why -> logger.warn(why.getMessage() + "; it is left out, the others are trusted"));
    return valid;
  }

  private void read(List<X509Certificate> valid, List<InvalidRestrictPropertyException> leftOut) {
    byte[] content = file.content();
    String text = file.text(content);
    List<PemBlock> blocks = PemBlock.in(text, file);
    if (blocks.isEmpty()) {
      OtherFormat.of(content, file.name())
          .ifPresent(
              other -> {
                throw file.invalid(
                    1, "the file is no PEM but " + other.name(), other.remedy(), null);
              });
      throw file.invalid(
          Math.max((int) text.lines().count(), 1),
          text.isEmpty()
              ? "the file is empty"
              : "the file holds no certificate up to its last line",
          "Put the certificate of at least one authority into it, as PEM: from"
              + " -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
          null);
    }
    for (PemBlock block : blocks) {
      X509Certificate certificate = certificate(block);
      whyNotNow(certificate, block.line())
          .ifPresentOrElse(leftOut::add, () -> valid.add(certificate));
    }
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
    return certificates.get(0);
  }

  private Optional<InvalidRestrictPropertyException> whyNotNow(
      X509Certificate certificate, int line) {
    String problem;
    String remedy = "Replace it by the authority's present certificate, ";
    CertificateException cause;
    try {
      certificate.checkValidity();
      return Optional.empty();
    } catch (CertificateExpiredException ex) {
      problem = "expired on " + certificate.getNotAfter().toInstant();
      remedy += "or remove it.";
      cause = ex;
    } catch (CertificateNotYetValidException ex) {
      problem = "is not valid before " + certificate.getNotBefore().toInstant();
      remedy += "remove it, or set this machine's clock.";
      cause = ex;
    }
    String subject = certificate.getSubjectX500Principal().getName();
    return Optional.of(
        file.invalid(
            line, "the certificate of '%s' %s".formatted(subject, problem), remedy, cause));
  }
}
