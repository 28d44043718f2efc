package dev.restrict.spring.trust;

import dev.restrict.ProcessLock;
import dev.restrict.RestrictException;
import dev.restrict.Status;
import dev.restrict.net.Trust;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
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
 * <p>Code that makes an {@link SSLContext} of its own and gives it no trust managers asks the JDK's
 * authorities as before; nothing in the JDK tells it otherwise.
 */
final class TrustInForce implements DisposableBean {

  private static final Log logger = LogFactory.getLog("dev.restrict");

  private final TrustedBundle trusted;
  private final ProcessLock lock;
  private final SSLContext contextBefore;
  private final SSLSocketFactory factoryBefore;
  private volatile SslBundle bundle;
  private volatile SSLContext context;

  TrustInForce(TrustedBundle trusted, SslBundles bundles, ProcessLock lock)
      throws java.security.NoSuchAlgorithmException {
    this.trusted = trusted;
    this.lock = lock;
    this.bundle = trusted.make(bundles);
    this.contextBefore = SSLContext.getDefault();
    this.factoryBefore = HttpsURLConnection.getDefaultSSLSocketFactory();
    this.context = makeDefault(bundle);
    register(bundles);
    logger.info(
        "restrict: trusted are the authorities of %s, and no others"
            .formatted(
                trusted.source() == null
                    ? "restrict.trust.certificates"
                    : "the SSL bundle '" + trusted.source() + "'"));
  }

  /** What clients use that were given no bundle of their own. */
  SslBundle bundle() {
    return bundle;
  }

  private void register(SslBundles bundles) {
    String source = trusted.source();
    if (!TrustedBundle.NAME.equals(source) && bundles instanceof SslBundleRegistry registry) {
      registry.registerBundle(TrustedBundle.NAME, bundle);
    }
    if (source != null) {
      bundles.addBundleUpdateHandler(source, updated -> update(source, updated, bundles));
    }
  }

  /** Spring has reloaded the bundle. One that could not be used is not taken over. */
  private void update(String source, SslBundle updated, SslBundles bundles) {
    try {
      bundle = trusted.copy(source, updated);
    } catch (RestrictException ex) {
      logger.error(
          "restrict: the authorities that were trusted before stay trusted, because "
              + ex.getMessage());
      return;
    }
    context = makeDefault(bundle);
    if (!TrustedBundle.NAME.equals(source) && bundles instanceof SslBundleRegistry registry) {
      registry.updateBundle(TrustedBundle.NAME, bundle);
    }
    logger.info("restrict: the SSL bundle '%s' was reloaded".formatted(source));
  }

  private static SSLContext makeDefault(SslBundle bundle) {
    SSLContext context = bundle.createSslContext();
    Trust.makeDefault(context);
    return context;
  }

  /**
   * An application context that is closed in a JVM that lives on, as in tests, leaves nothing
   * behind. A locked process does not win anything back.
   */
  @Override
  public void destroy() throws Exception {
    if (lock.status().state() == Status.State.UNLOCKED && SSLContext.getDefault() == context) {
      SSLContext.setDefault(contextBefore);
      HttpsURLConnection.setDefaultSSLSocketFactory(factoryBefore);
    }
  }
}
