package dev.restrict.spring.trust;

import dev.restrict.RestrictException;
import dev.restrict.net.Trust;
import dev.restrict.spring.RestrictProperties;
import dev.restrict.spring.diagnostics.InvalidRestrictPropertyException;
import dev.restrict.text.Nearest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Makes the SSL bundle of {@code restrict.trust}. It is held in memory, so no file is read when a
 * connection is made.
 */
final class TrustedBundle {

  /** The name of the SSL bundle that the starter registers. */
  static final String NAME = "restrict";

  private static final String CERTIFICATES = "restrict.trust.certificates";
  private static final String BUNDLE = "restrict.trust.bundle";

  private final RestrictProperties.Trust trust;
  private final ResourceLoader resources;

  TrustedBundle(RestrictProperties.@Nullable Trust trust, ResourceLoader resources) {
    this.trust = trust == null ? new RestrictProperties.Trust(null, null) : trust;
    this.resources = resources;
  }

  /** The name of the user's bundle; null if certificates are configured instead. */
  @Nullable String source() {
    return StringUtils.hasText(trust.bundle()) ? trust.bundle().trim() : null;
  }

  /**
   * The bundle.
   *
   * @throws InvalidRestrictPropertyException if there is something wrong with the properties
   */
  SslBundle make(SslBundles bundles) {
    List<String> locations = trust.certificates();
    if (locations != null && trust.bundle() != null) {
      throw new InvalidRestrictPropertyException(
          BUNDLE,
          trust.bundle(),
          "%s is set too, and only one of the two can be used".formatted(CERTIFICATES),
          "Remove %s or %s.".formatted(BUNDLE, CERTIFICATES));
    }
    if (locations != null) {
      return ofCertificates(locations, bundles);
    }
    String name = source();
    if (name == null) {
      throw new InvalidRestrictPropertyException(
          BUNDLE, trust.bundle(), "it names no bundle", "Name an SSL bundle, or remove it.");
    }
    SslBundle bundle = ofBundle(name, bundles);
    if (!name.equals(NAME)) {
      requireFreeName(BUNDLE, name, bundles);
    }
    return bundle;
  }

  private static void requireFreeName(String property, String value, SslBundles bundles) {
    if (bundles.getBundleNames().contains(NAME)) {
      throw new InvalidRestrictPropertyException(
          property,
          value,
          "an SSL bundle '%s' exists already, and the starter registers its own by this name"
              .formatted(NAME),
          "Give the other bundle another name, or set %s to '%s' instead.".formatted(BUNDLE, NAME));
    }
  }

  private SslBundle ofCertificates(List<String> locations, SslBundles bundles) {
    requireFreeName(CERTIFICATES, String.join(",", locations), bundles);
    if (locations.isEmpty()) {
      throw new InvalidRestrictPropertyException(
          CERTIFICATES,
          "",
          "it is set but names no file, so no server at all would be trusted",
          "Name a PEM file, or remove the property to trust the authorities of the JDK.");
    }
    List<PemFile> files = new ArrayList<>();
    for (int i = 0; i < locations.size(); i++) {
      String location = locations.get(i).trim();
      String property = "%s[%d]".formatted(CERTIFICATES, i);
      if (location.isEmpty()) {
        throw new InvalidRestrictPropertyException(
            property, location, "it names no file", "Name a PEM file, or remove the entry.");
      }
      files.add(new PemFile(property, location, resources.getResource(location)));
    }
    List<X509Certificate> certificates = PemCertificates.valid(files);
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry(String.valueOf(i), certificates.get(i));
      }
      return SslBundle.of(SslStoreBundle.of(null, null, store));
    } catch (GeneralSecurityException | IOException ex) {
      throw new IllegalStateException("an empty key store cannot be made", ex);
    }
  }

  private SslBundle ofBundle(String name, SslBundles bundles) {
    try {
      return copy(name, bundles.getBundle(name));
    } catch (NoSuchSslBundleException ex) {
      List<String> names = bundles.getBundleNames();
      throw new InvalidRestrictPropertyException(
          BUNDLE,
          name,
          names.isEmpty()
              ? "there is no SSL bundle at all"
              : "there is no SSL bundle '%s'; did you mean '%s'?"
                  .formatted(name, Nearest.to(name, names)),
          names.isEmpty()
              ? "Define it below spring.ssl.bundle, or name PEM files in %s."
                  .formatted(CERTIFICATES)
              : "Use one of: %s; or define it below spring.ssl.bundle."
                  .formatted(String.join(", ", names)),
          ex);
    }
  }

  /**
   * The same bundle, with its stores loaded now and only once, and without what is not valid now.
   */
  SslBundle copy(String name, SslBundle bundle) {
    KeyStore keys;
    KeyStore trusted;
    SslStoreBundle stores = bundle.getStores();
    try {
      keys = stores.getKeyStore();
      trusted = stores.getTrustStore();
    } catch (RuntimeException ex) {
      throw new InvalidRestrictPropertyException(
          BUNDLE,
          name,
          "the SSL bundle '%s' cannot be loaded: %s".formatted(name, ex.getMessage()),
          "Correct it below spring.ssl.bundle.",
          ex);
    }
    if (trusted == null) {
      throw new InvalidRestrictPropertyException(
          BUNDLE,
          name,
          "the SSL bundle '%s' has no trust store, so the authorities of the JDK would be trusted"
              .formatted(name),
          "Give it one, such as spring.ssl.bundle.pem.%s.truststore.certificate.".formatted(name));
    }
    try {
      trusted = Trust.valid(trusted);
    } catch (RestrictException ex) {
      throw new InvalidRestrictPropertyException(
          BUNDLE,
          name,
          "the SSL bundle '%s': %s".formatted(name, ex.getMessage()),
          "Correct its trust store below spring.ssl.bundle.",
          ex);
    }
    stores = SslStoreBundle.of(keys, stores.getKeyStorePassword(), trusted);
    return SslBundle.of(stores, bundle.getKey(), bundle.getOptions(), bundle.getProtocol());
  }
}
