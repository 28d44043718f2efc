package dev.restrict.net;

import dev.restrict.RestrictException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes the TLS context that trusts given certificate authorities and no others. */
public final class Trust {

  private Trust() {}

  /**
   * A context that trusts only these.
   *
   * @throws RestrictException if there is no certificate, or one is not valid now
   */
  public static SSLContext only(KeyStore roots) {
    try {
      int certificates = 0;
      for (String alias : Collections.list(roots.aliases())) {
        if (roots.isCertificateEntry(alias)) {
          requireValid(alias, roots);
          certificates++;
        }
      }
      if (certificates == 0) {
        throw new RestrictException(
            "trust: the key store has no certificate entry, so no server at all would be trusted; add the certificate of an authority");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);
      return context(trust.getTrustManagers());
    } catch (GeneralSecurityException e) {
      throw new RestrictException("trust: the key store cannot be used: " + e.getMessage(), e);
    }
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

  private static void requireValid(String alias, KeyStore roots) throws GeneralSecurityException {
    if (roots.getCertificate(alias) instanceof X509Certificate certificate) {
      try {
        certificate.checkValidity();
      } catch (CertificateException e) {
        throw new RestrictException(
            "trust: the certificate '%s' (%s) is not valid now: %s; replace it"
                .formatted(alias, certificate.getSubjectX500Principal(), e.getMessage()),
            e);
      }
    }
  }

  /** Makes it what the JVM uses by default. */
  public static void makeDefault(SSLContext context) {
    SSLContext.setDefault(context);
    HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
  }
}
