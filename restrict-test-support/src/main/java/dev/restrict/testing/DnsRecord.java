package dev.restrict.testing;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** A record of a {@link DnsServer}, without the name that it belongs to. */
final class DnsRecord {

  private static final Map<String, Integer> TYPES =
      Map.of("A", 1, "CNAME", 5, "PTR", 12, "AAAA", 28);

  private static final Pattern DOT = Pattern.compile("\\.");

  private final int type;
  private final int ttl;
  private final byte[] data;

  private DnsRecord(int type, int ttl, byte[] data) {
    this.type = type;
    this.ttl = ttl;
    this.data = data;
  }

  /** From its text: an address for A and AAAA, a name for the others. */
  static DnsRecord of(String type, int ttl, String text) {
    try {
      boolean address = type.equals("A") || type.equals("AAAA");
      return new DnsRecord(
          Objects.requireNonNull(TYPES.get(type), type),
          ttl,
          address ? InetAddress.getByName(text).getAddress() : name(text));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] name(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DOT.splitAsStream(text)
        .forEach(
            label -> {
              bytes.write(label.length());
              bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            });
    bytes.write(0);
    return bytes.toByteArray();
  }

  int type() {
    return type;
  }

  int ttl() {
    return ttl;
  }

  byte[] data() {
    return data;
  }

  /** Such as {@code AAAA}; {@code TYPE33} for what has no name here. */
  static String typeName(int number) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("TYPE" + number);
  }
}
