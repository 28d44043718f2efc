package dev.restrict.spring.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on loopback, by UDP and TCP on the same port, which knows what it is told. */
public final class DnsServer implements AutoCloseable {

  private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private volatile int failure = Rcode.NOERROR;
  private volatile boolean silent;
  private volatile boolean truncating;

  public DnsServer() {
    this("127.0.0.1");
  }

  public DnsServer(String address) {
    try {
      InetAddress loopback = InetAddress.getByName(address);
      this.tcp = new ServerSocket(0, 10, loopback);
      this.udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    } catch (IOException ex) {
      throw new AssertionError(ex);
    }
    start("dns-udp", this::serveUdp);
    start("dns-tcp", this::serveTcp);
  }

  /** Adds a record, such as {@code add("a.test.", 60, "A", "127.0.0.1")}. */
  public DnsServer add(String name, int ttl, String type, String data) {
    try {
      Name owner = Name.fromString(name);
      Record record = Record.fromString(owner, Type.value(type), DClass.IN, ttl, data, Name.root);
      records.computeIfAbsent(key(owner, record.getType()), k -> new CopyOnWriteArrayList<>());
      records.get(key(owner, record.getType())).add(record);
      records.computeIfAbsent(name.toLowerCase(), k -> new ArrayList<>());
      return this;
    } catch (IOException ex) {
      throw new AssertionError(ex);
    }
  }

  public void replace(String name, int ttl, String type, String data) {
    records.remove(name.toLowerCase() + " " + Type.value(type));
    add(name, ttl, type, data);
  }

  public DnsServer silent() {
    silent = true;
    return this;
  }

  public DnsServer failing(int rcode) {
    failure = rcode;
    return this;
  }

  /** Answers by UDP say only that they are too long. */
  public DnsServer truncating() {
    truncating = true;
    return this;
  }

  /** What was asked: protocol, name and type. */
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

  private static String key(Name name, int type) {
    return name.toString().toLowerCase() + " " + type;
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
        Message query = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
        Message answer = answer("udp", query, truncating);
        if (!silent) {
          byte[] bytes = answer.toWire();
          udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      } catch (IOException ex) {
        // Closed.
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] bytes = in.readNBytes(in.readUnsignedShort());
        Message answer = answer("tcp", new Message(bytes), false);
        if (!silent) {
          byte[] out = answer.toWire();
          DataOutputStream stream = new DataOutputStream(socket.getOutputStream());
          stream.writeShort(out.length);
          stream.write(out);
          stream.flush();
        }
      } catch (IOException ex) {
        // Closed.
      }
    }
  }

  private Message answer(String protocol, Message query, boolean truncated) {
    Record question = query.getQuestion();
    questions.add(protocol + " " + question.getName() + " " + Type.string(question.getType()));
    Message answer = new Message(query.getHeader().getID());
    Header header = answer.getHeader();
    header.setFlag(Flags.QR);
    header.setFlag(Flags.RA);
    header.setFlag(Flags.AA);
    answer.addRecord(question, Section.QUESTION);
    if (failure != Rcode.NOERROR) {
      header.setRcode(failure);
    } else if (truncated) {
      header.setFlag(Flags.TC);
    } else {
      List<Record> found = records.get(key(question.getName(), question.getType()));
      if (found != null) {
        found.forEach(record -> answer.addRecord(record, Section.ANSWER));
      } else if (!records.containsKey(question.getName().toString().toLowerCase())) {
        header.setRcode(Rcode.NXDOMAIN);
      }
    }
    return answer;
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException ex) {
      throw new AssertionError(ex);
    }
  }
}
