package dev.restrict.sample.attack;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Attacks that carry something out of the machine. */
@RestController
@Profile("attack")
@RequestMapping(
    path = "/attack",
    method = {RequestMethod.GET, RequestMethod.POST})
class NetworkAttacks {

  private static final int TIMEOUT_MILLIS = 3000;

  @RequestMapping("/connect")
  AttackReport connect(
      @RequestParam(defaultValue = "127.0.0.1") String host,
      @RequestParam(defaultValue = "22") int port) {
    return AttackReport.of(
        "connect",
        "connect to %s:%d".formatted(host, port),
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return "connected to " + socket.getRemoteSocketAddress();
          }
        });
  }

  @RequestMapping("/udp")
  AttackReport udp(
      @RequestParam(defaultValue = "127.0.0.1") String host,
      @RequestParam(defaultValue = "53") int port) {
    return AttackReport.of(
        "udp",
        "send a datagram to %s:%d".formatted(host, port),
        () -> {
          byte[] bytes = "an intruder was here".getBytes(StandardCharsets.UTF_8);
          try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress address = InetAddress.getByName(host);
            socket.send(new DatagramPacket(bytes, bytes.length, address, port));
            return "sent %d bytes".formatted(bytes.length);
          }
        });
  }
}
