package dev.restrict.spring.trust;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of certificates that is not PEM.
 *
 * @param name what it is
 * @param remedy the command that makes PEM of it
 */
record OtherFormat(String name, String remedy) {

  private static final Pattern BASE64 = Pattern.compile("MI[A-Za-z0-9+/=\\s]+");
  private static final String SIGNED_DATA = "06092A864886F70D010702";
  private static final int SHOWN = 32;

  /** What a file is by how it begins; empty if that says nothing. */
  static Optional<OtherFormat> of(byte[] content, String file) {
    String hex = hex(content);
    if (hex.startsWith("FEEDFEED") || hex.startsWith("CECECECE")) {
      return Optional.of(
          new OtherFormat(
              "a Java key store",
              "Export each of its certificates by keytool -exportcert -rfc -keystore %s -alias NAME, or name it as a bundle: spring.ssl.bundle.jks.NAME.truststore.location, and restrict.trust.bundle."
                  .formatted(file)));
    }
    if (hex.startsWith("30")) {
      String inside = hex.substring(Math.min(hex.length(), 2 + lengthDigits(content)));
      if (inside.startsWith("020103")) {
        return Optional.of(
            new OtherFormat(
                "a PKCS#12 store",
                "Make PEM of it by openssl pkcs12 -nokeys -in %s -out roots.pem, or name it as a bundle: spring.ssl.bundle.jks.NAME.truststore.location, and restrict.trust.bundle."
                    .formatted(file)));
      }
      if (inside.startsWith(SIGNED_DATA)) {
        return Optional.of(
            new OtherFormat(
                "PKCS#7 in DER",
                "Make PEM of it by openssl pkcs7 -inform der -print_certs -in %s -out roots.pem."
                    .formatted(file)));
      }
      if (inside.startsWith("30")) {
        return Optional.of(
            new OtherFormat(
                "a certificate in DER",
                "Make PEM of it by openssl x509 -inform der -in %s -out roots.pem."
                    .formatted(file)));
      }
    }
    if (BASE64.matcher(new String(content, StandardCharsets.ISO_8859_1).strip()).matches()) {
      return Optional.of(
          new OtherFormat(
              "Base64 without its marks",
              "Put a line -----BEGIN CERTIFICATE----- before it and a line -----END CERTIFICATE----- after it."));
    }
    return Optional.empty();
  }

  /** What a block of a PEM file is that is not one certificate; empty if no command helps. */
  static Optional<OtherFormat> ofBlock(String label, String file) {
    return switch (label) {
      case "PKCS7", "CMS", "PKCS #7 SIGNED DATA" ->
          Optional.of(
              new OtherFormat(
                  "PKCS#7",
                  "Make PEM of certificates of it by openssl pkcs7 -print_certs -in %s -out roots.pem."
                      .formatted(file)));
      case "TRUSTED CERTIFICATE" ->
          Optional.of(
              new OtherFormat(
                  "a certificate with OpenSSL's own marks of trust",
                  "Take them off by openssl x509 -in %s -out roots.pem.".formatted(file)));
      default -> Optional.empty();
    };
  }

  /** How many hexadecimal digits the length of the outermost value takes. */
  private static int lengthDigits(byte[] der) {
    int first = der.length > 1 ? der[1] & 0xff : 0;
    return 2 + (first > 0x80 ? 2 * (first - 0x80) : 0);
  }

  private static String hex(byte[] content) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < Math.min(content.length, SHOWN); i++) {
      hex.append("%02X".formatted(content[i]));
    }
    return hex.toString();
  }
}
