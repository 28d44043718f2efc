package dev.restrict.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** A record of a {@link DnsServer}, without the name that it belongs to. */
record DnsRecord(int type, int ttl, byte[] data) {

  private static final Map<String, Integer> TYPES =
      Map.of("A", 1, "CNAME", 5, "PTR", 12, "AAAA", 28);

  /** From its text: an address for A and AAAA, a name for the others. */
  static DnsRecord of(String type, int ttl, String text) {
    try {
      boolean address = type.equals("A") || type.equals("AAAA");
      return new DnsRecord(
          TYPES.get(type), ttl, address ? InetAddress.getByName(text).getAddress() : name(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] name(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : Pattern.compile(".", Pattern.LITERAL).split(text)) {
      bytes.write(label.length());
      bytes.write(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
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
