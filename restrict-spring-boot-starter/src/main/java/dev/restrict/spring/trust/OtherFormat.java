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
  private static final String BUNDLE =
      ", or name it as a bundle: spring.ssl.bundle.jks.NAME.truststore.location, and restrict.trust.bundle";

  /** What a file is by how it begins; empty if that says nothing. */
  static Optional<OtherFormat> of(byte[] content, String file) {
    String hex = hex(content);
    if (hex.startsWith("FEEDFEED") || hex.startsWith("CECECECE")) {
      return Optional.of(
          new OtherFormat(
              "a Java key store",
              "Export each of its certificates by keytool -exportcert -rfc -keystore %s -alias NAME%s."
                  .formatted(file, BUNDLE)));
    }
    if (hex.startsWith("30")) {
      String inside = hex.substring(Math.min(hex.length(), 2 + lengthDigits(content)));
      if (inside.startsWith("020103")) {
        return Optional.of(openssl("a PKCS#12 store", "pkcs12 -nokeys", file, BUNDLE));
      }
      if (inside.startsWith(SIGNED_DATA)) {
        return Optional.of(openssl("PKCS#7 in DER", "pkcs7 -inform der -print_certs", file, ""));
      }
      if (inside.startsWith("30")) {
        return Optional.of(openssl("a certificate in DER", "x509 -inform der", file, ""));
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
          Optional.of(openssl("PKCS#7", "pkcs7 -print_certs", file, ""));
      case "TRUSTED CERTIFICATE" ->
          Optional.of(openssl("a certificate with OpenSSL's own marks of trust", "x509", file, ""));
      default -> Optional.empty();
    };
  }

  private static OtherFormat openssl(String name, String command, String file, String otherwise) {
    return new OtherFormat(
        name,
        "Make PEM certificates of it by openssl %s -in %s -out roots.pem%s."
            .formatted(command, file, otherwise));
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
