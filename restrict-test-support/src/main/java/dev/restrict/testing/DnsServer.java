package dev.restrict.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A DNS server on loopback, by UDP and TCP on the same port, which knows what it is told. */
public final class DnsServer implements AutoCloseable {

  private static final byte[] NONE = new byte[0];

  private final Map<String, List<DnsRecord>> records = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private volatile int failure = DnsQuestion.NO_ERROR;
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final Set<String> dropped = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;
  private volatile boolean old;
  private volatile boolean lame;
  private volatile boolean truncating;

  public DnsServer() {
    this("127.0.0.1");
  }

  public DnsServer(String address) {
    try {
      InetAddress loopback = InetAddress.getByName(address);
      this.tcp = new ServerSocket(0, 10, loopback);
      this.udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    start("dns-udp", this::serveUdp);
    start("dns-tcp", this::serveTcp);
  }

  /** Adds a record, such as {@code add("a.test.", 60, "A", "127.0.0.1")}. */
  public DnsServer add(String name, int ttl, String type, String data) {
    records
        .computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new CopyOnWriteArrayList<>())
        .add(DnsRecord.of(type, ttl, data));
    return this;
  }

  public void replace(String name, int ttl, String type, String data) {
    DnsRecord record = DnsRecord.of(type, ttl, data);
    List<DnsRecord> all = Objects.requireNonNull(records.get(name.toLowerCase(Locale.ROOT)), name);
    all.removeIf(old -> old.type() == record.type());
    all.add(record);
  }

  public DnsServer silent() {
    silent = true;
    return this;
  }

  /** Every answer is this return code. */
  public DnsServer failing(int rcode) {
    failure = rcode;
    return this;
  }

  /** The answer to questions for this name is this return code. */
  public DnsServer failing(String name, int rcode) {
    failures.put(name.toLowerCase(Locale.ROOT), rcode);
    return this;
  }

  /** Questions of this type get no answer. */
  public DnsServer dropping(String type) {
    dropped.add(type);
    return this;
  }

  /** It does not know EDNS, and takes it for an error of format. */
  public DnsServer old() {
    old = true;
    return this;
  }

  /** It knows nothing, and does not ask others. */
  public DnsServer lame() {
    lame = true;
    return this;
  }

  /** Answers by UDP say only that they are too long. */
  public DnsServer truncating() {
    truncating = true;
    return this;
  }

  /** What was asked: protocol, name and type, such as {@code udp a.test. AAAA}. */
  public List<String> questions() {
    return questions;
  }

  public int port() {
    return tcp.getLocalPort();
  }

  public String server() {
    String host = tcp.getInetAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] answer = answer("udp", Arrays.copyOf(buffer, packet.getLength()), truncating);
        if (answers(answer)) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = answer("tcp", in.readNBytes(in.readUnsignedShort()), false);
        if (answers(answer)) {
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(answer.length);
          out.write(answer);
          out.flush();
        }
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private boolean answers(byte[] answer) {
    return !silent && answer.length > 0;
  }

  private byte[] answer(String protocol, byte[] query, boolean truncated) {
    DnsQuestion question = DnsQuestion.read(query);
    questions.add(protocol + " " + question.text());
    if (dropped.contains(DnsRecord.typeName(question.type()))) {
      return NONE;
    }
    if (old && question.edns()) {
      return question.answer(DnsQuestion.FORMAT_ERROR, List.of());
    }
    if (lame) {
      return question.referral();
    }
    int code = failures.getOrDefault(question.key(), failure);
    if (code != DnsQuestion.NO_ERROR) {
      return question.answer(code, List.of());
    }
    if (truncated) {
      return question.answer(DnsQuestion.TRUNCATED, List.of());
    }
    List<DnsRecord> known = records.get(question.key());
    if (known == null) {
      return question.answer(DnsQuestion.NO_SUCH_NAME, List.of());
    }
    return question.answer(
        DnsQuestion.NO_ERROR,
        known.stream().filter(record -> record.type() == question.type()).toList());
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
