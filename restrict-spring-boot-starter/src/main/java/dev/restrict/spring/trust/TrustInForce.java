package dev.restrict.spring.trust;

import dev.restrict.ProcessLock;
import dev.restrict.RestrictException;
import dev.restrict.net.DefaultTls;
import dev.restrict.spring.autoconfigure.ContextClaims;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

/**
 * Makes the trusted authorities what the JVM and the application use by default: as the SSL bundle
 * {@code restrict}, as the default {@link SSLContext}, and for {@link HttpsURLConnection}.
 *
 * <p>Code that makes an {@link SSLContext} of its own without trust managers still trusts the JDK's
 * authorities: the JDK has no setting for that.
 */
final class TrustInForce implements DisposableBean {

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private final TrustedBundle trusted;
  private final ContextClaims claims;
  private final DefaultTls tls;
  private volatile SslBundle bundle;

  TrustInForce(TrustedBundle trusted, SslBundles bundles, ProcessLock lock) {
    this.trusted = trusted;
    this.claims = new ContextClaims(lock);
    this.bundle = trusted.make(bundles);
    SSLContext context = bundle.createSslContext();
    String source = trusted.source();
    if (!TrustedBundle.NAME.equals(source) && bundles instanceof SslBundleRegistry registry) {
      registry.registerBundle(TrustedBundle.NAME, bundle);
    }
    this.tls = DefaultTls.of(context);
    claims.add(tls);
    if (source != null) {
      bundles.addBundleUpdateHandler(source, updated -> update(source, updated, bundles));
    }
    logger.info(
        "restrict: only the authorities of %s are trusted"
            .formatted(
                trusted.source() == null
                    ? "restrict.trust.certificates"
                    : "the SSL bundle '" + trusted.source() + "'"));
  }

  /** The bundle for clients that have none of their own. */
  SslBundle bundle() {
    return bundle;
  }

  /** Spring has reloaded the bundle. If the new one cannot be used, the old one stays. */
  private void update(String source, SslBundle updated, SslBundles bundles) {
    try {
      bundle = trusted.copy(source, updated);
    } catch (RestrictException ex) {
      logger.error(
          "restrict: the authorities that were trusted before stay trusted, because "
              + ex.getMessage());
      return;
    }
    tls.replace(bundle.createSslContext());
    if (!TrustedBundle.NAME.equals(source) && bundles instanceof SslBundleRegistry registry) {
      registry.updateBundle(TrustedBundle.NAME, bundle);
    }
    logger.info("restrict: the SSL bundle '%s' was reloaded".formatted(source));
  }

  @Override
  public void destroy() {
    claims.giveBack();
  }
}
