package dev.restrict.net;

import dev.restrict.RestrictException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes the TLS context that trusts given certificate authorities and no others. */
public final class Trust {

  private static final System.Logger LOGGER = System.getLogger("dev.restrict");

  private Trust() {}

  /**
   * A context that trusts only these, as far as they are valid now.
   *
   * @throws RestrictException if none is
   */
  public static SSLContext only(KeyStore roots) {
    KeyStore valid = valid(roots);
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(valid);
      return context(trust.getTrustManagers());
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /**
   * Those of these that are valid now; of the others the log says that they are left out. An
   * authority that expires is no reason why a service should not start again.
   *
   * @throws RestrictException if none is
   */
  public static KeyStore valid(KeyStore roots) {
    try {
      return withoutInvalid(roots);
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(e);
    }
  }

  private static RestrictException unusable(Exception e) {
    return new RestrictException("trust: the key store cannot be used: " + e.getMessage(), e);
  }

  /** A context that trusts whom the platform trusts, as if nothing had ever been chosen. */
  public static SSLContext ofPlatform() {
    try {
      return context(null);
    } catch (GeneralSecurityException e) {
      throw new RestrictException(
          "trust: the platform's own authorities cannot be used: " + e.getMessage(), e);
    }
  }

  /** Null stands for the platform's own trust managers. */
  private static SSLContext context(TrustManager @Nullable [] trusting)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusting, null);
    return context;
  }

  private static KeyStore withoutInvalid(KeyStore roots)
      throws GeneralSecurityException, IOException {
    KeyStore valid = KeyStore.getInstance(KeyStore.getDefaultType());
    valid.load(null, null);
    List<RestrictException> leftOut = new ArrayList<>();
    for (String alias : Collections.list(roots.aliases())) {
      if (roots.isCertificateEntry(alias)) {
        Certificate certificate = roots.getCertificate(alias);
        Optional<RestrictException> why = whyNotNow(alias, certificate);
        if (why.isPresent()) {
          leftOut.add(why.get());
        } else {
          valid.setCertificateEntry(alias, certificate);
        }
      }
    }
    if (valid.size() == 0) {
      throw leftOut.isEmpty()
          ? new RestrictException(
              "trust: the key store has no certificate entry, so no server at all would be trusted; add the certificate of an authority")
          : leftOut.get(0);
    }
    leftOut.forEach(
        why ->
            LOGGER.log(
                System.Logger.Level.WARNING,
                () -> why.getMessage() + "; it is left out, the others are trusted"));
    return valid;
  }

  private static Optional<RestrictException> whyNotNow(String alias, Certificate certificate) {
    if (certificate instanceof X509Certificate x509) {
      try {
        x509.checkValidity();
      } catch (CertificateException e) {
        return Optional.of(
            new RestrictException(
                "trust: the certificate '%s' (%s) is not valid now: %s; replace it"
                    .formatted(alias, x509.getSubjectX500Principal(), e.getMessage()),
                e));
      }
    }
    return Optional.empty();
  }

  /** Makes it what the JVM uses by default. */
  public static void makeDefault(SSLContext context) {
    SSLContext.setDefault(context);
    HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
  }
}
