package dev.restrict.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The question of a DNS message, and the message that answers it. */
final class DnsQuestion {

  static final int NO_ERROR = 0;
  static final int NO_SUCH_NAME = 3;
  static final int FORMAT_ERROR = 1;
  static final int TRUNCATED = 0x200;

  private static final int HEADER = 12;
  private static final int ANSWER = 0x8580; // by an authority; recursion desired and available
  private static final int REFERRAL = 0x8100; // neither by an authority, nor is there recursion

  private final int id;
  private final String name;
  private final int type;
  private final boolean edns;
  private final byte[] wire;

  private DnsQuestion(int id, String name, int type, boolean edns, byte[] wire) {
    this.id = id;
    this.edns = edns;
    this.name = name;
    this.type = type;
    this.wire = wire;
  }

  static DnsQuestion read(byte[] query) {
    ByteBuffer in = ByteBuffer.wrap(query);
    int id = in.getShort(0);
    in.position(HEADER);
    StringBuilder name = new StringBuilder();
    for (int length = in.get(); length != 0; length = in.get()) {
      name.append(new String(query, in.position(), length, StandardCharsets.US_ASCII)).append('.');
      in.position(in.position() + length);
    }
    int type = in.getShort();
    in.getShort(); // the class, always IN
    boolean edns = in.getShort(10) != 0; // additional records: a query has no other
    return new DnsQuestion(
        id, name.toString(), type, edns, Arrays.copyOfRange(query, HEADER, in.position()));
  }

  /** The name as it is compared. */
  String key() {
    return name.toLowerCase(Locale.ROOT);
  }

  int type() {
    return type;
  }

  /** Whether it asks by the extension of RFC 6891. */
  boolean edns() {
    return edns;
  }

  /** Such as {@code a.test. AAAA}. */
  String text() {
    return name + " " + DnsRecord.typeName(type);
  }

  /** The message that answers it: a return code or {@link #TRUNCATED}, and records. */
  byte[] answer(int code, List<DnsRecord> records) {
    return message(ANSWER | code, records);
  }

  /** The message of a server that does not know and does not ask others. */
  byte[] referral() {
    return message(REFERRAL, List.of());
  }

  private byte[] message(int flags, List<DnsRecord> records) {
    int size = records.stream().mapToInt(record -> 12 + record.data().length).sum();
    ByteBuffer out = ByteBuffer.allocate(HEADER + wire.length + size);
    out.putShort((short) id).putShort((short) flags);
    out.putShort((short) 1).putShort((short) records.size()).putInt(0);
    out.put(wire);
    for (DnsRecord record : records) {
      out.putShort((short) (0xc000 | HEADER)); // the name in the question
      out.putShort((short) record.type()).putShort((short) 1).putInt(record.ttl());
      out.putShort((short) record.data().length).put(record.data());
    }
    return out.array();
  }
}
