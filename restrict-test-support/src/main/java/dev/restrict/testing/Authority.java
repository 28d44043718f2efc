package dev.restrict.testing;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of the tests, which signs certificates of servers on loopback. */
public final class Authority {

  /** The name that the servers' certificates are for, besides 127.0.0.1. */
  public static final String HOST = "only.restrict.test";

  /** Of every key store. */
  public static final String STORE_PASSWORD = "changeit";

  private static final char[] PASSWORD = STORE_PASSWORD.toCharArray();
  private static long serial = System.nanoTime();

  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private Authority(String name, Instant from, Instant until) {
    this.name = name;
    this.keys = keys();
    this.certificate = sign(name, keys, name, keys, from, until, true);
  }

  public static Authority valid(String name) {
    return new Authority(name, past(1), past(-1));
  }

  public static Authority expired(String name) {
    return new Authority(name, past(2), past(1));
  }

  public static Authority future(String name) {
    return new Authority(name, past(-1), past(-2));
  }

  private static Instant past(int days) {
    return Instant.now().minus(Duration.ofDays(days));
  }

  public String pem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** A PEM file with the certificate. */
  public Path write(Path file) {
    try {
      return Files.writeString(file, pem());
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }

  /** A PKCS12 file that trusts this authority. */
  public Path trustStore(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(name, certificate);
      store.store(out, PASSWORD);
      return file;
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }

  /** A key store with its own keys, which are no authority for anybody. */
  public KeyStore keyStore() {
    try {
      return store(name, keys, certificate);
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }

  private static KeyStore store(String alias, KeyPair keys, X509Certificate certificate)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(alias, keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
    return store;
  }

  /** The context of a server whose certificate this authority signed. */
  public SSLContext server() {
    try {
      KeyPair own = keys();
      X509Certificate leaf = sign("server of " + name, own, name, keys, past(1), past(-1), false);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store("server", own, leaf), PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }

  private static synchronized X509Certificate sign(
      String subject,
      KeyPair subjectKeys,
      String issuer,
      KeyPair issuerKeys,
      Instant from,
      Instant until,
      boolean authority) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuer),
              BigInteger.valueOf(serial++),
              Date.from(from),
              Date.from(until),
              new X500Name("CN=" + subject),
              subjectKeys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.dNSName, HOST),
                  new GeneralName(GeneralName.dNSName, "*.restrict.test"),
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                }));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
    } catch (Exception ex) {
      throw new AssertionError(ex);
    }
  }
}
